"""Closing a cycle when its report has gone up, and opening it again with a reason."""

from django.db import transaction

from portal import clock, journal
from portal.access import hat_at
from reports.models import Cycle


class ClosingRefused(Exception):
    """The cycle can't be closed or opened again now (message in Vietnamese)."""


def close_cycle(cycle: Cycle, *, by) -> None:
    """No step of a report is taken in a closed cycle, and nobody is reminded any more."""
    with transaction.atomic():
        changed = Cycle.objects.filter(pk=cycle.pk, state=Cycle.State.OPEN).update(
            state=Cycle.State.CLOSED, closed_at=clock.now(), closed_by=by
        )
        if not changed:
            raise ClosingRefused("Kỳ báo cáo đã được khóa sổ trước đó.")
        hat = hat_at(by, "cycle.manage", cycle.collector_id)
        journal.record(cycle, "cycle.close", f"Khóa sổ {cycle.title}", by=by, hat=hat)
    cycle.refresh_from_db()


def reopen_cycle(cycle: Cycle, *, reason: str, by) -> None:
    """Open a closed cycle again, with the reason kept in its history."""
    if not reason.strip():
        raise ClosingRefused("Cần ghi lý do mở lại kỳ báo cáo.")
    with transaction.atomic():
        changed = Cycle.objects.filter(pk=cycle.pk, state=Cycle.State.CLOSED).update(
            state=Cycle.State.OPEN, closed_at=None, closed_by=None
        )
        if not changed:
            raise ClosingRefused("Kỳ báo cáo đang mở.")
        hat = hat_at(by, "cycle.manage", cycle.collector_id)
        journal.record(cycle, "cycle.reopen", f"Mở lại {cycle.title}: {reason.strip()}", by=by, hat=hat)
    cycle.refresh_from_db()
