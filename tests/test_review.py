"""Reviewing: the queue, points, the three steps with their refusals, and who never reviews whom."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from portal import clock
from portal.models import Event, Level, Role
from portal.people import end_role
from portal.worktime import today
from reports.models import Cycle, Reading, Report, ReviewPoint, State
from reports.points import answer_point, raise_point
from reports.reviewing import AssignmentRefused, assign
from tests.factories.portal import forget_hats, found, grant, login, make_member, make_tree
from tests.factories.reports import fire, make_cycle, report_of, submit, walk

pytestmark = pytest.mark.django_db

NOW = "2026-11-20T09:00:00+07:00"
HTMX = {"HTTP_HX_REQUEST": "true"}


@dataclass
class Desk:
    """Three units of 2026: 0 and 1 submitted (0 first), 2 not; a reviewer and a colleague at the collector."""

    tree: object
    cycle: Cycle
    officer: object
    head: object
    reviewer: object
    colleague: object

    def report(self, index: int) -> Report:
        return report_of(self.cycle, self.tree[index])


@pytest.fixture
def desk():
    tree = make_tree(3)
    officer, head = make_member(tree[0], Role.OFFICER, "Cán bộ"), make_member(tree[0], Role.HEAD, "Chủ tịch")
    for unit in tree.units[1:]:
        grant(officer, unit, Role.OFFICER)
        grant(head, unit, Role.HEAD)
    reviewer = make_member(tree.upper, Role.REVIEWER, "Thẩm định Một")
    colleague = make_member(tree.upper, Role.DEPARTMENT_HEAD, "Trưởng Ban")
    with time_machine.travel("2026-10-01T09:00:00+07:00", tick=False):
        cycle = make_cycle(tree.upper, by=reviewer)
    for index, at in ((0, "2026-11-17T09:00:00+07:00"), (1, "2026-11-18T09:00:00+07:00")):
        with time_machine.travel(at, tick=False):
            submit(report_of(cycle, tree[index]), officer=officer, head=head)
    with time_machine.travel(NOW, tick=False):
        yield Desk(tree, cycle, officer, head, reviewer, colleague)


def press(client, report, step, **given):
    """Press a step's button on the page as it is now."""
    report.refresh_from_db()
    given = {"buoc": step, "seen": report.version} | given
    return client.post(reverse("reports:review_step", args=[report.pk]), given)


def note(client, report, *, section="II.2", indicator="C02", text="Đề nghị làm rõ.", **extra):
    given = {"section": section, "indicator": indicator, "text": text}
    return client.post(reverse("reports:review_point", args=[report.pk]), given, **extra)


# --- Who may look ---------------------------------------------------------------------------


def test_review_is_closed_to_all_but_the_collectors_reviewers(client, desk):
    sibling = found("Công đoàn ngành khác", desk.tree.root, level=Level.CENTRAL)
    report = desk.report(0)
    strangers = [
        desk.officer,
        desk.head,
        make_member(sibling, Role.REVIEWER),
        make_member(desk.tree.root, Role.REVIEWER),
        make_member(desk.tree.root, Role.VIEWER),
        make_member(desk.tree.upper, Role.CLERK),
        make_member(desk.tree.upper, Role.ADMINISTRATOR),
    ]

    for person in strangers:
        login(client, person)
        assert client.get(reverse("reports:review", args=[report.pk])).status_code == 404
        assert press(client, report, "accept").status_code == 404
        assert note(client, report).status_code == 404
    assert (Report.objects.get(pk=report.pk).state, ReviewPoint.objects.count()) == ("submitted", 0)


def test_report_that_was_never_submitted_is_not_found(client, desk):
    walk(desk.report(2), "draft", officer=desk.officer, head=desk.head, reviewer=desk.reviewer)
    login(client, desk.reviewer)

    assert client.get(reverse("reports:review", args=[desk.report(2).pk])).status_code == 404


def test_reviewer_who_writes_in_the_unit_never_sees_its_report(client, desk):
    grant(desk.reviewer, desk.tree[0], Role.OFFICER)
    login(client, forget_hats(desk.reviewer))

    assert client.get(reverse("reports:review", args=[desk.report(0).pk])).status_code == 404
    assert press(client, desk.report(0), "accept").status_code == 404
    listed = client.get(reverse("reports:queue")).context["page"]
    assert [r.obligation.unit_id for r in listed] == [desk.tree[1].pk]


