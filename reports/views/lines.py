"""Cells of long lists, put together once per row: a template node for each word of a hundred rows costs too much."""

from django.urls import reverse
from django.utils.html import format_html

from portal.text import format_datetime, format_deadline
from portal.worktime import TZ
from reports.standing import standing, timing
from reports.views.badges import standing_badge, state_badge, timing_badge

NOTHING = "–"
_DUTY_LINE = (
    '<tr><th scope="row">{}{}</th><td data-label="Khối" class="nowrap">{}</td><td data-label="Tình trạng">{}</td>'
    '<td data-label="Thời hạn">{}</td><td data-label="Nộp lần đầu" class="nowrap">{}</td>'
    '<td data-label="Bản nộp" class="nowrap">{}</td><td data-label="Người thẩm định">{}</td></tr>'
)


class Addresses:
    """Addresses that differ by a key only, reversed once."""

    def __init__(self, name: str):
        self._before, _, self._after = reverse(name, args=[0]).rpartition("0")

    def of(self, pk: int) -> str:
        return f"{self._before}{pk}{self._after}"


def moment(at):
    """An instant as people read it and as machines do."""
    if at is None:
        return NOTHING
    return format_html('<time datetime="{}">{}</time>', at.astimezone(TZ).isoformat(), format_datetime(at))


def dress_obligations(rows, cycle, now, *, manages: bool) -> None:
    """Give each obligation its line and the cells of it; expects report, its reviewer and latest revision along."""
    duties, reviews = Addresses("reports:obligation"), Addresses("reports:review")
    for row in rows:
        report = row.filed = getattr(row, "report", None)
        name = _link(duties.of(row.pk), row.unit_name) if manages else row.unit_name
        row.standing_badge = standing_badge(standing(row, report))
        row.timing_badge = timing_badge(timing(row, report, cycle.grace_until, now))
        row.is_extended = row.is_owing and row.due_at != cycle.due_at
        row.line = format_html(
            _DUTY_LINE,
            name,
            _cause(row),
            row.block,
            row.standing_badge,
            _timing(row),
            moment(report and report.first_submitted_at),
            _revision(row, report, reviews, manages),
            report.reviewer.full_name if report and report.reviewer_id else NOTHING,
        )


def _link(address: str, words: str):
    return format_html('<a href="{}">{}</a>', address, words)


def _cause(row):
    if row.cause == row.Cause.ASSIGNED:
        return ""
    note = f"{row.get_cause_display()}: {row.cause_note}" if row.cause_note else row.get_cause_display()
    return format_html('<div class="small muted fw-normal">{}</div>', note)


def _timing(row):
    if not row.is_extended:
        return row.timing_badge
    own = '{}<div class="small muted">Gia hạn riêng đến {}</div>'
    return format_html(own, row.timing_badge, format_deadline(row.due_at))


def _revision(row, report, reviews: Addresses, manages: bool):
    if report is None or report.latest_revision_id is None:
        return NOTHING
    number = report.latest_revision.number
    if not manages:
        return f"Bản nộp {number}"
    words = '<a href="{}">Bản nộp {}<span class="visually-hidden"> của {}</span></a>'
    return format_html(words, reviews.of(report.pk), number, row.unit_name)


def dress_reports(reports, cycle, now, *, kept: str) -> None:
    """Give each report of the queue the cells of its line; expects obligation, revision, reviewer and counts along."""
    reviews = Addresses("reports:review")
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
