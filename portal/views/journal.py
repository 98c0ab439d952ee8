"""The journal of events, for administrators: what happened at the units that they manage."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access import may, reach_by_name, units_with
from portal.forms.journal import JournalFilter
from portal.forms.listing import newest_first
from portal.journal import PRIVATE
from portal.models import Event, UnitVersion

PER_PAGE = 50


@login_required
@require_safe
def journal(request):
    """Newest first, a page at a time."""
    if not may(request.user, "journal.read"):
        raise Http404
    filters = JournalFilter(request.GET, request.user)
    own = units_with(request.user, "journal.read")
    events = Event.objects.filter(reach_by_name(request.user, "journal.read", "unit")).select_related("actor")
    events = events.exclude(~Q(unit__in=own), kind__in=PRIVATE)
    page = newest_first(filters.narrow(events), request.GET.get("sau"), PER_PAGE)
    names = UnitVersion.objects.filter(unit__in={event.unit_id for event in page}).order_by("valid_from")
    context = {"page": page, "filters": filters, "unit_names": dict(names.values_list("unit", "short_name"))}
    return render(request, "ground/journal.html", context)
