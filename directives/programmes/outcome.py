"""How programmes came out: planned against actual, for one year and over the years (sơ kết, tổng kết; domain.md 6)."""

from dataclasses import dataclass, field
from datetime import date

from directives.models import Activity, Occurrence, Programme
from portal.text import format_number


@dataclass(frozen=True)
class Line:
    """One activity: what was planned and what became of it by a day."""

    activity: Activity
    late: bool
    occurrences: tuple[Occurrence, ...]

    @property
    def year(self) -> int:
        return self.activity.plan.year

    @property
    def held(self) -> int:
        return len(self.occurrences)

    @property
    def participants(self) -> int | None:
        """How many came to all occurrences that say so; None where none does."""
        return _sum([one.participants for one in self.occurrences])

    @property
    def uncounted(self) -> int:
        """Occurrences that don't say how many came."""
        return sum(one.participants is None for one in self.occurrences)

    @property
    def planned_people(self) -> tuple[int, int] | None:
        """The range planned for all occurrences together; None where the plan says nothing."""
        few, many = self.activity.participants_from, self.activity.participants_to
        if few is None and many is None:
            return None
        few, many = (many if few is None else few), (few if many is None else many)
        return few * self.activity.quantity, many * self.activity.quantity

    @property
    def result(self) -> str:
        """What the occurrences brought, one after another."""
        return "\n".join(one.result for one in self.occurrences if one.result)


@dataclass(frozen=True)
class Totals:
    """Counts over lines; what is not counted says so."""

    activities: int = 0
    done: int = 0
    running: int = 0
    waiting: int = 0
    late: int = 0
    postponed: int = 0
    cancelled: int = 0
    planned_times: int = 0
    held: int = 0
    people_few: int = 0
    people_many: int = 0
    unplanned_people: int = 0
    participants: int | None = None
    uncounted: int = 0

    @property
    def share(self) -> str:
        """Done of all that were not called off, as words: "2/3 (66,7%)"; "–" where there is nothing."""
        due = self.activities - self.cancelled
        return f"{self.done}/{due} ({format_number(100 * self.done / due, 1)}%)" if due else "–"


@dataclass(frozen=True)
class Year:
    """One year of a programme with its totals, and those from the first year until then."""

    year: int
    lines: tuple[Line, ...]
    totals: Totals
    so_far: Totals


@dataclass(frozen=True)
class Outcome:
    """The years of a programme in order; `totals` over them all."""

    programme: Programme
    day: date
    years: tuple[Year, ...] = field(default_factory=tuple)
    totals: Totals = field(default_factory=Totals)

    def of(self, year: int) -> Year | None:
        """One year, or None where there is no plan for it."""
        return next((one for one in self.years if one.year == year), None)


def outcome_of(programme: Programme, day: date) -> Outcome:
    """What was planned and what became of it, as it stands on `day`. Four statements."""
    plans = [plan.year for plan in programme.plans.all()]
    rows = lines_of(programme, day)
    years, so_far = [], []
    for year in sorted({*plans, *(line.year for line in rows)}):
        own = [line for line in rows if line.year == year]
        so_far += own
        years.append(Year(year, tuple(own), totals_of(own), totals_of(so_far)))
    return Outcome(programme, day, tuple(years), totals_of(rows))


def lines_of(programme: Programme, day: date, *, year: int | None = None) -> list[Line]:
    """The activities in the order of their plan, each with its occurrences."""
    rows = programme.activities.select_related("plan", "lead").prefetch_related("occurrences", "co_leads")
    if year is not None:
        rows = rows.filter(plan__year=year)
    return [
        Line(activity, activity.is_overdue(day), tuple(activity.occurrences.all()))
        for activity in rows.order_by("plan__year", "planned_from", "planned_to", "pk")
    ]


def totals_of(lines: list[Line]) -> Totals:
    """The counts of some lines; a cancelled activity counts as such and adds nothing to what was planned."""
    status = Activity.Status

    def counted(*wanted) -> int:
        return sum(line.activity.status in wanted and not line.late for line in lines)

    going = [line for line in lines if line.activity.status != status.CANCELLED]
    ranges = [line.planned_people for line in going]
    return Totals(
        activities=len(lines),
        done=counted(status.DONE),
        running=counted(status.RUNNING),
        waiting=counted(status.PLANNED),
        late=sum(line.late for line in lines),
        postponed=counted(status.POSTPONED),
        cancelled=counted(status.CANCELLED),
        planned_times=sum(line.activity.quantity for line in going),
        held=sum(line.held for line in lines),
        people_few=sum(one[0] for one in ranges if one),
        people_many=sum(one[1] for one in ranges if one),
        unplanned_people=sum(one is None for one in ranges),
        participants=_sum([line.participants for line in lines]),
        uncounted=sum(line.uncounted for line in lines),
    )


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
