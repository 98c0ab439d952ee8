"""Whom to ask at a unit: its officers and heads of today with phone and e-mail."""

from dataclasses import dataclass

from portal.models import Membership, Role

ORDER = {Role.OFFICER: 0, Role.HEAD: 1}


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of a unit who writes or certifies its report."""

    name: str
    role: str
    job_title: str
    phone: str
    email: str

    @property
    def role_label(self) -> str:
        return Role(self.role).label


def contacts_of(unit_ids) -> dict[int, list[Contact]]:
    """{unit: its officers, then its heads}; units without anybody are absent. One statement."""
    rows = (
        Membership.objects.in_force()
        .filter(unit__in=unit_ids, role__in=ORDER, user__is_active=True)
        .order_by("unit", "valid_from", "pk")
        .values_list("unit_id", "user__full_name", "role", "user__job_title", "user__phone", "user__email")
    )
    found: dict[int, list[Contact]] = {}
    for unit, *person in rows:
        found.setdefault(unit, []).append(Contact(*person))
    for people in found.values():
        people.sort(key=lambda contact: ORDER[Role(contact.role)])
    return found
