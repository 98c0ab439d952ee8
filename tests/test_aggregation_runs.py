"""Runs as jobs: asked for twice, killed, taken over, compiled while reports change, and what is compared afterwards."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal import jobs
from portal.models import Event, Job, Level, Role
from reports import tasks
from reports.aggregation import (
    TooLarge,
    ask_for_run,
    changed_codes,
    compile_run,
    figure_changes,
    latest_run,
    left_out,
    news_since,
    shown_figures,
    the_cycle,
    unit_changes,
)
from reports.aggregation.asking import NoSuchCycle
from reports.aggregation.sums import FiguresMissing
from reports.models import Figure, Report, State, SummaryBase, SummaryFigure, SummaryInput
from tests.factories.portal import found, make_member, make_tree, make_user
from tests.factories.reports import fire, make_cycle, report_of
from tests.factories.summaries import accept, compiled, number, small_form

CODES = ["A01", "A02", "C02", "E11", "E12"]
DERIVED = [{"code": "T01", "label": "Tỷ lệ", "unit": "%", "decimals": 1, "num": ["A01"], "den": ["A02"]}]


class House:
    """Three unions of one collector, a cycle with a small form, and people."""

    def __init__(self, *, changes=None, year=2026, units=3):
        self.tree = make_tree(units)
        self.reviewer = make_member(self.tree.upper, Role.REVIEWER)
        self.form = small_form(CODES, DERIVED, changes=changes)
        self.cycle = self.open(year)

    def open(self, year):
        return make_cycle(self.tree.upper, by=self.reviewer, year=year, form_version=self.form)

    def accept(self, unit, cycle=None, **values):
        answers = {code: value if isinstance(value, tuple) else number(value) for code, value in values.items()}
        return accept(report_of(cycle or self.cycle, self.tree[unit]), answers, by=self.reviewer)

    def figures(self, run):
        return {figure.code: figure for figure in shown_figures(run)}


@pytest.fixture
def house(db):
    return House()


class Killed(BaseException):
    """The worker's machine loses power."""


def rows_of(run) -> tuple[int, int, int]:
    return (
        SummaryInput.objects.filter(run=run).count(),
        SummaryBase.objects.filter(run=run).count(),
        SummaryFigure.objects.filter(run=run).count(),
    )


def test_run_without_accepted_reports_has_nothing_to_show_but_who_owes(house):
    run = compiled(house.cycle)

    figure = house.figures(run)["A01"]
    assert (run.state, run.accepted, run.obligations) == ("done", 0, 3)
    assert (figure.value, figure.previous, figure.coverage, figure.change) == (None, None, (0, 3), None)
    assert house.figures(run)["T01"].value is None


def test_division_by_zero_gives_nothing_rather_than_zero(house):
    house.accept(0, A01=7, A02=0)

    run = compiled(house.cycle)

    assert house.figures(run)["T01"].value is None
    assert house.figures(run)["T01"].coverage == (1, 3)


def test_ratio_is_of_sums_and_only_over_units_that_gave_every_operand(house):
    house.accept(0, A01=1, A02=2)
    house.accept(1, A01=10, A02=100)
    house.accept(2, A01=500, A02=(Figure.Kind.NOT_APPLICABLE, None, False))

    run = compiled(house.cycle)

    ratio = house.figures(run)["T01"]
    assert (round(float(ratio.value), 9), ratio.coverage) == (round(1100 / 102, 9), (2, 3))
    assert house.figures(run)["A01"].value == 511


def test_mean_weighs_and_leaves_out_units_without_weight(house):
    house.accept(0, E11=400, E12=10)
    house.accept(1, E11=500, E12=30)
    house.accept(2, E11=100)

    mean = house.figures(compiled(house.cycle))["E11"]

    assert (mean.value, mean.coverage) == ((4 * 10 + 5 * 30) / 40, (2, 3))


def test_asking_twice_before_it_begins_asks_once(house):
    first = ask_for_run(house.cycle, by=house.reviewer)
    second = ask_for_run(house.cycle, by=house.reviewer)

    assert first == second
    assert Job.objects.filter(kind="summary.compile").count() == 1
    assert Event.objects.filter(kind="summary.compile").count() == 1


