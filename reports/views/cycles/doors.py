"""Fetching cycles and obligations for the pages of the Ban: what one may not see is not found."""

from django.shortcuts import get_object_or_404

from reports.models import Cycle, Obligation


def overseen(user, pk: int, *joined: str) -> Cycle:
    """A cycle whose course the person may follow, with the rows that the page shows beside it."""
    rows = Cycle.objects.overseen_by(user)
    return get_object_or_404(rows.select_related(*joined) if joined else rows, pk=pk)


def managed(user, pk: int) -> Cycle:
    """A cycle that the person runs."""
    return get_object_or_404(Cycle.objects.manageable_by(user).select_related("form_version"), pk=pk)


def managed_obligation(user, pk: int) -> Obligation:
    """An obligation of a cycle that the person runs."""
    cycles = Cycle.objects.manageable_by(user)
    return get_object_or_404(Obligation.objects.filter(cycle__in=cycles).select_related("cycle"), pk=pk)
