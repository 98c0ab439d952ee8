"""Reading the dated tree for screens: who sees which units, children on demand, search, paths of names."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, Subquery

from portal.access import hats_with, reach_with_kept
from portal.models import Unit, UnitAct, UnitVersion
from portal.models.units import below, units_on
from portal.text import fold
from portal.worktime import today

CHILDREN_SHOWN = 100
FOUND_SHOWN = 50
WORDS_COUNTED = 8


def units_within(user, capability: str = "unit.read"):
    """Units that `user` reaches with `capability`: living ones in the tree, ended ones by who keeps their papers."""
    return Unit.objects.filter(reach_with_kept(user, capability, "pk"))


def may_restructure(user, version: UnitVersion) -> bool:
    """Whether `user` may end, merge, move or relevel the unit: only someone who stands above it decides that."""
    above = hats_with(user, "unit.manage")
    return any(hat.unit_id != version.unit_id and version.path.startswith(hat.path) for hat in above)


def tops(user, day: date, capability: str = "unit.read") -> list[UnitVersion]:
    """Versions, as of a day, of the units from which the tree unfolds for `user`: none of them stands above another."""
    hats = sorted({(hat.path, hat.unit_id) for hat in hats_with(user, capability)})
    ids = [unit for path, unit in hats if not any(path.startswith(p) and path != p for p, _ in hats)]
    return list(UnitVersion.objects.as_of(day).filter(unit__in=ids).in_order())


@dataclass(frozen=True)
class Branch:
    """Some children of a unit on a day; `after` continues the list where there are more."""

    versions: list[UnitVersion]
    after: int | None


def children(unit_id: int, day: date, *, after: int | None = None, limit: int = CHILDREN_SHOWN) -> Branch:
    """Up to `limit` units directly below on `day`, in order; each with `child_count`, the units below it that day."""
    rows = UnitVersion.objects.as_of(day).filter(parent=unit_id)
    if after and (last := rows.filter(pk=after).first()):
        behind = Q(position__gt=last.position) | Q(position=last.position, sort_key__gt=last.sort_key)
        rows = rows.filter(behind | Q(position=last.position, sort_key=last.sort_key, pk__gt=last.pk))
    found = list(rows.in_order()[: limit + 1])
    more = found[limit - 1].pk if len(found) > limit else None
    return Branch(with_child_counts(found[:limit], day), more)


def with_child_counts(versions: list[UnitVersion], day: date) -> list[UnitVersion]:
    """The same versions, each with `child_count`."""
    rows = UnitVersion.objects.as_of(day).filter(parent__in=[v.unit_id for v in versions]).order_by()
    counts = dict(rows.values_list("parent").annotate(count=Count("pk")))
    for version in versions:
        version.child_count = counts.get(version.unit_id, 0)
    return versions


def search(user, typed: str, day: date, *, all_times: bool = False, capability: str = "unit.read") -> list[UnitVersion]:
    """Versions whose name, short name or codes hold every word typed, with or without accents; at most FOUND_SHOWN + 1.

    As of `day`, or with `all_times` also under former names and of ended units. What has the very accents typed comes
    first.
    """
    words = fold(typed).split()[:WORDS_COUNTED]
    if not words:
        return []
    rows = UnitVersion.objects.all() if all_times else UnitVersion.objects.as_of(day)
    for word in words:
        rows = rows.filter(search_key__contains=word)
    rows = rows.filter(_open_below(user, capability) | reach_with_kept(user, capability, "unit"))
    found = list(rows.order_by("sort_key", "-valid_from")[: 4 * FOUND_SHOWN])
    exact = [word for word in typed.casefold().split() if fold(word) != word]
    found.sort(key=lambda version: -sum(word in version.name.casefold().split() for word in exact))
    return found[: FOUND_SHOWN + 1]


def _open_below(user, capability: str) -> Q:
    """Open versions within reach, told by their own path: what nearly every row found is, at little cost."""
    places = Q(pk__in=[])
    for hat in hats_with(user, capability):
        places |= below(hat.path)
    return places & Q(valid_to=None)


def ancestors(unit_id: int, day: date) -> list[UnitVersion]:
    """Versions above the unit on `day`, from the top down, without itself."""
    version = UnitVersion.objects.as_of(day).filter(unit=unit_id).first()
    if version and version.is_open and day >= today():
        return list(UnitVersion.objects.current().filter(unit__in=units_on(version.path)[:-1]).order_by("path"))
    chain: list[UnitVersion] = []
    while version and version.parent_id:
        version = UnitVersion.objects.as_of(day).filter(unit=version.parent_id).first()
        if version:
            chain.append(version)
    return chain[::-1]


def place_names(versions: list[UnitVersion]) -> dict[int, str]:
    """{version id: short name of what stands above it}, in one query, by today's or the last name of the parent."""
    parents = {version.parent_id for version in versions if version.parent_id}
    newest = UnitVersion.objects.filter(unit=OuterRef("pk")).order_by("-valid_from").values("short_name")[:1]
    names = dict(Unit.objects.filter(pk__in=parents).values_list("pk", Subquery(newest)))
    return {version.pk: names.get(version.parent_id, "") for version in versions}


def parents_on(day: date) -> dict[int, int | None]:
    """{unit id: parent's id or None} of the whole tree on `day`; a few megabytes at 120,000 units."""
    return dict(UnitVersion.objects.as_of(day).values_list("unit", "parent"))


def acts_of(unit: Unit, limit: int = 50) -> list[UnitAct]:
    """The newest acts that touched the unit, newest first."""
    touched = Q(edges__predecessor=unit) | Q(edges__successor=unit)
    return list(
        UnitAct.objects.filter(touched).select_related("done_by").distinct().order_by("-effective_on", "-pk")[:limit]
    )


def neighbours(unit: Unit) -> dict[str, list[dict]]:
    """Whom the unit came from and who followed it: {"before": […], "after": […]} of {unit, name, act, is_living}."""
    before = unit.incoming.exclude(predecessor=None).exclude(predecessor=F("successor")).select_related("act")
    after = unit.outgoing.exclude(successor=None).exclude(successor=F("predecessor")).select_related("act")
    pairs = {"before": [(e.predecessor_id, e.act) for e in before], "after": [(e.successor_id, e.act) for e in after]}
    ids = {pk for rows in pairs.values() for pk, _ in rows}
    newest = {v.unit_id: v for v in UnitVersion.objects.filter(unit__in=ids).order_by("valid_from")}
    return {
        side: [
            {"unit": pk, "name": newest[pk].name, "act": act, "is_living": newest[pk].is_open}
            for pk, act in sorted(rows, key=lambda row: (row[1].effective_on, row[0]))
        ]
        for side, rows in pairs.items()
    }


def day_or_today(day: date | None) -> date:
    """A day in the past or today; acts are never dated in the future, so neither is the tree."""
    return min(day, today()) if day else today()
