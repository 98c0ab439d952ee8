"""What a unit's people are told, in words that fit where their report stands, and why they get it."""

from datetime import datetime

from django.urls import reverse

from portal import clock
from portal.models import Reminder, Role
from portal.reminders import Words
from portal.text import format_date, format_deadline
from portal.worktime import remaining
from reports.lookups import definition_of
from reports.models import Cycle, DraftSection, Obligation, Report, State
from reports.reminders.steps import HAND, last_day_of, step_label


def is_written(report: Report) -> bool:
    """Whether every section that asks for a text was saved: the draft is ready but was not sent."""
    definition = definition_of(report.obligation.cycle.form_version_id)
    wanted = [s.code for s in definition.writable_sections if s.required]
    rows = DraftSection.objects.filter(report=report, code__in=wanted, version__gt=0).values_list("content", flat=True)
    return sum(1 for content in rows if content.get("text")) == len(wanted)


def submission_words(obligation: Obligation, reminder: Reminder, role: str, *, written: bool) -> Words:
    """The reminder to submit; `written` as `is_written` says of a draft."""
    cycle, report = obligation.cycle, obligation.report
    now = clock.now()
    deadline = (
        f"Thời hạn: {cycle.deadline_words}, chậm nhất hết ngày {format_date(last_day_of(obligation.due_at))}"
        f" ({remaining(now, obligation.due_at)})."
    )
    if report.state == State.AWAITING_CERTIFICATION:
        subject = f"Báo cáo năm {cycle.year} đang chờ lãnh đạo xác nhận"
        body = f"{cycle.title} của {obligation.unit_name} đã được trình và đang chờ lãnh đạo xác nhận để nộp."
        if role == Role.HEAD:
            body += " Đề nghị đồng chí xem và xác nhận."
    elif written:
        subject = f"Báo cáo năm {cycle.year} đã soạn xong nhưng chưa gửi"
        body = f"{cycle.title} của {obligation.unit_name} đã soạn xong các mục nhưng chưa được gửi."
        body += " Đề nghị kiểm tra và trình lãnh đạo xác nhận."
    else:
        subject = f"Nhắc nộp báo cáo công tác dân vận năm {cycle.year}"
        body = f"{obligation.unit_name} chưa nộp {cycle.title}. Đề nghị đồng chí hoàn thành và nộp báo cáo."
    if now >= obligation.due_at:
        subject = f"[Quá hạn] {subject}"
        body += f" {_late_words(cycle, now)}"
    return Words(subject, f"{body}\n{deadline}", _url(report), _why(reminder, role, obligation))


def _late_words(cycle: Cycle, now: datetime) -> str:
    """What a late submission is worth still."""
    words = "Báo cáo nộp muộn vẫn được tiếp nhận."
    if now < cycle.grace_until:
        until = format_deadline(cycle.grace_until)
        words += f" Nộp chậm nhất {until} thì được ghi là nộp trong thời gian gia hạn chung."
    return words


def return_words(obligation: Obligation, reminder: Reminder, role: str) -> Words:
    """The reminder to send a returned report again."""
    report, cycle = obligation.report, obligation.cycle
    title = f"{cycle.title} của {obligation.unit_name}"
    if report.state == State.AWAITING_CERTIFICATION:
        subject = f"Bản bổ sung báo cáo năm {cycle.year} đang chờ lãnh đạo xác nhận"
        body = f"{title} đã được bổ sung, trình lại và đang chờ lãnh đạo xác nhận để gửi lại."
        if role == Role.HEAD:
            body += " Đề nghị đồng chí xem và xác nhận."
    else:
        subject = f"Nhắc bổ sung báo cáo năm {cycle.year}"
        body = f"{title} được trả lại để bổ sung và chưa được gửi lại."
    due = report.return_due_at
    if due:
        body += f"\nHạn bổ sung: {format_deadline(due)} ({remaining(clock.now(), due)})."
    return Words(subject, body, _url(report), _why(reminder, role, obligation))


def _url(report: Report) -> str:
    return reverse("reports:report", args=[report.pk])


def _why(reminder: Reminder, role: str, obligation: Obligation) -> str:
    place = f"Đồng chí nhận nhắc việc này vì là {Role(role).label.lower()} của {obligation.unit_name}"
    if reminder.step.startswith(HAND):
        cycle = obligation.cycle
        sender = f"{reminder.by_hand.full_name}, " if reminder.by_hand_id else ""
        return f"{place}, theo đề nghị trực tiếp của {sender}{cycle.department or cycle.collector_name}."
    return f"{place} (lần nhắc {step_label(reminder.step)})."