def test_draft_of_a_returned_report_is_not_shown(client, desk):
    report = desk.report(0)
    raise_point(report, section="I.1", indicator="", text="Bổ sung", by=desk.reviewer)
    fire(report, "return", by=desk.reviewer, return_due_at=datetime(2026, 12, 1, tzinfo=UTC))
    draft = report.draft_sections.get(code="I.1")
    draft.content["text"] = "Câu còn đang viết dở dang"
    draft.save()
    login(client, desk.reviewer)

    page = client.get(reverse("reports:review", args=[report.pk]))

    assert "dở dang" not in page.content.decode()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.VIEWER])
def test_queue_is_closed_to_those_who_review_nothing(client, desk, role):
    login(client, make_member(desk.tree.upper, role))

    assert client.get(reverse("reports:queue")).status_code == 404


def test_queue_of_another_collectors_cycle_is_not_found(client, desk):
    sibling = found("Công đoàn ngành khác", desk.tree.root, level=Level.CENTRAL)
    login(client, make_member(sibling, Role.REVIEWER))

    assert client.get(reverse("reports:queue"), {"ky": desk.cycle.pk}).status_code == 404
    assert client.get(reverse("reports:queue")).context["cycle"] is None


# --- The queue ------------------------------------------------------------------------------


def queued(client, desk, **query):
    page = client.get(reverse("reports:queue"), query).context["page"]
    units = [unit.pk for unit in desk.tree.units]
    assert page.paginator.count == len(page.object_list)
    return [units.index(report.obligation.unit_id) for report in page]


def test_queue_shows_what_waits_the_longest_waiting_first(client, desk):
    login(client, desk.reviewer)

    assert queued(client, desk) == [0, 1]


def test_queue_filters_stay_in_the_address(client, desk):
    fire(desk.report(1), "accept", by=desk.reviewer)
    assign([desk.report(0)], desk.reviewer, cycle=desk.cycle, by=desk.reviewer)
    login(client, desk.reviewer)

    assert queued(client, desk) == [0]
    assert queued(client, desk, tt="chap-nhan") == [1]
    assert queued(client, desk, tt="tat-ca") == [0, 1]
    assert queued(client, desk, nguoi="toi") == [0]
    assert queued(client, desk, nguoi="chua-giao") == []
    assert queued(client, desk, nguoi=desk.colleague.pk, tt="tat-ca") == []
    assert queued(client, desk, khoi="Khối II", tt="tat-ca") == [1]
    assert queued(client, desk, han="dung-han") == [0]
    assert queued(client, desk, han="muon") == []
    assert queued(client, desk, lan="dau") == [0]
    assert queued(client, desk, lan="lai") == []
    assert queued(client, desk, q="co quan 1") == [0]
    assert queued(client, desk, q="co quan 2") == []
    assert queued(client, desk, tt="vo-nghia") == [0]


@pytest.mark.parametrize("n", [1, 3])
def test_queue_costs_the_same_for_1_and_3_reports(client, django_assert_num_queries, desk, n):
    with time_machine.travel("2026-11-19T09:00:00+07:00", tick=False):
        submit(desk.report(2), officer=desk.officer, head=desk.head)
    for index in range(n, 3):
        fire(desk.report(index), "accept", by=desk.reviewer)
    login(client, desk.reviewer)
    client.get(reverse("reports:queue"))

    with django_assert_num_queries(7):
        page = client.get(reverse("reports:queue"))

    assert len(page.context["page"].object_list) == n


def test_queue_says_what_nobody_has_opened_yet(client, desk):
    login(client, desk.reviewer)
    client.get(reverse("reports:review", args=[desk.report(0).pk]))

    mine = client.get(reverse("reports:queue")).context["page"]
    login(client, desk.colleague)
    theirs = client.get(reverse("reports:queue")).context["page"]

    assert [(bool(r.is_read), bool(r.is_read_by_me)) for r in mine] == [(True, True), (False, False)]
    assert [(bool(r.is_read), bool(r.is_read_by_me)) for r in theirs] == [(True, False), (False, False)]


def test_reading_is_noted_once_per_person_and_revision(client, desk):
    login(client, desk.reviewer)

    for _ in range(2):
        client.get(reverse("reports:review", args=[desk.report(0).pk]))

    assert list(Reading.objects.values_list("revision", "user")) == [
        (desk.report(0).latest_revision_id, desk.reviewer.pk)
    ]


# --- Giving work ----------------------------------------------------------------------------


def give(client, who, *reports, **extra):
    given = {"nguoi": who, "bao_cao": [r.pk for r in reports]} | extra
    return client.post(reverse("reports:queue_assign"), given)


