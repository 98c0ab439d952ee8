"""Plans in which units end: merged, consolidated, divided, closed; and splitting, which ends none."""

from functools import partial

from portal.models import ActKind
from portal.reorganisation import tree
from portal.reorganisation.checks import check
from portal.reorganisation.plan import Decision, NewUnit, Plan, Ref
from portal.reorganisation.sketch import Sketch
from portal.reorganisation.wording import quoted


def plan_merge(units, into, *, effective_on, decision: Decision) -> Plan:
    """Sáp nhập: each of `units` is absorbed by `into` and ends; its children go to `into`."""
    sketch = Sketch(ActKind.MERGE, effective_on, decision)
    ending = sketch.versions(units)
    heir = sketch.version(into)
    _refuse_none(sketch, ending)
    for version in ending:
        sketch.close(version, into.pk)
        sketch.edge(version.unit_id, into.pk)
    names = quoted(v.name for v in ending)
    if heir:
        sketch.say(f"{names} sáp nhập vào “{heir.name}” và kết thúc hoạt động {sketch.since}.")
        _hand_over_children(sketch, dict.fromkeys(sketch.closed, into.pk))
    check(sketch)
    recipe = partial(plan_merge, units, into, effective_on=effective_on, decision=decision)
    return sketch.plan(f"Sáp nhập {names} vào “{into}”", recipe)


def plan_consolidate(units, new: NewUnit, *, effective_on, decision: Decision) -> Plan:
    """Hợp nhất: two or more units end and `new` begins in their place, with their children."""
    sketch = Sketch(ActKind.CONSOLIDATE, effective_on, decision)
    ending = sketch.versions(units)
    if len(ending) < 2:
        sketch.problem("Hợp nhất cần từ hai đơn vị trở lên.")
    ref = sketch.open(new)
    for version in ending:
        sketch.close(version, ref)
        sketch.edge(version.unit_id, ref)
    names = quoted(v.name for v in ending)
    sketch.say(f"{names} hợp nhất thành “{new.name}” và kết thúc hoạt động {sketch.since}.")
    _hand_over_children(sketch, dict.fromkeys(sketch.closed, ref))
    check(sketch)
    recipe = partial(plan_consolidate, units, new, effective_on=effective_on, decision=decision)
    return sketch.plan(f"Hợp nhất {names} thành “{new.name}”", recipe)


def plan_divide(unit, parts: list[NewUnit], *, children: dict[int, int], effective_on, decision: Decision) -> Plan:
    """Chia: the unit ends and `parts` begin; the first part keeps the papers.

    `children` says where each unit directly below goes: {its key: index in `parts`}.
    """
    sketch = Sketch(ActKind.DIVIDE, effective_on, decision)
    version = sketch.version(unit)
    if len(parts) < 2:
        sketch.problem("Chia cần từ hai đơn vị mới trở lên.")
    refs = [sketch.open(new) for new in parts]
    if version and refs:
        sketch.close(version, refs[0])
        for ref in refs:
            sketch.edge(unit.pk, ref)
        sketch.say(
            f"“{version.name}” được chia thành {quoted(new.name for new in parts)} "
            f"và kết thúc hoạt động {sketch.since}."
        )
        _allot(sketch, unit, refs, children, all_of_them=True)
    check(sketch)
    recipe = partial(plan_divide, unit, parts, children=children, effective_on=effective_on, decision=decision)
    return sketch.plan(f"Chia “{unit}” thành {quoted(new.name for new in parts)}", recipe)


def plan_split(unit, parts: list[NewUnit], *, children: dict[int, int], effective_on, decision: Decision) -> Plan:
    """Tách: `parts` begin out of the unit, which lives on; units named in `children` go along (as in plan_divide)."""
    sketch = Sketch(ActKind.SPLIT, effective_on, decision)
    version = sketch.version(unit)
    if not parts:
        sketch.problem("Tách cần ít nhất một đơn vị mới.")
    refs = [sketch.open(new) for new in parts]
    if version:
        for ref in refs:
            sketch.edge(unit.pk, ref)
        sketch.say(f"{quoted(new.name for new in parts)} được tách ra từ “{version.name}” {sketch.since}.")
        sketch.say(f"“{version.name}” tiếp tục hoạt động.")
        _check_parent_began(sketch, unit)
        _allot(sketch, unit, refs, children, all_of_them=False)
    check(sketch)
    recipe = partial(plan_split, unit, parts, children=children, effective_on=effective_on, decision=decision)
    return sketch.plan(f"Tách {quoted(new.name for new in parts)} từ “{unit}”", recipe)


