"""Who receives papers for a unit today: its own people or, once it has ended, those of the units that followed it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from portal.access import CAPABILITIES
from portal.models import Membership, Role, UnitVersion
from portal.reorganisation import successors
from portal.worktime import today


@dataclass(frozen=True, slots=True)
class Receiver:
    """In which role, and in which unit, a person receives for a unit; `unit` differs from it for an heir."""

    role: str
    unit: int
    unit_name: str

    @property
    def label(self) -> str:
        return f"{Role(self.role).label} của {self.unit_name}"


def receivers_of(units: Iterable[int]) -> dict[int, dict[int, Receiver]]:
    """{unit: {user: Receiver}} for the units; nobody receives for an ended unit that nobody followed.

    Two statements, and four more where a unit has ended.
    """
    units = set(units)
    names = _names(units)
    ended = units - set(names)
    followed = successors(ended, today()) if ended else {}
    heirs = {heir for group in followed.values() for heir in group}
    names |= _names(heirs - set(names)) if heirs else {}
    people = people_of(names, CAPABILITIES["directive.receive"][0])
    return {
        unit: {
            user: Receiver(role, acting, names[acting])
            for acting in sorted(followed.get(unit, {unit}))
            for user, role in people.get(acting, {}).items()
        }
        for unit in units
    }


def _names(units: Iterable[int]) -> dict[int, str]:
    """{unit: its name} of those that live."""
    return dict(UnitVersion.objects.current().filter(unit__in=units).values_list("unit", "name"))


def people_of(units: Iterable[int], roles) -> dict[int, dict[int, str]]:
    """{unit: {user: role}} of active people who hold one of `roles` there today."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Membership.objects.in_force().filter(unit__in=list(units), role__in=roles, user__is_active=True)
    for unit, user, role in rows.order_by("pk").values_list("unit_id", "user_id", "role"):
        found[unit].setdefault(user, role)
    return found
