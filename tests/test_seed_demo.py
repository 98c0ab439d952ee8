"""The demo union: exact counts, every state of the newest year, nothing twice."""

import json
from datetime import datetime
from io import StringIO
from random import Random

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import F

from portal.models import Job
from portal.worktime import TZ, today
from reports.aggregation import shown_figures
from reports.demo.words import narrative
from reports.models import Cycle, Obligation, Report, Revision, State
from reports.readiness import assess

CODES = {f"C{n:02}": "1" for n in range(4, 11)}


def seed(**options) -> dict:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return json.loads(out.getvalue().splitlines()[-1])


def test_seeding_counts_what_it_made_and_leaves_no_letter_to_send(db):
    counts = seed(units=10)

    assert counts["units"] == 12
    assert counts["reports"] == Report.objects.count()
    assert counts["figures"] == counts["revisions"] * 40
    assert Job.objects.filter(state=Job.State.WAITING).count() == 0


def test_newest_year_has_every_state_and_the_merged_and_exempt_units(db):
    seed(units=14)
    newest = Cycle.objects.order_by("-year").first()

    states = set(Report.objects.filter(obligation__cycle=newest).values_list("state", flat=True))
    causes = set(Obligation.objects.filter(cycle=newest).values_list("cause", flat=True))

    assert states == {str(state) for state in State}
    assert causes >= {"assigned", "exempt", "successor"}
    assert Cycle.objects.filter(state=Cycle.State.CLOSED).count() == 2


def test_seeded_reports_are_submitted_at_work_and_write_numbers_as_papers_do(db):
    seed(units=6)

    moments = [moment.astimezone(TZ) for moment in Revision.objects.values_list("submitted_at", flat=True)]
    hours = {moment.hour for moment in moments if moment.date() != today()}
    told = narrative("II.2", unit="A", year=2026, typed={"C01": "8", "C02": "2176", "C03": "9"} | CODES, rng=Random(1))

    assert hours <= set(range(7, 17))
    assert "2.176 lượt người" in told


def test_seeded_reports_hold_no_error_that_the_form_forbids(db):
    seed(units=6)

    submitted = Report.objects.filter(latest_revision__isnull=False).select_related("obligation__cycle")

    assert [(r.pk, [f.key for f in assess(r).errors]) for r in submitted if assess(r).errors] == []
    assert [r.pk for r in submitted if assess(r).unexplained] == []


def test_seeded_reports_come_in_time_within_the_grace_and_after_it(db):
    with time_machine.travel(datetime(2026, 12, 20, 9, tzinfo=TZ), tick=True):
        seed(years="2026")

    newest = Report.objects.filter(obligation__cycle__year=2026)
    late = newest.filter(first_submitted_at__gte=F("obligation__due_at"))
    beyond = late.filter(first_submitted_at__gte=F("obligation__cycle__grace_until"))

    assert 0 < beyond.count() < late.count() < newest.filter(latest_revision__isnull=False).count()


def test_seeded_years_are_compiled_and_compared(db):
    seed(units=6)

    shown = {f.code: f for f in shown_figures(Cycle.objects.get(year=2025).runs.get())}

    assert shown["A03"].value > 0
    assert shown["A03"].previous > 0


def test_seeding_refuses_a_database_that_holds_data(db):
    seed(units=3, years="2026")
    before = Report.objects.count()

    with pytest.raises(CommandError):
        seed(units=3, years="2026")
    again = seed(units=3, years="2026", if_empty=True)

    assert (Report.objects.count(), again["reports"]) == (before, before)


@pytest.mark.parametrize("units", [1, 8])
def test_few_unions_are_told_as_well(db, units):
    """Of the first eight, the last one ends in 2025."""
    assert seed(units=units, years="2025-2026")["units"] == units + 2


@pytest.mark.parametrize("wrong", [{"years": "hai"}, {"years": "2026-2020"}, {"units": 0}])
def test_seeding_refuses_senseless_wishes(db, wrong):
    with pytest.raises(CommandError):
        seed(**wrong)

    assert Report.objects.count() == 0


def test_bare_tree_has_its_shape_and_adds_up(db):
    counts = seed(units=60, bare=True)

    cycle = Cycle.objects.get()
    out = StringIO()
    call_command("compile_summary", year=cycle.year, stdout=out)
    outcome = json.loads(out.getvalue().splitlines()[-1])

    assert (counts["reports"], counts["revisions"], counts["figures"]) == (60, 60, 2400)
    assert (outcome["obligations"], outcome["accepted"]) == (60, 60)


def test_accounts_of_the_demo_are_named_one_for_each_role(db):
    seed(units=3, years="2026")
    out = StringIO()

    call_command("demo_accounts", stdout=out)

    assert json.loads(out.getvalue().splitlines()[-1]) == {"accounts": 7}