def test_chosen_reports_are_given_to_a_colleague_with_an_event_each(client, desk):
    login(client, desk.reviewer)

    answer = give(client, desk.colleague.pk, desk.report(0), desk.report(1), loc="ky=1&nguoi=toi&next=//evil")

    assert answer.url == reverse("reports:queue") + "?ky=1&nguoi=toi"
    assert [desk.report(i).reviewer for i in (0, 1)] == [desk.colleague] * 2
    assert Event.objects.filter(kind="report.assign", actor=desk.reviewer).count() == 2


def test_giving_twice_writes_no_second_event(client, desk):
    login(client, desk.reviewer)

    give(client, "toi", desk.report(0))
    give(client, "toi", desk.report(0))

    assert Event.objects.filter(kind="report.assign").count() == 1


def test_work_is_given_back_to_nobody(client, desk):
    assign([desk.report(0)], desk.reviewer, cycle=desk.cycle, by=desk.reviewer)
    login(client, desk.colleague)

    give(client, "chua-giao", desk.report(0))

    assert desk.report(0).reviewer is None


def test_work_is_never_given_to_someone_who_writes_in_the_unit(desk):
    grant(desk.colleague, desk.tree[0], Role.OFFICER)

    with pytest.raises(AssignmentRefused):
        assign([desk.report(1), desk.report(0)], desk.colleague, cycle=desk.cycle, by=desk.reviewer)

    assert [desk.report(i).reviewer for i in (0, 1)] == [None, None]


def test_work_is_never_given_to_someone_who_reviews_nothing_here(client, desk):
    stranger = make_member(desk.tree.root, Role.REVIEWER)
    login(client, desk.reviewer)

    give(client, stranger.pk, desk.report(0))

    assert desk.report(0).reviewer is None


def test_reports_of_another_collector_are_not_given(client, desk):
    sibling = found("Công đoàn ngành khác", desk.tree.root, level=Level.CENTRAL)
    login(client, make_member(sibling, Role.REVIEWER))

    give(client, "toi", desk.report(0))

    assert desk.report(0).reviewer is None


# --- Points ---------------------------------------------------------------------------------


def test_point_stands_at_its_section_and_is_not_sent_yet(client, desk):
    login(client, desk.reviewer)

    answer = note(client, desk.report(0), text="  Đề nghị rà soát số lượt người. ")

    assert answer.url == reverse("reports:review", args=[desk.report(0).pk]) + "#muc-II.2"
    point = ReviewPoint.objects.get()
    assert (point.state, point.section, point.indicator, point.text, point.revision_id) == (
        "draft",
        "II.2",
        "C02",
        "Đề nghị rà soát số lượt người.",
        desk.report(0).latest_revision_id,
    )


def test_point_over_htmx_gives_the_sections_points_and_the_count(client, desk):
    login(client, desk.reviewer)

    page = note(client, desk.report(0), **HTMX)

    words = page.content.decode()
    assert (page.status_code, "Đề nghị làm rõ." in words, "1 ý kiến chưa gửi" in words) == (200, True, True)


@pytest.mark.parametrize(
    "given",
    [
        {"text": "   "},
        {"section": "IX.9"},
        {"section": "II", "indicator": ""},
        {"section": "I.1", "indicator": "C02"},
        {"text": "x" * 5001},
    ],
)
def test_point_that_makes_no_sense_is_refused_where_it_was_written(client, desk, given):
    login(client, desk.reviewer)

    page = note(client, desk.report(0), **given, **HTMX)

    assert (page.status_code, ReviewPoint.objects.count()) == (422, 0)


def test_point_on_an_accepted_report_is_refused(client, desk):
    report = desk.report(0)
    fire(report, "accept", by=desk.reviewer)
    login(client, desk.reviewer)

    page = note(client, report, **HTMX)

    assert (page.status_code, ReviewPoint.objects.count()) == (422, 0)


def test_point_is_taken_back_before_it_is_sent_and_never_after(client, desk):
    report = desk.report(0)
    first = raise_point(report, section="I.1", indicator="", text="Một", by=desk.reviewer)
    second = raise_point(report, section="I.1", indicator="", text="Hai", by=desk.reviewer)
    login(client, desk.colleague)

    client.post(reverse("reports:review_point_drop", args=[first.pk]))
    fire(report, "return", by=desk.reviewer, return_due_at=datetime(2026, 12, 1, tzinfo=UTC))
    page = client.post(reverse("reports:review_point_drop", args=[second.pk]), **HTMX)

    assert list(ReviewPoint.objects.values_list("text", "state")) == [("Hai", "open")]
    assert page.status_code == 422
    told = Event.objects.get(kind="point.drop")
    assert (told.actor, told.detail) == (
        desk.colleague,
        {"text": "Một", "indicator": "", "raised_by": desk.reviewer.pk},
    )


