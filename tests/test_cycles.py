"""Pages of cycles: opened in two steps, followed by those who collect, changed with a reason, and closed to others."""

import csv
import html
import io
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from portal.access import BAN
from portal.models import CalendarDay, Level, Membership, Role
from portal.reorganisation import plan_end
from portal.text import fold
from portal.worktime import today
from reports.models import Cycle, Obligation, Report
from reports.views.cycles import opening as wizard
from tests.factories.directives import make_published
from tests.factories.portal import act, decision, forget_hats, found, grant, login, make_member, make_tree
from tests.factories.reports import make_cycle, make_form, report_of, submit, walk

pytestmark = pytest.mark.django_db

NOW = "2026-10-01T09:00:00+07:00"
PAGES = ["cycle", "obligations", "missing", "cycle_journal"]


@pytest.fixture(autouse=True)
def _october():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def reviewer(tree):
    return make_member(tree.upper, Role.REVIEWER, "Người thẩm định")


def answers_of(form, **changes):
    """What the form would send back, with changes."""
    values = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else getattr(value, "pk", value) for name, value in values.items()}
    return values | changes


def opening(client, step="xem", **changes):
    """Press one of the wizard's buttons with the proposed answers."""
    form = client.get(reverse("reports:cycle_open")).context["form"]
    return client.post(reverse("reports:cycle_open"), answers_of(form, buoc=step, **changes))


def opened(client, **changes):
    """Walk both steps; what the preview says travels along as the browser would send it."""
    preview = opening(client, **changes)
    given = {"dau_van": preview.context["fingerprint"]} | changes
    return opening(client, "mo", **given)


# --- Who may look ---------------------------------------------------------------------------


def test_pages_are_closed_to_the_units_that_owe_and_to_strangers(client, tree, reviewer):
    cycle = make_cycle(tree.upper, by=reviewer)
    sibling = found("Công đoàn ngành khác", tree.root, level=Level.CENTRAL)
    strangers = [
        make_member(tree[0], Role.OFFICER),
        make_member(tree[0], Role.HEAD),
        make_member(tree.upper, Role.CLERK),
        make_member(sibling, Role.REVIEWER),
    ]

    for person in strangers:
        login(client, person)
        assert [client.get(reverse(f"reports:{page}", args=[cycle.pk])).status_code for page in PAGES] == [404] * 4
        assert client.get(reverse("reports:obligation", args=[cycle.obligations.first().pk])).status_code == 404
        assert client.get(reverse("reports:obligations_file", args=[cycle.pk, "csv"])).status_code == 404
        assert client.get(reverse("reports:missing_file", args=[cycle.pk, "csv"])).status_code == 404


@pytest.mark.parametrize("page", ["cycles", "cycle_open", "cycle_deadline"])
def test_pages_without_a_cycle_are_closed_to_officers(client, tree, page):
    login(client, make_member(tree[0], Role.OFFICER))

    assert client.get(reverse(f"reports:{page}")).status_code == 404


def test_visitor_is_sent_to_the_door(client, tree, reviewer):
    cycle = make_cycle(tree.upper, by=reviewer)

    assert client.get(reverse("reports:cycle", args=[cycle.pk])).status_code == 302
    assert client.post(reverse("reports:cycle_open")).status_code == 302


def test_viewer_of_the_level_above_follows_but_does_not_run(client, tree, reviewer):
    cycle = make_cycle(tree.upper, by=reviewer)
    login(client, make_member(tree.root, Role.VIEWER))

    found_pages = [client.get(reverse(f"reports:{page}", args=[cycle.pk])).status_code for page in PAGES]

    assert found_pages == [200, 200, 404, 200]
    assert client.get(reverse("reports:obligation", args=[cycle.obligations.first().pk])).status_code == 404
    assert client.get(reverse("reports:cycle_open")).status_code == 404


# --- Opening --------------------------------------------------------------------------------


