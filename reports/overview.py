"""A cycle as counts: who has submitted and when, by block; every count is a count over obligations."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.core.cache import cache
from django.db.models import Count, DateField
from django.db.models.functions import Trunc

from portal.worktime import TZ, local_day
from reports.models import Cycle, Obligation
from reports.standing import MISSING_TIMINGS, SUBMITTED_TIMINGS, Standing, Timing, is_started, standing_from, timing_of

KEEP_SECONDS = 30
MOST_DAYS = 45


@dataclass(frozen=True, slots=True)
class Group:
    """So many obligations of one block, cause, standing and timing."""

    block_key: str
    block: str
    cause: str
    standing: str
    timing: str
    count: int


@dataclass(frozen=True)
class Tally:
    """The counts of some obligations; everything is a sum over the groups."""

    groups: tuple[Group, ...]

    @cached_property
    def _sums(self) -> dict[str, Counter]:
        """The counts by each of a group's words; added up once, because a page asks dozens of times."""
        sums = {word: Counter() for word in ("standing", "timing", "cause")}
        for group in self.groups:
            for word, counts in sums.items():
                counts[getattr(group, word)] += group.count
        return sums

    def standing(self, *standings: str) -> int:
        return self._sum("standing", standings)

    def timing(self, *timings: str) -> int:
        return self._sum("timing", timings)

    def cause(self, *causes: str) -> int:
        return self._sum("cause", causes)

    def _sum(self, word: str, wanted: tuple[str, ...]) -> int:
        return sum(self._sums[word][one] for one in wanted)

    @property
    def all(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def owing(self) -> int:
        return self.cause(*Obligation.OWING)

    @property
    def submitted(self) -> int:
        return self.timing(*SUBMITTED_TIMINGS)

    @property
    def missing(self) -> int:
        return self.timing(*MISSING_TIMINGS)

    @property
    def on_time(self) -> int:
        return self.timing(Timing.ON_TIME)

    @property
    def grace(self) -> int:
        return self.timing(Timing.GRACE)

    @property
    def late(self) -> int:
        return self.timing(Timing.LATE)

    @property
    def overdue(self) -> int:
        return self.timing(Timing.OVERDUE, Timing.IN_GRACE)

    @property
    def returned(self) -> int:
        return self.standing(Standing.RETURNED)

    @property
    def accepted(self) -> int:
        return self.standing(Standing.ACCEPTED)

    @property
    def waiting(self) -> int:
        return self.standing(Standing.SUBMITTED)

    @property
    def awaiting(self) -> int:
        return self.standing(Standing.AWAITING)

    @property
    def writing(self) -> int:
        return self.standing(Standing.WRITING)

    @property
    def not_started(self) -> int:
        return self.standing(Standing.NOT_STARTED)

    @property
    def not_owing(self) -> int:
        return self.standing(Standing.NOT_OWING)

    @property
    def rate(self) -> float | None:
        """Percent of the owing that have submitted; never over 100, None where nobody owes."""
        return 100 * self.submitted / self.owing if self.owing else None

    def by_block(self) -> list[tuple[str, "Tally"]]:
        """(block, its counts) in the order of lists; units without a block come last, under ""."""
        found: dict[tuple[str, str], list[Group]] = {}
        for group in self.groups:
            found.setdefault((group.block_key, group.block), []).append(group)
        return [(block, Tally(tuple(found[key, block]))) for key, block in sorted(found)]


def tally(cycle: Cycle, now: datetime) -> Tally:
    """The counts of a cycle in one statement; of a large one as they were at most half a minute ago."""
    key = f"overview:{cycle.pk}"
    kept = cache.get(key) if cycle_is_large(cycle) else None
    if kept is None:
        kept = Tally(tuple(_groups(cycle, now)))
        if cycle_is_large(cycle):
            cache.set(key, kept, KEEP_SECONDS)
    return kept


def cycle_is_large(cycle: Cycle) -> bool:
    """Whether counting is worth keeping: only collections from all grassroots below grow that large."""
    return cycle.scope == Cycle.Scope.LEAVES


def _groups(cycle: Cycle, now: datetime) -> Iterable[Group]:
    rows = (
        Obligation.objects.filter(cycle=cycle)
        .annotate(started=is_started(), timing=timing_of(now))
        .order_by()
        .values_list("block_key", "block", "cause", "report__state", "started", "timing")
        .annotate(count=Count("pk"))
    )
    for key, block, cause, state, started, timing, count in rows:
        yield Group(key, block, cause, standing_from(cause, state, started), timing, count)


@dataclass(frozen=True, slots=True)
class Day:
    """Submissions of one day in Việt Nam and up to its end."""

    day: date
    count: int
    total: int


def submissions(cycle: Cycle) -> list[Day]:
    """First submissions day by day, oldest first; only days on which some came. One statement, kept like the tally."""
    key = f"submissions:{cycle.pk}"
    kept = cache.get(key) if cycle_is_large(cycle) else None
    if kept is None:
        kept = _submissions(cycle)
        if cycle_is_large(cycle):
            cache.set(key, kept, KEEP_SECONDS)
    return kept


def _submissions(cycle: Cycle) -> list[Day]:
    rows = (
        Obligation.objects.filter(cycle=cycle, report__first_submitted_at__isnull=False)
        .owing()
        .annotate(day=Trunc("report__first_submitted_at", "day", tzinfo=TZ, output_field=DateField()))
        .order_by("day")
        .values_list("day")
        .annotate(count=Count("pk"))
    )
    found, total = [], 0
    for day, count in rows:
        total += count
        found.append(Day(day, count, total))
    return found


def curve(days: list[Day], cycle: Cycle, now: datetime) -> list[Day]:
    """Every day of the weeks around the deadline with the total so far, for a line; at most MOST_DAYS points."""
    if not days:
        return []
    last = min(max(cycle.last_day, days[-1].day), local_day(now))
    first = max(days[0].day, last - timedelta(days=MOST_DAYS - 1))
    by_day = {d.day: d for d in days}
    total = max((d.total for d in days if d.day < first), default=0)
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        known = by_day.get(day)
        total = known.total if known else total
        found.append(Day(day, known.count if known else 0, total))
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a cycle is, in three numbers over its owing obligations."""

    owing: int = 0
    submitted: int = 0
    accepted: int = 0


def progress(cycles: list[Cycle]) -> dict[int, Progress]:
    """{cycle: its progress}, in one statement; of large cycles as it was at most half a minute ago."""
    keys = {f"progress:{cycle.pk}": cycle.pk for cycle in cycles if cycle_is_large(cycle)}
    found = {keys[key]: kept for key, kept in cache.get_many(keys).items()} if keys else {}
    rows = (
        Obligation.objects.filter(cycle__in=[cycle.pk for cycle in cycles if cycle.pk not in found])
        .owing()
        .order_by()
        .values_list("cycle")
        .annotate(
            owing=Count("pk"),
            submitted=Count("report__first_submitted_at"),
            accepted=Count("report__accepted_revision"),
        )
    )
    fresh = {pk: Progress(*counts) for pk, *counts in rows}
    cache.set_many({key: fresh[pk] for key, pk in keys.items() if pk in fresh}, KEEP_SECONDS)
    return {cycle.pk: Progress() for cycle in cycles} | found | fresh