def test_job_compiles_and_shows_progress(house):
    house.accept(0, A01=5, A02=9)
    run = ask_for_run(house.cycle, by=house.reviewer)

    outcome = jobs.run(run.job_id)

    run.refresh_from_db()
    assert (outcome, run.state, run.accepted) == ("done", "done", 1)
    assert (run.job.progress_done, run.job.progress_total) == (5, 5)
    assert run.inputs_at <= run.done_at


def test_killed_after_inputs_then_run_again_gives_one_set(house, monkeypatch):
    house.accept(0, A01=5, A02=9)
    run = ask_for_run(house.cycle, by=house.reviewer)
    with monkeypatch.context() as patch:
        patch.setattr("reports.aggregation.compiling.roll_up", lambda: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            jobs.run(run.job_id)
    inputs_before = rows_of(run)
    house.accept(1, A01=6, A02=9)
    Job.objects.filter(pk=run.job_id).update(lease_until=timezone.now() - timedelta(minutes=1))

    outcome = jobs.run(run.job_id)

    run.refresh_from_db()
    assert inputs_before == (1, 0, 0)
    assert (outcome, run.accepted, rows_of(run)) == ("done", 2, (2, 0, 24))
    assert house.figures(run)["A01"].value == 11


def test_worker_that_was_overtaken_cannot_touch_the_inputs_of_the_finished_run(house):
    house.accept(0, A01=5, A02=9)
    run = ask_for_run(house.cycle, by=house.reviewer)
    slow = jobs.claim(run.job_id)
    Job.objects.filter(pk=run.job_id).update(lease_until=timezone.now() - timedelta(minutes=1))
    jobs.run(run.job_id)
    house.accept(1, A01=6, A02=9)

    with pytest.raises(jobs.LostLease):
        compile_run(run, progress=slow.progress, effect=slow.effect)

    run.refresh_from_db()
    assert (run.accepted, rows_of(run)) == (1, (1, 0, 24))
    assert house.figures(run)["A01"].value == 5


def test_report_reopened_while_compiling_stays_in_the_frozen_run(house):
    revision = house.accept(0, A01=5, A02=9)
    report = report_of(house.cycle, house.tree[0])
    run = ask_for_run(house.cycle, by=house.reviewer)

    def reopen(done, total):
        if done == 2:
            fire(report, "reopen", by=house.reviewer, reason="Xem lại số liệu")

    compile_run(run, progress=reopen, effect=transaction.atomic)

    run.refresh_from_db()
    report.refresh_from_db()
    assert report.state != State.ACCEPTED
    assert list(run.inputs.values_list("revision", flat=True)) == [revision.pk]
    assert (house.figures(run)["A01"].value, news_since(house.cycle, run).reopened) == (5, 1)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_keep_their_own_inputs_and_figures():
    house = House()
    house.accept(0, A01=5, A02=9)
    first = ask_for_run(house.cycle, by=house.reviewer)
    Job.objects.filter(pk=first.job_id).update(attempts=1)
    second = ask_for_run(house.cycle, by=house.reviewer)
    outcomes = {}

    def work(run):
        try:
            outcomes[run.pk] = jobs.run(run.job_id)
        finally:
            connection.close()

    workers = [Thread(target=work, args=[run]) for run in (first, second)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert first.number + 1 == second.number
    assert outcomes == {first.pk: "done", second.pk: "done"}
    assert rows_of(first) == rows_of(second) == (1, 0, 24)


def test_sum_beyond_64_bits_is_told_and_not_stored(house):
    house.accept(0, E11=500, E12=9 * 10**18)
    run = ask_for_run(house.cycle, by=house.reviewer)

    outcome = jobs.run(run.job_id)

    run.refresh_from_db()
    assert (outcome, run.state) == ("failed", "failed")
    assert run.job.last_error == tasks.TOO_LARGE
    assert SummaryFigure.objects.filter(run=run).count() == 0


def test_plain_sum_beyond_64_bits_is_told(house):
    for unit in range(3):
        house.accept(unit, C02=4 * 10**18)
    run = ask_for_run(house.cycle, by=None)

    with pytest.raises(TooLarge):
        compile_run(run, progress=lambda done, total: None, effect=transaction.atomic)


def test_revision_without_all_its_figures_stops_the_run(house):
    revision = house.accept(0, A01=5, A02=9)
    QuerySet.delete(revision.figures.filter(indicator__code="A02"))
    run = ask_for_run(house.cycle, by=None)

    with pytest.raises(FiguresMissing):
        compile_run(run, progress=lambda done, total: None, effect=transaction.atomic)


def test_last_year_counts_only_what_was_measured_alike(house):
    other = small_form(CODES, DERIVED, changes={"A01": {"unit": "chi nhánh"}}, version="0.0.2")
    before = make_cycle(house.tree.upper, by=house.reviewer, year=2025, form_version=other)
    house.accept(0, cycle=before, A01=3, A02=8)
    house.accept(0, A01=4, A02=9)

    figures = house.figures(compiled(house.cycle))

    assert (figures["A01"].previous, figures["A02"].previous, figures["T01"].previous) == (None, 8, None)


def test_change_is_between_the_numbers_that_are_shown(house):
    before = house.open(2025)
    house.accept(0, cycle=before, A01=1, A02=3, C02=0)
    house.accept(0, A01=2, A02=3, C02=7)

    figures = house.figures(compiled(house.cycle))

    assert [str(figures["T01"].value)[:6], str(figures["T01"].change)] == ["66.666", "33.4"]
    assert (figures["A01"].change, figures["A01"].change_percent) == (1, 100)
    assert (figures["T01"].change_percent, figures["C02"].change_percent) == (None, None)


def test_changes_between_runs_name_figures_and_units(house):
    kept = house.accept(0, A01=5, A02=9)
    house.accept(1, A01=1, A02=1)
    first = compiled(house.cycle)
    newer = house.accept(0, A01=5, A02=10)
    added = house.accept(2, A01=2, A02=2)
    Report.objects.filter(obligation__unit=house.tree[1]).update(
        state=State.SUBMITTED, accepted_revision=None, accepted_at=None
    )
    second = compiled(house.cycle)

    changes = {change.after.code: change.difference for change in figure_changes(first, second)}
    units = unit_changes(first, second)

    assert changes["A01"] == 1
    assert changes["A02"] == 2
    assert [row.revision_id for row in units.added] == [added.pk]
    assert [(row.old_revision, row.revision_id) for row in units.replaced] == [(kept.pk, newer.pk)]
    assert [row.obligation.unit_id for row in units.removed] == [house.tree[1].pk]
    assert changed_codes([(kept.pk, newer.pk)]) == {newer.pk: ["A02"]}


def test_equal_runs_show_no_change(house):
    house.accept(0, A01=5, A02=9)
    first, second = compiled(house.cycle), compiled(house.cycle)

    units = unit_changes(first, second)
    assert figure_changes(first, second) == []
    assert [units.added.count(), units.replaced.count(), units.removed.count()] == [0, 0, 0]


def test_news_counts_what_came_after_the_run(house):
    house.accept(0, A01=5, A02=9)
    run = compiled(house.cycle)
    house.accept(0, A01=6, A02=9)
    house.accept(1, A01=6, A02=9)

    news = news_since(house.cycle, latest_run(house.cycle))

    assert (news.accepted, news.reopened) == (2, 0)
    assert left_out(run).count() == 2
    assert news_since(house.cycle, None).accepted == 2


def test_the_cycle_of_a_year_is_found_or_refused(house):
    other = found("Công đoàn Giáo dục Việt Nam", house.tree.root, level=Level.CENTRAL)
    found("Công đoàn Trường", other)
    make_cycle(other, by=make_user(), form_version=house.form)

    assert the_cycle(2026, house.tree.upper.pk) == house.cycle
    with pytest.raises(NoSuchCycle, match="nhiều kỳ"):
        the_cycle(2026)
    with pytest.raises(NoSuchCycle, match="Không có kỳ báo cáo năm 1999"):
        the_cycle(1999)
