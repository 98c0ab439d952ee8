"""Cells of long lists, put together once per row: a template node for each word of a hundred rows costs too much."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html

from portal.text import format_datetime, format_deadline
from portal.worktime import TZ
from reports.models import Cycle, Obligation
from reports.standing import standing_from, timing, timing_from
from reports.views.badges import standing_badge, state_badge, timing_badge

NOTHING = "–"
_DUTY_LINE = (
    '<tr><th scope="row">{}{}</th><td data-label="Khối" class="nowrap">{}</td><td data-label="Tình trạng">{}</td>'
    '<td data-label="Thời hạn">{}</td><td data-label="Nộp lần đầu" class="nowrap">{}</td>'
    '<td data-label="Bản nộp" class="nowrap">{}</td><td data-label="Người thẩm định" class="person">{}</td></tr>'
)


class Addresses:
    """Addresses that differ by a key only, reversed once."""

    def __init__(self, name: str):
        self._before, _, self._after = reverse(name, args=[0]).rpartition("0")

    def of(self, pk: int) -> str:
        return f"{self._before}{pk}{self._after}"


addresses = lru_cache(maxsize=None)(Addresses)


def moment(at):
    """An instant as people read it and as machines do."""
    if at is None:
        return NOTHING
    return format_html('<time datetime="{}">{}</time>', at.astimezone(TZ).isoformat(), format_datetime(at))


class Duty(NamedTuple):
    """What a line of the list of obligations shows, as `DUTY_COLUMNS` are read: plain values, no rows of models."""

    pk: int
    unit_name: str
    block: str
    cause: str
    cause_note: str
    due_at: datetime
    report: int | None
    state: str | None
    started_at: datetime | None
    first_submitted_at: datetime | None
    revision: int | None
    reviewer: str | None


DUTY_COLUMNS = (
    *("pk", "unit_name", "block", "cause", "cause_note", "due_at"),
    *("report", "report__state", "report__started_at", "report__first_submitted_at"),
    *("report__latest_revision__number", "report__reviewer__full_name"),
)


def duty_lines(rows, cycle: Cycle, now: datetime, *, manages: bool) -> list:
    """The lines of obligations read as `DUTY_COLUMNS`."""
    return [_line_of(Duty._make(row), cycle, now, manages=manages) for row in rows]


def _line_of(duty: Duty, cycle: Cycle, now: datetime, *, manages: bool):
    own_due = duty.due_at if duty.cause in Obligation.OWING and duty.due_at != cycle.due_at else None
    told = timing_from(duty.cause, duty.first_submitted_at, duty.due_at, cycle.grace_until, now)
    return _duty_line(duty, standing_from(duty.cause, duty.state, duty.started_at), told, own_due, manages)


@lru_cache(maxsize=4096)
def _duty_line(duty: Duty, standing: str, timing: str | None, own_due: datetime | None, manages: bool):
    """Drawn once in a process for what it shows: people of one department look at the same lines all day."""
    return format_html(
        _DUTY_LINE,
        _link(addresses("reports:obligation").of(duty.pk), duty.unit_name) if manages else duty.unit_name,
        _cause(duty),
        duty.block,
        standing_badge(standing),
        _timing(timing, own_due),
        moment(duty.first_submitted_at),
        _revision(duty, manages),
        duty.reviewer if duty.reviewer is not None else NOTHING,
    )


def _link(address: str, words: str):
    return format_html('<a href="{}">{}</a>', address, words)


def _cause(duty: Duty):
    if duty.cause == Obligation.Cause.ASSIGNED:
        return ""
    words = Obligation.Cause(duty.cause).label
    note = f"{words}: {duty.cause_note}" if duty.cause_note else words
    return format_html('<div class="small muted fw-normal">{}</div>', note)


def _timing(timing: str | None, own_due: datetime | None):
    if own_due is None:
        return timing_badge(timing)
    own = '{}<div class="small muted">Gia hạn riêng đến {}</div>'
    return format_html(own, timing_badge(timing), format_deadline(own_due))


def _revision(duty: Duty, manages: bool):
    if duty.revision is None:
        return NOTHING
    if not manages:
        return f"Bản nộp {duty.revision}"
    words = '<a href="{}">Bản nộp {}<span class="visually-hidden"> của {}</span></a>'
    return format_html(words, addresses("reports:review").of(duty.report), duty.revision, duty.unit_name)


def dress_reports(reports, cycle, now, *, kept: str) -> None:
    """Give each report of the queue the cells of its line; expects obligation, revision, reviewer and counts along."""
    reviews = addresses("reports:review")
    for report in reports:
        address = f"{reviews.of(report.pk)}?{kept}"
        report.name_cell = format_html("{}{}", _link(address, report.obligation.unit_name), _new_mark(report))
        report.submitted_cell = _submitted(report)
        report.timing_badge = timing_badge(timing(report.obligation, report, cycle.grace_until, now))
        report.state_badge = state_badge(report.state)
        report.points_cell = _points(report)
        report.reviewer_cell = report.reviewer.full_name if report.reviewer_id else NOTHING


def _new_mark(report):
    if not report.is_read:
        return format_html(' <span class="new-mark">{}</span>', "mới")
    if not report.is_read_by_me:
        return format_html(' <span class="new-mark quiet">{}</span>', "tôi chưa xem")
    return ""


def _submitted(report):
    number = report.latest_revision.number
    if number == 1:
        return moment(report.submitted_at)
    again = '{}<div class="small muted">Nộp lại, bản nộp thứ {}</div>'
    return format_html(again, moment(report.submitted_at), number)


def _points(report) -> str:
    counts = (
        (report.points_answered, "đã trả lời"),
        (report.points_open, "chờ trả lời"),
        (report.points_draft, "chưa gửi"),
    )
    return ", ".join(f"{count} {words}" for count, words in counts if count) or NOTHING