def test_opening_proposes_the_regime_of_the_form_and_the_first_free_year(client, tree, reviewer):
    make_form()
    make_cycle(tree.upper, by=reviewer)
    login(client, reviewer)

    form = client.get(reverse("reports:cycle_open")).context["form"]

    proposed = {name: form[name].value() for name in ("year", "title", "data_from", "data_to", "words", "day", "grace")}
    assert proposed == {
        "year": 2027,
        "title": "Báo cáo công tác dân vận năm 2027",
        "data_from": "16/11/2026",
        "data_to": "15/11/2027",
        "words": "trước ngày 20 tháng 11",
        "day": 20,
        "grace": 3,
    }


def test_opening_without_any_form_says_what_to_do_first(client, reviewer):
    login(client, reviewer)

    page = client.get(reverse("reports:cycle_open"))

    assert "Chưa có mẫu báo cáo nào" in page.content.decode()


def test_opening_offers_only_directives_in_force_of_the_collector(client, tree, reviewer):
    make_form()
    clerk = make_member(tree.upper, Role.CLERK)
    mine = make_published(tree.upper, by=clerk)
    make_published(tree.root, by=make_member(tree.root, Role.CLERK), number="1/TLĐ")
    login(client, reviewer)

    offered = client.get(reverse("reports:cycle_open")).context["form"].fields["directive"].queryset

    assert list(offered) == [mine]


def test_opening_freezes_what_the_preview_showed(client, tree, reviewer):
    make_form()
    login(client, reviewer)

    answer = opened(client, **{f"cause-{tree[1].pk}": "exempt", f"note-{tree[1].pk}": "Mới thành lập"})

    cycle = Cycle.objects.get()
    assert answer.url == reverse("reports:cycle", args=[cycle.pk])
    assert (cycle.year, cycle.department, cycle.superior_name) == (
        2026,
        "Ban Tuyên giáo",
        "Tổng Liên đoàn Lao động Việt Nam",
    )
    rows = cycle.obligations.order_by("unit").values_list("unit", "cause", "cause_note")
    assert list(rows) == [
        (tree[0].pk, "assigned", ""),
        (tree[1].pk, "exempt", "Mới thành lập"),
        (tree[2].pk, "assigned", ""),
    ]


def test_preview_stores_nothing_and_counts_the_causes(client, tree, reviewer):
    make_form()
    act(plan_end([tree[2]], effective_on=date(2026, 6, 1), decision=decision()))
    login(client, reviewer)

    page = opening(client, **{f"cause-{tree[1].pk}": "exempt", f"note-{tree[1].pk}": ""})

    assert {key: count for key, _, count in page.context["counts"]} == {
        "assigned": 1,
        "closing": 0,
        "exempt": 1,
        "ended": 1,
        "successor": 0,
    }
    assert (page.context["owing"], Cycle.objects.count()) == (1, 0)


def test_search_in_the_preview_reads_what_was_typed_once(client, tree, reviewer, monkeypatch):
    make_form()
    login(client, reviewer)
    folded = []
    monkeypatch.setattr(wizard, "fold", lambda text: folded.append(text) or fold(text))

    page = opening(client, tim="cơ quan 3")

    assert [row["candidate"].name for row in page.context["rows"]] == ["Công đoàn Cơ quan 3"]
    assert folded.count("cơ quan 3") == 1


def test_exemption_without_a_reason_opens_nothing_and_keeps_what_was_chosen(client, tree, reviewer):
    make_form()
    login(client, reviewer)

    page = opened(client, **{f"cause-{tree[1].pk}": "exempt"})

    assert (page.status_code, Cycle.objects.count()) == (422, 0)
    assert page.context["refusal"] == "Cần ghi lý do miễn báo cáo cho Công đoàn Cơ quan 2."
    assert [row["cause"] for row in page.context["rows"] if row["is_changed"]] == ["exempt"]


