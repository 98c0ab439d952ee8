"""Reminding those who receive for a unit of a directive that the unit has not acknowledged (design.md 4.10)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from directives.models import Recipient
from directives.receivers import Receiver, receivers_of
from directives.reminders.steps import (
    ASKED_FOR,
    HAND,
    batches,
    due_steps,
    exceptions_around,
    step_label,
)
from portal.models import Reminder
from portal.reminders import Line, NotNeeded, Words
from portal.text import format_date, format_datetime

SUBJECT = "directives.recipient"


class ReceiptSource:
    """The steps of every delivery of the last weeks that was not acknowledged."""

    subject_type = SUBJECT

    def due_lines(self, now: datetime) -> Iterator[list[Line]]:
        waiting = Recipient.objects.asked_for().filter(delivered_at__lte=now, delivered_at__gt=now - ASKED_FOR)
        exceptions = exceptions_around(now)
        for delivered_at in waiting.order_by("delivered_at").values_list("delivered_at", flat=True).distinct():
            due = due_steps(delivered_at, now, exceptions)
            if due:
                rows = waiting.filter(delivered_at=delivered_at).exclude(_is_claimed(due[-1].key))
                for batch in batches(rows):
                    yield _lines(batch, due)

    def words(self, reminder: Reminder) -> Words:
        """As the protocol says; also for a line that was not claimed yet, to show it beforehand."""
        receipt = Recipient.objects.select_related("directive").filter(pk=reminder.subject_id).first()
        if receipt is None:
            raise NotNeeded("Nơi nhận không còn.")
        return words_for(receipt, reminder, receivers_of([receipt.unit_id])[receipt.unit_id])


def _is_claimed(step: str) -> Exists:
    return Exists(Reminder.objects.filter(subject_type=SUBJECT, step=step, subject_id=OuterRef("pk")))


def _lines(batch: list[Recipient], due) -> list[Line]:
    people = receivers_of({receipt.unit_id for receipt in batch})
    return [
        Line(receipt.pk, step.key, step.due_at, user, superseded=step is not due[-1])
        for receipt in batch
        for user in people[receipt.unit_id]
        for step in due
    ]


def why_not(receipt: Recipient) -> str:
    """Why nobody is reminded of the receipt any more (Vietnamese), or an empty text."""
    if receipt.acknowledged_at:
        return "Đơn vị đã xác nhận đã nhận văn bản."
    if receipt.directive.is_recalled:
        return "Văn bản đã được thu hồi."
    if not Recipient.objects.asked_for().filter(pk=receipt.pk).exists():
        return "Văn bản không còn hiệu lực."
    return ""


def words_for(receipt: Recipient, reminder: Reminder, people: dict[int, Receiver]) -> Words:
    """The words for one of `people`, as `receivers_of` gives them; raises NotNeeded when there is nothing to ask."""
    reason = why_not(receipt)
    if reason:
        raise NotNeeded(reason)
    if reminder.user_id not in people:
        raise NotNeeded("Người nhận không còn giữ vai trò nhận văn bản ở đơn vị.")
    directive = receipt.directive
    title = directive.title.rstrip(" .")
    body = (
        f"{directive.issuer_name} đã gửi {directive} ngày {format_date(directive.issued_on)}: {title}.\n"
        f"{receipt.unit_name} nhận văn bản trên cổng lúc {format_datetime(receipt.delivered_at)} và chưa xác nhận. "
        "Đề nghị đồng chí mở văn bản và bấm “Xác nhận đã nhận”; việc xác nhận được đề nghị làm ngay trong ngày nhận."
    )
    if directive.deadline_words:
        body += f"\nThời hạn ghi trong văn bản: {directive.deadline_words}."
    url = reverse("directives:detail", args=[directive.pk])
    return Words(f"Đề nghị xác nhận đã nhận {directive}", body, url, _why(receipt, reminder, people))


def _why(receipt: Recipient, reminder: Reminder, people: dict[int, Receiver]) -> str:
    receiver = people[reminder.user_id]
    label = receiver.label[0].lower() + receiver.label[1:]
    if receiver.unit != receipt.unit_id:
        label += f", đơn vị kế thừa {receipt.unit_name}"
    why = f"Đồng chí nhận nhắc việc này vì là {label}"
    if reminder.step.startswith(HAND):
        sender = f"{reminder.by_hand.full_name}, " if reminder.by_hand_id else ""
        return f"{why}, theo đề nghị trực tiếp của {sender}{receipt.directive.issuer_name}."
    return f"{why} (lần nhắc {step_label(reminder.step)})."