def plan_end(units, *, new_parent=None, custodian=None, effective_on, decision: Decision) -> Plan:
    """Kết thúc hoạt động: one or many units end; children that don't end too go to `new_parent`.

    `custodian` keeps the papers: else the new parent, else the nearest unit above that lives on.
    """
    sketch = Sketch(ActKind.END, effective_on, decision)
    ending = sketch.versions(units)
    _refuse_none(sketch, ending)
    leaving = {version.unit_id for version in ending}
    for version in ending:
        keeper = custodian or new_parent
        keeper_id = keeper.pk if keeper else _living_above(version, leaving)
        if keeper_id is None:
            sketch.problem(f"Chưa chỉ định đơn vị lưu giữ hồ sơ của “{version.name}”.")
            continue
        sketch.close(version, keeper_id)
        sketch.edge(version.unit_id, None)
    names = quoted(v.name for v in ending)
    sketch.say(f"{names} kết thúc hoạt động {sketch.since}.")
    if new_parent:
        sketch.version(new_parent)
    _hand_over_children(sketch, dict.fromkeys(sketch.closed, new_parent.pk if new_parent else None))
    check(sketch)
    again = {"new_parent": new_parent, "custodian": custodian, "effective_on": effective_on, "decision": decision}
    return sketch.plan(f"Kết thúc hoạt động {names}", partial(plan_end, units, **again))


def _refuse_none(sketch: Sketch, ending) -> None:
    if not ending:
        sketch.problem("Chưa chọn đơn vị nào.")


def _check_parent_began(sketch: Sketch, unit) -> None:
    """A unit can't give birth before it lived."""
    if tree.first_days([unit.pk])[unit.pk] > sketch.day:
        sketch.problem(f"“{sketch.names[unit.pk]}” chưa thành lập vào ngày hiệu lực.")


def _living_above(version, leaving: set[int]) -> int | None:
    parent = version.parent_id
    while parent in leaving:
        above = tree.open_versions([parent]).get(parent)
        parent = above.parent_id if above else None
    return parent


def _hand_over_children(sketch: Sketch, heirs: dict[int, Ref | None]) -> None:
    """Children of units that end go to the heir of their parent; without an heir that is a problem."""
    moved: dict[int, list[str]] = {}
    for child in tree.open_children(heirs):
        if child.unit_id in sketch.closed:
            continue
        heir = heirs[child.parent_id]
        if heir is None:
            moved.setdefault(child.parent_id, []).append(child.name)
        elif sketch.alter(child, parent_id=heir):
            sketch.edge(child.unit_id, child.unit_id)
            moved.setdefault(child.parent_id, []).append(child.name)
    for parent, names in moved.items():
        if heirs[parent] is None:
            sketch.problem(
                f"“{sketch.names[parent]}” còn {len(names)} đơn vị trực thuộc: {quoted(names)}; xin chọn công đoàn "
                "cấp trên mới cho các đơn vị này."
            )
        else:
            heir_name = sketch.names.get(heirs[parent], "?")
            sketch.say(
                f"{len(names)} đơn vị trực thuộc “{sketch.names[parent]}” chuyển về “{heir_name}”: {quoted(names)}."
            )


def _allot(sketch: Sketch, unit, refs, children: dict[int, int], *, all_of_them: bool) -> None:
    """Give the unit's children to the new parts as `children` says."""
    own = {child.unit_id: child for child in tree.open_children([unit.pk])}
    for child_id, index in children.items():
        if child_id not in own or not 0 <= index < len(refs):
            sketch.problem("Danh sách phân bổ có đơn vị không trực thuộc đơn vị này hoặc không có nơi nhận.")
            continue
        sketch.alter(own[child_id], parent_id=refs[index])
        sketch.edge(child_id, child_id)
    for index, ref in enumerate(refs):
        if names := [own[pk].name for pk, chosen in children.items() if chosen == index and pk in own]:
            sketch.say(f"{len(names)} đơn vị trực thuộc chuyển về “{sketch.names[ref]}”: {quoted(names)}.")
    left = [child.name for pk, child in own.items() if pk not in children]
    if left and all_of_them:
        sketch.problem(f"Chưa chọn nơi nhận cho {len(left)} đơn vị trực thuộc: {quoted(left)}.")
