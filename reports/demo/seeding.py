"""Seeding an empty database from the founding of the unions to the newest cycle."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from directives.demo import Office, seed_directives, seed_forwarding, seed_unit_programme, seed_year
from portal import jobs
from portal.clock import told_as
from portal.models import Job, Unit, User
from reports import aggregation
from reports.closing import close_cycle
from reports.demo import telling
from reports.demo.bare import fill as fill_bare
from reports.demo.bodies import BODIES
from reports.demo.offices import Offices, found_offices, mark_holidays, merge_last, reorganise_2025
from reports.form_loading import load_form
from reports.models import Cycle, Figure, Report, Revision

UNITS_WITH_PROGRAMMES = 2
FORM = Path(settings.BASE_DIR) / "reports" / "forms_data" / "danvan_nam.yaml"


class NotEmpty(Exception):
    """There are data already (message in Vietnamese)."""


@dataclass(frozen=True)
class Seeded:
    counts: dict[str, int]


def is_empty() -> bool:
    """Whether nobody and no union is there yet."""
    return not (Unit.objects.exists() or User.objects.exists())


def seed(*, units: int, years: range, number: int, bare: bool = False) -> Seeded:
    """Fill the database; raises NotEmpty unless it is empty. The same `number` tells the same story."""
    if not is_empty():
        raise NotEmpty("Cơ sở dữ liệu đã có dữ liệu; chỉ tạo dữ liệu minh họa trên cơ sở dữ liệu trống.")
    if bare:
        form, _ = load_form(FORM.read_text(encoding="utf-8"))
        fill_bare(units, years[-1], form)
    else:
        _told(min(units, len(BODIES)), years, number)
    return Seeded(counted())


def counted() -> dict[str, int]:
    return {
        "units": Unit.objects.count(),
        "reports": Report.objects.count(),
        "revisions": Revision.objects.count(),
        "figures": Figure.objects.count(),
    }


def _told(units: int, years: range, number: int) -> None:
    offices = found_offices(units, years[0])
    mark_holidays(range(years[0], years[-1] + 2))
    form, _ = load_form(FORM.read_text(encoding="utf-8"))
    office = Office(offices.upper, offices.people["vanthu@cdvc"], offices.people["truongban@cdvc"])
    directive = seed_directives(office)
    story = telling.Story(offices, form, number, years[0], years[-1], timezone.now())
    for year in years:
        if year == 2025:
            reorganise_2025(offices)
        if year == years[-1] and len(years) > 1:
            merge_last(offices, telling.merge_day(year))
        seed_year(office, year)
        if year == years[-1]:
            _programmes(offices, year)
        cycle = telling.open_year(story, year, directive)
        telling.tell_year(story, cycle)
        _compile(story, cycle)
        if year != years[-1]:
            with told_as(datetime(year, 12, 20, 3, 0, tzinfo=UTC)):
                close_cycle(cycle, by=offices.people["truongban@cdvc"])
    seed_forwarding(Office(offices.confederation, offices.people["vanthu@tld"], offices.people["lanhdao@tld"]), office)
    _settle_jobs()


def _programmes(offices: Offices, year: int) -> None:
    """The first units keep programmes of their own, from which their reports may be filled."""
    living = [sign for sign, unit in offices.unions.items() if unit.versions.current().exists()]
    for sign in living[:UNITS_WITH_PROGRAMMES]:
        seed_unit_programme(offices.unions[sign], offices.officer(sign), year)


def _compile(story: telling.Story, cycle: Cycle) -> None:
    moment = min(datetime(cycle.year, 11, 27, 3, 0, tzinfo=UTC), story.now)
    with told_as(moment):
        run = aggregation.ask_for_run(cycle, by=story.offices.people["truongban@cdvc"])
    jobs.run(run.job_id)


def _settle_jobs() -> None:
    """What the demo's past would have brought about is taken as done: no letters about it are sent."""
    Job.objects.filter(state=Job.State.WAITING).update(
        state=Job.State.DONE, finished_at=timezone.now(), result={"demo": True}
    )
