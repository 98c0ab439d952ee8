"""What directives and programmes ask of a person today: to approve, to acknowledge, to publish, to hold; for home."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, DateField, F, Min, Q

from directives.models import Activity, Directive, PaperReading, Programme, Recipient
from directives.models.state import INSIDE
from portal.access import hats_with, units_held
from portal.prepared import Prepared
from portal.worktime import today

SHOWN = 5
SHOWN_OF_RECEIPT = (
    "unit_name",
    "opened_at",
    "directive__type_name",
    "directive__number",
    "directive__title",
    "directive__issuer_name",
    "directive__issued_on",
)


@dataclass(frozen=True)
class Desk:
    """What a clerk has open: papers of each state before publication, and published ones not yet acknowledged.

    `inside` counts by state; `returned` were sent back with words, `next` are approved or wait for their hour;
    `readings` counts papers that came in and are not confirmed to the end.
    """

    inside: dict[str, int]
    returned: list
    next: list
    unacknowledged: list
    readings: int

    @property
    def drafts(self) -> int:
        """How many are not published yet."""
        return sum(self.inside.values())


def to_acknowledge(user) -> list[Recipient]:
    """Directives that a unit of the person received and nobody acknowledged, newest first; one statement."""
    if not hats_with(user, "directive.receive"):
        return []
    waiting = Recipient.objects.receivable_by(user).unacknowledged()
    return list(
        waiting.select_related("directive").only(*SHOWN_OF_RECEIPT).order_by("-directive__published_at", "pk")[:SHOWN]
    )


def to_approve(user) -> list[Directive]:
    """Papers that lie before the person, submitted first; those whose words they wrote themselves are left out."""
    if not hats_with(user, "directive.approve"):
        return []
    waiting = Directive.objects.approvable_by(user).filter(state=Directive.State.IN_REVIEW)
    waiting = waiting.exclude(writers=user)
    return list(waiting.select_related("submitted_by").defer("content", "search_key").order_by("submitted_at")[:SHOWN])


def desk(user) -> Desk | None:
    """The clerk's papers; None for whoever issues none. Three statements."""
    if not hats_with(user, "directive.write"):
        return None
    own = Directive.objects.writable_by(user).defer("content", "search_key")
    waiting = (
        own.filter(state=Directive.State.PUBLISHED)
        .annotate(
            sent=Count("recipients"), open=Count("recipients", filter=Q(recipients__acknowledged_at__isnull=True))
        )
        .filter(open__gt=0)
        .order_by("-published_at")
    )
    inside = list(own.filter(state__in=INSIDE).select_related("returned_by").order_by("-pk"))
    states = Directive.State
    returned = [one for one in inside if one.state == states.DRAFT and one.returned_at]
    ready = [one for one in inside if one.state in (states.APPROVED, states.SCHEDULED)]
    counts = {state: sum(one.state == state for one in inside) for state in INSIDE}
    readings = PaperReading.objects.visible_to(user).being_read().count()
    return Desk(counts, returned[:SHOWN], ready[:SHOWN], list(waiting[:SHOWN]), readings)


def _overdue(user, day):
    own = units_held(user, day, "programme.write")
    kept = Q(programme__owner__in=own) | Q(programme__owner__custodian__in=own)
    rows = Activity.objects.overdue(day).filter(kept, programme__status__in=Programme.IN_FORCE)
    rows = rows.values(key=F("programme"), number=F("programme__number"), year=F("plan__year"))
    return rows.annotate(late=Count("pk"), since=Min("planned_to")).order_by("since", "key")[:SHOWN]


_OVERDUE = Prepared(_overdue, user=BigIntegerField(), day=DateField())


def overdue_activities(user) -> list[dict]:
    """Years of programmes that the person keeps with activities past their planned time, the latest first.

    {"key": programme, "number": its number, "year", "late": how many, "since": the earliest last day}. One statement.
    """
    return _OVERDUE.fetch(user=user.pk, day=today()) if hats_with(user, "programme.write") else []
