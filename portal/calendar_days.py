"""Changing the calendar, with a line of history for each change."""

from datetime import date

from django.db import transaction

from portal.journal import record
from portal.models import CalendarDay


@transaction.atomic
def add_day(*, day: date, kind: str, name: str, by, hat=None) -> CalendarDay:
    """Add a holiday or a swapped working day; the same day again gives the row that is there."""
    row, is_new = CalendarDay.objects.get_or_create(day=day, defaults={"kind": kind, "name": name})
    if is_new:
        record(row, "calendar.added", f"Thêm vào lịch: {row} ({row.get_kind_display().lower()}).", by=by, hat=hat)
    return row


@transaction.atomic
def remove_day(day: CalendarDay, *, by, hat=None) -> None:
    """Take a day out; a second press changes nothing."""
    record_of = {"day": day.day.isoformat(), "kind": day.kind, "name": day.name}
    removed, _ = CalendarDay.objects.filter(pk=day.pk).delete()
    if removed:
        record(day, "calendar.removed", f"Bỏ khỏi lịch: {day}.", by=by, hat=hat, detail=record_of)
