"""Reminding one unit because a person asked for it; once in an hour at most."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from directives.models import Recipient
from directives.receivers import receivers_of
from directives.reminders.receipts import SUBJECT, why_not, words_for
from directives.reminders.steps import HAND
from portal import clock, journal
from portal.access import hat_at
from portal.models import Reminder, User
from portal.reminders import Line, NotNeeded, Words, claim, letter
from portal.worktime import TZ

# A second press just after the full hour falls into another step; it is held back by this.
PAUSE = timedelta(minutes=10)
AGAIN = "Đơn vị vừa được nhắc trực tiếp về văn bản này; mỗi giờ chỉ nhắc một lần."
NOBODY = "Đơn vị chưa có cán bộ, lãnh đạo hay văn thư nào trên cổng để nhắc."


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person would get: to whom, the words, and the letter as it is mailed."""

    user: User
    words: Words
    text: str


def hand_step(now: datetime) -> str:
    """The ledger step of a reminder by hand: its hour in Việt Nam."""
    return f"{HAND}{now.astimezone(TZ):%Y-%m-%dT%H}"


def letters_for(receipt: Recipient, *, by) -> list[Letter]:
    """What reminding the unit now would send, without sending; raises NotNeeded (Vietnamese) where it is not due.

    The receipt is read with its directive.
    """
    reason = why_not(receipt)
    if reason:
        raise NotNeeded(reason)
    people = receivers_of([receipt.unit_id])[receipt.unit_id]
    if not people:
        raise NotNeeded(NOBODY)
    users = User.objects.in_bulk(people)
    found = []
    for pk in people:
        line = Reminder(
            subject_type=SUBJECT, subject_id=receipt.pk, step=hand_step(clock.now()), user=users[pk], by_hand=by
        )
        words = words_for(receipt, line, people)
        found.append(Letter(users[pk], words, letter(users[pk], words)))
    return found


def remind_one(receipt: Recipient, *, by) -> int:
    """Claim a reminder to those who receive for the unit and leave the sending to jobs; how many people.

    Raises NotNeeded; also for a second press within the hour, and for one of two at once.
    """
    now = clock.now()
    found = letters_for(receipt, by=by)
    lately = Reminder.objects.filter(subject_type=SUBJECT, subject_id=receipt.pk, step__startswith=HAND)
    if lately.filter(due_at__gt=now - PAUSE).exists():
        raise NotNeeded(AGAIN)
    lines = [Line(receipt.pk, hand_step(now), now, one.user.pk) for one in found]
    with transaction.atomic():
        counts = claim(SUBJECT, lines, by_hand=by)
        if not counts["due"]:
            raise NotNeeded(AGAIN)
        hat = hat_at(by, "directive.follow", receipt.directive.issuer_id)
        names = ", ".join(one.user.full_name for one in found)
        what = f"Nhắc {receipt.unit_name} xác nhận đã nhận: {names}"
        journal.record(receipt.directive, "reminder.hand", what, by=by, hat=hat)
    return len(found)
