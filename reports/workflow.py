"""The table of steps: the only writer of a report's state.

A step is one conditional UPDATE on the state and the version that the person saw; what it writes beside (revision,
event, jobs) is in the same transaction. The drawing in the README is made from STEPS.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from portal import clock, jobs, journal
from portal.access import Hat, hat_at, units_with
from reports.models import Cycle, Report, ReviewPoint, Revision, State
from reports.readiness import Assessment, assess
from reports.submission import freeze


class NotPossible(Exception):
    """The report is not in a state from which this step leads (message in Vietnamese)."""


class NotAllowed(Exception):
    """The person does not hold the role that this step needs here."""


class StalePage(Exception):
    """Somebody changed the report since the person saw it (message in Vietnamese)."""


class Refused(Exception):
    """Something that the step needs is missing (message in Vietnamese)."""


@dataclass(frozen=True)
class Step:
    """One arrow: `when` is "first" before any submission, "again" after one, "" always."""

    name: str
    source: State
    target: State
    capability: str
    label: str
    needs: tuple[str, ...] = ()
    when: str = ""


S = State
WRITE, CERTIFY, REVIEW = "report.write", "report.certify", "report.review"
STEPS: tuple[Step, ...] = (
    Step("send", S.DRAFT, S.AWAITING_CERTIFICATION, WRITE, "Trình lãnh đạo xác nhận", ("complete",)),
    Step("send", S.RETURNED, S.AWAITING_CERTIFICATION, WRITE, "Trình lãnh đạo xác nhận", ("answered", "complete")),
    Step("withdraw", S.AWAITING_CERTIFICATION, S.DRAFT, WRITE, "Rút lại để sửa", (), "first"),
    Step("withdraw", S.AWAITING_CERTIFICATION, S.RETURNED, WRITE, "Rút lại để sửa", (), "again"),
    Step("send_back", S.AWAITING_CERTIFICATION, S.DRAFT, CERTIFY, "Chuyển lại người lập", ("reason",), "first"),
    Step("send_back", S.AWAITING_CERTIFICATION, S.RETURNED, CERTIFY, "Chuyển lại người lập", ("reason",), "again"),
    Step(
        "submit",
        S.AWAITING_CERTIFICATION,
        S.SUBMITTED,
        CERTIFY,
        "Xác nhận và nộp",
        ("second_person", "complete"),
    ),
    Step("submit", S.DRAFT, S.SUBMITTED, CERTIFY, "Xác nhận và nộp", ("head_alone", "complete")),
    Step("submit", S.RETURNED, S.SUBMITTED, CERTIFY, "Xác nhận và nộp", ("head_alone", "answered", "complete")),
    Step("return", S.SUBMITTED, S.RETURNED, REVIEW, "Trả lại để bổ sung", ("points", "return_due")),
    Step("accept", S.SUBMITTED, S.ACCEPTED, REVIEW, "Chấp nhận", ("another_person", "nothing_unsent")),
    Step("reopen", S.ACCEPTED, S.SUBMITTED, REVIEW, "Mở lại để thẩm định", ("reason",)),
)

PRIVATE_EVENTS = journal.keep_private("report.send_back")


@dataclass
class Move:
    """One step being taken: who, under which hat, with what was given, and what came of it."""

    report: Report
    step: Step
    by: object
    hat: Hat
    at: object
    reason: str = ""
    return_due_at: object = None
    client_key: str = ""
    assessment: Assessment | None = None
    draft_versions: list[int] | None = None
    revision: Revision | None = None
    detail: dict = field(default_factory=dict)

    @property
    def cycle(self) -> Cycle:
        return self.report.obligation.cycle


def is_taken(report: Report, name: str) -> bool:
    """Whether the report stands where the steps of that name lead to."""
    return any(step.name == name and step.target == report.state for step in STEPS)


def find_step(report: Report, name: str) -> Step | None:
    """The arrow of that name that leads on from where the report stands."""
    position = "again" if report.latest_revision_id else "first"
    for step in STEPS:
        if step.name == name and step.source == report.state and step.when in ("", position):
            return step
    return None


def hat_for(report: Report, step: Step, user) -> Hat | None:
    """The hat under which `user` may take the step; reviewing is never done where one writes."""
    obligation = report.obligation
    if step.capability == REVIEW:
        if obligation.writer_id in units_with(user, WRITE):
            return None
        return hat_at(user, step.capability, obligation.cycle.collector_id)
    return hat_at(user, step.capability, obligation.writer_id)


def possible_steps(report: Report, user) -> dict[str, Step]:
    """Steps that the state and the person's roles allow now (their needs are asked when they are taken)."""
    found = {}
    if not report.is_in_play:
        return found
    for step in STEPS:
        leads_on = find_step(report, step.name) is step
        if leads_on and hat_for(report, step, user) and not (_is_for_head_alone(step) and _asks_two(report)):
            found[step.name] = step
    return found


