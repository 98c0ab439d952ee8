"""Fetching reports for review: never of a unit in which the reviewer writes, never before a first submission."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reports.models import Report, ReviewPoint

FILTERS = ("ky", "q", "tt", "han", "khoi", "nguoi", "lan", "page")


def reviewable(user):
    """The submitted reports that the person may review."""
    return Report.objects.reviewable_by(user).filter(latest_revision__isnull=False)


def reviewable_report(user, pk: int) -> Report:
    """One of them with what its steps read along; otherwise not found."""
    rows = reviewable(user).select_related("obligation__cycle", "latest_revision", "reviewer")
    return get_object_or_404(rows, pk=pk)


def reviewable_point(user, pk: int) -> ReviewPoint:
    """A point on one of them; otherwise not found."""
    rows = ReviewPoint.objects.filter(report__in=reviewable(user))
    return get_object_or_404(rows.select_related("report__obligation__cycle"), pk=pk)


def filters_kept(text: str) -> str:
    """The queue's filters that came along, put together again; nothing else of an address survives."""
    came = QueryDict(text[:2000])
    kept = QueryDict(mutable=True)
    for name in FILTERS:
        if came.get(name):
            kept[name] = came[name]
    return kept.urlencode()


def review_address(pk: int, kept: str = "", anchor: str = "") -> str:
    """The page of a report under review with the queue's filters behind it."""
    address = reverse("reports:review", args=[pk])
    return address + (f"?{kept}" if kept else "") + (f"#{anchor}" if anchor else "")
