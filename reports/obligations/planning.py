"""The units that the dated tree puts below a collector, each with the cause that it suggests."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from portal.blocks import block_key
from portal.models import ActKind, Unit, UnitLineage, UnitVersion
from portal.models.units import path_segment
from portal.worktime import today
from reports.models import Cycle, Obligation
from reports.obligations.refusal import CycleRefused

C = Obligation.Cause
# Suggested cause: causes that a reviewer may choose instead.
POSSIBLE = {
    C.ASSIGNED: (C.ASSIGNED, C.EXEMPT, C.CLOSING),
    C.SUCCESSOR: (C.SUCCESSOR, C.CLOSING),
    C.ENDED: (C.ENDED, C.CLOSING),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unit as it stood on the data day, with the cause that the tree suggests.

    `keeper_id` is known of a unit that has ended: its heir, or who keeps its papers.
    """

    unit_id: int
    version_id: int
    name: str
    block: str
    path: str
    cause: str
    note: str = ""
    successor_id: int | None = None
    keeper_id: int | None = None

    @property
    def writer_id(self) -> int:
        """Whose people write the report: the unit's own, or its heir's or keeper's once it has ended."""
        return self.keeper_id or self.unit_id


def data_day(data_to: date) -> date:
    """The day as of which the tree is read: the data date, or today while that is still to come."""
    return min(data_to, today())


def possible_causes(suggested: str) -> tuple[str, ...]:
    """The causes among which a reviewer may choose for a candidate, the suggested one first."""
    return POSSIBLE[Obligation.Cause(suggested)]


def candidates(collector: Unit, *, data_from: date, data_to: date, scope: str) -> list[Candidate]:
    """The units that the tree puts below the collector, with the cause for each, in protocol order.

    Units that ended inside the data window are listed too: reported by their successor, or ended. Raises CycleRefused
    when the collector itself is not there on the data day.
    """
    day = data_day(data_to)
    parents = dict(UnitVersion.objects.as_of(day).values_list("unit_id", "parent_id").iterator(chunk_size=5000))
    if collector.pk not in parents:
        raise CycleRefused("Đơn vị tổng hợp không hoạt động tại ngày chốt số liệu.")
    living = _members(collector.pk, parents, scope)
    gone = _gone(collector.pk, parents, scope, data_from, day)
    heirs = _heirs(gone, parents, data_from, day)
    rows = [*_rows(UnitVersion.objects.as_of(day), living), *_last_rows(gone)]
    rows.sort(key=lambda row: block_key(row[3]))
    names = _names(heirs, day)
    keepers = dict(Unit.objects.filter(pk__in=gone).values_list("pk", "custodian")) | heirs
    parents |= {unit: parent for unit, (_, parent, _) in gone.items()}
    paths = _Paths(parents)
    found = []
    for unit, version, name, block, _, _ in rows:
        cause, note, heir = C.ASSIGNED, "", None
        if unit in gone:
            cause, note, heir = _cause_of_gone(gone[unit][2], heirs.get(unit), names)
        found.append(Candidate(unit, version, name, block, paths.of(unit), cause, note, heir, keepers.get(unit)))
    return found


def _members(root: int, parents: dict[int, int | None], scope: str) -> set[int]:
    if scope == Cycle.Scope.CHILDREN:
        return {unit for unit, parent in parents.items() if parent == root}
    inner = set(parents.values())
    below = _below(root, parents)
    return {unit for unit in below if unit not in inner}


def _below(root: int, parents: dict[int, int | None]) -> set[int]:
    children: dict[int, list[int]] = {}
    for unit, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(unit)
    found, waiting = set(), [root]
    while waiting:
        for unit in children.get(waiting.pop(), ()):
            if unit not in found:
                found.add(unit)
                waiting.append(unit)
    return found


def _gone(root, parents, scope, data_from, day) -> dict[int, tuple[int, int | None, date]]:
    """{unit that ended inside the window: (its last version, its parent then, the day it ended)}."""
    ended = UnitVersion.objects.filter(valid_to__gt=data_from, valid_to__lte=day).order_by("valid_from")
    rows = ended.values_list("unit_id", "pk", "parent_id", "valid_to")
    last = {unit: (version, parent, until) for unit, version, parent, until in rows if unit not in parents}
    if scope == Cycle.Scope.CHILDREN:
        return {unit: row for unit, row in last.items() if row[1] == root}
    then = parents | {unit: row[1] for unit, row in last.items()}
    below = _below(root, then)
    had_units = set(
        UnitVersion.objects.filter(parent__in=[unit for unit in last if unit in below], valid_to__gt=data_from)
        .values_list("parent_id", flat=True)
        .distinct()
    )
    return {unit: row for unit, row in last.items() if unit in below and unit not in had_units}


