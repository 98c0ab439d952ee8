"""Fetching cycles, runs and files for the pages of compiling: what one may not see is not found."""

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from portal.access import hat_at
from reports.aggregation import Scope, scope_of
from reports.models import Cycle, SummaryRun

CYCLES = Cycle.objects.select_related("form_version", "directive")


def readable_cycle(user, pk: int) -> Cycle:
    """A cycle whose runs and summary the person may read."""
    return get_object_or_404(CYCLES.summary_readable_by(user), pk=pk)


def compilable_cycle(user, pk: int) -> Cycle:
    """A cycle of which the person may ask for runs and files."""
    return get_object_or_404(CYCLES.compilable_by(user), pk=pk)


def writable_cycle(user, pk: int) -> Cycle:
    """A cycle whose summary the person writes."""
    return get_object_or_404(CYCLES.summary_writable_by(user), pk=pk)


def readable_run(user, pk: int) -> SummaryRun:
    """A run that the person may read, in whatever state."""
    rows = SummaryRun.objects.select_related("cycle", "job", "asked_by")
    return get_object_or_404(rows.visible_to(user), pk=pk)


def finished_run(user, pk: int, *, with_newest: bool = False) -> SummaryRun:
    """A run that the person may read and that has figures; `newest_pk`, if asked for, is the cycle's newest such."""
    rows = SummaryRun.objects.select_related("cycle").visible_to(user)
    if with_newest:
        done = SummaryRun.objects.filter(cycle=OuterRef("cycle"), state=SummaryRun.State.DONE).order_by("-number")
        rows = rows.annotate(
            newest_pk=Subquery(done.values("pk")[:1]), newest_number=Subquery(done.values("number")[:1])
        )
    found = get_object_or_404(rows, pk=pk)
    if found.state != SummaryRun.State.DONE:
        raise Http404
    return found


def scope_or_404(run: SummaryRun, code: str) -> Scope:
    found = scope_of(run, code)
    if found is None:
        raise Http404
    return found


def rights(user, cycle: Cycle) -> dict[str, bool]:
    """What the person may do here, for buttons."""
    return {
        "may_compile": hat_at(user, "summary.compile", cycle.collector_id) is not None,
        "may_write": hat_at(user, "summary.write", cycle.collector_id) is not None,
    }
