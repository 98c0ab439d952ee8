"""The officers' pages over HTTP: lists, one report, the check before sending, the steps, and the points."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from directives.models import Recipient
from portal import clock
from portal.models import Event, Role
from reports.models import Cycle, Explanation, Report, ReviewPoint, State
from reports.obligations import extend
from tests.factories.directives import make_published
from tests.factories.office import EARLY, make_office
from tests.factories.portal import grant, login, make_member
from tests.factories.reports import fill, fire, make_cycle, report_of, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def officer(client, office):
    return login(client, office.officer)


def page(client, name, *args, **options):
    return client.get(reverse(f"reports:{name}", args=args), **options)


def words(answer):
    """The main part of the page without tags, its blanks as one."""
    main = answer.content.decode().split("<main", 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def post_check(client, report, **changes):
    """Press on the check page as it stands now, with what its hidden marks say was seen."""
    report.refresh_from_db()
    html = page(client, "check", report.pk).content.decode()
    seen = dict(re.findall(r'name="(da-thay:[^"]*)" value="([^"]*)"', html))
    given = {"version": report.version, "client_key": "k", "no_secret": "on"} | seen | changes
    return client.post(reverse("reports:check", args=[report.pk]), given)


# --- Lists ----------------------------------------------------------------------------------


def test_list_of_someone_without_a_unit_says_what_will_stand_there(client, office):
    login(client, office.reviewer)

    assert "Chưa có báo cáo nào của đơn vị" in words(page(client, "mine"))


def test_list_shows_each_units_report_and_never_a_siblings(client):
    office = make_office(3)
    grant(office.officer, office.tree[1], Role.OFFICER)
    login(client, office.officer)

    shown = words(page(client, "mine"))

    assert "Công đoàn Cơ quan 1" in shown
    assert "Công đoàn Cơ quan 2" in shown
    assert "Công đoàn Cơ quan 3" not in shown
    assert len(re.findall("CHƯA NỘP", shown)) == 2


def test_list_shows_open_reports_first_and_past_years_as_a_table(client, office):
    older = make_cycle(office.tree.upper, by=office.reviewer, year=2025)
    past = submit(report_of(older, office.tree[0]), officer=office.officer, head=office.head)
    fire(past, "accept", by=office.reviewer)
    login(client, office.officer)

    shown = words(page(client, "mine"))

    assert shown.index("CHƯA NỘP") < shown.index("Các năm trước") < shown.index("Năm 2025")
    assert past.latest_revision.receipt_code in shown


@pytest.mark.parametrize("years", [1, 3])
def test_list_asks_the_database_four_times(client, office, years, django_assert_num_queries):
    for year in range(2026 - years + 1, 2026):
        make_cycle(office.tree.upper, by=office.reviewer, year=year)
    login(client, office.officer)

    with django_assert_num_queries(4):
        page(client, "mine")


# --- One report -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("officer", 200), ("unit_viewer", 200), ("reviewer", 200), ("sibling", 404), ("clerk", 404)],
)
def test_report_is_for_its_unit_and_those_above(client, office, who, status):
    people = {
        "officer": lambda: office.officer,
        "unit_viewer": lambda: make_member(office.tree[0], Role.VIEWER),
        "reviewer": lambda: office.reviewer,
        "sibling": lambda: make_member(office.tree[1], Role.OFFICER),
        "clerk": lambda: make_member(office.tree.upper, Role.CLERK),
    }
    if who in people:
        login(client, people[who]())

    assert page(client, "report", office.report.pk).status_code == status


def test_reviewer_sees_the_state_and_nothing_of_the_draft(client, office):
    fill(office.report, by=office.officer, text="Lời văn chưa gửi")
    login(client, office.reviewer)

    shown = words(page(client, "report", office.report.pk))

    assert "CHƯA NỘP" in shown
    assert "Các mục của báo cáo" not in shown
    assert "Lời văn chưa gửi" not in shown


def test_reviewer_does_not_read_why_a_head_sent_it_back(client, office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    fire(report, "send_back", by=office.head, reason="Việc nội bộ của đơn vị")
    own = login(Client(), office.officer)
    login(client, office.reviewer)

    assert "Việc nội bộ của đơn vị" in words(page(own, "report", report.pk))
    assert "Việc nội bộ của đơn vị" not in words(page(client, "report", report.pk))


def test_report_tells_the_role_held_here(client, office):
    grant(office.officer, office.tree[1], Role.VIEWER)
    login(client, office.officer)

    assert "Vai trò của đồng chí ở đây Cán bộ lập báo cáo" in words(page(client, "report", office.report.pk))


def test_report_lists_the_sections_with_their_state(officer, office):
    report = fill(office.report, by=office.officer, answers={"A04": "9.999", "B02": "0"})

    shown = words(page(officer, "report", report.pk))

    assert "1. Khái quát về đơn vị Còn 1 lỗi" in shown
    assert "trách nhiệm của người đứng đầu Cần giải trình" in shown
    assert "1. Ưu điểm Đủ" in shown


def test_report_of_a_fresh_unit_starts_with_the_first_section_that_is_asked_for(officer, office):
    answer = page(officer, "report", office.report.pk)

    assert "Bắt đầu viết: 1. Khái quát về đơn vị" in words(answer)


def test_report_shows_extension_and_its_reason(officer, office):
    obligation = office.report.obligation
    with clock.told_as(EARLY):
        extend(obligation, new_due_at=obligation.due_at.replace(day=25), reason="Thiên tai", by=office.reviewer)

    shown = words(page(officer, "report", office.report.pk))

    assert "người duyệt: Trần Thị Thẩm. Lý do: Thiên tai" in shown


@pytest.mark.parametrize("received", [True, False])
def test_report_links_the_directive_only_for_those_who_received_it(client, office, received):
    directive = make_published(office.tree.upper, by=make_member(office.tree.upper, Role.CLERK))
    if not received:
        Recipient.objects.filter(directive=directive, unit=office.tree[0])._raw_delete("default")
    Cycle.objects.filter(pk=office.cycle.pk).update(directive=directive)
    login(client, office.officer)

    html = page(client, "report", office.report.pk).content.decode()

    assert (reverse("directives:detail", args=[directive.pk]) in html) is received
    assert "12/CĐVC-TG" in html


@pytest.mark.parametrize(
    ("state", "who", "buttons"),
    [
        (State.DRAFT, "officer", []),
        (State.AWAITING_CERTIFICATION, "officer", ["withdraw"]),
        (State.AWAITING_CERTIFICATION, "head", ["withdraw"]),
        (State.SUBMITTED, "officer", []),
        (State.SUBMITTED, "reviewer", []),
        (State.RETURNED, "head", []),
        (State.ACCEPTED, "officer", []),
    ],
)
def test_report_has_buttons_for_possible_steps_only(client, office, state, who, buttons):
    report = office.walked(state)
    login(client, getattr(office, who))

    html = page(client, "report", report.pk).content.decode()

    assert re.findall(r'name="step" value="(\w+)"', html) == buttons


@pytest.mark.parametrize(("state", "count"), [(State.DRAFT, 7), (State.RETURNED, 9)])
def test_report_asks_the_database_so_often_and_no_more(client, office, state, count, django_assert_num_queries):
    report = office.walked(state)
    login(client, office.officer)
    page(client, "report", report.pk)

    with django_assert_num_queries(count):
        page(client, "report", report.pk)


# --- The check before sending ---------------------------------------------------------------


def links(html, place):
    return re.findall(rf'href="([^"]*#{place})"', html)


def test_check_lists_every_error_with_its_exact_place(officer, office):
    report = fill(office.report, by=office.officer, answers={"A04": "9.999", "C01": "", "E07": "1.234"})
    row = report.draft_sections.get(code="II.5")
    row.content["annexes"] = {"PL2": [{"hinh_thuc": "giam_sat", "so_kien_nghi": "1", "so_tiep_thu": "2"}]}
    row.save()

    html = page(officer, "check", report.pk).content.decode()

    section = f"/bao-cao/{report.pk}/muc/"
    for place in (
        "I.1/#dong-A04",
        "II.2/#dong-C01",
        "II.4/#dong-E07",
        "II.5/#PL2-1-so_tiep_thu",
        "II.5/#PL2-1-noi_dung",
    ):
        assert f'href="{section}{place}"' in html


def test_check_of_an_empty_draft_asks_for_everything_required(officer, office):
    shown = words(page(officer, "check", office.report.pk))

    assert re.search(r"Còn (\d+) chỗ phải sửa trước khi gửi", shown)[1] == "41"  # 30 figures and 11 texts
    assert "Trình lãnh đạo xác nhận" not in shown


def test_check_stores_explanations_and_they_travel_into_the_revision(client, office):
    report = fill(office.report, by=office.officer, answers={"B02": "0"})
    login(client, office.officer)

    post_check(client, report, **{"step": "send", "giai-trinh:R04": "Ban hành chung.", "number": "05/BC-CĐ"})
    login(client, office.head)
    post_check(client, report, step="submit")

    report.refresh_from_db()
    assert [(e["key"], e["text"]) for e in report.latest_revision.snapshot["explanations"]] == [
        ("R04", "Ban hành chung.")
    ]
    assert report.latest_revision.snapshot["number"] == "05/BC-CĐ"


def test_check_stores_nothing_for_keys_that_are_no_warnings(officer, office):
    report = fill(office.report, by=office.officer, answers={"B02": "0"})

    post_check(officer, report, **{"giai-trinh:R01": "x", "giai-trinh:nope": "x", "giai-trinh:R04": "đúng"})

    assert list(Explanation.objects.values_list("key", flat=True)) == ["R04"]


def test_check_with_an_unexplained_warning_is_not_sent(officer, office):
    report = fill(office.report, by=office.officer, answers={"B02": "0"})

    answer = post_check(officer, report, **{"step": "send", "giai-trinh:R04": "  "})

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (302, State.DRAFT)
    assert "Còn 1 cảnh báo chưa có giải trình." in words(page(officer, "check", report.pk))


@pytest.mark.parametrize("step", ["send", "submit"])
def test_check_without_the_tick_sends_nothing(client, office, step):
    report = fill(office.report, by=office.officer)
    login(client, office.head)
    report.refresh_from_db()

    client.post(reverse("reports:check", args=[report.pk]), {"step": step, "version": report.version})

    report.refresh_from_db()
    assert (report.state, report.no_secret) == (State.DRAFT, False)


def test_tick_is_never_made_in_advance(client, office):
    report = fill(office.report, by=office.officer)
    login(client, office.officer)
    draft = page(client, "check", report.pk).content.decode()
    post_check(client, report, step="send")
    login(client, office.head)
    awaiting = page(client, "check", report.pk).content.decode()

    boxes = [re.search(r'<input[^>]*name="no_secret"[^>]*>', html)[0] for html in (draft, awaiting)]

    assert ["checked" in box for box in boxes] == [False, False]


def test_number_too_long_is_told_and_nothing_is_sent(officer, office):
    report = fill(office.report, by=office.officer)

    post_check(officer, report, step="send", number="9" * 61)

    report.refresh_from_db()
    assert (report.state, report.number) == (State.DRAFT, "")
    assert "Số báo cáo dài quá 60 ký tự." in words(page(officer, "check", report.pk))


def test_check_after_sending_stores_nothing(client, office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    login(client, office.officer)

    post_check(client, report, number="viết muộn", **{"giai-trinh:R04": "muộn"})

    report.refresh_from_db()
    assert (report.number, Explanation.objects.count()) == ("", 0)


def test_officer_sends_head_reads_and_submits(client, office):
    report = fill(office.report, by=office.officer, text="Nội dung để lãnh đạo đọc.")
    login(client, office.officer)
    sent = post_check(client, report, step="send")
    login(client, office.head)
    shown = words(page(client, "check", report.pk))

    done = post_check(client, report, step="submit")

    report.refresh_from_db()
    assert sent.headers["Location"] == reverse("reports:report", args=[report.pk])
    assert "Nội dung để lãnh đạo đọc." in shown
    assert "Tôi đã xem toàn bộ báo cáo" in shown
    assert done.headers["Location"] == reverse("reports:receipt", args=[report.latest_revision.receipt_code])
    assert (report.state, report.latest_revision.certified_role) == (State.SUBMITTED, Role.HEAD)


def test_head_who_sent_it_alone_is_told_that_two_are_needed(client, office):
    report = fill(office.report, by=office.head)
    login(client, office.head)
    post_check(client, report, step="send")

    shown = words(page(client, "check", report.pk))
    post_check(client, report, step="submit")

    report.refresh_from_db()
    assert "cần một lãnh đạo khác của đơn vị xác nhận" in shown
    assert "Xác nhận và nộp" not in shown
    assert report.state == State.AWAITING_CERTIFICATION


def test_head_alone_submits_where_the_cycle_allows_it(client):
    office = make_office(certifier=Cycle.Certifier.HEAD)
    report = fill(office.report, by=office.head)
    login(client, office.head)

    post_check(client, report, step="submit")

    report.refresh_from_db()
    assert report.state == State.SUBMITTED


@pytest.mark.parametrize(("answers", "statements"), [({}, 6), ({"B02": "0"}, 7)])
def test_check_asks_for_explanations_only_where_there_is_a_warning(
    client, office, answers, statements, django_assert_num_queries
):
    report = fill(office.report, by=office.officer, answers=answers)
    login(client, office.officer)
    page(client, "check", report.pk)

    with django_assert_num_queries(statements):
        page(client, "check", report.pk)


# --- Steps ----------------------------------------------------------------------------------


def press(client, report, step, **changes):
    report.refresh_from_db()
    return client.post(reverse("reports:step", args=[report.pk]), {"step": step, "version": report.version} | changes)


@pytest.mark.parametrize("step", ["", "accept", "return", "reopen", "delete", "draft"])
def test_step_that_is_not_the_units_is_404(officer, office, step):
    assert press(officer, office.report, step).status_code == 404


@pytest.mark.parametrize("who", ["reviewer", "sibling"])
@pytest.mark.parametrize("step", ["send", "withdraw", "send_back", "submit"])
def test_step_by_another_is_404(client, office, who, step):
    report = office.walked(State.AWAITING_CERTIFICATION)
    login(client, office.reviewer if who == "reviewer" else make_member(office.tree[1], Role.HEAD))

    answer = press(client, report, step, reason="x")

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (404, State.AWAITING_CERTIFICATION)


def test_officer_may_not_certify(officer, office):
    report = office.walked(State.AWAITING_CERTIFICATION)

    assert press(officer, report, "submit").status_code == 404


def test_step_by_get_is_refused(officer, office):
    assert officer.get(reverse("reports:step", args=[office.report.pk])).status_code == 405


def test_withdrawn_report_may_be_written_again(officer, office):
    report = office.walked(State.AWAITING_CERTIFICATION)

    press(officer, report, "withdraw")

    report.refresh_from_db()
    assert (report.state, report.is_writable) == (State.DRAFT, True)


def test_report_is_sent_back_with_its_reason_only(client, office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    login(client, office.head)

    press(client, report, "send_back", reason="  ")
    refused = Report.objects.get(pk=report.pk).state
    press(client, report, "send_back", reason="Bổ sung mục III")

    report.refresh_from_db()
    assert (refused, report.state) == (State.AWAITING_CERTIFICATION, State.DRAFT)
    assert Event.objects.get(kind="report.send_back").what == "Chuyển lại người lập: Bổ sung mục III"
    assert "Bổ sung mục III" in words(page(client, "report", report.pk))


@pytest.mark.parametrize("version", ["", "abc", "999", "-1"])
def test_step_from_a_stale_page_is_told_and_shows_the_present(officer, office, version):
    report = office.walked(State.AWAITING_CERTIFICATION)

    answer = press(officer, report, "withdraw", version=version)

    report.refresh_from_db()
    assert (answer.headers["Location"], report.state) == (
        reverse("reports:report", args=[report.pk]),
        State.AWAITING_CERTIFICATION,
    )
    assert "Trang này cho thấy trạng thái hiện tại." in words(page(officer, "report", report.pk))


# --- Points ---------------------------------------------------------------------------------


def answer_all(client, report, text="Đã làm rõ."):
    found = report.points.exclude(state=ReviewPoint.State.DRAFT)
    return client.post(reverse("reports:points", args=[report.pk]), {f"tra-loi-{p.pk}": text for p in found})


def test_points_not_sent_yet_are_the_reviewers_own(officer, office):
    report = office.submitted()
    ReviewPoint.objects.create(
        report=report, revision=report.latest_revision, section="I.1", text="Chưa gửi", raised_by=office.reviewer
    )

    assert "Chưa gửi" not in words(page(officer, "points", report.pk))


def test_point_leads_to_its_box_and_is_answered(officer, office):
    report = office.walked(State.RETURNED)
    html = page(officer, "points", report.pk).content.decode()

    answer_all(officer, report)

    point = report.points.get()
    assert f'href="/bao-cao/{report.pk}/muc/II.2/#dong-C02"' in html
    assert (point.answer, point.state, point.answered_by) == ("Đã làm rõ.", ReviewPoint.State.ANSWERED, office.officer)
    assert "Đã trả lời 1/1 ý kiến" in words(page(officer, "points", report.pk))


def test_report_is_not_sent_again_before_every_point_is_answered(officer, office):
    report = office.walked(State.RETURNED)

    post_check(officer, report, step="send")
    before = Report.objects.get(pk=report.pk).state
    answer_all(officer, report)
    post_check(officer, report, step="send")

    report.refresh_from_db()
    assert (before, report.state) == (State.RETURNED, State.AWAITING_CERTIFICATION)


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_empty_answer_changes_nothing(officer, office, text):
    report = office.walked(State.RETURNED)

    answer_all(officer, report, text)

    assert report.points.get().state == ReviewPoint.State.OPEN


def test_answer_too_long_is_told(officer, office):
    report = office.walked(State.RETURNED)

    answer_all(officer, report, "a" * 4001)

    assert report.points.get().answer == ""
    assert "Câu trả lời dài quá 4000 ký tự" in words(page(officer, "points", report.pk))


@pytest.mark.parametrize("who", ["reviewer", "viewer"])
def test_answering_is_for_the_units_writers(client, office, who):
    report = office.walked(State.RETURNED)
    login(client, office.reviewer if who == "reviewer" else make_member(office.tree[0], Role.VIEWER))

    assert answer_all(client, report).status_code == 404
    assert report.points.get().answer == ""


def test_answer_after_sending_again_is_refused(officer, office):
    report = office.walked(State.RETURNED)
    answer_all(officer, report)
    post_check(officer, report, step="send")

    answer_all(officer, report, "Viết lại sau khi gửi")

    assert report.points.get().answer == "Đã làm rõ."


@pytest.mark.parametrize("count", [1, 3])
def test_points_page_asks_the_database_five_times(client, office, count, django_assert_num_queries):
    report = office.walked(State.RETURNED)
    point = report.points.get()
    for _ in range(count - 1):
        point.pk = None
        point.save()
    login(client, office.officer)
    page(client, "points", report.pk)

    with django_assert_num_queries(5):
        page(client, "points", report.pk)


def test_papers_of_an_ended_unit_are_read_by_their_keeper_and_written_by_none(client, office):
    report = office.submitted()
    unit = office.tree[0]
    unit.versions.filter(valid_to__isnull=True).update(valid_to=date(2026, 11, 20))
    type(unit).objects.filter(pk=unit.pk).update(custodian=office.tree[1])
    login(client, make_member(office.tree[1], Role.OFFICER))

    assert page(client, "report", report.pk).status_code == 200
    assert page(client, "section", report.pk, "I.1").status_code == 404
