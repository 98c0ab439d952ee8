"""Carrying a plan out: the only writer of units, versions and lineage."""

from datetime import date

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from portal import clock
from portal.journal import record
from portal.models import Membership, Unit, UnitAct, UnitLineage, UnitVersion
from portal.models.units import below, path_segment
from portal.reorganisation.consequences import follow
from portal.reorganisation.plan import Plan, PlanRefused, Ref, TreeChanged
from portal.reorganisation.tree import newest_act, with_units_below
from portal.reorganisation.wording import without_union
from portal.text import fold, format_date, sort_key

KEPT = ("name", "short_name", "code", "other_codes", "level", "parent_id", "block", "department", "place", "position")
LONGEST = {name: UnitVersion._meta.get_field(name).max_length for name in ("short_name", "search_key", "sort_key")}
BATCH = 500


def new_version(unit: Unit, *, valid_from: date, parent_path: str, **values) -> UnitVersion:
    """An unsaved version with everything that follows from its values: short name, path and keys, and nowhere else."""
    version = UnitVersion(unit=unit, valid_from=valid_from, **values)
    _complete(version, parent_path)
    return version


def _complete(version: UnitVersion, parent_path: str) -> None:
    version.short_name = (version.short_name or without_union(version.name))[: LONGEST["short_name"]]
    version.path = parent_path + path_segment(version.unit_id)
    words = [version.name, version.short_name, version.code, *version.other_codes]
    version.search_key = fold(" ".join(filter(None, words)))[: LONGEST["search_key"]]
    version.sort_key = sort_key(version.name)[: LONGEST["sort_key"]]


@transaction.atomic
def carry_out(plan: Plan, *, by, hat=None, client_key: str = "") -> UnitAct:
    """Do what the plan says in one transaction; the same `client_key` again gives the act that it made.

    Raises PlanRefused when the plan has problems, TreeChanged when it would now be another plan.
    """
    _lock_tree()
    if client_key and (done := UnitAct.objects.filter(client_key=client_key).first()):
        return done
    if plan.problems:
        raise PlanRefused(plan.problems)
    if newest_act() != plan.seen_act and plan.recipe() != plan:
        raise TreeChanged
    act = _write_act(plan, by, client_key)
    units = _open_units(plan)
    _alter_units(plan, units)
    _close_units(plan, units, by)
    UnitLineage.objects.bulk_create(
        [
            UnitLineage(act=act, predecessor_id=_key(units, edge.predecessor), successor_id=_key(units, edge.successor))
            for edge in plan.edges
        ],
        batch_size=BATCH,
    )
    _write_event(plan, act, units, by, hat)
    follow(plan, act)
    return act


def _lock_tree() -> None:
    """One act at a time: the oldest unit's row stands for the tree (SQLite's transactions are exclusive anyway)."""
    Unit.objects.select_for_update(no_key=True).order_by("pk").first()


def _write_act(plan: Plan, by, client_key: str) -> UnitAct:
    return UnitAct.objects.create(
        kind=plan.kind,
        effective_on=plan.effective_on,
        decision_number=plan.decision.number,
        decision_date=plan.decision.issued_on,
        decision_issuer=plan.decision.issuer,
        note=plan.decision.note,
        summary=plan.summary,
        done_by=by,
        client_key=client_key or None,
    )


def _key(units: dict[str, int], ref: Ref | None) -> int | None:
    return units[ref] if isinstance(ref, str) else ref


def _open_units(plan: Plan) -> dict[str, int]:
    """Found the new units, parents before children; returns {name within the act: key}."""
    made = Unit.objects.bulk_create([Unit() for _ in plan.openings], batch_size=BATCH)
    units = {opening.ref: unit.pk for opening, unit in zip(plan.openings, made, strict=True)}
    paths = _paths({o.values["parent_id"] for o in plan.openings if isinstance(o.values["parent_id"], int)})
    versions = []
    for opening, unit in zip(plan.openings, made, strict=True):
        values = dict(opening.values)
        values["parent_id"] = _key(units, values["parent_id"])
        parent_path = paths.get(values["parent_id"], "")
        versions.append(new_version(unit, valid_from=plan.effective_on, parent_path=parent_path, **values))
        paths[unit.pk] = versions[-1].path
    UnitVersion.objects.bulk_create(versions, batch_size=BATCH)
    return units


