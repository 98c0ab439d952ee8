"""Drafts: what may be stored of what a browser sends, what it reads as, and how two writers meet."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import parse_number
from reports.drafts import (
    Locked,
    Saved,
    Stale,
    TooLong,
    Typed,
    clean_content,
    is_blank,
    legacy_texts,
    mark,
    open_sections,
    read_values,
    save_closing,
    save_section,
    without_legacy,
)
from reports.form_schema import load_definition
from reports.models import Explanation, State
from reports.readiness import assess, section_states, weigh
from reports.rules import NOT_APPLICABLE
from reports.views.officer.editing import shown_raw
from tests.factories.office import make_office
from tests.factories.reports import FORM_FILE, contents_for, fill

FORM = load_definition(FORM_FILE.read_text(encoding="utf-8"))


def cleaned(payload, code="II.2"):
    return clean_content(payload, FORM.section(code), FORM)


# --- What a browser sends -------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"text": None, "figures": None, "annexes": None},
        {"text": {"a": 1}, "figures": [1, 2], "annexes": "PL1"},
        {"text": 7, "figures": "C01", "annexes": 3},
    ],
)
def test_content_of_another_shape_is_empty(payload):
    assert cleaned(payload) == {"text": "", "figures": {}, "annexes": {}}


def test_content_keeps_only_what_the_section_holds():
    payload = {
        "figures": {"C01": {"raw": "18", "kind": "number"}, "A01": {"raw": "1"}, "X99": {"raw": "1"}},
        "annexes": {"PL1": [{"ten": "Mô hình", "state": "accepted"}], "PL2": [{"noi_dung": "x"}], "PL9": []},
        "state": "accepted",
    }

    content = cleaned(payload)

    assert content["figures"] == {"C01": {"raw": "18", "kind": "number", "estimated": False}}
    assert {key: [set(row) for row in rows] for key, rows in content["annexes"].items()} == {
        "PL1": [{c.key for c in FORM.annex("PL1").columns}]
    }


@pytest.mark.parametrize(
    ("kind", "estimated", "stored"),
    [
        ("none_occurred", True, ("none_occurred", True)),
        ("accepted", "yes", ("", False)),
        (None, 1, ("", False)),
        (["number"], None, ("", False)),
    ],
)
def test_figure_keeps_known_kinds_and_plain_ticks(kind, estimated, stored):
    content = cleaned({"figures": {"C01": {"raw": "1", "kind": kind, "estimated": estimated}}})

    assert (content["figures"]["C01"]["kind"], content["figures"]["C01"]["estimated"]) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Co\u0302ng \u0111oa\u0300n", "Công đoàn"),
        ("một\x0bhai", "một\nhai"),
        ("một\x00hai\x07", "mộthai"),
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("\u202eđảo\u202c", "đảo"),
        ("\ud800lẻ", "lẻ"),
    ],
)
def test_text_is_cleaned_at_the_door(typed, stored):
    content = cleaned({"text": typed, "annexes": {"PL1": [{"ten": typed}]}})

    assert (content["text"], content["annexes"]["PL1"][0]["ten"]) == (stored, stored)


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"text": "a" * 1_000_000}, "Nội dung mục này dài 1.000.000 ký tự, vượt giới hạn 100.000 ký tự."),
        ({"figures": {"C01": {"raw": "9" * 101}}}, "Ô số liệu C01 dài 101 ký tự, vượt giới hạn 100 ký tự."),
        (
            {"annexes": {"PL1": [{"ten": "b" * 5001}]}},
            "Mô hình, điển hình “Dân vận khéo” tiêu biểu, dòng 1, cột “Tên mô hình, điển hình” dài 5.001 ký tự,",
        ),
        ({"annexes": {"PL1": [{"ten": "x"}] * 61}}, "có quá nhiều dòng, tối đa 30 dòng."),
    ],
)
def test_content_too_long_is_refused_and_nothing_is_cut_off(payload, words):
    with pytest.raises(TooLong) as refusal:
        cleaned(payload)

    assert words in str(refusal.value)


def test_rows_over_the_limit_are_kept_for_the_check_to_name():
    content = cleaned({"annexes": {"PL1": [{"ten": f"Mô hình {n}"} for n in range(31)] + [{"ten": "  "}, 5, None]}})

    assert len(content["annexes"]["PL1"]) == 31


# --- What a draft reads as ------------------------------------------------------------------


def read(code, **entry):
    section = FORM.section_of(code)
    return read_values(FORM, {section.code: {"text": "", "figures": {code: entry}, "annexes": {}}})


@pytest.mark.parametrize(
    ("entry", "value", "kind", "problems"),
    [
        ({}, None, "not_entered", 0),
        ({"raw": "1.180", "kind": "number"}, Decimal(1180), "number", 0),
        ({"raw": "", "kind": "none_occurred"}, Decimal(0), "none_occurred", 0),
        ({"raw": "0", "kind": "none_occurred"}, Decimal(0), "none_occurred", 0),
        ({"raw": "12", "kind": "none_occurred"}, None, "not_entered", 1),
        ({"raw": "12", "kind": "not_applicable"}, None, "not_entered", 1),
        ({"raw": "", "kind": "not_applicable"}, NOT_APPLICABLE, "not_applicable", 0),
        ({"raw": "-5", "kind": "number"}, Decimal(-5), "number", 0),
        ({"raw": "khoảng 20", "kind": "number"}, None, "not_entered", 1),
        ({"raw": "1,5", "kind": "number"}, None, "not_entered", 1),
        ({"raw": "999.999.999.999.999", "kind": "number"}, None, "not_entered", 1),
        ({"raw": "9" * 16, "kind": "number"}, None, "not_entered", 1),
    ],
)
def test_figure_reads_as_decided(entry, value, kind, problems):
    draft = read("C02", **entry)

    assert (draft.values["C02"], str(draft.kinds["C02"]), len(draft.problems)) == (value, kind, problems)


def test_ambiguous_number_in_a_box_with_decimals_is_a_problem():
    assert read("E07", raw="1.234", kind="number").problems == [
        ("E07", "“1.234” có thể hiểu theo nhiều cách; đề nghị chọn giá trị đúng.")
    ]


@given(st.decimals(min_value=0, max_value=10**9, places=1), st.sampled_from(["E07", "E11", "C02"]))
def test_number_shown_in_a_box_is_read_as_the_same_number(number, code):
    item = FORM.indicator(code)
    number = round(number, item.decimals)
    shown = shown_raw(item, str(number).replace(".", ","))

    assert parse_number(shown, decimals=item.decimals).value == number


@pytest.mark.parametrize(
    ("line", "warned"),
    [
        ("MẬT", True),
        ("  TỐI MẬT  ", True),
        ("(TUYỆT MẬT)", True),
        ("Độ mật: Tối mật", True),
        ("độ bảo mật - mật", True),
        ("Công tác bảo mật được chú trọng.", False),
        ("Mật ong", False),
        ("bí mật", False),
    ],
)
def test_stamp_of_secrecy_on_a_line_of_its_own_is_warned_of(line, warned):
    contents = contents_for(FORM)
    contents["II.1"]["text"] = f"Đơn vị đã ban hành kế hoạch.\n{line}\nKế hoạch được thực hiện."

    keys = [finding.key for finding in weigh(FORM, contents, {}, {}).warnings]

    assert keys == (["secret:II.1"] if warned else [])


def test_stamp_of_secrecy_is_sought_in_linear_time():
    contents = contents_for(FORM)
    contents["II.1"]["text"] = "\n" * 50_000 + "." * 50_000

    assert weigh(FORM, contents, {}, {}).warnings == []


# --- How far it is --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (lambda content: content.update(text="", figures={}), "empty"),
        (lambda content: content.update(figures={}), "started"),
        (lambda content: content.update(text=""), "started"),
        (lambda content: content["figures"]["A04"].update(raw="9.999"), "errors"),
        (lambda content: content["figures"]["A04"].update(raw="nhiều"), "errors"),
        (lambda content: content.update(text=content["text"] + "\nMẬT"), "warnings"),
        (lambda content: None, "done"),
    ],
)
def test_section_state_follows_what_is_written(change, state):
    contents = contents_for(FORM)
    change(contents["I.1"])

    states = section_states(weigh(FORM, contents, {}, {}), contents)

    assert states["I.1"].state == state
    assert states["I.1"].is_finished is (state == "done")


def test_section_with_explained_warnings_is_done():
    contents = contents_for(FORM)
    contents["I.1"]["text"] += "\nMẬT"

    states = section_states(weigh(FORM, contents, {}, {"secret:I.1": "Tên của một cuộc thi."}), contents)

    assert states["I.1"].state == "done"


def test_empty_section_that_nothing_asks_for_is_finished():
    contents = {code: content | {"text": ""} for code, content in contents_for(FORM).items()}

    state = section_states(weigh(FORM, contents, {}, {}), contents)["V"]

    assert (state.state, state.optional, state.is_finished) == ("empty", True, True)


@pytest.mark.parametrize(
    ("content", "blank"),
    [
        ({"text": " \n", "figures": {"C01": {"raw": "", "kind": "number"}}, "annexes": {"PL1": []}}, True),
        ({"text": "", "figures": {"C01": {"raw": "", "kind": "none_occurred"}}, "annexes": {}}, False),
        ({"text": "", "figures": {"C01": {"raw": "0", "kind": "number"}}, "annexes": {}}, False),
        ({"text": "", "figures": {}, "annexes": {"PL1": [{"ten": "x"}]}}, False),
        ({}, True),
    ],
)
def test_blank_content_holds_nothing_written(content, blank):
    assert is_blank(content) is blank


# --- Old fonts ------------------------------------------------------------------------------

TCVN3 = "C«ng ®oµn Viªn chøc ViÖt Nam ®· triÓn khai c«ng t¸c d©n vËn"


def test_old_fonts_are_found_and_converted_where_they_stand():
    content = {
        "text": "Đơn vị đã triển khai.",
        "figures": {},
        "annexes": {"PL1": [{"ten": TCVN3, "ket_qua": "Tốt"}]},
    }

    found = legacy_texts(content)
    converted = without_legacy(content)

    assert {place: encoding for place, (encoding, _) in found.items()} == {("PL1", 0, "ten"): "tcvn3"}
    assert converted["annexes"]["PL1"][0] == {
        "ten": "Công đoàn Viên chức Việt Nam đã triển khai công tác dân vận",
        "ket_qua": "Tốt",
    }
    assert (converted["text"], content["annexes"]["PL1"][0]["ten"]) == (content["text"], TCVN3)


# --- Two writers ----------------------------------------------------------------------------


def content_with(text):
    return {"text": text, "figures": {}, "annexes": {}}


@pytest.mark.django_db
def test_stale_save_is_refused_with_what_stands_there():
    office = make_office()
    report = office.report
    open_sections(report, FORM)
    save_section(report.pk, "III.1", content_with("của Chủ tịch"), seen=0, by=office.head)

    answer = save_section(report.pk, "III.1", content_with("của cán bộ"), seen=0, by=office.officer)

    assert isinstance(answer, Stale)
    assert (answer.theirs["text"], answer.version, answer.by) == ("của Chủ tịch", 1, "Lê Thị Chủ")
    assert report.draft_sections.get(code="III.1").content["text"] == "của Chủ tịch"


@pytest.mark.django_db
def test_same_content_again_is_saved_once():
    office = make_office()
    report = office.report
    open_sections(report, FORM)
    save_section(report.pk, "III.1", content_with("một lần"), seen=0, by=office.officer)

    again = save_section(report.pk, "III.1", content_with("một lần"), seen=0, by=office.officer)

    assert isinstance(again, Saved)
    assert (again.version, report.draft_sections.get(code="III.1").version) == (1, 1)


@pytest.mark.django_db
def test_first_save_notes_when_the_report_was_begun():
    office = make_office()
    report = office.report
    open_sections(report, FORM)
    before = report.started_at

    first = save_section(report.pk, "III.1", content_with("chữ đầu tiên"), seen=0, by=office.officer)
    save_section(report.pk, "III.2", content_with("chữ thứ hai"), seen=0, by=office.officer)

    report.refresh_from_db()
    assert (before, report.started_at) == (None, first.at)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.AWAITING_CERTIFICATION, State.SUBMITTED, State.ACCEPTED])
def test_save_after_sending_is_locked(state):
    office = make_office()
    report = office.walked(state)
    row = report.draft_sections.get(code="III.1")

    answer = save_section(report.pk, "III.1", content_with("muộn rồi"), seen=row.version, by=office.officer)

    assert answer == Locked(state)
    assert report.draft_sections.get(code="III.1").content == row.content


# --- The closing words ----------------------------------------------------------------------


@pytest.mark.django_db
def test_closing_words_are_stored_and_stored_anew():
    office = make_office()
    report = fill(office.report, by=office.officer)
    save_closing(
        report, number=" 05/BC-CĐ ", no_secret=True, explanations={"R09": Typed("cũ", mark(""))}, by=office.officer
    )

    save_closing(
        report, number="06/BC-CĐ", no_secret=False, explanations={"R09": Typed(" mới\x00 ", mark("cũ"))}, by=office.head
    )

    report.refresh_from_db()
    assert (report.number, report.no_secret) == ("06/BC-CĐ", False)
    assert list(Explanation.objects.values_list("key", "text", "by")) == [("R09", "mới", office.head.pk)]


@pytest.mark.django_db
@pytest.mark.parametrize("given", [{"number": "1" * 61}, {"explanations": {"R09": Typed("d" * 2001, "")}}])
def test_closing_words_too_long_are_refused(given):
    office = make_office()
    report = office.report

    with pytest.raises(TooLong):
        save_closing(report, **({"number": "", "no_secret": True, "explanations": {}, "by": office.officer} | given))

    report.refresh_from_db()
    assert report.no_secret is False


@pytest.mark.django_db
def test_closing_words_after_sending_are_locked():
    office = make_office()
    report = office.walked(State.AWAITING_CERTIFICATION)

    answer = save_closing(
        report, number="9", no_secret=False, explanations={"R09": Typed("x", mark(""))}, by=office.officer
    )

    report.refresh_from_db()
    assert (answer, report.number, report.no_secret) == (Locked(State.AWAITING_CERTIFICATION), "", True)
    assert Explanation.objects.count() == 0


@pytest.mark.django_db
def test_assessment_asks_the_database_three_times(django_assert_num_queries):
    office = make_office()
    report = fill(office.report, by=office.officer)
    assess(report)

    with django_assert_num_queries(3):
        assess(report)
