"""THE place for "who may": which role gives which capability, and how far it reaches in the tree."""

from copy import copy
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from portal.models import Membership, Message, Role, Unit, UnitLineage, UnitVersion
from portal.models.units import SEGMENT, below
from portal.prepared import Prepared
from portal.worktime import today

FEW = 1000
OWN = "own"
BELOW = "below"

WRITERS = frozenset({Role.OFFICER, Role.HEAD})
BAN = frozenset({Role.REVIEWER, Role.DEPARTMENT_HEAD})
EVERY_ROLE = frozenset(Role)

# capability: (roles that give it, reach). OWN is the very unit of the membership; BELOW also every unit under it.
CAPABILITIES: dict[str, tuple[frozenset, str]] = {
    "report.write": (WRITERS, OWN),
    "report.certify": (frozenset({Role.HEAD}), OWN),
    "report.read_own": (WRITERS | {Role.VIEWER}, OWN),
    "report.read": (BAN | {Role.VIEWER}, BELOW),
    "report.review": (BAN, OWN),
    "cycle.manage": (BAN, OWN),
    "cycle.read": (BAN | {Role.VIEWER}, BELOW),
    "summary.compile": (BAN, OWN),
    "summary.write": (frozenset({Role.DEPARTMENT_HEAD}), OWN),
    "summary.read": (BAN | {Role.VIEWER}, BELOW),
    "reminder.read": (BAN, OWN),
    "form.read": (BAN | {Role.ADMINISTRATOR}, OWN),
    "form.write": (frozenset({Role.DEPARTMENT_HEAD, Role.ADMINISTRATOR}), OWN),
    "directive.write": (frozenset({Role.CLERK, Role.ADMINISTRATOR}), OWN),
    # Content is approved by those who lead (domain.md 5.2), never by the clerk who numbers and sends.
    "directive.approve": (frozenset({Role.HEAD, Role.DEPARTMENT_HEAD}), OWN),
    "directive.follow": (frozenset({Role.CLERK, Role.ADMINISTRATOR}) | BAN, OWN),
    "directive.receive": (WRITERS | {Role.CLERK}, OWN),
    "directive.read": (EVERY_ROLE, OWN),
    "programme.write": (frozenset({Role.CLERK, Role.ADMINISTRATOR}) | BAN | WRITERS, OWN),
    "unit.read": (frozenset({Role.ADMINISTRATOR, Role.VIEWER, Role.CLERK}) | BAN, BELOW),
    "unit.manage": (frozenset({Role.ADMINISTRATOR}), BELOW),
    "people.manage": (frozenset({Role.ADMINISTRATOR}), BELOW),
    "calendar.manage": (frozenset({Role.ADMINISTRATOR}), OWN),
    "journal.read": (frozenset({Role.ADMINISTRATOR}), BELOW),
}


@dataclass(frozen=True, slots=True)
class Hat:
    """One membership in force: a role in a unit, with the unit's current place and name.

    `is_heir` says that other units were merged into the unit, or that it came out of another.
    """

    membership_id: int
    role: str
    unit_id: int
    path: str
    unit_name: str
    unit_short: str
    is_heir: bool = False

    @property
    def label(self) -> str:
        return Role(self.role).label


