"""The journal of a cycle: everything that happened to it, its obligations and its reports, newest first."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access import hat_at
from portal.models import Event
from reports.models import Obligation, Report
from reports.views.cycles.doors import overseen
from reports.workflow import PRIVATE_EVENTS

PER_PAGE = 100
# Kinds of event as people may choose them.
KINDS = {
    "ky": ("Mở, khóa kỳ", ("cycle.",)),
    "nghia-vu": ("Gia hạn, điều chỉnh", ("obligation.",)),
    "nop": ("Trình, nộp", ("report.send", "report.submit", "report.withdraw")),
    "tham-dinh": ("Thẩm định", ("report.return", "report.accept", "report.reopen", "report.assign", "point.")),
}


@login_required
@require_safe
def cycle_journal(request, pk):
    """Pages are cut by the last event seen, so that the ten-thousandth costs what the first does."""
    cycle = overseen(request.user, pk)
    kind = request.GET.get("loai", "")
    rows = _events(cycle, kind)
    before = request.GET.get("truoc", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PER_PAGE + 1])
    _name_units(found[:PER_PAGE])
    context = {
        "cycle": cycle,
        "events": found[:PER_PAGE],
        "next": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
        "is_first": not before,
        "kinds": [(key, label) for key, (label, _) in KINDS.items()],
        "kind": kind if kind in KINDS else "",
        "manages": hat_at(request.user, "cycle.manage", cycle.collector_id) is not None,
        "tab": "journal",
    }
    return render(request, "reports/cycles/journal.html", context)


def _events(cycle, kind: str):
    obligations = Obligation.objects.filter(cycle=cycle).values("pk")
    reports = Report.objects.filter(obligation__cycle=cycle).values("pk")
    about = Q(subject_type="reports.cycle", subject_id=cycle.pk)
    about |= Q(subject_type="reports.obligation", subject_id__in=obligations)
    about |= Q(subject_type="reports.report", subject_id__in=reports)
    rows = Event.objects.filter(about).exclude(kind__in=PRIVATE_EVENTS)
    if kind in KINDS:
        wanted = Q()
        for start in KINDS[kind][1]:
            wanted |= Q(kind__startswith=start)
        rows = rows.filter(wanted)
    return rows.select_related("actor").order_by("-pk")


def _name_units(events) -> None:
    """Say of each event which unit it concerns; one statement."""
    reports = {e.subject_id for e in events if e.subject_type == "reports.report"}
    duties = {e.subject_id for e in events if e.subject_type == "reports.obligation"}
    rows = Obligation.objects.filter(Q(report__in=reports) | Q(pk__in=duties))
    names = {}
    for pk, report, name in rows.values_list("pk", "report", "unit_name"):
        names["reports.obligation", pk] = (name, pk)
        names["reports.report", report] = (name, pk)
    for event in events:
        event.unit_name, event.obligation_id = names.get((event.subject_type, event.subject_id), ("", None))
