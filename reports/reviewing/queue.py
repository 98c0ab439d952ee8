"""The queue: reports that were submitted, the longest waiting first, and the next and previous of any of them."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from reports.models import Cycle, Reading, Report, ReviewPoint, State
from reports.standing import STANDING_OF, Standing, timing_of

KEEP_SECONDS = 30


def queue_of(user, cycle: Cycle) -> QuerySet[Report]:
    """The cycle's reports with a revision that `user` may review."""
    return Report.objects.reviewable_by(user).filter(obligation__cycle=cycle, latest_revision__isnull=False)


def in_queue_order(rows: QuerySet[Report]) -> QuerySet[Report]:
    """By the latest submission, oldest first."""
    return rows.order_by("submitted_at", "pk")


def with_counts(rows: QuerySet[Report], user) -> QuerySet[Report]:
    """Adds `points_open`, `points_answered`, `points_draft` and `is_read` (by anybody), `is_read_by_me`."""
    readings = Reading.objects.filter(revision=OuterRef("latest_revision"))
    state = ReviewPoint.State
    return rows.annotate(
        points_open=_points(state.OPEN),
        points_answered=_points(state.ANSWERED),
        points_draft=_points(state.DRAFT),
        is_read=Exists(readings),
        is_read_by_me=Exists(readings.filter(user=user)),
    )


def _points(state: str):
    counted = ReviewPoint.objects.filter(report=OuterRef("pk"), state=state).order_by().values("report")
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def neighbours(rows: QuerySet[Report], report: Report) -> tuple[int | None, int | None]:
    """Keys of the (previous, next) report in queue order among `rows`, whether or not the report is among them."""
    at, pk = report.submitted_at, report.pk
    later = rows.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk))
    earlier = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk))
    before = earlier.order_by("-submitted_at", "-pk").values_list("pk", flat=True).first()
    after = later.order_by("submitted_at", "pk").values_list("pk", flat=True).first()
    return before, after


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """So many reports of one block, standing, timing and reviewer, submitted once or again."""

    block_key: str
    block: str
    standing: str
    timing: str
    reviewer: int | None
    again: bool
    count: int


def facets(user, cycle: Cycle, now: datetime) -> list[QueueGroup]:
    """The queue counted every way its filters cut it, in one statement; a large one's is kept for half a minute."""
    key = f"queue:{cycle.pk}:{user.pk}"
    is_large = cycle.scope == Cycle.Scope.LEAVES
    found = cache.get(key) if is_large else None
    if found is None:
        found = _facets(queue_of(user, cycle), now)
        if is_large:
            cache.set(key, found, KEEP_SECONDS)
    return found


def _facets(rows: QuerySet[Report], now: datetime) -> list[QueueGroup]:
    counted = (
        rows.annotate(
            timing=timing_of(now, "obligation__"),
            again=Case(When(latest_revision__number__gt=1, then=Value(1)), default=Value(0)),
        )
        .order_by()
        .values_list("obligation__block_key", "obligation__block", "state", "timing", "reviewer", "again")
        .annotate(count=Count("pk"))
    )
    return [
        QueueGroup(key, block, STANDING_OF.get(State(state), Standing.WRITING), timing, who, bool(again), n)
        for key, block, state, timing, who, again, n in counted
    ]