def _is_for_head_alone(step: Step) -> bool:
    return "head_alone" in step.needs


def _asks_two(report: Report) -> bool:
    return report.obligation.cycle.certifier == Cycle.Certifier.TWO_PEOPLE


# --- What a step needs ----------------------------------------------------------------------


def _need_complete(move: Move) -> None:
    if move.report.state in (State.DRAFT, State.RETURNED):
        move.draft_versions = _draft_versions(move.report)
    move.assessment = assess(move.report)
    if move.assessment.errors:
        raise Refused(f"Báo cáo còn {len(move.assessment.errors)} lỗi phải sửa trước khi gửi.")
    if move.assessment.unexplained:
        raise Refused(f"Còn {len(move.assessment.unexplained)} cảnh báo chưa có giải trình.")
    if not move.report.no_secret:
        raise Refused("Cần xác nhận báo cáo không chứa thông tin thuộc phạm vi bí mật nhà nước.")


def _draft_versions(report: Report) -> list[int]:
    return list(report.draft_sections.order_by("pk").values_list("version", flat=True))


def _need_answered(move: Move) -> None:
    waiting = move.report.points.filter(state=ReviewPoint.State.OPEN).count()
    if waiting:
        raise Refused(f"Còn {waiting} ý kiến của Ban chưa được trả lời.")


def _need_second_person(move: Move) -> None:
    if _asks_two(move.report) and move.report.sent_by_id == move.by.pk:
        raise Refused("Kỳ báo cáo này yêu cầu người xác nhận khác người lập, trình báo cáo.")


def _need_head_alone(move: Move) -> None:
    if _asks_two(move.report):
        raise Refused("Kỳ báo cáo này yêu cầu cán bộ lập trình báo cáo trước khi lãnh đạo xác nhận.")


def _need_reason(move: Move) -> None:
    if not move.reason.strip():
        raise Refused("Đề nghị ghi rõ lý do.")


def _need_points(move: Move) -> None:
    if not move.report.points.filter(state=ReviewPoint.State.DRAFT).exists():
        raise Refused("Cần có ít nhất một ý kiến khi trả lại báo cáo.")


def _need_another_person(move: Move) -> None:
    if move.report.is_work_of(move.by):
        raise Refused("Đồng chí đã lập hoặc xác nhận bản nộp này; cần một người khác thẩm định và chấp nhận.")


def _need_nothing_unsent(move: Move) -> None:
    unsent = move.report.points.filter(state=ReviewPoint.State.DRAFT).count()
    if unsent:
        raise Refused(
            f"Còn {unsent} ý kiến chưa gửi; đề nghị trả lại báo cáo hoặc bỏ các ý kiến đó trước khi chấp nhận."
        )


def _need_return_due(move: Move) -> None:
    if move.return_due_at is None or move.return_due_at <= move.at:
        raise Refused("Cần đặt hạn bổ sung sau thời điểm hiện tại.")


NEEDS: dict[str, Callable[[Move], None]] = {
    "complete": _need_complete,
    "answered": _need_answered,
    "second_person": _need_second_person,
    "head_alone": _need_head_alone,
    "reason": _need_reason,
    "points": _need_points,
    "return_due": _need_return_due,
    "another_person": _need_another_person,
    "nothing_unsent": _need_nothing_unsent,
}


# --- What a step writes ---------------------------------------------------------------------


def _on_send(move: Move) -> dict:
    return {"sent_by": move.by, "sent_at": move.at, "warning_count": len(move.assessment.warnings)}


def _on_back(move: Move) -> dict:
    return {"sent_by": None, "sent_at": None}


def _on_submit(move: Move) -> dict:
    move.revision = freeze(
        move.report, move.assessment, by=move.by, role=move.hat.role, client_key=move.client_key, at=move.at
    )
    move.detail = {"revision": move.revision.number, "sha256": move.revision.sha256}
    return {
        "latest_revision": move.revision,
        "submitted_at": move.at,
        "first_submitted_at": move.report.first_submitted_at or move.at,
        "warning_count": len(move.assessment.warnings),
        "return_due_at": None,
    }