def test_second_press_says_that_the_cycle_is_open(client, tree, reviewer):
    make_form()
    login(client, reviewer)
    preview = opening(client)
    given = answers_of(preview.context["form"], buoc="mo", dau_van=preview.context["fingerprint"])

    answers = [client.post(reverse("reports:cycle_open"), given, follow=True) for _ in range(2)]

    assert (Cycle.objects.count(), Obligation.objects.count()) == (1, 3)
    told = [str(message) for message in answers[1].context["messages"]]
    assert told == ["Kỳ báo cáo năm 2026 đã được mở từ trước."]


@pytest.mark.parametrize("year", ["9" * 5000, "", "-1"])
def test_opening_for_no_year_at_all_is_asked_again(client, tree, reviewer, year):
    make_form()
    login(client, reviewer)

    page = opening(client, "mo", year=year)

    assert (page.status_code, Cycle.objects.count()) == (422, 0)


def test_year_that_is_open_already_is_refused_in_the_first_step(client, tree, reviewer):
    make_cycle(tree.upper, by=reviewer)
    login(client, reviewer)

    page = opening(client, year="2026", data_to="15/11/2026", data_from="16/11/2025")

    assert page.status_code == 422
    assert page.context["form"].errors == {"year": ["Đã có kỳ báo cáo năm 2026."]}


def test_tree_that_changed_since_the_preview_is_shown_again(client, tree, reviewer):
    make_form()
    login(client, reviewer)
    preview = opening(client)
    found("Công đoàn Cơ quan mới", tree.upper, on=date(2026, 9, 1))

    page = opening(client, "mo", dau_van=preview.context["fingerprint"])

    assert (page.status_code, Cycle.objects.count()) == (409, 0)
    assert len(page.context["rows"]) == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "31", "month": "11"}, "day"),
        ({"data_from": "20/11/2026"}, "data_to"),
        ({"data_to": "15/11/2027"}, "data_to"),
        ({"title": "  "}, "title"),
        ({"year": "26"}, "year"),
        ({"form_version": "999"}, "form_version"),
        ({"data_to": "15/11"}, "data_to"),
    ],
)
def test_first_step_names_the_box_that_makes_no_sense(client, reviewer, changes, field):
    make_form()
    login(client, reviewer)

    page = opening(client, **changes)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize(
    ("year", "policy", "words"),
    [
        ("2022", "keep", "Thứ Bảy 19/11/2022"),
        ("2022", "previous_working_day", "Thứ Sáu 18/11/2022"),
        ("2022", "next_working_day", "Thứ Hai 21/11/2022"),
        ("2023", "next_working_day", "Thứ Hai 20/11/2023"),
        ("2028", "previous_working_day", "Thứ Sáu 17/11/2028"),
    ],
)
def test_deadline_is_said_while_it_is_being_filled_in(client, reviewer, year, policy, words):
    login(client, reviewer)
    given = {"year": year, "policy": policy, "relation": "before", "day": "20", "month": "11", "grace": "0"}

    page = client.get(reverse("reports:cycle_deadline"), given)

    assert f"<b>Đúng hạn đến hết ngày {words}</b>" in page.content.decode()


def test_deadline_heeds_the_holidays_of_the_calendar(client, reviewer):
    CalendarDay.objects.create(day=date(2026, 11, 19), kind="holiday", name="Nghỉ bù")
    login(client, reviewer)
    given = {
        "year": "2026",
        "policy": "next_working_day",
        "relation": "before",
        "day": "20",
        "month": "11",
        "grace": "0",
    }

    page = client.get(reverse("reports:cycle_deadline"), given)

    assert "Thứ Sáu 20/11/2026</b>" in page.content.decode()


@pytest.mark.parametrize("given", [{}, {"day": "31", "month": "11", "year": "2026"}, {"year": "x", "day": "1"}])
def test_deadline_without_a_date_asks_for_one(client, reviewer, given):
    login(client, reviewer)

    page = client.get(reverse("reports:cycle_deadline"), given)

    assert (page.status_code, "Ghi đủ năm" in page.content.decode()) == (200, True)


