"""The queue: reports that were submitted, the longest waiting first, and the next and previous of any of them."""

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from reports.models import Cycle, Reading, Report, ReviewPoint


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
