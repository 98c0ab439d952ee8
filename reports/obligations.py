"""Who owes a report: planned from the dated tree, frozen when a cycle opens, amended only with a reason."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction

from portal import clock, jobs, journal
from portal.access import hat_at
from portal.blocks import block_key
from portal.models import ActKind, CalendarDay, Level, Unit, UnitLineage, UnitVersion
from portal.models.units import path_segment
from portal.worktime import add_working_days, due_instant, last_on_time_day, today
from reports.models import Amendment, Cycle, Extension, Obligation, Report


class CycleRefused(Exception):
    """The cycle can't be opened as given (message in Vietnamese)."""


@dataclass(frozen=True)
class Candidate:
    """One unit with the cause that the tree suggests; the reviewer may override it before opening."""

    unit_id: int
    version: UnitVersion
    path: str
    cause: str
    note: str = ""
    successor_id: int | None = None


@dataclass(frozen=True)
class DeadlineSpec:
    """The deadline as worded and as reckoned; instants are aware UTC, `due_at` is the first late one."""

    words: str
    relation: str
    month: int
    day: int
    policy: str
    grace_working_days: int
    last_day: date
    due_at: object
    grace_until: object


def reckon_deadline(
    year: int, *, words: str, relation: str, month: int, day: int, policy: str, grace: int
) -> DeadlineSpec:
    """Compute the last on-time day and instant in Việt Nam's time (domain.md 4)."""
    exceptions = CalendarDay.exceptions(year)
    last_day = last_on_time_day(year, month, day, relation, policy, exceptions)
    grace_day = add_working_days(last_day, grace, exceptions) if grace else last_day
    return DeadlineSpec(
        words, relation, month, day, policy, grace, last_day, due_instant(last_day), due_instant(grace_day)
    )


def data_day(data_to: date) -> date:
    """The day as of which the tree is read: the data date, or today while that is still to come."""
    return min(data_to, today())


def candidates(collector: Unit, *, data_from: date, data_to: date, scope: str) -> list[Candidate]:
    """The units that the tree puts below the collector, with the cause for each, in protocol order.

    Units that ended inside the data window are listed too: reported by their successor, or ended.
    """
    day = data_day(data_to)
    tree = _tree_as_of(day)
    root = tree.get(collector.pk)
    if root is None:
        raise CycleRefused("Đơn vị tổng hợp không hoạt động tại ngày chốt số liệu.")
    members = _members(tree, collector.pk, scope)
    found = [Candidate(v.unit_id, v, _path(tree, v), Obligation.Cause.ASSIGNED) for v in members]
    found += _ended_candidates(collector.pk, {c.unit_id for c in found}, data_from, day, tree)
    return sorted(found, key=lambda c: (block_key(c.version.block), c.version.position, c.version.sort_key, c.unit_id))


def _tree_as_of(day: date) -> dict[int, UnitVersion]:
    return {version.unit_id: version for version in UnitVersion.objects.as_of(day).order_by("pk").iterator()}


def _members(tree: dict[int, UnitVersion], root: int, scope: str) -> list[UnitVersion]:
    children: dict[int, list[UnitVersion]] = {}
    for version in tree.values():
        children.setdefault(version.parent_id, []).append(version)
    if scope == Cycle.Scope.CHILDREN:
        return children.get(root, [])
    leaves, waiting = [], list(children.get(root, []))
    while waiting:
        version = waiting.pop()
        below = children.get(version.unit_id)
        if below:
            waiting.extend(below)
        else:
            leaves.append(version)
    return leaves


def _path(tree: dict[int, UnitVersion], version: UnitVersion) -> str:
    keys, seen = [version.unit_id], {version.unit_id}
    while version.parent_id in tree and version.parent_id not in seen:
        version = tree[version.parent_id]
        keys.append(version.unit_id)
        seen.add(version.unit_id)
    return "".join(path_segment(key) for key in reversed(keys))


def _ended_candidates(collector_id, present, data_from, day, tree) -> list[Candidate]:
    gone = [
        version
        for version in UnitVersion.objects.filter(
            parent=collector_id, valid_to__gt=data_from, valid_to__lte=day
        ).order_by("unit_id", "valid_from")
        if version.unit_id not in tree and version.unit_id not in present
    ]
    latest = {version.unit_id: version for version in gone}
    heirs = dict(
        UnitLineage.objects.filter(
            predecessor__in=latest, successor__isnull=False, act__kind__in=(ActKind.MERGE, ActKind.CONSOLIDATE)
        ).values_list("predecessor_id", "successor_id")
    )
    found = []
    for unit_id, version in latest.items():
        path = (_path(tree, tree[collector_id]) if collector_id in tree else "") + path_segment(unit_id)
        heir = tree.get(heirs.get(unit_id))
        if heir is not None:
            note = f"Đã nhập vào {heir.name} từ ngày {version.valid_to:%d/%m/%Y}; số liệu do đơn vị kế thừa báo cáo."
            found.append(Candidate(unit_id, version, path, Obligation.Cause.SUCCESSOR, note, heir.unit_id))
        else:
            note = f"Kết thúc hoạt động từ ngày {version.valid_to:%d/%m/%Y}."
            found.append(Candidate(unit_id, version, path, Obligation.Cause.ENDED, note))
    return found


