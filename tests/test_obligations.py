"""Who owes a report: planned from the dated tree, frozen once, changed only with a reason; deadlines as reckoned."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.models import Event, Job, Level, Message, Role
from portal.reorganisation import NewUnit, plan_consolidate, plan_end, plan_found, plan_merge, plan_move
from reports.models import Cycle, Obligation, Report
from reports.notices import announce_cycle
from reports.obligations import (
    AlreadyOpen,
    CycleRefused,
    amend,
    candidates,
    extend,
    fingerprint,
    open_cycle,
    overridden,
    policy_days,
    reckon_deadline,
)
from tests.factories.portal import act, decision, found, make_member, make_tree
from tests.factories.reports import fire, make_cycle, report_of, submit, unsaved_cycle

pytestmark = pytest.mark.django_db

WINDOW = {"data_from": date(2025, 11, 16), "data_to": date(2026, 11, 15)}
NOW = "2026-10-01T09:00:00+07:00"


@pytest.fixture(autouse=True)
def _october():
    with time_machine.travel(NOW, tick=False):
        yield


def planned(collector, scope="children", **window):
    return candidates(collector, scope=scope, **(WINDOW | window))


def told(found_units):
    return [(c.name, str(c.cause)) for c in found_units]


# --- Planning -------------------------------------------------------------------------------


def test_candidates_are_the_units_directly_below_by_block_and_position():
    tree = make_tree(4)

    found_units = planned(tree.upper)

    assert told(found_units) == [
        ("Công đoàn Cơ quan 1", "assigned"),
        ("Công đoàn Cơ quan 3", "assigned"),
        ("Công đoàn Cơ quan 2", "assigned"),
        ("Công đoàn Cơ quan 4", "assigned"),
    ]


def test_candidates_without_a_living_collector_are_refused():
    tree = make_tree(1)

    with pytest.raises(CycleRefused):
        planned(tree.upper, data_from=date(2018, 11, 16), data_to=date(2019, 11, 15))


def test_candidate_that_was_merged_in_the_window_is_reported_by_its_heir():
    tree = make_tree(3)
    act(plan_merge([tree[1]], tree[0], effective_on=date(2026, 3, 1), decision=decision()))

    merged = next(c for c in planned(tree.upper) if c.unit_id == tree[1].pk)

    assert (str(merged.cause), merged.successor_id) == ("successor", tree[0].pk)
    assert merged.note == ("Đã nhập vào Công đoàn Cơ quan 1 từ ngày 01/03/2026; số liệu do đơn vị kế thừa báo cáo.")


def test_candidate_merged_twice_names_the_last_living_heir():
    tree = make_tree(3)
    act(plan_merge([tree[2]], tree[1], effective_on=date(2026, 2, 1), decision=decision()))
    act(plan_merge([tree[1]], tree[0], effective_on=date(2026, 5, 1), decision=decision()))

    heirs = {c.unit_id: c.successor_id for c in planned(tree.upper)}

    assert heirs == {tree[0].pk: None, tree[1].pk: tree[0].pk, tree[2].pk: tree[0].pk}


def test_candidates_that_were_consolidated_name_the_new_unit():
    tree = make_tree(3)
    new = NewUnit("Công đoàn Cơ quan mới", Level.GRASSROOTS, tree.upper.pk)
    done = act(plan_consolidate([tree[0], tree[1]], new, effective_on=date(2026, 4, 1), decision=decision()))
    heir = done.edges.first().successor

    causes = {c.unit_id: (str(c.cause), c.successor_id) for c in planned(tree.upper)}

    assert causes[tree[0].pk] == causes[tree[1].pk] == ("successor", heir.pk)
    assert causes[heir.pk] == ("assigned", None)


def test_candidate_that_ended_in_the_window_owes_nothing():
    tree = make_tree(2)
    act(plan_end([tree[1]], effective_on=date(2026, 6, 1), decision=decision()))

    assert told(planned(tree.upper)) == [("Công đoàn Cơ quan 1", "assigned"), ("Công đoàn Cơ quan 2", "ended")]


def test_unit_that_ended_before_the_window_is_not_listed():
    tree = make_tree(2)
    act(plan_end([tree[1]], effective_on=date(2025, 6, 1), decision=decision()))

    assert told(planned(tree.upper)) == [("Công đoàn Cơ quan 1", "assigned")]


def test_unit_founded_after_the_data_date_is_not_listed():
    tree = make_tree(1)
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        found("Công đoàn lập sau", tree.upper, on=date(2026, 11, 18))

        assert told(planned(tree.upper)) == [("Công đoàn Cơ quan 1", "assigned")]


def test_unit_moved_away_is_owed_to_nobody_here():
    tree = make_tree(2)
    act(plan_move([tree[1]], tree.root, effective_on=date(2026, 7, 1), decision=decision()))

    assert told(planned(tree.upper)) == [("Công đoàn Cơ quan 1", "assigned")]


def test_leaves_are_all_grassroots_below_also_of_units_below():
    tree = make_tree(2)
    done = act(
        plan_found(
            [
                NewUnit("Công đoàn nhánh A", Level.GRASSROOTS, tree[0].pk),
                NewUnit("Công đoàn nhánh B", Level.GRASSROOTS, tree[0].pk),
            ],
            effective_on=date(2021, 1, 1),
            decision=decision(),
        )
    )
    branches = [edge.successor for edge in done.edges.order_by("pk")]
    act(plan_end([branches[1]], effective_on=date(2026, 6, 1), decision=decision()))

    found_units = {c.name: (str(c.cause), c.path) for c in planned(tree.root, "leaves")}

    # As the tree itself keeps them: root, upper union, its unit, the branch.
    path = branches[0].latest.path
    assert found_units == {
        "Công đoàn nhánh A": ("assigned", path),
        "Công đoàn nhánh B": ("ended", branches[1].latest.path),
        "Công đoàn Cơ quan 2": ("assigned", tree[1].latest.path),
    }


def test_merged_upper_union_is_not_a_leaf_that_ended():
    tree = make_tree(0)
    done = act(
        plan_found(
            [
                NewUnit("Liên đoàn A", Level.UPPER, tree.upper.pk),
                NewUnit("Liên đoàn B", Level.UPPER, tree.upper.pk),
                NewUnit("Cơ sở 1", Level.GRASSROOTS, "new:0"),
                NewUnit("Cơ sở 2", Level.GRASSROOTS, "new:1"),
            ],
            effective_on=date(2021, 1, 1),
            decision=decision(),
        )
    )
    units = [edge.successor for edge in done.edges.order_by("pk")]
    act(plan_merge([units[1]], units[0], effective_on=date(2026, 6, 1), decision=decision()))

    assert told(planned(tree.upper, "leaves")) == [("Cơ sở 1", "assigned"), ("Cơ sở 2", "assigned")]


def test_fingerprint_changes_with_the_tree():
    tree = make_tree(2)
    before = fingerprint(planned(tree.upper))

    act(plan_end([tree[1]], effective_on=date(2026, 6, 1), decision=decision()))

    assert before == fingerprint(planned(tree.upper, data_to=date(2026, 5, 31)))
    assert before != fingerprint(planned(tree.upper))


# --- Choosing other causes ------------------------------------------------------------------


@pytest.mark.parametrize("note", ["", "   "])
def test_exemption_without_a_reason_is_refused(note):
    tree = make_tree(1)

    with pytest.raises(CycleRefused):
        overridden(planned(tree.upper), {tree[0].pk: ("exempt", note)})


@pytest.mark.parametrize("cause", ["ended", "successor", "nonsense"])
def test_cause_that_does_not_fit_the_tree_is_refused(cause):
    tree = make_tree(1)

    with pytest.raises(CycleRefused):
        overridden(planned(tree.upper), {tree[0].pk: (cause, "lý do")})


def test_closing_report_of_a_merged_unit_names_no_heir():
    tree = make_tree(2)
    act(plan_merge([tree[1]], tree[0], effective_on=date(2026, 3, 1), decision=decision()))

    chosen = overridden(planned(tree.upper), {tree[1].pk: ("closing", "Báo cáo phần việc đến khi nhập")})

    closing = next(c for c in chosen if c.unit_id == tree[1].pk)
    assert (str(closing.cause), closing.successor_id, closing.note) == (
        "closing",
        None,
        "Báo cáo phần việc đến khi nhập",
    )


# --- Opening --------------------------------------------------------------------------------


def test_opening_freezes_one_obligation_per_unit_and_a_report_for_each_that_owes():
    tree = make_tree(3)
    reviewer = make_member(tree.upper, Role.REVIEWER)

    cycle = make_cycle(tree.upper, by=reviewer, overrides={tree[1].pk: ("exempt", "Mới thành lập")})

    rows = cycle.obligations.in_order().values_list("unit_name", "cause", "cause_note", "due_at", "unit_path")
    due = datetime(2026, 11, 19, 17, tzinfo=UTC)
    assert list(rows) == [
        ("Công đoàn Cơ quan 1", "assigned", "", due, tree[0].latest.path),
        ("Công đoàn Cơ quan 3", "assigned", "", due, tree[2].latest.path),
        ("Công đoàn Cơ quan 2", "exempt", "Mới thành lập", due, tree[1].latest.path),
    ]
    owing = Report.objects.filter(obligation__cycle=cycle).values_list("obligation__unit", "state")
    assert sorted(owing) == [(tree[0].pk, "draft"), (tree[2].pk, "draft")]
    assert Job.objects.filter(kind="cycle.announce").count() == 1
    opened = Event.objects.about(cycle).get()
    assert (opened.actor, opened.role, opened.detail) == (
        reviewer,
        "reviewer",
        {"causes": {"assigned": 2, "exempt": 1}},
    )


def test_opening_twice_is_refused_and_changes_nothing():
    tree = make_tree(2)
    reviewer = make_member(tree.upper, Role.REVIEWER)
    make_cycle(tree.upper, by=reviewer)

    with pytest.raises(AlreadyOpen):
        make_cycle(tree.upper, by=reviewer)

    assert (Cycle.objects.count(), Obligation.objects.count(), Report.objects.count()) == (1, 2, 2)
    assert Job.objects.filter(kind="cycle.announce").count() == 1


def test_opening_for_nobody_is_refused():
    tree = make_tree(1)
    reviewer = make_member(tree.upper, Role.REVIEWER)

    with pytest.raises(CycleRefused):
        make_cycle(tree.upper, by=reviewer, overrides={tree[0].pk: ("exempt", "Được miễn")})

    assert Cycle.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_opening_at_once_by_two_people_gives_one_cycle():
    tree = make_tree(2)
    reviewers = [make_member(tree.upper, Role.REVIEWER), make_member(tree.upper, Role.DEPARTMENT_HEAD)]
    cycle = unsaved_cycle(tree.upper)
    plans = candidates(tree.upper, data_from=cycle.data_from, data_to=cycle.data_to, scope=cycle.scope)
    answers, ready = [], threading.Barrier(2)

    def press(reviewer):
        ready.wait()
        try:
            open_cycle(unsaved_cycle(tree.upper), plans, by=reviewer)
            answers.append("opened")
        except AlreadyOpen:
            answers.append("already")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[r]) for r in reviewers]
    [t.start() for t in threads]
    [t.join() for t in threads]

    assert sorted(answers) == ["already", "opened"]
    assert (Cycle.objects.count(), Obligation.objects.count(), Report.objects.count()) == (1, 2, 2)


@pytest.mark.parametrize("n", [1, 3])
def test_opening_costs_the_same_for_1_and_3_units(n, django_assert_num_queries):
    tree = make_tree(n)
    reviewer = make_member(tree.upper, Role.REVIEWER)
    cycle = unsaved_cycle(tree.upper)
    plans = candidates(tree.upper, data_from=cycle.data_from, data_to=cycle.data_to, scope=cycle.scope)

    with django_assert_num_queries(8):
        open_cycle(cycle, plans, by=reviewer)


# --- Deadlines (domain.md 4) ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "keep", "previous", "following"),
    [
        (2022, date(2022, 11, 19), date(2022, 11, 18), date(2022, 11, 21)),
        (2023, date(2023, 11, 19), date(2023, 11, 17), date(2023, 11, 20)),
        (2024, date(2024, 11, 19), date(2024, 11, 19), date(2024, 11, 19)),
        (2028, date(2028, 11, 19), date(2028, 11, 17), date(2028, 11, 20)),
        (2033, date(2033, 11, 19), date(2033, 11, 18), date(2033, 11, 21)),
    ],
)
def test_policies_say_what_becomes_of_a_last_day_off(year, keep, previous, following):
    is_working, days = policy_days(year, relation="before", month=11, day=20, grace=0)

    assert [day.last_day for day in days] == [keep, previous, following]
    assert is_working == (keep == previous)


def test_deadline_is_the_midnight_that_ends_the_last_day_in_viet_nam():
    spec = reckon_deadline(
        2026, words="trước ngày 20 tháng 11", relation="before", month=11, day=20, policy="keep", grace=3
    )

    assert spec.due_at == datetime(2026, 11, 19, 17, tzinfo=UTC)
    assert spec.grace_until == datetime(2026, 11, 24, 17, tzinfo=UTC)


# --- More time, another cause ---------------------------------------------------------------


@pytest.fixture
def office():
    tree = make_tree(2)
    people = {
        "officer": make_member(tree[0], Role.OFFICER),
        "head": make_member(tree[0], Role.HEAD),
        "reviewer": make_member(tree.upper, Role.REVIEWER),
    }
    return tree, make_cycle(tree.upper, by=people["reviewer"]), people


def duty(cycle, unit):
    return Obligation.objects.select_related("cycle").get(cycle=cycle, unit=unit)


def at_day(day):
    return datetime(2026, 11, day, 17, tzinfo=UTC)


def test_extension_moves_the_unit_and_leaves_the_cycle(office):
    tree, cycle, people = office

    extend(duty(cycle, tree[0]), new_due_at=at_day(25), reason="Mới kiện toàn ban chấp hành", by=people["reviewer"])

    assert [duty(cycle, unit).due_at for unit in tree.units] == [at_day(25), at_day(19)]
    kept = duty(cycle, tree[0]).extensions.get()
    assert (kept.old_due_at, kept.new_due_at, kept.approved_by, kept.reason) == (
        at_day(19),
        at_day(25),
        people["reviewer"],
        "Mới kiện toàn ban chấp hành",
    )


@pytest.mark.parametrize("given", [{"reason": "  "}, {"new_due_at": at_day(19)}, {"new_due_at": at_day(10)}])
def test_extension_without_sense_is_refused(office, given):
    tree, cycle, people = office
    wanted = {"new_due_at": at_day(25), "reason": "Bận tổ chức đại hội"} | given

    with pytest.raises(CycleRefused):
        extend(duty(cycle, tree[0]), by=people["reviewer"], **wanted)

    assert duty(cycle, tree[0]).due_at == at_day(19)


def test_extension_that_is_over_already_is_refused(office):
    tree, cycle, people = office

    with time_machine.travel("2026-12-01T09:00:00+07:00"), pytest.raises(CycleRefused):
        extend(duty(cycle, tree[0]), new_due_at=at_day(25), reason="Bận tổ chức đại hội", by=people["reviewer"])

    assert duty(cycle, tree[0]).extensions.count() == 0


def test_extension_on_a_stale_page_is_refused(office):
    tree, cycle, people = office
    seen = duty(cycle, tree[0])
    extend(duty(cycle, tree[0]), new_due_at=at_day(25), reason="Lần một", by=people["reviewer"])

    with pytest.raises(CycleRefused):
        extend(seen, new_due_at=at_day(28), reason="Lần hai", by=people["reviewer"])

    assert (duty(cycle, tree[0]).due_at, seen.extensions.count()) == (at_day(25), 1)


def test_extension_for_an_exempt_unit_is_refused(office):
    tree, cycle, people = office
    amend(duty(cycle, tree[0]), cause="exempt", reason="Được miễn", by=people["reviewer"])

    with pytest.raises(CycleRefused):
        extend(duty(cycle, tree[0]), new_due_at=at_day(25), reason="Bận", by=people["reviewer"])


def test_extension_makes_a_later_report_punctual(office):
    tree, cycle, people = office
    extend(duty(cycle, tree[0]), new_due_at=at_day(28), reason="Bận tổ chức đại hội", by=people["reviewer"])

    with time_machine.travel("2026-11-27T09:00:00+07:00"):
        submit(report_of(cycle, tree[0]), officer=people["officer"], head=people["head"])

    found_duty = duty(cycle, tree[0])
    assert found_duty.report.first_submitted_at < found_duty.due_at


def test_amendment_keeps_what_was_and_why(office):
    tree, cycle, people = office

    amend(duty(cycle, tree[1]), cause="exempt", reason="Không còn đoàn viên", by=people["reviewer"])

    changed = duty(cycle, tree[1])
    kept = changed.amendments.get()
    assert (changed.cause, changed.cause_note) == ("exempt", "Không còn đoàn viên")
    assert (kept.old_cause, kept.new_cause, kept.by) == ("assigned", "exempt", people["reviewer"])


@pytest.mark.parametrize(
    ("cause", "reason"),
    [("exempt", " "), ("assigned", "Như cũ"), ("successor", "Không có ai kế thừa"), ("nonsense", "Lý do")],
)
def test_amendment_without_sense_is_refused(office, cause, reason):
    tree, cycle, people = office

    with pytest.raises(CycleRefused):
        amend(duty(cycle, tree[1]), cause=cause, reason=reason, by=people["reviewer"])

    assert duty(cycle, tree[1]).amendments.count() == 0


def test_unit_merged_after_the_opening_is_reported_by_its_heir():
    tree = make_tree(3)
    reviewer = make_member(tree.upper, Role.REVIEWER)
    cycle = make_cycle(tree.upper, by=reviewer)
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        act(plan_merge([tree[2]], tree[1], effective_on=date(2026, 11, 19), decision=decision()))
        amend(duty(cycle, tree[2]), cause="successor", reason="Đã nhập", by=reviewer)

        assert duty(cycle, tree[2]).successor_id == tree[1].pk
        amend(duty(cycle, tree[2]), cause="ended", reason="Không có số liệu", by=reviewer)

    assert duty(cycle, tree[2]).successor_id is None


def test_unit_merged_into_one_that_owes_nothing_names_no_heir(office):
    tree, cycle, people = office
    amend(duty(cycle, tree[0]), cause="exempt", reason="Được miễn", by=people["reviewer"])
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        act(plan_merge([tree[1]], tree[0], effective_on=date(2026, 11, 19), decision=decision()))

        with pytest.raises(CycleRefused):
            amend(duty(cycle, tree[1]), cause="successor", reason="Đã nhập", by=people["reviewer"])


def test_amendment_after_submission_is_refused(office):
    tree, cycle, people = office
    submit(report_of(cycle, tree[0]), officer=people["officer"], head=people["head"])

    with pytest.raises(CycleRefused):
        amend(duty(cycle, tree[0]), cause="exempt", reason="Được miễn", by=people["reviewer"])

    assert duty(cycle, tree[0]).cause == "assigned"


def test_amendment_back_to_owing_gives_a_report():
    tree = make_tree(2)
    reviewer = make_member(tree.upper, Role.REVIEWER)
    cycle = make_cycle(tree.upper, by=reviewer, overrides={tree[1].pk: ("exempt", "Được miễn")})

    amend(duty(cycle, tree[1]), cause="assigned", reason="Bỏ miễn", by=reviewer)

    assert Report.objects.filter(obligation__unit=tree[1]).count() == 1


def test_amendment_on_a_stale_page_is_refused(office):
    tree, cycle, people = office
    seen = duty(cycle, tree[1])
    amend(duty(cycle, tree[1]), cause="exempt", reason="Lần một", by=people["reviewer"])

    with pytest.raises(CycleRefused):
        amend(seen, cause="closing", reason="Lần hai", by=people["reviewer"])

    assert duty(cycle, tree[1]).cause == "exempt"


def test_closed_cycle_takes_no_change(office):
    tree, cycle, people = office
    Cycle.objects.filter(pk=cycle.pk).update(state=Cycle.State.CLOSED)

    with pytest.raises(CycleRefused):
        extend(duty(cycle, tree[0]), new_due_at=at_day(25), reason="Bận", by=people["reviewer"])
    with pytest.raises(CycleRefused):
        amend(duty(cycle, tree[0]), cause="exempt", reason="Được miễn", by=people["reviewer"])


def test_resubmission_after_return_stays_on_time(office):
    tree, cycle, people = office
    report = report_of(cycle, tree[0])
    submit(report, officer=people["officer"], head=people["head"])
    first = Report.objects.get(pk=report.pk).first_submitted_at
    report.points.create(
        revision_id=report.latest_revision_id, section="I.1", text="Rà soát", raised_by=people["reviewer"]
    )
    fire(report, "return", by=people["reviewer"], return_due_at=datetime(2026, 12, 1, tzinfo=UTC))

    assert Report.objects.get(pk=report.pk).first_submitted_at == first
    assert first < duty(cycle, tree[0]).due_at - timedelta(days=1)


def test_telling_of_a_cycle_takes_as_many_statements_for_many_people():
    tree = make_tree(3)
    reviewer = make_member(tree.upper, Role.REVIEWER)
    counted = []
    for year, units in ((2025, tree.units[:1]), (2026, tree.units[1:])):
        people = [make_member(unit, role) for unit in units for role in (Role.OFFICER, Role.HEAD)]
        cycle = make_cycle(tree.upper, by=reviewer, year=year)
        with CaptureQueriesContext(connection) as captured:
            announce_cycle(cycle.pk)
        counted.append((len(captured), len(people)))

    assert [people for _, people in counted] == [2, 4]
    assert counted[0][0] == counted[1][0]
    assert Message.objects.filter(subject="Mở kỳ báo cáo năm 2026").count() == 6
