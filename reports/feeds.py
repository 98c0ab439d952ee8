"""What reports put into a person's calendar: the last day on time of each report that a unit of theirs owes."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from directives.feeds import Entry
from portal.access import reach
from portal.worktime import local_day
from reports.models import Report, State

_SENT = (State.SUBMITTED, State.ACCEPTED)


def report_deadlines(user, since: date) -> Iterator[Entry]:
    """Reports of the person's own units in open cycles."""
    rows = Report.objects.filter(reach(user, "report.read_own", "obligation__writer")).in_play()
    rows = rows.select_related("obligation__cycle").defer("obligation__sort_key", "obligation__search_key")
    for report in rows.order_by("obligation__due_at", "pk"):
        obligation = report.obligation
        day = local_day(obligation.due_at - timedelta(seconds=1))
        if day >= since:
            sent = "đã nộp" if report.state in _SENT else "chưa nộp"
            yield Entry(
                f"bao-cao-{report.pk}",
                f"Hạn nộp báo cáo công tác dân vận năm {obligation.cycle.year} ({sent})",
                day,
                day,
                reverse("reports:report", args=[report.pk]),
                f"{obligation.unit_name}: {obligation.cycle.deadline_words}, gửi {obligation.cycle.collector_name}.",
                "Thời hạn",
                revision=report.version,
            )