def test_person_of_two_collectors_chooses_for_which(client, tree, reviewer):
    make_form()
    other = found("Công đoàn ngành khác", tree.root, level=Level.CENTRAL)
    grant(reviewer, other, Role.REVIEWER)
    login(client, reviewer)

    page = client.get(reverse("reports:cycle_open"), {"don_vi": other.pk})

    assert page.context["collector"] == other
    assert client.get(reverse("reports:cycle_open"), {"don_vi": tree.root.pk}).status_code == 404


# --- Following ------------------------------------------------------------------------------


def members(tree, n):
    for unit in tree.units[:n]:
        make_member(unit, Role.OFFICER, f"Cán bộ {unit.pk}", phone="024 3000 0001")
        make_member(unit, Role.HEAD, f"Lãnh đạo {unit.pk}")


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("cycle", 6), ("obligations", 6), ("missing", 7), ("cycle_journal", 5)])
def test_pages_cost_the_same_for_1_and_3_units(client, django_assert_num_queries, n, page, queries):
    tree = make_tree(n)
    reviewer = make_member(tree.upper, Role.REVIEWER)
    members(tree, n)
    cycle = make_cycle(tree.upper, by=reviewer)
    login(client, reviewer)
    address = reverse(f"reports:{page}", args=[cycle.pk])
    client.get(address)

    with django_assert_num_queries(queries):
        answer = client.get(address)

    assert answer.status_code == 200


@pytest.mark.parametrize("n", [1, 3])
def test_list_of_cycles_costs_the_same_for_1_and_3(client, django_assert_num_queries, tree, reviewer, n):
    for year in range(2026, 2026 - n, -1):
        make_cycle(tree.upper, by=reviewer, year=year)
    login(client, reviewer)
    client.get(reverse("reports:cycles"))

    with django_assert_num_queries(5):
        page = client.get(reverse("reports:cycles"))

    assert [c.progress.owing for c in page.context["cycles"]] == [3] * n


def test_empty_list_of_cycles_leads_to_opening_one(client, reviewer):
    login(client, reviewer)

    assert "Chưa có kỳ báo cáo nào" in client.get(reverse("reports:cycles")).content.decode()


@pytest.fixture
def autumn(tree, reviewer):
    """Unit 0 submitted on time, unit 1 is writing, unit 2 is exempt; seen two days after the deadline."""
    officer, head = make_member(tree[0], Role.OFFICER), make_member(tree[0], Role.HEAD)
    grant(officer, tree[1], Role.OFFICER)
    cycle = make_cycle(tree.upper, by=reviewer, overrides={tree[2].pk: ("exempt", "Được miễn")})
    submit(report_of(cycle, tree[0]), officer=officer, head=head)
    walk(report_of(cycle, tree[1]), "draft", officer=officer, head=head, reviewer=reviewer)
    with time_machine.travel("2026-11-21T09:00:00+07:00", tick=False):
        yield cycle


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ({}, [0, 2, 1]),
        ({"tt": "cho-tham-dinh"}, [0]),
        ({"tt": "dang-soan"}, [1]),
        ({"tt": "khong-phai-nop"}, [2]),
        ({"han": "da-nop"}, [0]),
        ({"han": "chua-nop"}, [1]),
        ({"han": "dang-gia-han"}, [1]),
        ({"han": "qua-han"}, []),
        ({"khoi": "Khối I"}, [0, 2]),
        ({"can_cu": "exempt"}, [2]),
        ({"gia_han": "co"}, []),
        ({"q": "co quan 2"}, [1]),
        ({"q": "Cơ quan 2", "khoi": "Khối I"}, []),
        ({"tt": "vo-nghia"}, [0, 2, 1]),
        ({"page": "99"}, [0, 2, 1]),
    ],
)
def test_obligations_are_narrowed_by_the_address(client, tree, reviewer, autumn, query, units):
    login(client, reviewer)

    page = client.get(reverse("reports:obligations", args=[autumn.pk]), query)

    assert [row.unit_id for row in page.context["page"]] == [tree[i].pk for i in units]
    shown = re.findall(r'<tr><th scope="row"><a href="[^"]*">([^<]*)</a>', page.text)
    assert shown == [row.unit_name for row in page.context["page"]]
    assert page.context["page"].paginator.count == len(units)


