"""The summary's frame and words: defaults are data, saving is on the version seen, nothing is lost or invented."""

import pytest

from portal.models import Event, Level, Role
from portal.reorganisation import plan_rename
from reports.closing import close_cycle
from reports.models import Summary, SummarySection
from reports.summary_text import (
    MAX_TEXT,
    Locked,
    Narratives,
    Saved,
    Stale,
    TooLong,
    blocks_of,
    cleaned,
    default_frame,
    open_summary,
    outline,
    quote_run,
    save_frame,
    save_text,
    summary_of,
)
from tests.factories.portal import act, decision, found, make_member, make_tree
from tests.factories.reports import make_cycle, report_of
from tests.factories.summaries import accept, compiled


class Office:
    def __init__(self):
        self.tree = make_tree(3, names=["Công đoàn Bộ Tư pháp", "Công đoàn Bộ Y tế", "Công đoàn Bộ Nội vụ"])
        self.head = make_member(self.tree.upper, Role.DEPARTMENT_HEAD, "Trưởng ban")
        self.other = make_member(self.tree.upper, Role.DEPARTMENT_HEAD, "Trưởng ban khác")
        self.cycle = make_cycle(self.tree.upper, by=self.head)

    def opened(self) -> Summary:
        return open_summary(self.cycle, run=None)

    def save(self, code, text, *, seen, by=None):
        return save_text(self.opened().pk, code, text, seen=seen, by=by or self.head)


@pytest.fixture
def office(db):
    return Office()


def test_default_frame_comes_from_the_units_data(office):
    assert default_frame(office.cycle) == {
        "parent_name": "Tổng Liên đoàn Lao động Việt Nam",
        "issuer_name": "Công đoàn Viên chức Việt Nam",
        "symbol": "BC-CĐVC",
        "place": "Hà Nội",
        "subject": "Kết quả công tác dân vận năm 2026 và phương hướng, nhiệm vụ năm 2027",
        "addressees": "Tổng Liên đoàn Lao động Việt Nam",
        "signature_lines": "TM. BAN THƯỜNG VỤ\nCHỦ TỊCH",
        "recipients": "Như trên\nLưu: VT, Ban Tuyên giáo",
    }


def test_default_frame_follows_a_new_name(office):
    changes = {"name": "Công đoàn Cơ quan Trung ương", "code": "CĐCQTW"}
    act(plan_rename(office.tree.upper, changes, effective_on=office.cycle.data_from, decision=decision()))

    frame = default_frame(type(office.cycle).objects.get())

    assert (frame["issuer_name"], frame["symbol"]) == ("Công đoàn Cơ quan Trung ương", "BC-CĐCQTW")


def test_default_frame_of_a_collector_with_nobody_above_and_no_code(db):
    top = found("Liên đoàn", level=Level.CONFEDERATION)
    found("Công đoàn Cơ quan", top)
    cycle = make_cycle(top, by=make_member(top, Role.REVIEWER), superior_name="", department="")

    frame = default_frame(cycle)

    assert (frame["parent_name"], frame["addressees"], frame["symbol"], frame["recipients"]) == (
        "",
        "",
        "BC",
        "Như trên\nLưu: VT",
    )


def test_reading_stores_nothing_and_opening_stores_it_once(office):
    assert summary_of(office.cycle).pk is None
    first, second = office.opened(), office.opened()

    assert first == second
    assert SummarySection.objects.count() == 14
    assert [part.code for part in outline(first)][:4] == ["MD", "I", "I.1", "I.2"]
    assert all(part.is_empty == part.leaf for part in outline(first))


def test_text_is_saved_on_its_version(office):
    saved = office.save("II.2", "Lời văn.", seen=0)

    row = SummarySection.objects.get(code="II.2")
    assert isinstance(saved, Saved)
    assert (saved.version, row.text, row.version, row.saved_by) == (1, "Lời văn.", 1, office.head)


def test_stale_text_is_refused_and_theirs_is_told(office):
    office.save("II.2", "Bản một.", seen=0)

    refused = office.save("II.2", "Bản hai.", seen=0, by=office.other)

    assert isinstance(refused, Stale)
    assert (refused.theirs, refused.version, refused.by) == ("Bản một.", 1, "Trưởng ban")
    assert SummarySection.objects.get(code="II.2").text == "Bản một."


def test_same_text_again_is_no_conflict(office):
    office.save("II.2", "Bản một.", seen=0)

    again = office.save("II.2", "Bản một.", seen=0, by=office.other)

    assert (type(again), again.version) == (Saved, 1)


