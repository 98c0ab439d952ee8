"""What units lead: the coordination programmes they take part in, and what they held in a span of days."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from directives.models import Activity, Occurrence, Programme


@dataclass(frozen=True)
class Led:
    """What a unit may report of its coordination programmes over a span; `unsure` says why something is left out."""

    programmes: tuple[Programme, ...]
    held: tuple[Occurrence, ...]
    unsure: tuple[str, ...]


def led_by(unit_ids, first: date, last: date) -> Led:
    """Programmes in force on `last` to which one of the units is a party or the owner, and what such a unit led.

    An occurrence counts when it lies wholly within [first, last] and its activity names one of the units as lead: what
    several units hold together is reported by the leading one alone (domain.md 1.2, rule 6). Two statements.
    """
    taking_part = Q(owner__in=unit_ids) | Q(parties__unit__in=unit_ids)
    rows = Programme.objects.filter(taking_part, kind=Programme.Kind.COORDINATION).in_force(last)
    return Led(tuple(rows.distinct().order_by("number", "pk")), *_held(unit_ids, first, last))


def _held(unit_ids, first: date, last: date) -> tuple[tuple[Occurrence, ...], tuple[str, ...]]:
    undecided = Q(activity__lead__isnull=True, activity__programme__owner__in=unit_ids)
    rows = Occurrence.objects.filter(Q(activity__lead__unit__in=unit_ids) | undecided)
    rows = rows.filter(activity__programme__kind=Programme.Kind.COORDINATION, held_from__lte=last, held_to__gte=first)
    rows = rows.exclude(activity__programme__status=Programme.Status.DRAFT)
    rows = rows.select_related("activity__programme", "activity__lead").prefetch_related(
        "activity__programme__parties", "activity__occurrences"
    )
    held, unsure = [], []
    for one in rows.order_by(F("held_from"), "held_to", "pk"):
        if one.activity.lead is None:
            unsure.append(f"“{one.activity}” ({one.held_words}): chưa ghi bên chủ trì.")
        elif not first <= one.held_from <= one.held_to <= last:
            unsure.append(f"“{one.activity}”: chỉ ghi “{one.held_words}”, chưa rõ có thuộc kỳ số liệu hay không.")
        else:
            held.append(one)
    return tuple(held), tuple(unsure)


def told(one: Occurrence) -> str:
    """An occurrence in one line: programme, activity with its turn, time and people."""
    people = "" if one.participants is None else f", {one.participants} người"
    return f"{one.activity.programme}: {name_of(one)} ({one.held_words}{people})"


def name_of(one: Occurrence) -> str:
    """The activity's name, with the turn where it is held several times."""
    turns = [other.pk for other in one.activity.occurrences.all()]
    count = max(len(turns), one.activity.quantity)
    return f"{one.activity} (lần {turns.index(one.pk) + 1}/{count})" if count > 1 else str(one.activity)


def partners_of(one: Occurrence) -> str:
    """The other sides of its programme."""
    activity: Activity = one.activity
    return "; ".join(party.name for party in activity.programme.parties.all() if party.pk != activity.lead_id)