def test_line_of_the_list_escapes_all_that_people_wrote_and_follows_each_change(client, tree, reviewer, autumn):
    hostile = "<script>'\"&</script>"
    row = autumn.obligations.get(unit=tree[0])
    autumn.obligations.filter(pk=row.pk).update(
        unit_name=hostile, block=f"K{hostile}", cause=Obligation.Cause.EXEMPT, cause_note=f"N{hostile}"
    )
    Report.objects.filter(obligation=row).update(reviewer=make_member(tree.upper, Role.REVIEWER, f"R{hostile}"))
    login(client, reviewer)

    address = reverse("reports:obligations", args=[autumn.pk])
    line = re.search(rf'<tr><th scope="row"><a href="[^"]*/{row.pk}/.*?</tr>', client.get(address).text)[0]

    assert "<script" not in line
    for prefix in (">", "K", ": N", "R"):
        assert f"{prefix}{html.escape(hostile)}<" in line

    autumn.obligations.filter(pk=row.pk).update(unit_name="Tên mới")
    changed = client.get(address).text
    assert "Tên mới</a>" in changed and f">{html.escape(hostile)}</a>" not in changed


def test_every_count_of_the_overview_leads_to_as_many_units(client, reviewer, autumn):
    login(client, reviewer)
    tally = client.get(reverse("reports:cycle", args=[autumn.pk])).context["tally"]
    behind = {
        "han=da-nop": tally.submitted,
        "han=dung-han": tally.on_time,
        "han=trong-gia-han": tally.grace,
        "han=muon": tally.late,
        "han=chua-nop": tally.missing,
        "tt=cho-tham-dinh": tally.waiting,
        "tt=tra-lai": tally.returned,
        "tt=chap-nhan": tally.accepted,
        "tt=cho-xac-nhan": tally.awaiting,
        "tt=dang-soan": tally.writing,
        "tt=chua-viet": tally.not_started,
        "tt=khong-phai-nop": tally.not_owing,
    }

    found_counts = {}
    for query in behind:
        page = client.get(reverse("reports:obligations", args=[autumn.pk]) + "?" + query)
        found_counts[query] = page.context["page"].paginator.count

    assert found_counts == behind


def test_counts_of_a_block_lead_to_as_many_of_its_units(client, reviewer, autumn):
    login(client, reviewer)
    page = client.get(reverse("reports:cycle", args=[autumn.pk])).content.decode()

    links = re.findall(r'<td class="num"><a href="([^"]*\?khoi=[^"]*)">(\d+)<span', page)
    led = [client.get(html.unescape(address)).context["page"].paginator.count for address, _ in links]

    assert led == [int(count) for _, count in links]
    assert {re.search(r"(?:han|tt)=[a-z-]+", address)[0] for address, _ in links} >= {"han=dung-han", "han=chua-nop"}


def test_obligations_as_csv_hold_what_the_list_shows(client, reviewer, autumn):
    login(client, reviewer)

    answer = client.get(reverse("reports:obligations_file", args=[autumn.pk, "csv"]), {"han": "da-nop"})

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(r["Đơn vị"], r["Tình trạng"], r["Thời hạn"], r["Bản nộp thứ"]) for r in rows] == [
        ("Công đoàn Cơ quan 1", "Chờ thẩm định", "Nộp đúng hạn", "1")
    ]