def test_closed_cycle_locks_words_frame_and_run(office):
    run = compiled(office.cycle)
    summary = office.opened()
    close_cycle(office.cycle, by=office.head)

    assert isinstance(office.save("II.2", "Muộn rồi.", seen=0), Locked)
    assert isinstance(save_frame(summary, {"subject": "Khác"}, seen=0, by=office.head), Locked)
    assert isinstance(quote_run(summary, run, seen=0, by=office.head), Locked)
    assert SummarySection.objects.get(code="II.2").text == ""


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Tuye\u0302n truye\u0302\u0300n", "Tuyên truyền"),
        ("dòng một\x0bdòng hai", "dòng một\ndòng hai"),
        ("a\x00b\u202ec", "abc"),
        ("\n\nđầu\n\n", "đầu"),
    ],
)
def test_text_is_washed_on_the_way_in(typed, stored):
    assert cleaned(typed) == stored


def test_a_megabyte_of_text_is_refused_in_words():
    with pytest.raises(TooLong, match="dài 1.000.000 ký tự, vượt giới hạn 100.000 ký tự"):
        cleaned("ă" * 1_000_000)
    assert len(cleaned("ă" * MAX_TEXT)) == MAX_TEXT


def test_frame_is_saved_on_its_version_and_told_in_the_journal(office):
    summary = office.opened()
    values = default_frame(office.cycle) | {"number": " 05 ", "signer_name": "Nguyễn Văn A", "signed_on": None}

    done = save_frame(summary, values, seen=0, by=office.head)
    again = save_frame(summary, values | {"number": "06"}, seen=0, by=office.other)

    summary.refresh_from_db()
    assert (done.version, type(again), again.version) == (1, Stale, 1)
    assert (summary.number, summary.signer_name) == ("05", "Nguyễn Văn A")
    assert Event.objects.get(kind="summary.edit").what == "Sửa thể thức trong báo cáo tổng hợp"


def test_summary_quotes_only_a_finished_run_of_its_cycle(office):
    last_year = make_cycle(office.tree.upper, by=office.head, year=2025)
    summary, run = office.opened(), compiled(office.cycle)

    with pytest.raises(ValueError, match="its own cycle"):
        quote_run(summary, compiled(last_year), seen=0, by=office.head)
    quote_run(summary, run, seen=0, by=office.head)

    summary.refresh_from_db()
    assert summary.run == run


def tell(office, unit, **texts):
    accept(report_of(office.cycle, unit), {}, by=office.head, texts={k.replace("_", "."): v for k, v in texts.items()})


def test_narratives_are_those_of_accepted_revisions_in_protocol_order(office):
    tell(office, office.tree[2], II_2="Nội vụ viết.")
    tell(office, office.tree[0], II_2="Tư pháp viết.")
    tell(office, office.tree[1], I_1="Y tế viết mục khác.")

    told = Narratives(office.cycle, "II.2")

    assert len(told) == 2
    assert [(row.unit, row.text, row.number) for row in told[:5]] == [
        ("Công đoàn Bộ Tư pháp", "Tư pháp viết.", 1),
        ("Công đoàn Bộ Nội vụ", "Nội vụ viết.", 1),
    ]
    assert [row.unit for row in told[1:2]] == ["Công đoàn Bộ Nội vụ"]


def test_narratives_are_narrowed_by_block_and_found_without_tone_marks(office):
    tell(office, office.tree[0], II_2="Mô hình “Một cửa thân thiện”.")
    tell(office, office.tree[1], II_2="Tuyên truyền miệng.")

    assert blocks_of(office.cycle) == ["Khối I", "Khối II"]
    assert [row.unit for row in Narratives(office.cycle, "II.2", block="Khối II")[:9]] == ["Công đoàn Bộ Y tế"]
    assert [row.unit for row in Narratives(office.cycle, "II.2", search="mot cua")[:9]] == ["Công đoàn Bộ Tư pháp"]
    assert [row.unit for row in Narratives(office.cycle, "II.2", search="y te")[:9]] == ["Công đoàn Bộ Y tế"]
    assert len(Narratives(office.cycle, "II.2", search="không có")) == 0


def test_many_narratives_are_searched_by_name_only(office, monkeypatch):
    tell(office, office.tree[0], II_2="Mô hình một cửa.")
    tell(office, office.tree[1], II_2="Tuyên truyền.")
    monkeypatch.setattr("reports.summary_text.narratives.MOST_READ", 1)

    by_word, by_name = (Narratives(office.cycle, "II.2", search=words) for words in ("mot cua", "bo y te"))

    assert (len(by_word), by_word.read_words) == (0, False)
    assert [row.unit for row in by_name[:9]] == ["Công đoàn Bộ Y tế"]
