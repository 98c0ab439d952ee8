"""Publishing and receiving as of a day in the past, for the demo's story only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from directives.models import Directive, Recipient
from directives.publishing import DraftContent, acknowledge, approve, create_draft, open_by, publish, submit
from portal import clock
from portal.access import CAPABILITIES
from portal.models import Membership, Unit, UnitVersion
from portal.worktime import local_day

SEED_NUMBER = "412/CĐVC-TG"
SEED_DAY = date(2016, 7, 5)


def seed_day(issuer: Unit) -> date:
    """The day of the seed directive: SEED_DAY, or the first day after it on which `issuer` has affiliated unions."""
    children = UnitVersion.objects.filter(parent=issuer)
    if children.as_of(SEED_DAY).exists():
        return SEED_DAY
    later = children.filter(valid_from__gt=SEED_DAY).order_by("valid_from").values_list("valid_from", flat=True).first()
    return later or SEED_DAY


@dataclass(frozen=True)
class Office:
    """The issuing unit and its two people without whom no paper leaves it: who writes, and who approves."""

    issuer: Unit
    clerk: object
    approver: object


def told(office: Office, day: date, content: DraftContent) -> Directive:
    """The directive, drafted the day before at nine, submitted, approved, and published at nine on that day."""
    approved = told_approved(office, day, content)
    with clock.told_as(morning(day)):
        return publish(approved, by=office.clerk, seen=approved.version)


def told_approved(office: Office, day: date, content: DraftContent) -> Directive:
    """As `told`, but not published yet."""
    submitted = told_submitted(office, day, content)
    with clock.told_as(morning(day, -17)):
        return approve(submitted, by=office.approver, seen=submitted.version)


def told_submitted(office: Office, day: date, content: DraftContent) -> Directive:
    """As `told`, but still before the approver."""
    with clock.told_as(morning(day, -24)):
        draft = create_draft(office.issuer, content, by=office.clerk)
    with clock.told_as(morning(day, -22)):
        return submit(draft, by=office.clerk, seen=draft.version)


def morning(day: date, hours: int = 0) -> datetime:
    """09:00 of that day in Việt Nam and so many hours later."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC) + timedelta(hours=hours)


def tell_receipts(directive: Directive) -> None:
    """Of ten recipients seven acknowledge within two days, two open only, one does nothing."""
    people = _people(directive)
    for number, recipient in enumerate(Recipient.objects.filter(directive=directive).in_order()):
        person, turn = people.get(recipient.unit_id), number * 7 % 10
        moment = min(_at_work(local_day(directive.published_at), number * 5), clock.now())
        if person is None or turn == 9:
            continue
        with clock.told_as(moment):
            if turn < 7:
                acknowledge(recipient, by=person)
            else:
                open_by(recipient, person)


# Hours after nine o'clock at which offices answer: the rest of the day of delivery and the working day after it.
_ANSWERED = (1, 2, 5, 6, 7), (-1, 0, 1, 2, 5, 6, 7)


def _at_work(day: date, turn: int) -> datetime:
    """A moment in office hours of the day, or of the next; nobody answers on a Saturday or Sunday."""
    turn %= sum(map(len, _ANSWERED))
    today, next_day = _ANSWERED
    day = _no_weekend(day)
    if turn < len(today):
        return morning(day, today[turn])
    return morning(_no_weekend(day + timedelta(days=1)), next_day[turn - len(today)])


def _no_weekend(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _people(directive: Directive) -> dict:
    """{unit: someone who receives for it today} for the recipients of a directive."""
    rows = Membership.objects.in_force().filter(
        unit__in=directive.recipients.values("unit"),
        unit__versions__valid_to__isnull=True,
        role__in=CAPABILITIES["directive.receive"][0],
    )
    return {row.unit_id: row.user for row in rows.select_related("user").order_by("-pk")}
