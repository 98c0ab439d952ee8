"""The table of steps: every step from every state, decided by hand; stale pages, double presses, two people."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.models import Event, Job, Role, User
from reports import workflow
from reports.closing import ClosingRefused, close_cycle, reopen_cycle
from reports.drafts import Locked, Stale, open_sections, save_section
from reports.lookups import definition_of
from reports.models import Cycle, Figure, Report, ReviewPoint, State
from reports.points import answer_point, raise_point
from reports.submission import digest
from reports.workflow import NotAllowed, NotPossible, Refused, StalePage
from tests.factories.cast import Cast, make_cast
from tests.factories.portal import forget_hats, grant
from tests.factories.reports import fill, fire, report_of, submit

STATES = [str(state) for state in State]
STEP_NAMES = ["send", "withdraw", "send_back", "submit", "return", "accept", "reopen"]

# Where each step leads from each state for a person who holds the role for it; what is missing is not possible.
LEADS_TO = {
    ("draft", "send"): "awaiting_certification",
    ("returned", "send"): "awaiting_certification",
    ("awaiting_certification", "withdraw"): "draft",
    ("awaiting_certification", "send_back"): "draft",
    ("awaiting_certification", "submit"): "submitted",
    ("submitted", "return"): "returned",
    ("submitted", "accept"): "accepted",
    ("accepted", "reopen"): "submitted",
}
WHO = {
    "send": "officer",
    "withdraw": "officer",
    "send_back": "head",
    "submit": "head",
    "return": "reviewer",
    "accept": "reviewer",
    "reopen": "reviewer",
}


@pytest.fixture
def office(db):
    return make_cast()


def give_what_it_needs(report: Report, step: str, office: Cast) -> dict:
    """The things that a step asks for beside its state and role."""
    if step == "return" and report.state == State.SUBMITTED:
        raise_point(report, section="II.2", indicator="", text="Đề nghị bổ sung.", by=office.people["reviewer"])
    for point in report.points.filter(state=ReviewPoint.State.OPEN):
        answer_point(point, text="Đã bổ sung.", by=office.people["officer"])
    given = {"reason": "Theo yêu cầu công tác."}
    if step == "return":
        given["return_due_at"] = timezone.now() + timedelta(days=3)
    if step == "submit":
        given["client_key"] = "key-1"
    return given


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEP_NAMES)
def test_step_from_state_leads_where_the_table_says(office, state, step):
    report = office.walked(state)
    given = give_what_it_needs(report, step, office)
    by = office.people[WHO[step]]
    target = LEADS_TO.get((state, step))

    if target is None:
        with pytest.raises((NotPossible, Refused)):
            fire(report, step, by=by, **given)
    else:
        fire(report, step, by=by, **given)

    report.refresh_from_db()
    assert report.state == (target or state)


@pytest.mark.parametrize("who", sorted({"unit_viewer", "sibling_officer", "sibling_head", "clerk", "administrator"}))
@pytest.mark.parametrize(("state", "step"), sorted(LEADS_TO))
def test_step_by_someone_without_the_role_is_refused(office, who, state, step):
    report = office.walked(state)
    given = give_what_it_needs(report, step, office)

    with pytest.raises(NotAllowed):
        fire(report, step, by=office.people[who], **given)

    report.refresh_from_db()
    assert report.state == state


ROLE_MATRIX = {
    "send": {"officer", "head"},
    "withdraw": {"officer", "head"},
    "send_back": {"head"},
    "submit": {"head"},
    "return": {"reviewer", "department_head"},
    "accept": {"reviewer", "department_head"},
    "reopen": {"reviewer", "department_head"},
}


@pytest.mark.parametrize("state", STATES)
def test_possible_steps_are_offered_to_the_right_roles_only(office, state):
    report = office.walked(state)

    offered = {
        (who, name)
        for who, user in office.people.items()
        for name in workflow.possible_steps(report, forget_hats(user))
    }

    expected = {(who, step) for (source, step) in LEADS_TO if source == state for who in ROLE_MATRIX[step]}
    assert offered == expected


def test_step_with_a_stale_version_changes_nothing(office):
    report = office.walked(State.SUBMITTED)
    stale = report.version - 1

    with pytest.raises(StalePage):
        workflow.fire(report, "accept", by=office.people["reviewer"], seen=stale)

    report.refresh_from_db()
    assert (report.state, report.accepted_revision_id) == (State.SUBMITTED, None)
    assert Event.objects.filter(kind="report.accept").count() == 0


def test_submit_twice_with_one_client_key_gives_one_revision(office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    seen = report.version

    first = workflow.fire(report, "submit", by=office.people["head"], seen=seen, client_key="same")
    second = workflow.fire(report, "submit", by=office.people["head"], seen=seen, client_key="same")

    assert second.revision == first.revision
    assert report.revisions.count() == 1
    assert Job.objects.filter(kind="report.notify", args__step="submit").count() == 1


def test_submit_by_the_person_who_sent_it_is_refused_where_two_are_asked(office):
    head = office.people["head"]
    report = fill(office.report(), by=head)
    fire(report, "send", by=head)

    with pytest.raises(Refused):
        fire(report, "submit", by=head, client_key="k")

    report.refresh_from_db()
    assert report.state == State.AWAITING_CERTIFICATION


def test_submit_straight_from_draft_is_refused_where_two_are_asked(office):
    report = fill(office.report(), by=office.people["head"])

    with pytest.raises(Refused):
        fire(report, "submit", by=office.people["head"], client_key="k")

    assert report.revisions.count() == 0


def test_submit_straight_from_draft_works_where_the_head_may_prepare(db):
    office = make_cast(certifier=Cycle.Certifier.HEAD)
    report = fill(office.report(), by=office.people["head"])

    fire(report, "submit", by=office.people["head"], client_key="k")

    report.refresh_from_db()
    assert (report.state, report.latest_revision.number) == (State.SUBMITTED, 1)


def test_send_with_an_error_is_refused(office):
    report = fill(office.report(), by=office.people["officer"], answers={"A04": "5.000"})

    with pytest.raises(Refused):
        fire(report, "send", by=office.people["officer"])

    report.refresh_from_db()
    assert report.state == State.DRAFT


def test_send_with_an_unexplained_warning_is_refused_until_it_is_explained(office):
    officer = office.people["officer"]
    report = fill(office.report(), by=officer, answers={"F06": "20"})

    with pytest.raises(Refused):
        fire(report, "send", by=officer)
    report.explanations.create(key="R24", text="Gồm cả người được giới thiệu năm trước.", by=officer)
    fire(report, "send", by=officer)

    report.refresh_from_db()
    assert (report.state, report.warning_count) == (State.AWAITING_CERTIFICATION, 1)


def test_send_without_the_secrecy_tick_is_refused(office):
    report = fill(office.report(), by=office.people["officer"])
    Report.objects.filter(pk=report.pk).update(no_secret=False)

    with pytest.raises(Refused):
        fire(report, "send", by=office.people["officer"])


def test_submit_freezes_a_revision_that_its_hash_confirms(office):
    report = submit(office.report(), officer=office.people["officer"], head=office.people["head"])
    revision = report.latest_revision

    figures = {f.indicator.code: f.value for f in revision.figures.select_related("indicator")}

    assert digest(revision.snapshot) == revision.sha256
    assert len(figures) == 40
    assert (figures["A02"], figures["E07"], figures["E11"], figures["B01"]) == (1250, 187_500_000, 435, 1)
    assert revision.certified_role == Role.HEAD
    assert len(revision.receipt_code) == 14


def test_kinds_of_empty_are_kept_apart_in_figures(office):
    officer = office.people["officer"]
    report = fill(office.report(), by=officer, answers={"C03": "", "C08": "", "D01": "", "D02": ""})
    definition = definition_of(office.cycle.form_version_id)
    row = open_sections(report, definition)["II.2"]
    content = row.content
    content["figures"]["C03"] = {"raw": "", "kind": "none_occurred", "estimated": False}
    content["figures"]["C08"] = {"raw": "", "kind": "not_applicable", "estimated": False}
    content["figures"]["C02"]["estimated"] = True
    save_section(report.pk, "II.2", content, seen=row.version, by=officer)
    fire(report, "send", by=officer)
    fire(report, "submit", by=office.people["head"], client_key="k")

    found = {
        f.indicator.code: (f.kind, f.value, f.estimated)
        for f in Figure.objects.filter(revision__report=report).select_related("indicator")
    }

    assert found["C03"] == ("none_occurred", 0, False)
    assert found["C08"] == ("not_applicable", None, False)
    assert found["D01"] == ("not_entered", None, False)
    assert found["C02"] == ("number", 960, True)


def test_return_needs_a_point_and_a_due_instant_to_come(office):
    reviewer = office.people["reviewer"]
    report = office.walked(State.SUBMITTED)
    later = timezone.now() + timedelta(days=3)

    with pytest.raises(Refused):
        fire(report, "return", by=reviewer, return_due_at=later)
    raise_point(report, section="I.1", indicator="A02", text="Kiểm tra lại tổng số.", by=reviewer)
    with pytest.raises(Refused):
        fire(report, "return", by=reviewer, return_due_at=timezone.now() - timedelta(hours=1))
    fire(report, "return", by=reviewer, return_due_at=later)

    report.refresh_from_db()
    assert (report.state, report.return_due_at) == (State.RETURNED, later)


def test_returned_report_is_sent_again_only_when_every_point_is_answered(office):
    officer = office.people["officer"]
    report = office.walked(State.RETURNED)

    with pytest.raises(Refused):
        fire(report, "send", by=officer)
    answer_point(report.points.get(), text="Đã rà soát, số liệu đúng.", by=officer)
    fire(report, "send", by=officer)
    fire(report, "submit", by=office.people["head"], client_key="second")

    report.refresh_from_db()
    assert report.latest_revision.number == 2


def test_return_and_resubmission_never_make_an_on_time_report_late(office):
    report = office.walked(State.RETURNED)
    first = report.first_submitted_at

    answer_point(report.points.get(), text="Đã bổ sung.", by=office.people["officer"])
    fire(report, "send", by=office.people["officer"])
    fire(report, "submit", by=office.people["head"], client_key="second")

    report.refresh_from_db()
    assert report.first_submitted_at == first
    assert report.submitted_at > first


def test_withdrawing_a_report_that_was_returned_keeps_it_returned(office):
    report = office.walked(State.RETURNED)
    answer_point(report.points.get(), text="Đã bổ sung.", by=office.people["officer"])
    fire(report, "send", by=office.people["officer"])

    fire(report, "withdraw", by=office.people["officer"])

    report.refresh_from_db()
    assert report.state == State.RETURNED


@pytest.mark.parametrize("step", ["send_back", "reopen"])
def test_step_without_its_reason_is_refused(office, step):
    report = office.walked(State.AWAITING_CERTIFICATION if step == "send_back" else State.ACCEPTED)

    with pytest.raises(Refused):
        fire(report, step, by=office.people[WHO[step]], reason="   ")


def test_reviewer_who_writes_in_the_unit_may_not_review_it(office):
    reviewer = office.people["reviewer"]
    report = office.walked(State.SUBMITTED)
    grant(reviewer, office.tree[0], Role.OFFICER)

    with pytest.raises(NotAllowed):
        fire(report, "accept", by=forget_hats(reviewer))

    assert Report.objects.reviewable_by(forget_hats(reviewer)).filter(pk=report.pk).count() == 0


def test_save_after_sending_is_locked_and_changes_nothing(office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    row = report.draft_sections.get(code="I.1")

    outcome = save_section(report.pk, "I.1", {"text": "muộn"}, seen=row.version, by=office.people["officer"])

    assert outcome == Locked("awaiting_certification")
    assert report.draft_sections.get(code="I.1").content == row.content


def test_stale_save_gives_both_texts_and_changes_nothing(office):
    officer, head = office.people["officer"], office.people["head"]
    report = office.walked(State.DRAFT)
    seen = report.draft_sections.get(code="I.2").version
    save_section(report.pk, "I.2", {"text": "của lãnh đạo", "figures": {}, "annexes": {}}, seen=seen, by=head)

    outcome = save_section(
        report.pk, "I.2", {"text": "của cán bộ", "figures": {}, "annexes": {}}, seen=seen, by=officer
    )

    assert isinstance(outcome, Stale)
    assert (outcome.theirs["text"], outcome.by, outcome.version) == ("của lãnh đạo", head.full_name, seen + 1)


def test_every_step_writes_its_event_with_role_and_its_job(office):
    report = office.walked(State.ACCEPTED)

    events = list(Event.objects.about(report).order_by("pk").values_list("kind", "role"))
    jobs = list(Job.objects.filter(kind="report.notify").order_by("pk").values_list("args__step", flat=True))

    assert events == [("report.send", "officer"), ("report.submit", "head"), ("report.accept", "reviewer")]
    assert jobs == ["send", "submit", "accept"]


@pytest.mark.django_db(transaction=True)
def test_two_heads_pressing_submit_at_once_make_one_revision():
    office = make_cast()
    report = office.walked(State.AWAITING_CERTIFICATION)
    seen, outcomes = report.version, []
    barrier = threading.Barrier(2)

    def press(key):
        try:
            mine = report_of(office.cycle, office.tree[0])
            head = User.objects.get(pk=office.people["head"].pk)
            barrier.wait(timeout=20)
            workflow.fire(mine, "submit", by=head, seen=seen, client_key=key)
            outcomes.append("done")
        except (StalePage, NotPossible) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(f"key-{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(outcomes)[-1] == "done"
    assert outcomes.count("done") == 1
    assert report.revisions.count() == 1
    assert Figure.objects.filter(revision__report=report).count() == 40


@pytest.mark.parametrize(("state", "step"), sorted(LEADS_TO))
def test_step_in_a_closed_cycle_is_refused_and_not_offered(office, state, step):
    report = office.walked(state)
    given = give_what_it_needs(report, step, office)
    close_cycle(office.cycle, by=office.people["department_head"])
    report = office.report()

    with pytest.raises(Refused):
        fire(report, step, by=office.people[WHO[step]], **given)

    assert workflow.possible_steps(report, office.people[WHO[step]]) == {}
    assert report_of(office.cycle, office.tree[0]).state == state


def test_cycle_opens_again_only_with_a_reason(office):
    head = office.people["department_head"]
    close_cycle(office.cycle, by=head)

    with pytest.raises(ClosingRefused):
        close_cycle(office.cycle, by=head)
    with pytest.raises(ClosingRefused):
        reopen_cycle(office.cycle, reason=" ", by=head)
    reopen_cycle(office.cycle, reason="Tổng Liên đoàn yêu cầu bổ sung.", by=head)

    assert office.cycle.state == Cycle.State.OPEN
