"""Reminding because a person asked for it: one unit, or all missing ones of a block; once in an hour at most."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from portal import clock, jobs, journal
from portal.access import hat_at
from portal.models import Job, Reminder, User
from portal.reminders import Line, NotNeeded, Words, claim, letter
from portal.worktime import TZ
from reports.models import Cycle, Obligation
from reports.reminders.steps import HAND, UNIT_ROLES, batches, owing, people_of
from reports.reminders.unsubmitted import SUBJECT, needs_submission, words_for
from reports.reminders.words import is_written

# A second press just after the full hour falls into another step; it is held back by this.
PAUSE = timedelta(minutes=10)
AGAIN = "Đơn vị vừa được nhắc trực tiếp; mỗi giờ chỉ nhắc một lần."
NOBODY = "Đơn vị chưa có cán bộ lập báo cáo hay lãnh đạo nào để nhắc."


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person would get: to whom, the words, and the letter as it is mailed."""

    user: User
    words: Words
    text: str


def hand_step(now: datetime) -> str:
    """The ledger step of a reminder by hand: its hour in Việt Nam."""
    return f"{HAND}{now.astimezone(TZ):%Y-%m-%dT%H}"


def letters_for(obligation: Obligation, *, by) -> list[Letter]:
    """What reminding the unit now would send, without sending; raises NotNeeded (Vietnamese) where it is not due.

    The obligation is read with its cycle and report.
    """
    if not obligation.is_owing:
        raise NotNeeded("Đơn vị không còn nghĩa vụ báo cáo trong kỳ này.")
    if obligation.cycle.state != Cycle.State.OPEN:
        raise NotNeeded("Kỳ báo cáo đã khóa sổ.")
    roles: dict[int, set[str]] = {}
    for user, role in people_of([obligation.writer_id], UNIT_ROLES).get(obligation.writer_id, ()):
        roles.setdefault(user, set()).add(role)
    written = needs_submission(obligation) and is_written(obligation.report)
    users = User.objects.in_bulk(roles)
    found = []
    for pk, held in roles.items():
        line = Reminder(
            subject_type=SUBJECT, subject_id=obligation.pk, step=hand_step(clock.now()), user=users[pk], by_hand=by
        )
        words = words_for(obligation, line, held, written=written)
        found.append(Letter(users[pk], words, letter(users[pk], words)))
    if not found:
        raise NotNeeded(NOBODY)
    return found


def _told_lately(now: datetime):
    """Lines by hand of the last minutes."""
    return Reminder.objects.filter(subject_type=SUBJECT, step__startswith=HAND, due_at__gt=now - PAUSE)


def remind_one(obligation: Obligation, *, by) -> int:
    """Claim a reminder to the unit's people and leave the sending to jobs; how many people. Raises NotNeeded.

    A second press within the hour raises NotNeeded too; of two at once one does.
    """
    now = clock.now()
    found = letters_for(obligation, by=by)
    if _told_lately(now).filter(subject_id=obligation.pk).exists():
        raise NotNeeded(AGAIN)
    lines = [Line(obligation.pk, hand_step(now), now, one.user.pk) for one in found]
    with transaction.atomic():
        counts = claim(SUBJECT, lines, by_hand=by)
        if not counts["due"]:
            raise NotNeeded(AGAIN)
        hat = hat_at(by, "cycle.manage", obligation.cycle.collector_id)
        names = ", ".join(one.user.full_name for one in found)
        journal.record(obligation, "reminder.hand", f"Nhắc trực tiếp: {names}", by=by, hat=hat)
    return len(found)


def wanted(cycle: Cycle, block: str | None):
    """Obligations that a reminder to a block would go to: missing ones; None stands for every block."""
    rows = owing(cycle)
    return rows if block is None else rows.filter(block=block)


def ask_for_block(cycle: Cycle, block: str | None, *, by) -> bool:
    """Leave reminding all missing units of a block to a job; False when that was asked within this hour already."""
    now = clock.now()
    step = hand_step(now)
    place = "*" if block is None else f"={block}"
    key = f"remind:{cycle.pk}:{step}:{place}"
    if cycle.state != Cycle.State.OPEN:
        raise NotNeeded("Kỳ báo cáo đã khóa sổ.")
    with transaction.atomic():
        if Job.objects.filter(key=key).exists():
            return False
        args = {"cycle": cycle.pk, "block": block, "at": now.isoformat(), "by": by.pk}
        jobs.enqueue("reminder.block", key, args, by=by)
        what = "mọi đơn vị chưa nộp" if block is None else f"các đơn vị chưa nộp của {block or 'nhóm chưa xếp khối'}"
        hat = hat_at(by, "cycle.manage", cycle.collector_id)
        journal.record(cycle, "cycle.remind", f"Nhắc trực tiếp {what}", by=by, hat=hat)
    return True


def remind_block(cycle_id: int, block: str | None, at: datetime, by_id: int, progress: Callable) -> Counter:
    """Claim a reminder for every missing unit, a batch at a time; those told in the same hour are left alone.

    Run again it changes nothing. `progress(done, total)` is called after each batch. Returns counts "due".
    """
    cycle, by = Cycle.objects.get(pk=cycle_id), User.objects.get(pk=by_id)
    counts: Counter = Counter()
    if cycle.state != Cycle.State.OPEN:
        return counts
    total, done = wanted(cycle, block).count(), 0
    for batch in batches(wanted(cycle, block)):
        people = people_of([o.writer_id for o in batch], UNIT_ROLES)
        lately = _told_lately(at).exclude(step=hand_step(at)).filter(subject_id__in=[o.pk for o in batch])
        told = set(lately.values_list("subject_id", flat=True))
        lines = [
            Line(o.pk, hand_step(at), at, user)
            for o in batch
            if o.pk not in told
            for user in dict.fromkeys(user for user, _ in people.get(o.writer_id, ()))
        ]
        counts += claim(SUBJECT, lines, by_hand=by)
        done += len(batch)
        progress(done, total)
    return counts
