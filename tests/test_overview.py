"""A cycle as counts: every number checked against reports walked into every state by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import time_machine

from portal import clock
from portal.models import Role
from reports.models import Cycle, Obligation, Report
from reports.obligations import extend
from reports.overview import Day, Progress, curve, progress, submissions, tally
from reports.standing import Standing, Timing, standing, stands, timed, timing, timing_of
from tests.factories.portal import grant, make_member, make_tree
from tests.factories.reports import fill, fire, make_cycle, report_of, submit, walk

pytestmark = pytest.mark.django_db


@dataclass
class Autumn:
    """Ten units of 2026 seen on 22/11, a Sunday inside the grace period (due 19/11, grace to 24/11)."""

    tree: object
    cycle: Cycle
    officer: object
    head: object
    reviewer: object

    def walked(self, index: int, state: str, at: str) -> None:
        with time_machine.travel(f"2026-{at}:00+07:00", tick=False):
            report = report_of(self.cycle, self.tree[index])
            walk(report, state, officer=self.officer, head=self.head, reviewer=self.reviewer)


@pytest.fixture
def autumn():
    tree = make_tree(10)
    reviewer = make_member(tree.upper, Role.REVIEWER)
    officer, head = make_member(tree[0], Role.OFFICER), make_member(tree[0], Role.HEAD)
    for unit in tree.units[1:]:
        grant(officer, unit, Role.OFFICER)
        grant(head, unit, Role.HEAD)
    with time_machine.travel("2026-09-15T09:00:00+07:00"):
        cycle = make_cycle(tree.upper, by=reviewer, overrides={tree[9].pk: ("exempt", "Được miễn")})
    told = Autumn(tree, cycle, officer, head, reviewer)
    told.walked(0, "submitted", "11-10T09:00")
    told.walked(1, "accepted", "11-10T10:00")
    told.walked(2, "returned", "11-19T23:59")
    told.walked(3, "submitted", "11-20T00:00")
    told.walked(4, "awaiting_certification", "11-18T09:00")
    told.walked(5, "draft", "11-18T09:00")
    # Unit 6 was given time until 30/11 and submits within it; unit 7 likewise and has not; unit 8 never began.
    for index in (6, 7):
        duty = Obligation.objects.select_related("cycle").get(cycle=cycle, unit=tree[index])
        with time_machine.travel("2026-11-01T09:00:00+07:00"):
            extend(duty, new_due_at=datetime(2026, 11, 30, 17, tzinfo=UTC), reason="Sắp xếp tổ chức", by=reviewer)
    told.walked(6, "submitted", "11-21T09:00")
    with time_machine.travel("2026-11-22T09:00:00+07:00", tick=False):
        yield told


def test_tally_counts_every_state(autumn):
    counts = tally(autumn.cycle, clock.now())

    assert {
        "all": counts.all,
        "owing": counts.owing,
        "submitted": counts.submitted,
        "on_time": counts.on_time,
        "grace": counts.grace,
        "late": counts.late,
        "missing": counts.missing,
        "overdue": counts.overdue,
        "waiting": counts.waiting,
        "returned": counts.returned,
        "accepted": counts.accepted,
        "awaiting": counts.awaiting,
        "writing": counts.writing,
        "not_started": counts.not_started,
        "not_owing": counts.not_owing,
    } == {
        "all": 10,
        "owing": 9,
        "submitted": 5,
        "on_time": 4,
        "grace": 1,
        "late": 0,
        "missing": 4,
        "overdue": 3,
        "waiting": 3,
        "returned": 1,
        "accepted": 1,
        "awaiting": 1,
        "writing": 1,
        "not_started": 2,
        "not_owing": 1,
    }


def test_tally_after_the_grace_period_calls_the_rest_late(autumn):
    autumn.walked(5, "draft", "11-25T00:00")
    with time_machine.travel("2026-11-25T00:00:00+07:00", tick=False):
        report = report_of(autumn.cycle, autumn.tree[5])
        fire(report, "send", by=autumn.officer)
        fire(report, "submit", by=autumn.head, client_key="muon")

        counts = tally(autumn.cycle, clock.now())

        assert (counts.late, counts.timing(Timing.OVERDUE), counts.timing(Timing.PENDING)) == (1, 2, 1)


def test_tally_rate_is_over_the_owing(autumn):
    assert tally(autumn.cycle, clock.now()).rate == pytest.approx(100 * 5 / 9)


def test_tally_by_block_adds_up(autumn):
    counts = tally(autumn.cycle, clock.now())

    blocks = {block: (part.owing, part.submitted, part.missing) for block, part in counts.by_block()}

    assert blocks == {"Khối I": (5, 3, 2), "Khối II": (4, 2, 2)}


def test_tally_is_one_statement(autumn, django_assert_num_queries):
    with django_assert_num_queries(1):
        tally(autumn.cycle, clock.now())


def test_rate_never_passes_100_percent_when_everything_is_submitted_again(autumn):
    Obligation.objects.filter(cycle=autumn.cycle, unit__in=[u.pk for u in autumn.tree.units[3:9]]).update(
        cause="exempt"
    )
    report = report_of(autumn.cycle, autumn.tree[2])
    Report.objects.filter(pk=report.pk).update(state="returned")
    report.points.update(state="answered")
    fire(report, "send", by=autumn.officer)
    fire(report, "submit", by=autumn.head, client_key="lan-hai")

    counts = tally(autumn.cycle, clock.now())

    assert (counts.submitted, counts.owing, counts.rate) == (3, 3, 100)


def test_every_obligation_has_one_standing_and_at_most_one_timing(autumn):
    rows, now = Obligation.objects.filter(cycle=autumn.cycle), clock.now()

    standings = [rows.filter(stands(s)).count() for s in Standing]
    timings = [rows.filter(timed(t, now)).count() for t in Timing]

    assert (sum(standings), sum(timings)) == (10, 9)


def test_submissions_by_day_in_viet_nam(autumn):
    days = submissions(autumn.cycle)

    assert days == [
        Day(date(2026, 11, 10), 2, 2),
        Day(date(2026, 11, 19), 1, 3),
        Day(date(2026, 11, 20), 1, 4),
        Day(date(2026, 11, 21), 1, 5),
    ]


def test_curve_has_every_day_from_the_first_to_today(autumn):
    days = submissions(autumn.cycle)

    points = curve(days, autumn.cycle, clock.now())

    assert [p.total for p in points] == [2] * 9 + [3, 4, 5]
    assert (points[0].day, points[-1].day) == (date(2026, 11, 10), date(2026, 11, 21))


def test_curve_of_nothing_is_empty(autumn):
    assert curve([], autumn.cycle, clock.now()) == []


def test_progress_of_cycles_in_one_statement(autumn, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = progress([autumn.cycle])

    assert found == {autumn.cycle.pk: Progress(9, 5, 1)}


def test_progress_of_a_large_cycle_is_kept_for_a_while(autumn, django_assert_num_queries):
    Cycle.objects.filter(pk=autumn.cycle.pk).update(scope=Cycle.Scope.LEAVES)
    cycle = Cycle.objects.get(pk=autumn.cycle.pk)
    progress([cycle])
    fill(report_of(cycle, autumn.tree[8]), by=autumn.officer)
    submit(report_of(cycle, autumn.tree[8]), officer=autumn.officer, head=autumn.head)

    kept = progress([cycle])
    with time_machine.travel("2026-11-22T09:01:00+07:00", tick=False):
        fresh = progress([cycle])

    assert (kept[cycle.pk].submitted, fresh[cycle.pk].submitted) == (5, 6)


@pytest.mark.parametrize(
    "at", ["2026-11-19T23:59:59", "2026-11-20T00:00:00", "2026-11-24T23:59:59", "2026-11-25T00:00:00"]
)
def test_standing_and_timing_of_a_row_are_those_of_the_database(autumn, at):
    with time_machine.travel(f"{at}+07:00", tick=False):
        now = clock.now()
        rows = Obligation.objects.filter(cycle=autumn.cycle).annotate(counted=timing_of(now)).select_related("report")

        for row in rows:
            report = getattr(row, "report", None)
            told = timing(row, report, autumn.cycle.grace_until, now)
            assert row.counted == (told or "")
            assert [t for t in Timing if rows.filter(timed(t, now), pk=row.pk).exists()] == [told] * bool(told)
            assert rows.filter(stands(standing(row, report)), pk=row.pk).exists()
