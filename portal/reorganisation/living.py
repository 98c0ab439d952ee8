"""Plans for units that live on: founded, renamed, moved, raised or lowered."""

from functools import partial

from portal.models import ActKind, Level, UnitVersion
from portal.reorganisation.checks import check
from portal.reorganisation.plan import Decision, NewUnit, Plan
from portal.reorganisation.sketch import Sketch
from portal.reorganisation.wording import NAMES_SHOWN, quoted, without_union

RENAMABLE = ("name", "short_name", "code", "other_codes", "block", "department", "place", "position")


def plan_found(units: list[NewUnit], *, effective_on, decision: Decision) -> Plan:
    """Thành lập: one or many units in one act; a parent among them ("new:0" = the first) stands before its children."""
    sketch = Sketch(ActKind.FOUND, effective_on, decision)
    for new in units:
        sketch.edge(None, sketch.open(new))
    check(sketch)
    for new in units[:NAMES_SHOWN]:
        above = f", trực thuộc “{sketch.names[new.parent]}”" if new.parent in sketch.names else ""
        level = dict(Level.choices).get(new.level, "?")
        sketch.say(f"Thành lập “{new.name}” ({level}){above}, {sketch.since}.")
    if len(units) > NAMES_SHOWN:
        sketch.say(f"Thành lập {len(units) - NAMES_SHOWN} đơn vị khác trong danh sách, {sketch.since}.")
    if not units:
        sketch.problem("Chưa có đơn vị nào để thành lập.")
    recipe = partial(plan_found, units, effective_on=effective_on, decision=decision)
    named = quoted(new.name for new in units) if len(units) < NAMES_SHOWN else f"{len(units)} đơn vị"
    return sketch.plan(f"Thành lập {named}", recipe)


def plan_rename(unit, changes: dict, *, effective_on, decision: Decision) -> Plan:
    """Đổi tên, đổi thông tin: any field of a version but its parent and level; `changes` is {field: new value}.

    A short name that is blank, or was made from the old name and is not named here, is made from the new name.
    """
    if unknown := set(changes) - set(RENAMABLE):
        raise ValueError(f"plan_rename can't change {sorted(unknown)}")
    sketch = Sketch(ActKind.RENAME, effective_on, decision)
    version = sketch.version(unit)
    if version:
        changes = _with_short_name(version, changes)
        if "name" in changes and not changes["name"].strip():
            sketch.problem("Chưa ghi tên mới.")
        if sketch.alter(version, **changes):
            sketch.edge(unit.pk, unit.pk)
            for field, value in sketch.alterations[0].values.items():
                sketch.say(_told(version, field, value))
        else:
            sketch.problem(f"Thông tin mới của “{version.name}” không khác thông tin hiện nay.")
    check(sketch)
    renamed = version and changes.get("name", version.name) != version.name
    summary = f"Đổi tên “{version.name}” thành “{changes['name']}”" if renamed else f"Đổi thông tin của “{unit}”"
    return sketch.plan(summary, partial(plan_rename, unit, changes, effective_on=effective_on, decision=decision))


def _with_short_name(version: UnitVersion, changes: dict) -> dict:
    made = version.short_name if version.short_name != without_union(version.name) else ""
    if changes.get("short_name", made):
        return changes
    return changes | {"short_name": without_union(changes.get("name") or version.name)}


def _told(version: UnitVersion, field: str, value) -> str:
    label = UnitVersion._meta.get_field(field).verbose_name
    old = getattr(version, field)
    old, new = (", ".join(v) if isinstance(v, list) else str(v) for v in (old, value))
    return f"{label[:1].upper()}{label[1:]}: {_or_blank(old)} đổi thành {_or_blank(new)}."


def _or_blank(value: str) -> str:
    return f"“{value}”" if value else "(để trống)"


def plan_move(units, to, *, effective_on, decision: Decision) -> Plan:
    """Chuyển đầu mối: the units, with all below them, go under `to`."""
    sketch = Sketch(ActKind.MOVE, effective_on, decision)
    versions = sketch.versions(units)
    target = sketch.version(to)
    for version in versions:
        if version.parent_id == to.pk:
            sketch.problem(f"“{version.name}” đang trực thuộc “{to}”.")
        elif sketch.alter(version, parent_id=to.pk):
            sketch.edge(version.unit_id, version.unit_id)
    check(sketch)
    if versions and target:
        sketch.say(f"{quoted(v.name for v in versions)} chuyển về trực thuộc “{target.name}”, {sketch.since}.")
        if inner := UnitVersion.objects.current().filter(parent__in=[v.unit_id for v in versions]).count():
            sketch.say(f"{inner} đơn vị trực thuộc (và các đơn vị ở dưới nữa) đi cùng.")
    summary = f"Chuyển {quoted(v.name for v in versions)} về trực thuộc “{to}”"
    return sketch.plan(summary, partial(plan_move, units, to, effective_on=effective_on, decision=decision))


def plan_relevel(unit, level: str, *, effective_on, decision: Decision) -> Plan:
    """Nâng cấp, hạ cấp: the unit gets another level where it stands."""
    sketch = Sketch(ActKind.RELEVEL, effective_on, decision)
    version = sketch.version(unit)
    labels = dict(Level.choices)
    if level not in labels:
        sketch.problem("Chưa chọn cấp mới.")
    elif version:
        if sketch.alter(version, level=level):
            sketch.edge(unit.pk, unit.pk)
            sketch.say(f"“{version.name}”: {version.get_level_display()} chuyển thành {labels[level]}, {sketch.since}.")
        else:
            sketch.problem(f"“{version.name}” đang ở cấp này.")
    check(sketch)
    summary = f"Chuyển cấp “{unit}” thành {labels.get(level, '?')}"
    return sketch.plan(summary, partial(plan_relevel, unit, level, effective_on=effective_on, decision=decision))