def _on_return(move: Move) -> dict:
    move.report.points.filter(state=ReviewPoint.State.DRAFT).update(state=ReviewPoint.State.OPEN)
    move.detail = {"due": move.return_due_at.isoformat()}
    return {"returned_at": move.at, "returned_by": move.by, "return_due_at": move.return_due_at}


def _on_accept(move: Move) -> dict:
    sent = (ReviewPoint.State.OPEN, ReviewPoint.State.ANSWERED)
    move.report.points.filter(state__in=sent).update(
        state=ReviewPoint.State.CLOSED, closed_at=move.at, closed_by=move.by
    )
    return {"accepted_revision_id": move.report.latest_revision_id, "accepted_at": move.at, "accepted_by": move.by}


def _on_reopen(move: Move) -> dict:
    return {"accepted_revision_id": None, "accepted_at": None, "accepted_by": None}


WRITES: dict[str, Callable[[Move], dict]] = {
    "send": _on_send,
    "withdraw": _on_back,
    "send_back": _on_back,
    "submit": _on_submit,
    "return": _on_return,
    "accept": _on_accept,
    "reopen": _on_reopen,
}


def fire(report: Report, name: str, *, by, seen: int, reason="", return_due_at=None, client_key="") -> Move:
    """Take one step of the table; `report` then stands where the step led.

    `seen` is the version of the report on the person's page; `client_key` makes submitting idempotent: the same key
    again gives the revision that it made. Raises NotPossible, NotAllowed, Refused, StalePage; then nothing changed.
    """
    try:
        return _take(report, name, by, seen, reason.strip(), return_due_at, client_key)
    except (NotPossible, StalePage):
        known = _made_before(report, by, client_key) if name == "submit" and client_key else None
        if known is None:
            raise
        return Move(report, STEPS[0], by, None, known.submitted_at, client_key=client_key, revision=known)


def _made_before(report: Report, by, client_key: str) -> Revision | None:
    return Revision.objects.filter(report=report, client_key=client_key, certified_by=by).first()


def _take(report: Report, name: str, by, seen: int, reason: str, return_due_at, client_key: str) -> Move:
    step = find_step(report, name)
    if step is None:
        raise NotPossible(f"Báo cáo đang ở trạng thái “{report.get_state_display()}”, không thực hiện được bước này.")
    hat = hat_for(report, step, by)
    if hat is None:
        raise NotAllowed(name)
    move = Move(report, step, by, hat, clock.now(), reason, return_due_at, client_key)
    if move.cycle.state != Cycle.State.OPEN:
        raise Refused("Kỳ báo cáo đã khóa sổ; đề nghị liên hệ ban đầu mối nếu cần mở lại.")
    if not report.obligation.is_owing:
        raise Refused("Đơn vị không còn nghĩa vụ báo cáo trong kỳ này.")
    for need in step.needs:
        NEEDS[need](move)
    try:
        with transaction.atomic():
            changes = _write(move, seen)
    except IntegrityError as error:
        raise StalePage("Báo cáo vừa được nộp ở một cửa sổ khác. Đề nghị tải lại trang.") from error
    for attribute, value in changes.items():
        setattr(report, attribute, value)
    return move


def _write(move: Move, seen: int) -> dict:
    """Write the step; returns the columns that it changed, with their new values."""
    report, step = move.report, move.step
    changes = {"state": step.target, "version": seen + 1} | WRITES[step.name](move)
    changed = Report.objects.in_play().filter(pk=report.pk, state=step.source, version=seen).update(**changes)
    if not changed:
        raise StalePage("Báo cáo đã được thay đổi sau khi đồng chí mở trang này. Đề nghị tải lại trang để xem.")
    if move.draft_versions is not None and _draft_versions(report) != move.draft_versions:
        raise StalePage("Báo cáo vừa được sửa ở một cửa sổ khác trong khi gửi. Đề nghị xem lại rồi gửi.")
    what = step.label if not move.reason else f"{step.label}: {move.reason}"
    journal.record(report, f"report.{step.name}", what, by=move.by, hat=move.hat, detail=move.detail)
    jobs.post(
        "report.notify",
        f"report:{report.pk}:{seen + 1}:{step.name}",
        {
            "report": report.pk,
            "step": step.name,
            "revision": move.revision.pk if move.revision else None,
            "reason": move.reason,
            "by": move.by.pk,
            "version": seen + 1,
            "return_due_at": move.return_due_at.isoformat() if move.return_due_at else None,
        },
    )
    return changes
