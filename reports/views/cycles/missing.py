"""Who has not submitted, and whom to ask."""

from itertools import groupby, islice

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from portal import clock
from reports.contacts import contacts_of
from reports.forms.filters import MissingFilter
from reports.overview import tally
from reports.standing import standing, timing
from reports.views.badges import standing_badge, timing_badge
from reports.views.cycles.doors import managed
from reports.views.cycles.tables import MISSING_COLUMNS, fits_a_workbook, list_instead, table_response
from reports.views.paging import page_of

PER_PAGE = 200
BATCH = 500


@login_required
@require_safe
def missing(request, pk):
    """Owing units without any submission, by block, each with its officers and heads."""
    cycle, now = managed(request.user, pk), clock.now()
    counts = tally(cycle, now)
    filters = MissingFilter(request.GET, blocks=[block for block, part in counts.by_block() if part.missing])
    rows = _rows(cycle, filters)
    page = page_of(request, rows, PER_PAGE, counts.missing if not filters.chosen else None)
    people = contacts_of([row.writer_id for row in page])
    for row in page:
        row.contacts = people.get(row.writer_id, [])
        row.standing_badge = standing_badge(standing(row, row.report))
        row.timing_badge = timing_badge(timing(row, row.report, cycle.grace_until, now))
    context = {
        "cycle": cycle,
        "page": page,
        "blocks": [(block, list(units)) for block, units in groupby(page, key=lambda row: row.block)],
        "filters": filters,
        "tally": counts,
        "as_workbook": fits_a_workbook(page.paginator.count),
        "now": now,
        "manages": True,
        "reminders_url": _reminders_url(cycle),
        "tab": "missing",
    }
    return render(request, "reports/cycles/missing.html", context)


def _rows(cycle, filters):
    rows = cycle.obligations.owing().filter(report__first_submitted_at__isnull=True)
    return filters.narrow(rows.select_related("report").defer("search_key", "sort_key")).in_order()


def _reminders_url(cycle) -> str:
    try:
        return reverse("reports:reminders", args=[cycle.pk])
    except NoReverseMatch:
        return ""


@login_required
@require_safe
def missing_file(request, pk, kind):
    """The list as it is filtered, one row for each person to ask."""
    cycle, now = managed(request.user, pk), clock.now()
    blocks = cycle.obligations.order_by().values_list("block", flat=True).distinct()
    rows = _rows(cycle, MissingFilter(request.GET, blocks=blocks))
    if kind == "xlsx" and not fits_a_workbook(rows.count()):
        return list_instead(request, "reports:missing", cycle)
    title = f"{cycle.title}: các đơn vị chưa nộp"
    return table_response(kind, f"chua-nop-{cycle.year}", title, MISSING_COLUMNS, _lines(rows, cycle, now))


def _lines(rows, cycle, now):
    waiting = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(waiting, BATCH)):
        people = contacts_of([row.writer_id for row in batch])
        for row in batch:
            timed = timing(row, row.report, cycle.grace_until, now)
            place = (row.block, row.unit_name, standing(row, row.report).label, timed.label)
            for c in people.get(row.writer_id, []):
                yield (*place, c.name, c.role_label, c.job_title, c.phone, c.email)
            if row.writer_id not in people:
                yield (*place, "Chưa có người phụ trách", "", "", "", "")
