"""The ledger of reminders: due steps are claimed once, read again when sent, settled with what became of them.

An app registers a Source: it says which steps are due for whom, and at the moment of sending whether they still are
and in which words. Rows are unique by (subject, step, person, channel), so that a second run doubles nothing, and a
step is due as long as it was not claimed, so that a missed night loses nothing (design.md 4.10).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction

from portal import clock, jobs
from portal.mail import deliver, portal_link
from portal.models import Message, Reminder

CHANNELS = (Reminder.Channel.MAIL, Reminder.Channel.PORTAL)
KEY = ("subject_id", "step", "user_id", "channel")


class NotNeeded(Exception):
    """At the moment of sending there is nothing left to remind of; the message (Vietnamese) says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a subject for one person; `superseded` when a newer step is due already."""

    subject_id: int
    step: str
    due_at: datetime
    user_id: int
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What is said: subject line, body, the page it leads to, and why the person gets it."""

    subject: str
    body: str
    url: str
    why: str


class Source(Protocol):
    """What an app registers for one type of subject."""

    subject_type: str

    def due_lines(self, now: datetime) -> Iterator[list[Line]]:
        """Batches of lines whose step is due at `now` and was not claimed for the subject yet."""

    def words(self, reminder: Reminder) -> Words:
        """The words for a claimed line, from the subject as it is now; raises NotNeeded."""


SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add what an app reminds of; its tasks module does so once."""
    SOURCES[source.subject_type] = source


def tick(now: datetime | None = None) -> Counter:
    """Claim every due step of every source and leave the sending to jobs; returns counts "due" and "superseded"."""
    now = now or clock.now()
    counts: Counter = Counter()
    for source in SOURCES.values():
        for lines in source.due_lines(now):
            counts += claim(source.subject_type, lines)
    return counts


def claim(subject_type: str, lines: Iterable[Line], *, by_hand=None) -> Counter:
    """Write ledger rows for new lines and their outbox jobs, in one transaction; known lines are left alone."""
    wanted = {(line.subject_id, line.step, line.user_id): line for line in lines}
    if not wanted:
        return Counter()
    rows = [_row(subject_type, line, channel, by_hand) for line in wanted.values() for channel in CHANNELS]
    with transaction.atomic():
        known = _keys(subject_type, wanted.values())
        Reminder.objects.bulk_create(
            [row for row in rows if _key(row) not in known], ignore_conflicts=True, batch_size=500
        )
        stored = _stored(subject_type, wanted.values()).values_list("pk", "state", *KEY)
        made = [(pk, state) for pk, state, *key in stored if tuple(key) not in known]
        claimed = [pk for pk, state in made if state == Reminder.State.CLAIMED]
        jobs.post_all("reminder.send", [(f"reminder:{pk}", {"reminder": pk}) for pk in claimed])
    return Counter(due=len(claimed), superseded=len(made) - len(claimed))


def _row(subject_type: str, line: Line, channel: str, by_hand) -> Reminder:
    superseded = line.superseded
    return Reminder(
        subject_type=subject_type,
        subject_id=line.subject_id,
        step=line.step,
        user_id=line.user_id,
        channel=channel,
        due_at=line.due_at,
        state=Reminder.State.SUPERSEDED if superseded else Reminder.State.CLAIMED,
        settled_at=clock.now() if superseded else None,
        by_hand=by_hand,
    )


def _key(row: Reminder) -> tuple:
    return row.subject_id, row.step, row.user_id, str(row.channel)


def _stored(subject_type: str, lines: Iterable[Line]):
    lines = list(lines)
    return Reminder.objects.filter(
        subject_type=subject_type,
        subject_id__in={line.subject_id for line in lines},
        step__in={line.step for line in lines},
        user__in={line.user_id for line in lines},
    )


def _keys(subject_type: str, lines: Iterable[Line]) -> set[tuple]:
    return set(_stored(subject_type, lines).values_list(*KEY))


def _settle(reminder: Reminder, state: str, *, why: str = "", subject_line: str = "") -> None:
    Reminder.objects.filter(pk=reminder.pk, state=Reminder.State.CLAIMED).update(
        state=state, why=why, subject_line=subject_line[:250], settled_at=clock.now()
    )


def _failed(job) -> None:
    Reminder.objects.filter(pk=job.args["reminder"], state=Reminder.State.CLAIMED).update(
        state=Reminder.State.FAILED, why=f"Không gửi được: {job.last_error}"[:2000], settled_at=clock.now()
    )


@jobs.handles("reminder.send", label="Gửi nhắc việc", queue="mail", on_failure=_failed)
def send(held: jobs.Claim) -> None:
    """Send one claimed reminder if it is still needed; "sent" is written after the mail server took it."""
    reminder = Reminder.objects.select_related("user", "by_hand").get(pk=held.args["reminder"])
    if reminder.state != Reminder.State.CLAIMED:
        return
    if _is_overtaken(reminder):
        with held.effect():
            _settle(reminder, Reminder.State.SUPERSEDED, why="Lần nhắc sau đã đến hạn trước khi lần này gửi được.")
        return
    try:
        if not reminder.user.is_active:
            raise NotNeeded("Tài khoản đã ngừng hoạt động.")
        words = SOURCES[reminder.subject_type].words(reminder)
    except NotNeeded as reason:
        with held.effect():
            _settle(reminder, Reminder.State.SKIPPED, why=str(reason))
        return
    if reminder.channel == Reminder.Channel.MAIL:
        deliver(held.job.key, to=reminder.user.email, subject=words.subject, body=letter(reminder.user, words))
    with held.effect():
        if reminder.channel == Reminder.Channel.PORTAL:
            _post(reminder, words)
        _settle(reminder, Reminder.State.SENT, why=words.why, subject_line=words.subject)


def _is_overtaken(reminder: Reminder) -> bool:
    """Whether a later step for the same person came up while this one waited (a mail server down for days)."""
    if reminder.by_hand_id:
        return False
    later = Reminder.objects.filter(
        subject_type=reminder.subject_type,
        subject_id=reminder.subject_id,
        user=reminder.user_id,
        channel=reminder.channel,
        by_hand__isnull=True,
        due_at__gt=reminder.due_at,
    )
    return later.filter(state__in=(Reminder.State.CLAIMED, Reminder.State.SENT)).exists()


def letter(user, words: Words) -> str:
    """The plain text of a reminder by mail."""
    return (
        f"Kính gửi đồng chí {user.full_name},\n\n{words.body}\n\nXem tại: {portal_link(words.url)}\n\n"
        f"{words.why}\nĐây là thư tự động của Cổng báo cáo dân vận; đề nghị không trả lời thư này.\n"
    )


def _post(reminder: Reminder, words: Words) -> None:
    Message.objects.bulk_create(
        [
            Message(
                key=f"reminder:{reminder.pk}",
                user=reminder.user,
                subject=words.subject[:250],
                body=f"{words.body}\n\n{words.why}",
                url=words.url,
            )
        ],
        ignore_conflicts=True,
    )
