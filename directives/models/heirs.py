"""What a person's unit inherited: the papers of its predecessors until they became part of it (UnitLineage)."""

from datetime import datetime, timedelta

from django.db.models import Q

from portal.access import CAPABILITIES, Hat, hat_at, hats, hats_with, reach
from portal.models import UnitVersion
from portal.reorganisation import inflows
from portal.worktime import due_instant

# {unit: {predecessor: the instant from which it received for itself alone, or None where it has ended}}
Inheritance = dict[int, dict[int, datetime | None]]


def inheritance(user) -> Inheritance:
    """What the units of `user` inherited, read once per request; nothing is read where no unit is an heir."""
    if not hasattr(user, "_inheritance"):
        heirs = {hat.unit_id for hat in hats(user) if hat.is_heir}
        user._inheritance = _read(heirs) if heirs else {}
    return user._inheritance


def _read(heirs: set[int]) -> Inheritance:
    flowed = inflows(heirs)
    before = {unit for days in flowed.values() for unit in days}
    living = set(UnitVersion.objects.current().filter(unit__in=before).values_list("unit", flat=True))
    return {
        heir: {unit: due_instant(day - timedelta(days=1)) if unit in living else None for unit, day in days.items()}
        for heir, days in flowed.items()
    }


def received_where(user, capability: str, *, living: bool = True) -> Q:
    """Condition on Recipient: a unit of `user` received it, or a predecessor of such a unit before the two parted.

    Without `living` only what ended predecessors received counts: what still lives answers for itself.
    """
    found = reach(user, capability, "unit")
    ended = set()
    for unit, until in _predecessors(user, capability):
        if until is None:
            ended.add(unit)
        elif living:
            found |= Q(unit=unit, delivered_at__lt=until)
    return found | Q(unit__in=ended) if ended else found


def _predecessors(user, capability: str) -> list[tuple[int, datetime | None]]:
    given = inheritance(user)
    return [row for hat in hats_with(user, capability) for row in given.get(hat.unit_id, {}).items()]


def receiving_hat(user, capability: str, recipient) -> Hat | None:
    """The hat under which `user` acts on that receipt: of the unit itself or, once it has ended, of its heir."""
    own = hat_at(user, capability, recipient.unit_id)
    if own is not None:
        return own
    given, roles = inheritance(user), CAPABILITIES[capability][0]
    for hat in hats(user):
        if hat.role in roles and given.get(hat.unit_id, {}).get(recipient.unit_id, hat) is None:
            return hat
    return None
