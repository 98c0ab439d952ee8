"""What directives ask of a person today: papers not yet acknowledged, drafts not yet issued; read by the first page."""

from dataclasses import dataclass

from django.db.models import Count, Q

from directives.models import Directive, Recipient
from portal.access import hats_with, reach

SHOWN = 5


@dataclass(frozen=True)
class Desk:
    """What a clerk has open: drafts, and published directives that recipients have not acknowledged."""

    drafts: int
    unacknowledged: list


def to_acknowledge(user) -> list[Recipient]:
    """Directives that a unit of the person received and nobody acknowledged, newest first; one statement."""
    if not hats_with(user, "directive.receive"):
        return []
    waiting = Recipient.objects.filter(reach(user, "directive.receive", "unit"), acknowledged_at__isnull=True)
    waiting = waiting.filter(directive__state=Directive.State.PUBLISHED)
    return list(
        waiting.select_related("directive")
        .defer("directive__content")
        .order_by("-directive__published_at", "pk")[:SHOWN]
    )


def desk(user) -> Desk | None:
    """The clerk's papers; None for whoever issues none. Two statements."""
    if not hats_with(user, "directive.write"):
        return None
    own = Directive.objects.filter(reach(user, "directive.write", "issuer"))
    waiting = (
        own.filter(state=Directive.State.PUBLISHED)
        .annotate(
            sent=Count("recipients"), open=Count("recipients", filter=Q(recipients__acknowledged_at__isnull=True))
        )
        .filter(open__gt=0)
        .order_by("-published_at")
    )
    return Desk(own.filter(state=Directive.State.DRAFT).count(), list(waiting[:SHOWN]))