def _paths(unit_ids) -> dict[int, str]:
    return dict(UnitVersion.objects.current().filter(unit__in=unit_ids).values_list("unit", "path"))


def _alter_units(plan: Plan, units: dict[str, int]) -> None:
    """Close the old versions and open new ones, or correct those that began the same day; move what hangs below."""
    old = UnitVersion.objects.select_related("unit").in_bulk([a.version_id for a in plan.alterations])
    paths = _paths({_key(units, a.values.get("parent_id", old[a.version_id].parent_id)) for a in plan.alterations})
    ended, fresh, moves = [], [], []
    for a in plan.alterations:
        version = old[a.version_id]
        values = {field: getattr(version, field) for field in KEPT} | a.values
        values["parent_id"] = _key(units, values["parent_id"])
        new = new_version(
            version.unit, valid_from=plan.effective_on, parent_path=paths.get(values["parent_id"], ""), **values
        )
        if a.in_place:
            new.pk = version.pk
            new.save(force_update=True)
        else:
            ended.append(version.pk)
            fresh.append(new)
        if new.path != version.path:
            moves.append((version.path, new.path, version.unit_id))
    UnitVersion.objects.filter(pk__in=ended).update(valid_to=plan.effective_on)
    bearing = with_units_below([unit for *_, unit in moves])
    for was, now, unit in sorted(moves, key=lambda move: -len(move[0])):
        if unit in bearing:
            _shift_below(was, now)
    UnitVersion.objects.bulk_create(fresh, batch_size=BATCH)


def _shift_below(was: str, now: str) -> None:
    """Everything that hangs below `was` today hangs below `now`."""
    hanging = UnitVersion.objects.current().filter(below(was)).exclude(path=was)
    hanging.update(path=Concat(Value(now), Substr("path", len(was) + 1)))


def _close_units(plan: Plan, units: dict[str, int], by) -> None:
    """End the versions and the roles of the units that end; their papers, and those they kept, get a living keeper."""
    day, ending = plan.effective_on, [c.unit_id for c in plan.closings]
    UnitVersion.objects.filter(pk__in=[c.version_id for c in plan.closings]).update(valid_to=day)
    kept: dict[int | None, list[int]] = {}
    for closing in plan.closings:
        kept.setdefault(_key(units, closing.custodian), []).append(closing.unit_id)
    for keeper, closed in kept.items():
        Unit.objects.filter(Q(pk__in=closed) | Q(custodian__in=closed)).update(custodian=keeper)
    roles = Membership.objects.filter(unit__in=ending)
    note = {"ended_by": by, "ended_at": clock.now()}
    running = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    roles.filter(running, valid_from__lte=day).update(valid_to=day, **note)
    begun_later = Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))
    roles.filter(begun_later, valid_from__gt=day).update(valid_to=F("valid_from"), **note)


def _write_event(plan: Plan, act: UnitAct, units: dict[str, int], by, hat) -> None:
    detail = {
        "sentences": list(plan.sentences),
        "before": {str(a.unit_id): a.before for a in plan.alterations[:BATCH]},
        "after": {
            str(a.unit_id): {field: _key(units, v) if field == "parent_id" else v for field, v in a.values.items()}
            for a in plan.alterations[:BATCH]
        },
    }
    what = f"{plan.summary}, hiệu lực từ ngày {format_date(plan.effective_on)}, theo {plan.decision.number}."
    record(act, f"unit.{plan.kind}", what, by=by, hat=hat, detail=detail)