def test_point_of_a_stranger_is_not_found(client, desk):
    point = raise_point(desk.report(0), section="I.1", indicator="", text="Một", by=desk.reviewer)
    login(client, desk.officer)

    assert client.post(reverse("reports:review_point_drop", args=[point.pk])).status_code == 404
    assert client.post(reverse("reports:review_point_close", args=[point.pk])).status_code == 404


def answered_point(desk):
    report = desk.report(0)
    point = raise_point(report, section="I.1", indicator="", text="Một", by=desk.reviewer)
    fire(report, "return", by=desk.reviewer, return_due_at=datetime(2026, 12, 1, tzinfo=UTC))
    answer_point(point, text="Đã bổ sung", by=desk.officer)
    return report, ReviewPoint.objects.get(pk=point.pk)


def test_answer_is_settled_only_once_the_report_is_back(client, desk):
    report, point = answered_point(desk)
    login(client, desk.reviewer)
    too_early = client.post(reverse("reports:review_point_close", args=[point.pk]), **HTMX)
    submit(report, officer=desk.officer, head=desk.head)

    in_time = client.post(reverse("reports:review_point_close", args=[point.pk]), **HTMX)

    assert (too_early.status_code, in_time.status_code) == (422, 200)
    assert ReviewPoint.objects.get(pk=point.pk).state == ReviewPoint.State.CLOSED
    assert Event.objects.filter(kind="point.close", actor=desk.reviewer).count() == 1


def test_point_refused_without_scripts_keeps_its_words(client, desk):
    login(client, desk.reviewer)
    words = "Đề nghị nêu rõ số lớp tập huấn. " * 200
    given = {"section": "I.1", "indicator": "", "text": words}

    page = client.post(reverse("reports:review_point", args=[desk.report(0).pk]), given)

    assert (page.status_code, ReviewPoint.objects.count()) == (422, 0)
    assert "Đề nghị nêu rõ số lớp tập huấn. Đề nghị" in page.content.decode()


def test_words_between_head_and_officer_stay_in_the_unit(client, desk):
    report = desk.report(2)
    walk(report, State.AWAITING_CERTIFICATION, officer=desk.officer, head=desk.head, reviewer=desk.reviewer)
    fire(report, "send_back", by=desk.head, reason="Số liệu của đồng chí chưa đúng")
    submit(report, officer=desk.officer, head=desk.head)
    login(client, desk.reviewer)

    addresses = [
        reverse("reports:review", args=[report.pk]),
        reverse("reports:obligation", args=[report.obligation_id]),
        reverse("reports:cycle_journal", args=[desk.cycle.pk]),
    ]
    pages = [client.get(address).content.decode() for address in addresses]

    assert ["chưa đúng" in page for page in pages] == [False, False, False]
    assert ["Xác nhận và nộp" in page for page in pages] == [True, True, True]


# --- Accepting ------------------------------------------------------------------------------


def test_accepting_names_the_revision_and_keeps_the_queues_filters(client, desk):
    report = desk.report(0)
    login(client, desk.reviewer)

    answer = press(client, report, "accept", loc="khoi=Kh%E1%BB%91i+I&xem=thay-doi")

    report.refresh_from_db()
    assert (report.state, report.accepted_revision_id, report.accepted_by) == (
        "accepted",
        report.latest_revision_id,
        desk.reviewer,
    )
    assert answer.url == reverse("reports:review", args=[report.pk]) + "?khoi=Kh%E1%BB%91i+I"


def test_nobody_accepts_or_is_given_what_they_prepared_or_certified(client, desk):
    """The roles of yesterday don't count; the hand that one had in the submission does."""
    report = desk.report(0)
    for person in (desk.officer, desk.head):
        for seat in person.memberships.all():
            end_role(seat, on=today())
        grant(person, desk.tree.upper, Role.REVIEWER)
        press(login(client, person), report, "accept")

        report.refresh_from_db()
        assert report.state == State.SUBMITTED
        with pytest.raises(AssignmentRefused):
            assign([report], person, cycle=desk.cycle, by=desk.reviewer)

    press(login(client, desk.reviewer), report, "accept")

    report.refresh_from_db()
    assert report.state == State.ACCEPTED


