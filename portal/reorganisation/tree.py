"""Reading the dated tree for planning: open versions, children, ancestors over a span of time."""

from datetime import date

from django.db.models import Max, Q

from portal.models import Unit, UnitAct, UnitVersion
from portal.models.units import below
from portal.text import fold

FEW_NAMES = 50
LONGEST_KEY = UnitVersion._meta.get_field("search_key").max_length


def open_versions(unit_ids) -> dict[int, UnitVersion]:
    """{unit id: its open version}; ended units are absent."""
    return {v.unit_id: v for v in UnitVersion.objects.current().filter(unit__in=unit_ids)}


def open_children(unit_ids) -> list[UnitVersion]:
    """Open versions directly below any of the units, in display order."""
    return list(UnitVersion.objects.current().filter(parent__in=unit_ids).in_order())


def first_days(unit_ids) -> dict[int, date]:
    """{unit id: the day its first version begins}."""
    rows = UnitVersion.objects.filter(unit__in=unit_ids).order_by("-valid_from").values_list("unit", "valid_from")
    return dict(rows)


def former_children_after(unit_ids, day: date) -> list[UnitVersion]:
    """Closed versions that still lie below one of the units on `day` or later."""
    return list(UnitVersion.objects.filter(parent__in=unit_ids, valid_to__gt=day).order_by("-valid_to"))


def ancestors_since(unit_id: int, day: date) -> set[int]:
    """Every unit that lies above `unit_id`, or is it, on some day from `day` on."""
    found: set[int] = set()
    frontier = {unit_id}
    while frontier:
        found |= frontier
        parents = UnitVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), unit__in=frontier)
        frontier = set(parents.exclude(parent=None).values_list("parent", flat=True)) - found
    return found


def deepest_below(path: str) -> int:
    """Length of the longest path at or below `path` in today's tree."""
    paths = UnitVersion.objects.current().filter(below(path)).values_list("path", flat=True)
    return max(map(len, paths), default=0)


def version_before(version: UnitVersion) -> UnitVersion | None:
    """The version of the same unit that ended when this one began."""
    return UnitVersion.objects.filter(unit=version.unit_id, valid_to=version.valid_from).first()


def sibling_names(parent_ids, names: set[str]) -> list[tuple[int | None, int, str]]:
    """(parent id, unit id, name) of the open versions below one of the parents; None means the roots.

    Of a few `names` only what could be the same as one of them is read: a search key begins with the folded name.
    """
    ids = [pk for pk in parent_ids if pk is not None]
    condition = Q(parent__in=ids)
    if None in parent_ids:
        condition |= Q(parent=None)
    rows = UnitVersion.objects.current().filter(condition)
    if len(names) <= FEW_NAMES:
        same = Q(pk__in=[])
        for name in names:
            same |= Q(search_key__startswith=fold(name)[:LONGEST_KEY])
        rows = rows.filter(same)
    return list(rows.values_list("parent", "unit", "name"))


def with_units_below(unit_ids) -> set[int]:
    """Those of the units that have an open version below them."""
    rows = UnitVersion.objects.current().filter(parent__in=unit_ids).order_by()
    return set(rows.values_list("parent", flat=True).distinct())


def newest_act() -> int | None:
    """The key of the newest act: nothing but acts changes the tree, so this tells one tree from the next."""
    return UnitAct.objects.aggregate(newest=Max("pk"))["newest"]


def kept_by(unit_ids) -> list[int]:
    """Units whose papers one of the units keeps."""
    return list(Unit.objects.filter(custodian__in=unit_ids).values_list("pk", flat=True))
