"""Telling the issuer's clerk which units have not acknowledged: one digest for a directive."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from directives.models import Directive, Recipient
from directives.receivers import people_of
from directives.reminders.steps import ASKED_FOR, batches, due_steps, exceptions_around, step_label
from portal.access import CAPABILITIES
from portal.models import Reminder, Role
from portal.reminders import Line, NotNeeded, Words
from portal.text import format_date, format_number

SUBJECT = "directives.directive"
NAMED = 10


class ReceiptDigest:
    """The steps after the day of delivery, for the clerks of the issuer."""

    subject_type = SUBJECT

    def due_lines(self, now: datetime) -> Iterator[list[Line]]:
        waiting = Recipient.objects.asked_for().filter(directive=OuterRef("pk"))
        rows = Directive.objects.filter(published_at__lte=now, published_at__gt=now - ASKED_FOR).filter(Exists(waiting))
        exceptions = exceptions_around(now)
        for batch in batches(rows.defer("content", "search_key", "summary")):
            due = {one.pk: _due(one, now, exceptions) for one in batch}
            told = _claimed(batch)
            asked = [one for one in batch if due[one.pk] and (one.pk, due[one.pk][-1].key) not in told]
            people = {unit: _clerks(unit) for unit in {one.issuer_id for one in asked}}
            yield [
                Line(one.pk, step.key, step.due_at, user, superseded=step is not due[one.pk][-1])
                for one in asked
                for user in people[one.issuer_id]
                for step in due[one.pk]
            ]

    def words(self, reminder: Reminder) -> Words:
        directive = Directive.objects.defer("content", "search_key").get(pk=reminder.subject_id)
        waiting = Recipient.objects.asked_for().filter(directive=directive)
        names = list(waiting.in_order().values_list("unit_name", flat=True))
        if not names:
            raise NotNeeded("Mọi đơn vị đã xác nhận, hoặc văn bản không còn hiệu lực.")
        role = people_of([directive.issuer_id], CAPABILITIES["directive.write"][0])[directive.issuer_id].get(
            reminder.user_id
        )
        if role is None:
            raise NotNeeded("Người nhận không còn là văn thư của đơn vị ban hành.")
        sent = directive.recipients.count()
        missing = f"{format_number(len(names))}/{format_number(sent)} đơn vị chưa xác nhận"
        listed = "\n".join(f"- {name}" for name in names[:NAMED])
        if len(names) > NAMED:
            listed += f"\n- và {format_number(len(names) - NAMED)} đơn vị khác"
        body = (
            f"{directive} ngày {format_date(directive.issued_on)}: {directive.title}\nCòn {missing} đã nhận:\n{listed}"
        )
        url = f"{reverse('directives:recipients', args=[directive.pk])}?loc=chua-xac-nhan"
        why = f"Đồng chí nhận thông báo này vì là {Role(role).label.lower()} của {directive.issuer_name}"
        return Words(f"Còn {missing} {directive}", body, url, f"{why} ({step_label(reminder.step)}).")


def _due(directive: Directive, now: datetime, exceptions) -> list:
    return [step for step in due_steps(directive.published_at, now, exceptions) if step.days]


def _claimed(batch: list[Directive]) -> set[tuple[int, str]]:
    """What was told already: who becomes a clerk later is not told of it weeks after."""
    rows = Reminder.objects.filter(subject_type=SUBJECT, subject_id__in=[one.pk for one in batch])
    return set(rows.values_list("subject_id", "step"))


def _clerks(unit: int) -> list[int]:
    """The clerks of a unit or, where it has none, its administrators."""
    people = people_of([unit], CAPABILITIES["directive.write"][0])[unit]
    return [user for user, role in people.items() if role == Role.CLERK] or list(people)
