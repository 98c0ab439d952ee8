"""Who owes a report in a cycle: the list, its download, and one unit's duty with what was changed in it."""

from functools import lru_cache

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import BigIntegerField
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.access import hat_at
from portal.models import Event
from portal.prepared import Prepared
from reports.forms.amending import AmendmentForm, ExtensionForm
from reports.forms.filters import ObligationFilter
from reports.models import Cycle, Obligation
from reports.obligations import CycleRefused, amend, extend, nobody_is_left
from reports.overview import tally
from reports.standing import standing, timing
from reports.views.badges import standing_badge, timing_badge
from reports.views.cycles.doors import managed_obligation, overseen
from reports.views.cycles.tables import (
    OBLIGATION_COLUMNS,
    fits_a_workbook,
    list_instead,
    obligation_rows,
    table_response,
)
from reports.views.lines import DUTY_COLUMNS, duty_lines
from reports.views.paging import page_of
from reports.workflow import PRIVATE_EVENTS

PER_PAGE = 50
SHOWN = (
    "cycle",
    "unit",
    "writer",
    "unit_name",
    "unit_code",
    "block",
    "cause",
    "cause_note",
    "successor",
    "due_at",
    "report__state",
    "report__started_at",
    "report__first_submitted_at",
    "report__submitted_at",
    "report__return_due_at",
    "report__reviewer__full_name",
    "report__latest_revision__number",
)


@login_required
@require_safe
def obligations(request, pk):
    """All obligations of the cycle in protocol order; filters in the address."""
    cycle, now = overseen(request.user, pk), clock.now()
    counts = tally(cycle, now)
    filters = ObligationFilter(request.GET, blocks=[block for block, _ in counts.by_block()])
    rows = filters.narrow(cycle.obligations.all(), now).in_order()
    page = page_of(request, rows, PER_PAGE, counts.all if not filters.chosen else None)
    manages = hat_at(request.user, "cycle.manage", cycle.collector_id) is not None
    context = {
        "cycle": cycle,
        "page": page,
        "lines": duty_lines(_read(page, cycle, filters), cycle, now, manages=manages),
        "filters": filters,
        "tally": counts,
        "as_workbook": fits_a_workbook(page.paginator.count),
        "manages": manages,
        "tab": "obligations",
    }
    return render(request, "reports/cycles/obligations.html", context)


def _read(page, cycle: Cycle, filters: ObligationFilter):
    """The page's rows as `DUTY_COLUMNS`; of the whole list, which most people look at, by a prepared statement."""
    if filters.chosen:
        return page.object_list.values_list(*DUTY_COLUMNS)
    return _whole_list(page.number).fetch(cycle=cycle.pk)


@lru_cache(maxsize=64)
def _whole_list(number: int) -> Prepared:
    start = (number - 1) * PER_PAGE

    def build(cycle):
        rows = Obligation.objects.filter(cycle=cycle).in_order()
        return rows.values_list(*DUTY_COLUMNS)[start : start + PER_PAGE]

    return Prepared(build, cycle=BigIntegerField())


def _with_reports(rows):
    rows = rows.select_related("report__reviewer", "report__latest_revision")
    return rows.only(*SHOWN)


@login_required
@require_safe
def obligations_file(request, pk, kind):
    """The list as it is filtered, as a workbook or as text for other programs."""
    cycle, now = overseen(request.user, pk), clock.now()
    blocks = cycle.obligations.order_by().values_list("block", flat=True).distinct()
    filters = ObligationFilter(request.GET, blocks=blocks)
    rows = filters.narrow(cycle.obligations.all(), now).in_order()
    if kind == "xlsx" and not fits_a_workbook(rows.count()):
        return list_instead(request, "reports:obligations", cycle)
    title = f"{cycle.title}: các đơn vị"
    lines = obligation_rows(rows, cycle, now)
    return table_response(kind, f"don-vi-{cycle.year}", title, OBLIGATION_COLUMNS, lines)


@login_required
@require_http_methods(["GET", "POST"])
def obligation(request, pk):
    """One unit's duty: its deadline and cause, what was changed, and the two forms that change it."""
    found = managed_obligation(request.user, pk)
    acts = {"gia-han": _extend, "dieu-chinh": _amend}
    act = request.POST.get("viec")
    extension, amendment = ExtensionForm(None), AmendmentForm(None, obligation=found)
    if request.method == "POST" and act in acts:
        form = ExtensionForm(request.POST) if act == "gia-han" else AmendmentForm(request.POST, obligation=found)
        if acts[act](request, found, form):
            return redirect("reports:obligation", pk=pk)
        extension, amendment = (form, amendment) if act == "gia-han" else (extension, form)
    return _show(request, found, extension, amendment)


def _extend(request, found: Obligation, form: ExtensionForm) -> bool:
    if not form.is_valid():
        return False
    try:
        extend(found, new_due_at=form.new_due_at, reason=form.cleaned_data["reason"], by=request.user)
    except CycleRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Đã gia hạn cho {found.unit_name}.")
    return True


def _amend(request, found: Obligation, form: AmendmentForm) -> bool:
    if not form.is_valid():
        return False
    try:
        amend(found, cause=form.cleaned_data["cause"], reason=form.cleaned_data["reason"], by=request.user)
    except CycleRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Đã điều chỉnh nghĩa vụ báo cáo của {found.unit_name}.")
    return True


def _show(request, found: Obligation, extension, amendment):
    now = clock.now()
    row = _with_reports(Obligation.objects.filter(pk=found.pk)).select_related("cycle", "successor").get()
    report = getattr(row, "report", None)
    subjects = [("reports.obligation", found.pk)] + ([("reports.report", report.pk)] if report else [])
    context = {
        "obligation": row,
        "standing_badge": standing_badge(standing(row, report)),
        "timing_badge": timing_badge(timing(row, report, row.cycle.grace_until, now)),
        "cycle": row.cycle,
        "report": report,
        "extensions": found.extensions.select_related("approved_by"),
        "amendments": found.amendments.select_related("by"),
        "events": _events(subjects),
        "extension_form": extension,
        "amendment_form": amendment,
        "is_open": row.cycle.state == Cycle.State.OPEN,
        "form": extension if extension.errors else amendment,
        "gone": nobody_is_left(found),
    }
    status = 422 if extension.errors or amendment.errors else 200
    return render(request, "reports/cycles/obligation.html", context, status=status)


def _events(subjects):
    rows = Event.objects.none()
    for kind, key in subjects:
        rows = rows | Event.objects.filter(subject_type=kind, subject_id=key)
    return rows.exclude(kind__in=PRIVATE_EVENTS).select_related("actor").order_by("-at", "-pk")[:50]