def _heirs(gone, parents, data_from: date, day: date) -> dict[int, int]:
    """{ended unit: the unit living on the data day that took it over wholly, through further mergers if need be}."""
    edges = dict(
        UnitLineage.objects.filter(
            act__kind__in=(ActKind.MERGE, ActKind.CONSOLIDATE),
            act__effective_on__gt=data_from,
            act__effective_on__lte=day,
            predecessor__isnull=False,
            successor__isnull=False,
        )
        .order_by("act__effective_on", "pk")
        .values_list("predecessor_id", "successor_id")
    )
    found = {}
    for unit in gone:
        heir, seen = edges.get(unit), {unit}
        while heir is not None and heir not in parents and heir not in seen:
            seen.add(heir)
            heir = edges.get(heir)
        if heir in parents:
            found[unit] = heir
    return found


def _rows(versions, units: Iterable[int]):
    """(unit, version, name, block, position, sort_key) of the units among the versions, in protocol order."""
    wanted = set(units)
    fields = ("unit_id", "pk", "name", "block", "position", "sort_key")
    rows = versions.in_order().values_list(*fields).iterator(chunk_size=5000)
    # The sort key is long and has done its work in the database.
    return [(*row[:5], "") for row in rows if row[0] in wanted]


def _last_rows(gone):
    versions = UnitVersion.objects.filter(pk__in=[row[0] for row in gone.values()])
    return _rows(versions, gone)


def _names(heirs: dict[int, int], day: date) -> dict[int, str]:
    versions = UnitVersion.objects.as_of(day).filter(unit__in=set(heirs.values()))
    return dict(versions.values_list("unit_id", "name"))


def _cause_of_gone(until: date, heir: int | None, names) -> tuple[str, str, int | None]:
    if heir is None:
        return C.ENDED, f"Kết thúc hoạt động từ ngày {until:%d/%m/%Y}.", None
    note = f"Đã nhập vào {names[heir]} từ ngày {until:%d/%m/%Y}; số liệu do đơn vị kế thừa báo cáo."
    return C.SUCCESSOR, note, heir


class _Paths:
    """Paths of units on a day, put together from their parents, each parent's once."""

    def __init__(self, parents: dict[int, int | None]):
        self._parents = parents
        self._known: dict[int, str] = {}

    def of(self, unit: int) -> str:
        parent = self._parents.get(unit)
        if parent not in self._known and parent is not None:
            self._known[parent] = self._walk(parent)
        return self._known.get(parent, "") + path_segment(unit)

    def _walk(self, unit: int | None) -> str:
        keys, seen = [], set()
        while unit is not None and unit not in seen:
            keys.append(unit)
            seen.add(unit)
            unit = self._parents.get(unit)
        return "".join(path_segment(key) for key in reversed(keys))


def overridden(found: list[Candidate], overrides: dict[int, tuple[str, str]]) -> list[Candidate]:
    """Candidates with the reviewer's causes: {unit: (cause, note)}; an exemption needs its reason."""
    return [_override(c, *overrides[c.unit_id]) if c.unit_id in overrides else c for c in found]


def _override(candidate: Candidate, cause: str, note: str) -> Candidate:
    note = note.strip()
    if cause not in possible_causes(candidate.cause):
        raise CycleRefused(f"Không thể chọn căn cứ này cho {candidate.name}.")
    if cause == C.EXEMPT and not note:
        raise CycleRefused(f"Cần ghi lý do miễn báo cáo cho {candidate.name}.")
    if cause == candidate.cause:
        return replace(candidate, note=note or candidate.note)
    heir = candidate.successor_id if cause == C.SUCCESSOR else None
    return replace(candidate, cause=C(cause), note=note[:300], successor_id=heir)


def fingerprint(found: list[Candidate]) -> str:
    """A short text that changes when another unit, another name or another cause comes out of the tree."""
    told = hashlib.sha256()
    for c in found:
        told.update(f"{c.unit_id}/{c.version_id}/{c.cause}\n".encode())
    return told.hexdigest()[:16]
