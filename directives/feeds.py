"""A person's calendar address: its secret token, and what the calendar of their units says (RFC 5545).

The token is told once and only its hash is kept. What the calendar may say is read again at each request, with the hats
that the person wears then. An app registers what it has to say; its tasks module does so once.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from icalendar import Calendar, Event

from directives.models import Activity, CalendarFeed, Directive, Programme, Recipient, Task
from portal import clock
from portal.access import hats
from portal.journal import record
from portal.mail import portal_link
from portal.worktime import today

BACK = timedelta(days=400)
MOST = 1000
TOKEN_BYTES = 32
# Several calendar programs that ask for several units every few minutes; beyond that something runs wild.
MOST_ASKED, SPAN = 60, 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One all-day entry from `first` to `last`; `key` is its own for ever, `revision` grows with its changes."""

    key: str
    summary: str
    first: date
    last: date
    url: str
    description: str = ""
    category: str = ""
    status: str = "CONFIRMED"
    revision: int = 0
    place: str = ""


Source = Callable[[object, date], Iterator[Entry]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add what an app has to say: `source(user, since)` gives what `user` may see and what ends after `since`."""
    if source not in SOURCES:
        SOURCES.append(source)


def feed_of(user) -> CalendarFeed | None:
    """The person's address, if they have one that works."""
    return CalendarFeed.objects.filter(user=user, token_hash__isnull=False).first()


@transaction.atomic
def renew(user) -> str:
    """A new token, told this once; an older one stops at this moment."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values = {"token_hash": _hash(token), "changed_at": clock.now()}
    feed, _ = CalendarFeed.objects.update_or_create(user=user, defaults=values)
    record(feed, "feed.renewed", "Tạo địa chỉ lịch mới", by=user, hat=next(iter(hats(user)), None))
    return token


@transaction.atomic
def revoke(user) -> bool:
    """Stop the person's address; False when there was none that worked."""
    feed = feed_of(user)
    if feed is None:
        return False
    CalendarFeed.objects.filter(pk=feed.pk).update(token_hash=None, changed_at=clock.now())
    record(feed, "feed.revoked", "Thu hồi địa chỉ lịch", by=user, hat=next(iter(hats(user)), None))
    return True


def holder_of(token: str):
    """The person to whom a token belongs and who still holds a role somewhere; None else."""
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=_hash(token)).first()
    return feed.user if feed and hats(feed.user) else None


def is_asked_too_often(user) -> bool:
    """Whether this is more than MOST_ASKED requests for the person's calendar within SPAN seconds."""
    key = f"feed:{user.pk}:{int(clock.now().timestamp()) // SPAN}"
    cache.add(key, 0, SPAN)
    try:
        return cache.incr(key) > MOST_ASKED
    except ValueError:  # the span ended in this very moment
        return False


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def calendar_of(user, *, name: str) -> bytes:
    """The calendar as bytes: CRLF lines of at most 75 octets, texts escaped, keys that stay."""
    made = Calendar()
    made.add("prodid", "-//Cong bao cao dan van//VI")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", settings.TIME_ZONE)
    since, now = today() - BACK, clock.now()
    for source in SOURCES:
        for entry in source(user, since):
            made.add_component(_event(entry, now))
    return made.to_ical()


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", entry.first)
    event.add("dtend", entry.last + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("status", entry.status)
    event.add("sequence", entry.revision)
    event.add("transp", "TRANSPARENT")
    event.add("url", portal_link(entry.url))
    for name, words in (("description", entry.description), ("location", entry.place)):
        if words:
            event.add(name, words)
    if entry.category:
        event.add("categories", [entry.category])
    return event


_STATUS = {Activity.Status.CANCELLED: "CANCELLED", Activity.Status.POSTPONED: "TENTATIVE"}


def activities(user, since: date) -> Iterator[Entry]:
    """What the programmes that the person sees plan, and each time that something was held."""
    rows = Activity.objects.filter(programme__in=Programme.objects.visible_to(user))
    rows = rows.filter(Q(planned_to__gte=since) | Q(occurrences__held_to__gte=since)).distinct()
    rows = rows.select_related("programme", "lead").prefetch_related("occurrences").order_by("planned_from", "pk")
    for activity in rows[:MOST]:
        url = reverse("directives:activity", args=[activity.programme_id, activity.pk])
        if activity.status != Activity.Status.DONE:
            yield _planned(activity, url)
        for one in activity.occurrences.all():
            yield Entry(
                f"lan-to-chuc-{one.pk}",
                f"{activity.title} (đã tổ chức)",
                one.held_from,
                one.held_to,
                url,
                str(activity.programme),
                "Hoạt động phối hợp",
                revision=one.version,
                place=one.place,
            )


def _planned(activity: Activity, url: str) -> Entry:
    words = [f"{activity.programme}. Dự kiến {activity.planned_words}."]
    if activity.lead:
        words.append(f"Chủ trì: {activity.lead}.")
    if activity.is_stopped:
        words.append(f"{activity.get_status_display()}: {activity.status_reason}")
    return Entry(
        f"hoat-dong-{activity.pk}",
        activity.title,
        activity.planned_from,
        activity.planned_to,
        url,
        "\n".join([*words, *activity.topics]),
        "Hoạt động phối hợp",
        _STATUS.get(activity.status, "CONFIRMED"),
        activity.version,
    )


def task_deadlines(user, since: date) -> Iterator[Entry]:
    """The last days of what directives in force order of the person's units; yearly ones in this year and the next."""
    received = Recipient.objects.received_by(user).values("directive")
    papers = Directive.objects.visible_to(user).published().exclude(state=Directive.State.RECALLED)
    rows = Task.objects.filter(directive__in=papers.filter(pk__in=received), due_on__isnull=False)
    for task in rows.select_related("directive").defer("directive__content").order_by("due_on", "pk")[:MOST]:
        years = (today().year, today().year + 1) if task.is_yearly else (task.due_on.year,)
        for year in years:
            day = task.due_in(year)
            if day >= since:
                yield Entry(
                    f"nhiem-vu-{task.pk}-{year}",
                    f"Hạn: nhiệm vụ {task.number} của {task.directive}",
                    day,
                    day,
                    reverse("directives:detail", args=[task.directive_id]),
                    task.text,
                    "Thời hạn",
                )