def overridden(found: list[Candidate], overrides: dict[int, tuple[str, str]]) -> list[Candidate]:
    """Candidates with the reviewer's causes: {unit: (cause, note)}; an exemption needs its reason."""
    result = []
    for candidate in found:
        cause, note = overrides.get(candidate.unit_id, (candidate.cause, candidate.note))
        if cause == Obligation.Cause.EXEMPT and not note.strip():
            raise CycleRefused(f"Cần ghi lý do miễn báo cáo cho {candidate.version.name}.")
        result.append(replace(candidate, cause=cause, note=note.strip()))
    return result


def open_cycle(cycle: Cycle, found: list[Candidate], *, by) -> Cycle:
    """Store the cycle and freeze its obligations, one per candidate, with an empty report for each that owes.

    Raises CycleRefused when that year is already open or nobody owes a report.
    """
    if not any(c.cause in Obligation.OWING for c in found):
        raise CycleRefused("Không có đơn vị nào phải báo cáo trong kỳ này.")
    hat = hat_at(by, "cycle.manage", cycle.collector_id)
    cycle.opened_at, cycle.opened_by = clock.now(), by
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
            _freeze(cycle, found)
            counts = Counter(str(c.cause) for c in found)
            journal.record(cycle, "cycle.open", f"Mở {cycle.title}", by=by, hat=hat, detail={"causes": counts})
            jobs.post("cycle.announce", f"cycle:{cycle.pk}:announce", {"cycle": cycle.pk})
    except IntegrityError as error:
        raise CycleRefused(f"Đơn vị đã có kỳ báo cáo năm {cycle.year}.") from error
    return cycle


def _freeze(cycle: Cycle, found: list[Candidate]) -> None:
    Obligation.objects.bulk_create([_obligation(cycle, c) for c in found], batch_size=2000)
    owing = cycle.obligations.owing().order_by("pk").values_list("pk", flat=True)
    Report.objects.bulk_create([Report(obligation_id=pk) for pk in owing], batch_size=5000)


def _obligation(cycle: Cycle, candidate: Candidate) -> Obligation:
    version = candidate.version
    return Obligation(
        cycle=cycle,
        unit_id=candidate.unit_id,
        unit_name=version.name,
        unit_short=version.short_name,
        unit_code=version.code,
        unit_path=candidate.path,
        level=version.level or Level.GRASSROOTS,
        block=version.block,
        block_key=block_key(version.block),
        position=version.position,
        sort_key=version.sort_key,
        search_key=version.search_key,
        cause=candidate.cause,
        cause_note=candidate.note,
        successor_id=candidate.successor_id,
        due_at=cycle.due_at,
    )


def extend(obligation: Obligation, *, new_due_at, reason: str, by) -> Extension:
    """Give one unit more time; the label changes, the words of the directive do not."""
    hat = hat_at(by, "cycle.manage", obligation.cycle.collector_id)
    if not reason.strip():
        raise CycleRefused("Cần ghi lý do gia hạn.")
    if new_due_at <= obligation.due_at:
        raise CycleRefused("Hạn mới phải sau hạn hiện tại.")
    with transaction.atomic():
        extension = Extension.objects.create(
            obligation=obligation,
            reason=reason.strip(),
            old_due_at=obligation.due_at,
            new_due_at=new_due_at,
            approved_by=by,
        )
        changed = Obligation.objects.filter(pk=obligation.pk, due_at=obligation.due_at).update(due_at=new_due_at)
        if not changed:
            raise CycleRefused("Hạn của đơn vị vừa được thay đổi. Đề nghị tải lại trang.")
        journal.record(obligation, "obligation.extend", f"Gia hạn: {reason.strip()}", by=by, hat=hat)
    obligation.due_at = new_due_at
    return extension


def amend(obligation: Obligation, *, cause: str, reason: str, by) -> Amendment:
    """Change the cause of one frozen obligation, with a reason; a submitted report can't be amended away."""
    hat = hat_at(by, "cycle.manage", obligation.cycle.collector_id)
    if not reason.strip():
        raise CycleRefused("Cần ghi lý do điều chỉnh.")
    if cause not in Obligation.Cause.values or cause == obligation.cause:
        raise CycleRefused("Đề nghị chọn căn cứ khác với căn cứ hiện tại.")
    report = Report.objects.filter(obligation=obligation).first()
    if cause not in Obligation.OWING and report and report.latest_revision_id:
        raise CycleRefused("Đơn vị đã nộp báo cáo; không thể bỏ nghĩa vụ báo cáo của đơn vị.")
    with transaction.atomic():
        amendment = Amendment.objects.create(
            obligation=obligation, old_cause=obligation.cause, new_cause=cause, reason=reason.strip(), by=by
        )
        changed = Obligation.objects.filter(pk=obligation.pk, cause=obligation.cause).update(
            cause=cause, cause_note=reason.strip()
        )
        if not changed:
            raise CycleRefused("Nghĩa vụ vừa được thay đổi. Đề nghị tải lại trang.")
        if cause in Obligation.OWING and report is None:
            Report.objects.get_or_create(obligation=obligation)
        journal.record(obligation, "obligation.amend", f"Điều chỉnh: {reason.strip()}", by=by, hat=hat)
    obligation.cause, obligation.cause_note = cause, reason.strip()
    return amendment