def test_obligations_as_csv_are_written_from_plain_values(client, reviewer, autumn, monkeypatch):
    login(client, reviewer)
    made = []
    build = Obligation.from_db.__func__
    monkeypatch.setattr(Obligation, "from_db", classmethod(lambda *given: made.append(1) or build(*given)))

    answer = client.get(reverse("reports:obligations_file", args=[autumn.pk, "csv"]))

    assert (len(b"".join(answer.streaming_content).decode().splitlines()), made) == (4, [])


def test_obligations_as_workbook_hold_every_unit(client, reviewer, autumn):
    login(client, reviewer)

    answer = client.get(reverse("reports:obligations_file", args=[autumn.pk, "xlsx"]))

    sheet = load_workbook(io.BytesIO(answer.content)).active
    names = [row[1] for row in sheet.iter_rows(values_only=True)]
    assert names[-3:] == ["Công đoàn Cơ quan 1", "Công đoàn Cơ quan 3", "Công đoàn Cơ quan 2"]


@pytest.mark.parametrize("page", ["obligations_file", "missing_file"])
def test_files_of_an_unknown_kind_are_not_found(client, reviewer, autumn, page):
    login(client, reviewer)

    assert client.get(reverse(f"reports:{page}", args=[autumn.pk, "pdf"])).status_code == 404


def test_missing_names_officers_before_heads_and_says_where_nobody_is(client, tree, reviewer, autumn):
    make_member(tree[1], Role.HEAD, "Chủ tịch Hai", phone="024 3000 0002")
    make_member(tree[1], Role.VIEWER, "Người xem")
    login(client, reviewer)

    page = client.get(reverse("reports:missing", args=[autumn.pk]))

    rows = [(row.unit_id, [(c.role, c.phone) for c in row.contacts]) for row in page.context["page"]]
    assert rows == [(tree[1].pk, [("officer", ""), ("head", "024 3000 0002")])]


def test_missing_as_csv_has_a_row_for_each_person(client, tree, reviewer, autumn):
    make_member(tree[1], Role.HEAD, "Chủ tịch Hai", phone="024 3000 0002")
    login(client, reviewer)

    answer = client.get(reverse("reports:missing_file", args=[autumn.pk, "csv"]))

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(r["Đơn vị"], r["Điện thoại"]) for r in rows] == [
        ("Công đoàn Cơ quan 2", ""),
        ("Công đoàn Cơ quan 2", "024 3000 0002"),
    ]


def test_missing_is_empty_when_all_have_submitted(client, tree, reviewer, autumn):
    Obligation.objects.filter(cycle=autumn, unit=tree[1].pk).update(cause="exempt")
    login(client, reviewer)

    page = client.get(reverse("reports:missing", args=[autumn.pk]))

    assert "Mọi đơn vị đã nộp" in page.content.decode()


def test_journal_tells_of_the_cycle_its_units_and_reports(client, reviewer, autumn):
    login(client, reviewer)

    page = client.get(reverse("reports:cycle_journal", args=[autumn.pk]))

    assert [(e.kind, e.unit_name) for e in page.context["events"]] == [
        ("report.submit", "Công đoàn Cơ quan 1"),
        ("report.send", "Công đoàn Cơ quan 1"),
        ("cycle.open", ""),
    ]


def test_journal_of_another_cycle_stays_out(client, tree, reviewer, autumn):
    before = make_cycle(tree.upper, by=reviewer, year=2025)
    login(client, reviewer)

    page = client.get(reverse("reports:cycle_journal", args=[before.pk]), {"loai": "ky"})

    assert [e.kind for e in page.context["events"]] == ["cycle.open"]


# --- Changing one duty ----------------------------------------------------------------------


def change(client, obligation, **given):
    return client.post(reverse("reports:obligation", args=[obligation.pk]), given)