def hats(user) -> tuple[Hat, ...]:
    """The memberships in force of `user`, read once per request (kept on the user object)."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return ()
    if not hasattr(user, "_hats"):
        rows = _HATS.fetch(user=user.pk, day=today())
        user._hats = tuple(Hat(*row) for *row, _ in rows)
        user._unread = rows[0][-1] if rows else None
    return user._hats


def unread(user) -> int:
    """How many notices `user` has not read: counted with the hats, because every page shows both."""
    if hats(user):
        return user._unread or 0
    return Message.objects.filter(user=user, read_at__isnull=True).count()


def _held(user, day):
    """The memberships in force on `day` of a person (by key), in units that stand in the tree."""
    standing = {"unit__versions__valid_from__isnull": False, "unit__versions__valid_to__isnull": True}
    return Membership.objects.in_force(day).filter(user=user, **standing)


def _before(unit):
    """The edges that lead from another unit to `unit`."""
    edges = UnitLineage.objects.filter(successor=unit, predecessor__isnull=False)
    return edges.exclude(predecessor=F("successor"))


def _unread_of(user):
    waiting = Message.objects.filter(user=user, read_at__isnull=True)
    return waiting.order_by().values("user").annotate(waiting=models.Count("pk")).values("waiting")


_HATS = Prepared(
    lambda user, day: (
        _held(user, day)
        .order_by("valid_from", "pk")
        .values_list(
            "pk",
            "role",
            "unit_id",
            "unit__versions__path",
            "unit__versions__name",
            "unit__versions__short_name",
            Exists(_before(OuterRef("unit"))),
            Subquery(_unread_of(OuterRef("user"))),
        )
    ),
    user=models.BigIntegerField(),
    day=models.DateField(),
)


def of_unit(user, unit_id: int):
    """The same person wearing only their hats of one unit; `user` itself keeps all."""
    narrowed = copy(user)
    narrowed._hats = tuple(hat for hat in hats(user) if hat.unit_id == unit_id)
    return narrowed


def hats_with(user, capability: str) -> tuple[Hat, ...]:
    """The hats of `user` that give `capability` somewhere."""
    roles, _ = CAPABILITIES[capability]
    return tuple(hat for hat in hats(user) if hat.role in roles)


def units_with(user, capability: str) -> set[int]:
    """Keys of the units in which `user` holds `capability` by a membership of that very unit."""
    return {hat.unit_id for hat in hats_with(user, capability)}


def held_units(user, capability: str):
    """As `units_with`, but as a subquery: for doors that may not cost a statement of their own."""
    if not user.is_active:
        return Membership.objects.none().values("unit")
    return units_held(user.pk, today(), capability)


def units_held(user, day, capability: str):
    """As `held_units`, of a person who may sign in: their key and the day may be slots of a prepared statement."""
    roles, reach = CAPABILITIES[capability]
    if reach != OWN:
        raise ValueError(f"{capability} reaches below the unit in which it is held")
    return _held(user, day).filter(role__in=roles).values("unit")


def hat_at(user, capability: str, unit_id: int, path: str = "") -> Hat | None:
    """The hat that lets `user` use `capability` at a unit (its key; its path where the reach goes below)."""
    _, reach = CAPABILITIES[capability]
    for hat in hats_with(user, capability):
        if hat.unit_id == unit_id or (reach == BELOW and path and path.startswith(hat.path)):
            return hat
    return None


def reach(user, capability: str, field: str) -> Q:
    """Condition on `field`, a foreign key to Unit: the unit lies where `capability` reaches.

    Matches nothing for someone without the capability.
    """
    found = hats_with(user, capability)
    if not found:
        return Q(pk__in=[])
    condition = Q(**{f"{field}__in": {hat.unit_id for hat in found}})
    if CAPABILITIES[capability][1] == BELOW:
        places = Q()
        for hat in found:
            places |= below(hat.path)
        here = UnitVersion.objects.current().filter(places, unit=OuterRef(field))
        condition |= Q(Exists(here))
    return condition


def reach_with_kept(user, capability: str, field: str) -> Q:
    """As `reach`, and also the ended units whose papers a unit within reach keeps (they stand in no tree any more)."""
    keeper = "custodian" if field == "pk" else f"{field}__custodian"
    return reach(user, capability, field) | reach(user, capability, keeper)


def reach_by_name(user, capability: str, field: str) -> Q:
    """As `reach_with_kept`; up to FEW units within reach are named, so that a database begins with theirs.

    For long lists of which a page is read in their order: not knowing how many units a condition admits, a database
    walks down the list, past everything of everybody else. Two statements, one where there are more.
    """
    found = hats_with(user, capability)
    places = Q(pk__in=[])
    for hat in found if CAPABILITIES[capability][1] == BELOW else ():
        places |= below(hat.path)
    here = UnitVersion.objects.current().filter(places).order_by().values_list("unit", flat=True)[: FEW + 1]
    units = {hat.unit_id for hat in found} | set(here)
    if len(units) > FEW:
        return reach_with_kept(user, capability, field)
    kept = Unit.objects.filter(custodian__in=units).values_list("pk", flat=True)
    return Q(**{f"{field}__in": units | set(kept)})


def gives(roles: frozenset[str], capability: str) -> bool:
    """Whether one of `roles` gives `capability` anywhere (for menus; never for objects)."""
    return not roles.isdisjoint(CAPABILITIES[capability][0])


def may(user, capability: str) -> bool:
    """Whether `user` holds `capability` anywhere (for menus; never for objects)."""
    return bool(hats_with(user, capability))


def keeper_of_calendar(user) -> Hat | None:
    """The hat under which `user` keeps the calendar of all units: that of an administrator with none above."""
    for hat in hats_with(user, "calendar.manage"):
        above = [hat.path[:end] for end in range(SEGMENT, len(hat.path), SEGMENT)]
        standing = UnitVersion.objects.current().filter(path__in=above).values("unit")
        roles, _ = CAPABILITIES["calendar.manage"]
        if not Membership.objects.in_force().filter(unit__in=standing, role__in=roles, user__is_active=True).exists():
            return hat
    return None


class ScopedQuerySet(models.QuerySet):
    """A queryset that knows who may see its rows; a model's own class says how in `scope_for`."""

    def scope_for(self, user) -> Q:
        raise TypeError(f"{self.model.__name__} has no scope_for")  # pragma: no cover

    def visible_to(self, user):
        """Only rows that `user` may see; nothing for an anonymous visitor."""
        if not hats(user):
            return self.none()
        return self.filter(self.scope_for(user))
