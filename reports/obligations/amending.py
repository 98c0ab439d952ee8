"""Later changes of the frozen list, each explicit and with its reason: more time, another cause."""

from datetime import datetime

from django.db import transaction

from portal import clock, journal
from portal.access import hat_at
from portal.models import ActKind, UnitLineage
from portal.text import format_deadline
from reports.models import Amendment, Cycle, Extension, Obligation, Report
from reports.obligations.leaving import nobody_is_left
from reports.obligations.refusal import CycleRefused

LONGEST_NOTE = 300
MERGING = (ActKind.MERGE, ActKind.CONSOLIDATE)


def extend(obligation: Obligation, *, new_due_at: datetime, reason: str, by) -> Extension:
    """Give one unit more time; the label changes, the words of the directive do not.

    `new_due_at` is the first instant that will be late; `obligation.due_at` is the one that the person saw. Raises
    CycleRefused.
    """
    hat = hat_at(by, "cycle.manage", obligation.cycle.collector_id)
    reason = reason.strip()
    _refuse_closed(obligation)
    if not obligation.is_owing:
        raise CycleRefused("Đơn vị không có nghĩa vụ báo cáo nên không cần gia hạn.")
    if not reason:
        raise CycleRefused("Cần ghi lý do gia hạn.")
    if new_due_at <= obligation.due_at:
        raise CycleRefused("Hạn mới phải sau hạn hiện tại.")
    if new_due_at <= clock.now():
        raise CycleRefused("Hạn mới phải sau thời điểm hiện tại.")
    with transaction.atomic():
        changed = Obligation.objects.filter(pk=obligation.pk, due_at=obligation.due_at).update(due_at=new_due_at)
        if not changed:
            raise CycleRefused("Hạn của đơn vị vừa được thay đổi. Đề nghị tải lại trang.")
        extension = Extension.objects.create(
            obligation=obligation,
            reason=reason,
            old_due_at=obligation.due_at,
            new_due_at=new_due_at,
            approved_by=by,
        )
        what = f"Gia hạn cho {obligation.unit_name} đến {format_deadline(new_due_at)}: {reason}"
        times = {"old": obligation.due_at.isoformat(), "new": new_due_at.isoformat()}
        journal.record(obligation, "obligation.extend", what, by=by, hat=hat, detail=times)
    obligation.due_at = new_due_at
    return extension


def heir_of(obligation: Obligation) -> int | None:
    """The unit that reports instead: the one named at opening, or the one into which the unit was merged since then.

    Followed through further mergers; only a unit that owes a report in the same cycle can report for another.
    """
    if obligation.successor_id:
        return obligation.successor_id
    unit, seen = obligation.unit_id, set()
    while unit is not None and unit not in seen:
        seen.add(unit)
        edges = UnitLineage.objects.filter(predecessor=unit, act__kind__in=MERGING, successor__isnull=False)
        unit = edges.order_by("-act__effective_on", "-pk").values_list("successor", flat=True).first()
        if unit and Obligation.objects.owing().filter(cycle=obligation.cycle_id, unit=unit).exists():
            return unit
    return None


def allowed_amendments(obligation: Obligation) -> tuple[Obligation.Cause, ...]:
    """The causes that the obligation may be given instead of its own; a successor only where the tree has one.

    A closing report may become one anew where its writer has ended since: the keeper of the papers takes it over.
    """
    cause = Obligation.Cause
    named = (cause.SUCCESSOR,) if heir_of(obligation) else ()
    every = (cause.ASSIGNED, cause.CLOSING, cause.EXEMPT, cause.ENDED, *named)
    anew = (cause.CLOSING,) if nobody_is_left(obligation) else ()
    return tuple(c for c in every if c != obligation.cause or c in anew)


def amend(obligation: Obligation, *, cause: str, reason: str, by) -> Amendment:
    """Change the cause of one frozen obligation, with a reason; a submitted report can't be amended away."""
    hat = hat_at(by, "cycle.manage", obligation.cycle.collector_id)
    reason = reason.strip()
    _refuse_closed(obligation)
    if not reason:
        raise CycleRefused("Cần ghi lý do điều chỉnh.")
    if len(reason) > LONGEST_NOTE:
        raise CycleRefused(f"Lý do dài quá {LONGEST_NOTE} ký tự; đề nghị ghi gọn lại.")
    if cause not in allowed_amendments(obligation):
        raise CycleRefused("Đề nghị chọn căn cứ khác với căn cứ hiện tại.")
    with transaction.atomic():
        _change_cause(obligation, cause, reason)
        amendment = Amendment.objects.create(
            obligation=obligation, old_cause=obligation.cause, new_cause=cause, reason=reason, by=by
        )
        if cause in Obligation.OWING:
            Report.objects.get_or_create(obligation=obligation)
        what = f"{_what(obligation, cause)}: {reason}"
        change = {"old": str(obligation.cause), "new": str(cause)}
        journal.record(obligation, "obligation.amend", what, by=by, hat=hat, detail=change)
    obligation.refresh_from_db(fields=["cause", "cause_note", "successor", "writer"])
    return amendment


def _what(obligation: Obligation, cause: str) -> str:
    old, new = (Obligation.Cause(c).label for c in (obligation.cause, cause))
    if old == new:
        return f"Giao {obligation.unit.custodian} lập “{new}” của {obligation.unit_name}"
    return f"Điều chỉnh nghĩa vụ của {obligation.unit_name} từ “{old}” thành “{new}”"


def _refuse_closed(obligation: Obligation) -> None:
    if obligation.cycle.state != Cycle.State.OPEN:
        raise CycleRefused("Kỳ báo cáo đã khóa sổ, không điều chỉnh được nữa.")


def _change_cause(obligation: Obligation, cause: str, reason: str) -> None:
    """One UPDATE on what the person saw; a duty is only taken off as long as nothing was submitted."""
    rows = Obligation.objects.filter(pk=obligation.pk, cause=obligation.cause, writer=obligation.writer_id)
    if cause not in Obligation.OWING:
        # The submitting step locks the report's row; waiting for it here lets only one of the two go ahead.
        report = Report.objects.select_for_update(of=("self",)).filter(obligation=obligation).first()
        if report and report.latest_revision_id:
            raise CycleRefused("Đơn vị đã nộp báo cáo; không thể bỏ nghĩa vụ báo cáo của đơn vị.")
    heir = heir_of(obligation) if cause == Obligation.Cause.SUCCESSOR else None
    # A unit that ended since the opening has no people left; the keeper of its papers writes for it.
    writer = obligation.unit.custodian_id or obligation.unit_id
    if not rows.update(cause=cause, cause_note=reason, successor=heir, writer=writer):
        raise CycleRefused("Nghĩa vụ vừa được thay đổi. Đề nghị tải lại trang.")