def test_accepting_may_lead_on_to_the_next_report(client, desk):
    login(client, desk.reviewer)

    answer = press(client, desk.report(0), "accept", tiep=desk.report(1).pk)

    assert answer.url == reverse("reports:review", args=[desk.report(1).pk])


def test_accepting_a_stale_page_changes_nothing(client, desk):
    report = desk.report(0)
    login(client, desk.reviewer)
    seen = report.version
    raise_point(report, section="I.1", indicator="", text="Bổ sung", by=desk.colleague)
    fire(report, "return", by=desk.colleague, return_due_at=datetime(2026, 12, 1, tzinfo=UTC))
    answer_point(report.points.get(), text="Đã bổ sung", by=desk.officer)
    fire(report, "send", by=desk.officer)
    fire(report, "submit", by=desk.head, client_key="lan-hai")

    page = client.post(reverse("reports:review_step", args=[report.pk]), {"buoc": "accept", "seen": seen})

    assert (page.status_code, Report.objects.get(pk=report.pk).state) == (409, "submitted")
    assert "bản nộp thứ 2" in page.content.decode()


def test_second_press_of_accept_is_told_and_changes_nothing(client, desk):
    report = desk.report(0)
    login(client, desk.reviewer)
    given = {"buoc": "accept", "seen": report.version}
    address = reverse("reports:review_step", args=[report.pk])

    client.post(address, given)
    second = client.post(address, given, follow=True)

    assert Event.objects.filter(kind="report.accept").count() == 1
    assert [str(m) for m in second.context["messages"]][-1] == (
        "Báo cáo đang ở trạng thái “Đã chấp nhận”; không cần làm lại bước này."
    )


def test_accepting_what_was_returned_meanwhile_is_not_told_as_done(client, desk):
    report = desk.report(0)
    seen = report.version
    raise_point(report, section="I.1", indicator="", text="Bổ sung", by=desk.reviewer)
    fire(report, "return", by=desk.reviewer, return_due_at=clock.now() + timedelta(days=5))
    login(client, desk.reviewer)

    given = {"buoc": "accept", "seen": seen}
    page = client.post(reverse("reports:review_step", args=[report.pk]), given, follow=True)

    assert [str(m) for m in page.context["messages"]] == [
        "Báo cáo đang ở trạng thái “Đã trả lại, chờ bổ sung”, không thực hiện được bước này."
    ]


@pytest.mark.parametrize(("day", "fault"), [("01/11/2020", "ở sau thời điểm hiện tại"), ("hôm qua", "ngày")])
def test_deadline_that_cannot_be_is_refused_at_its_place(client, desk, day, fault):
    report = desk.report(0)
    raise_point(report, section="I.1", indicator="", text="Bổ sung", by=desk.reviewer)
    login(client, desk.reviewer)

    given = {"buoc": "return", "seen": report.version, "day": day, "at": "17:00"}
    page = client.post(reverse("reports:review_step", args=[report.pk]), given)

    (told,) = page.context["return_form"].errors["day"]
    assert (page.status_code, fault in told) == (422, True)
    assert "Chưa trả lại được báo cáo" in page.content.decode()
    assert Report.objects.get(pk=report.pk).state == "submitted"


def test_accepting_with_unsent_points_is_refused(client, desk):
    raise_point(desk.report(0), section="I.1", indicator="", text="Bổ sung", by=desk.reviewer)
    login(client, desk.reviewer)

    page = press(client, desk.report(0), "accept")

    assert (page.status_code, desk.report(0).state) == (422, "submitted")
    assert page.context["refusal"].startswith("Còn 1 ý kiến chưa gửi.")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_accepting_without_a_version_is_stale(client, desk, seen):
    login(client, desk.reviewer)

    page = press(client, desk.report(0), "accept", seen=seen)

    assert (page.status_code, desk.report(0).state) == (409, "submitted")


@pytest.mark.parametrize("step", ["submit", "send", "nonsense", ""])
def test_steps_of_others_are_not_found_here(client, desk, step):
    login(client, desk.reviewer)

    assert press(client, desk.report(0), step).status_code == 404


# --- Returning ------------------------------------------------------------------------------


