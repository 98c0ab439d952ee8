"""Fetching cycles and obligations for the pages of the Ban: what one may not see is not found."""

from django.db.models import BigIntegerField, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from portal.access import hat_at
from portal.models import UnitVersion
from portal.prepared import Prepared
from reports.models import Cycle, Obligation

_PATH = UnitVersion.objects.current().filter(unit=OuterRef("collector")).values("path")[:1]
_BESIDE = ("form_version", "directive", "opened_by")
_LONG = ("form_version__source", "directive__content", "directive__search_key")
_KEY = {"pk": BigIntegerField()}
_CYCLE = Prepared(lambda pk: Cycle.objects.filter(pk=pk).annotate(collector_path=Subquery(_PATH)), **_KEY)
_WHOLE_CYCLE = Prepared(
    lambda pk: (
        Cycle.objects.filter(pk=pk).annotate(collector_path=Subquery(_PATH)).select_related(*_BESIDE).defer(*_LONG)
    ),
    **_KEY,
)


def overseen(user, pk: int, *, whole: bool = False) -> Cycle:
    """A cycle whose course the person may follow, as `overseen_by` says, or 404; `whole` with form, directive and who
    opened it.
    """
    found = (_WHOLE_CYCLE if whole else _CYCLE).fetch(pk=pk)
    if not found or hat_at(user, "cycle.read", found[0].collector_id, found[0].collector_path or "") is None:
        raise Http404
    return found[0]


def managed(user, pk: int) -> Cycle:
    """A cycle that the person runs."""
    return get_object_or_404(Cycle.objects.manageable_by(user).select_related("form_version"), pk=pk)


def managed_obligation(user, pk: int) -> Obligation:
    """An obligation of a cycle that the person runs."""
    cycles = Cycle.objects.manageable_by(user)
    return get_object_or_404(Obligation.objects.filter(cycle__in=cycles).select_related("cycle"), pk=pk)
