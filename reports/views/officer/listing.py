"""The reports of one's own units, of all years."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from portal import clock
from portal.access import reach, reach_with_kept
from reports.models import Obligation, Report, State
from reports.views.officer.acting import next_action
from reports.views.officer.standing import deadline_words, standing_of

_UNREAD = ("report__latest_revision__snapshot", "sort_key", "search_key")


@login_required
def mine(request):
    """What the person's units owe or have sent, the newest year first: where it stands and what comes next."""
    now = clock.now()
    found = (
        Obligation.objects.filter(_own(request.user))
        .select_related("cycle", "report__latest_revision", "report__sent_by")
        .defer(*_UNREAD)
        .order_by("-cycle__year", "sort_key", "pk")
    )
    rows = [_row(request.user, obligation, now) for obligation in found]
    newest = rows[0]["obligation"].cycle.year if rows else None
    current = [row for row in rows if row["is_open"] or row["obligation"].cycle.year == newest]
    context = {
        "page_title": "Báo cáo của đơn vị",
        "current": sorted(current, key=lambda row: (not row["is_open"], row["report"] is None)),
        "past": [row for row in rows if row not in current],
        "many_units": len({row["obligation"].unit_id for row in rows}) > 1,
    }
    return render(request, "reports/officer/mine.html", context)


def _own(user):
    return reach(user, "report.read_own", "writer") | reach_with_kept(user, "report.read_own", "unit")


def _row(user, obligation: Obligation, now) -> dict:
    report = _report_of(obligation)
    return {
        "obligation": obligation,
        "report": report,
        "standing": standing_of(obligation, report, now),
        "deadline": deadline_words(obligation),
        "action": next_action(report, user) if report else None,
        "is_open": report is not None and report.state != State.ACCEPTED,
    }


def _report_of(obligation: Obligation) -> Report | None:
    """Its report, knowing its obligation, or None where none is owed."""
    report = getattr(obligation, "report", None)
    if report is None or not obligation.is_owing:
        return None
    report.obligation = obligation
    return report