def test_returning_sends_the_points_with_their_own_deadline(client, desk):
    report = desk.report(0)
    raise_point(report, section="II.2", indicator="C02", text="Rà soát", by=desk.reviewer)
    login(client, desk.reviewer)

    press(client, report, "return", day="27/11/2026", at="17:00")

    report.refresh_from_db()
    assert (report.state, report.return_due_at) == ("returned", datetime(2026, 11, 27, 10, tzinfo=UTC))
    assert report.points.get().state == "open"


def test_returning_proposes_five_working_days(client, desk):
    login(client, desk.reviewer)

    form = client.get(reverse("reports:review", args=[desk.report(0).pk])).context["return_form"]

    # From Friday 20/11: 23, 24, 25, 26, 27.
    assert (form["day"].value(), form["at"].value()) == ("27/11/2026", "17:00")


def test_returning_without_a_point_is_refused_and_keeps_the_deadline(client, desk):
    login(client, desk.reviewer)

    page = press(client, desk.report(0), "return", day="30/11/2026", at="")

    assert (page.status_code, desk.report(0).state) == (422, "submitted")
    assert page.context["refusal"] == "Cần có ít nhất một ý kiến khi trả lại báo cáo."
    assert page.context["return_form"]["day"].value() == "30/11/2026"


@pytest.mark.parametrize(
    "given", [{"day": "19/11/2026"}, {"day": "20/11/2026", "at": "08:59"}, {"day": ""}, {"day": "x"}]
)
def test_returning_with_a_deadline_that_is_over_or_missing_is_refused(client, desk, given):
    raise_point(desk.report(0), section="I.1", indicator="", text="Bổ sung", by=desk.reviewer)
    login(client, desk.reviewer)

    page = press(client, desk.report(0), "return", **given)

    assert (page.status_code, desk.report(0).state) == (422, "submitted")


# --- Reopening ------------------------------------------------------------------------------


def test_reopening_needs_a_reason(client, desk):
    report = desk.report(0)
    fire(report, "accept", by=desk.reviewer)
    login(client, desk.colleague)

    refused = press(client, report, "reopen", reason="   ")
    done = press(client, report, "reopen", reason="Số liệu C02 nhầm đơn vị tính")

    report.refresh_from_db()
    assert (refused.status_code, done.status_code, report.state, report.accepted_revision) == (
        422,
        302,
        "submitted",
        None,
    )
    event = Event.objects.get(kind="report.reopen")
    assert event.what == "Mở lại để thẩm định: Số liệu C02 nhầm đơn vị tính"


# --- The page -------------------------------------------------------------------------------


def test_page_links_the_next_and_previous_of_the_filtered_queue(client, desk):
    with time_machine.travel("2026-11-19T09:00:00+07:00", tick=False):
        submit(desk.report(2), officer=desk.officer, head=desk.head)
    login(client, desk.reviewer)
    address = reverse("reports:review", args=[desk.report(0).pk])

    every = client.get(address).context
    block = client.get(address, {"khoi": "Khối I"}).context

    assert (every["previous_pk"], every["next_pk"]) == (None, desk.report(1).pk)
    assert (block["previous_pk"], block["next_pk"]) == (None, desk.report(2).pk)


def test_page_shows_answers_and_what_the_new_revision_changed(client, desk):
    report = desk.report(0)
    raise_point(report, section="II.2", indicator="C02", text="Rà soát số lượt", by=desk.reviewer)
    fire(report, "return", by=desk.reviewer, return_due_at=datetime(2026, 12, 1, tzinfo=UTC))
    answer_point(report.points.get(), text="Đã rà soát, số đúng là 1.200", by=desk.officer)
    submit(report, officer=desk.officer, head=desk.head, answers={"C02": "1.200"})
    login(client, desk.reviewer)

    page = client.get(reverse("reports:review", args=[report.pk]), {"xem": "thay-doi"})

    comparison = page.context["comparison"]
    assert [
        (v.section.code, [(f.indicator.code, f.was.words, f.now.words) for f in v.changed_figures])
        for v in comparison.changed
    ] == [("II.2", [("C02", "960", "1.200")])]
    assert "Đã rà soát, số đúng là 1.200" in page.content.decode()


@pytest.mark.parametrize("n", [1, 2])
def test_page_costs_the_same_for_any_number_of_points(client, django_assert_num_queries, desk, n):
    for number in range(n):
        raise_point(desk.report(0), section="I.1", indicator="", text=f"Ý kiến {number}", by=desk.reviewer)
    login(client, desk.reviewer)
    address = reverse("reports:review", args=[desk.report(0).pk])
    client.get(address)

    with django_assert_num_queries(14):
        client.get(address)