def test_extension_is_given_to_the_end_of_the_day(client, tree, reviewer, autumn):
    duty = autumn.obligations.get(unit=tree[1])
    login(client, reviewer)

    answer = change(client, duty, viec="gia-han", day="25/11/2026", at="", reason="Đang sắp xếp tổ chức")

    duty.refresh_from_db()
    assert (answer.status_code, duty.due_at) == (302, datetime(2026, 11, 25, 17, tzinfo=UTC))
    page = client.get(reverse("reports:obligation", args=[duty.pk]))
    assert "Gia hạn đến hết ngày Thứ Tư 25/11/2026" in page.content.decode()


def test_extension_may_end_at_an_hour(client, tree, reviewer, autumn):
    duty = autumn.obligations.get(unit=tree[1])
    login(client, reviewer)

    change(client, duty, viec="gia-han", day="25/11/2026", at="17:00", reason="Đang sắp xếp tổ chức")

    duty.refresh_from_db()
    assert duty.due_at == datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [
        {"day": "25/11/2026", "reason": ""},
        {"day": "20/11/2026", "reason": "Đã qua"},
        {"day": "31/11/2026", "reason": "Không có ngày"},
        {"day": "25/11/2026", "at": "25:00", "reason": "Không có giờ"},
        {"day": "", "reason": "Không có ngày"},
    ],
)
def test_extension_that_makes_no_sense_keeps_what_was_typed(client, tree, reviewer, autumn, given):
    duty = autumn.obligations.get(unit=tree[1])
    login(client, reviewer)

    page = change(client, duty, viec="gia-han", **given)

    duty.refresh_from_db()
    assert (page.status_code, duty.due_at) == (422, datetime(2026, 11, 19, 17, tzinfo=UTC))
    assert page.context["extension_form"]["reason"].value() == given["reason"]


def test_amendment_after_submission_is_told_politely(client, tree, reviewer, autumn):
    duty = autumn.obligations.get(unit=tree[0])
    login(client, reviewer)

    page = change(client, duty, viec="dieu-chinh", cause="exempt", reason="Miễn")

    assert page.status_code == 422
    assert page.context["amendment_form"].non_field_errors() == [
        "Đơn vị đã nộp báo cáo; không thể bỏ nghĩa vụ báo cáo của đơn vị."
    ]


def test_amendment_is_shown_with_its_reason(client, tree, reviewer, autumn):
    duty = autumn.obligations.get(unit=tree[2])
    login(client, reviewer)

    change(client, duty, viec="dieu-chinh", cause="assigned", reason="Đơn vị xin được báo cáo")

    assert Report.objects.filter(obligation=duty).count() == 1
    page = client.get(reverse("reports:obligation", args=[duty.pk]))
    assert "Được miễn → Phải báo cáo" in page.content.decode()


def test_extension_by_a_viewer_is_not_found(client, tree, autumn):
    duty = autumn.obligations.get(unit=tree[1])
    login(client, make_member(tree.root, Role.VIEWER))

    assert change(client, duty, viec="gia-han", day="25/11/2026", reason="Tôi muốn").status_code == 404


def test_door_of_a_cycle_opens_for_those_who_oversee_it_and_only_as_long_as_they_do(client, tree, reviewer):
    cycle = make_cycle(tree.upper, by=reviewer)
    beside = found("Công đoàn ngành khác", tree.root, level=Level.CENTRAL)
    places = {"above": tree.root, "collector": tree.upper, "below": tree[0], "beside": beside}
    people = {(place, role): make_member(unit, role) for place, unit in places.items() for role in Role}
    people["ended", Role.REVIEWER] = make_member(tree.upper, Role.REVIEWER)
    Membership.objects.filter(user=people["ended", Role.REVIEWER]).update(valid_to=today())

    let_in = set()
    for who, person in people.items():
        address = reverse("reports:obligations", args=[cycle.pk])
        if login(client, person).get(address).status_code == 200:
            let_in.add(who)

    assert let_in == {(place, role) for place in ("above", "collector") for role in (*BAN, Role.VIEWER)}
    assert let_in == {who for who, person in people.items() if Cycle.objects.overseen_by(forget_hats(person)).exists()}
