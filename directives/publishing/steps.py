"""The table of steps: the only writer of a directive's state.

A step is one conditional UPDATE on the state and the version that the person saw; the event is written with it, and
whatever else the step writes stands in the same transaction (the caller's).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from directives.models import Directive
from directives.publishing.errors import NotAllowed, NotPossible, StalePage
from directives.publishing.needs import NEEDS
from directives.publishing.planning import Plan
from portal import clock
from portal.access import Hat, hat_at
from portal.journal import keep_private, record
from portal.models import Event
from portal.text import format_datetime

WRITE, APPROVE = "directive.write", "directive.approve"
# What only the portal's clock does: no person may ask for it.
CLOCK = ""
S = Directive.State


@dataclass(frozen=True)
class Step:
    """One arrow; `needs` are names in directives.publishing.needs, asked before anything is written."""

    name: str
    source: str
    target: str
    capability: str
    label: str
    needs: tuple[str, ...] = ()


STEPS: tuple[Step, ...] = (
    Step("save", S.DRAFT, S.DRAFT, WRITE, "Lưu dự thảo"),
    Step("save", S.IN_REVIEW, S.DRAFT, WRITE, "Lưu dự thảo"),
    Step("save", S.APPROVED, S.DRAFT, WRITE, "Lưu dự thảo"),
    Step("put_away", S.DRAFT, S.PUT_AWAY, WRITE, "Bỏ dự thảo"),
    Step("put_away", S.APPROVED, S.PUT_AWAY, WRITE, "Bỏ dự thảo"),
    Step("take_up", S.PUT_AWAY, S.DRAFT, WRITE, "Lấy lại dự thảo"),
    Step("submit", S.DRAFT, S.IN_REVIEW, WRITE, "Trình duyệt nội dung", ("complete", "someone_to_ask")),
    Step("withdraw", S.IN_REVIEW, S.DRAFT, WRITE, "Rút lại để sửa"),
    Step("approve", S.IN_REVIEW, S.APPROVED, APPROVE, "Duyệt nội dung", ("another_person", "complete")),
    Step("return", S.IN_REVIEW, S.DRAFT, APPROVE, "Trả lại người soạn", ("words",)),
    Step("return", S.APPROVED, S.DRAFT, APPROVE, "Trả lại người soạn", ("words",)),
    Step("return", S.SCHEDULED, S.DRAFT, APPROVE, "Trả lại người soạn", ("words",)),
    Step("schedule", S.APPROVED, S.SCHEDULED, WRITE, "Hẹn giờ ban hành", ("approval", "ahead", "ready")),
    Step("unschedule", S.SCHEDULED, S.APPROVED, WRITE, "Bỏ hẹn giờ"),
    Step("give_up", S.SCHEDULED, S.APPROVED, CLOCK, "Không ban hành được vào giờ hẹn"),
    Step("publish", S.APPROVED, S.PUBLISHED, WRITE, "Ban hành", ("approval", "ready")),
    Step("publish", S.SCHEDULED, S.PUBLISHED, WRITE, "Ban hành", ("due", "approval", "ready")),
    Step("recall", S.PUBLISHED, S.RECALLED, WRITE, "Thu hồi", ("reason",)),
)
CAPABILITIES = {step.name: step.capability for step in STEPS}
_REFUSALS = {
    WRITE: "Đồng chí không có vai trò soạn và ban hành văn bản của đơn vị này.",
    APPROVE: "Đồng chí không có vai trò duyệt nội dung văn bản của đơn vị này.",
    CLOCK: "Bước này do cổng tự thực hiện.",
}


@dataclass
class Given:
    """What a step is given beside who takes it; each step reads what it needs."""

    words: str = ""
    publish_at: datetime | None = None
    number: str | None = None
    day: date | None = None


@dataclass
class Move:
    """One step being taken: the row as it stood, by whom, under which hat, when, with what."""

    directive: Directive
    step: Step
    by: object
    hat: Hat | None
    at: datetime
    given: Given
    plan: Plan | None = None


def find_step(state: str, name: str) -> Step | None:
    """The arrow of that name that leads on from the state."""
    return next((step for step in STEPS if step.name == name and step.source == state), None)


def possible_steps(directive: Directive, user) -> dict[str, Step]:
    """Steps that the state and the person's roles allow now (their needs are asked when they are taken)."""
    return {
        step.name: step
        for step in STEPS
        if step.source == directive.state
        and step.capability != CLOCK
        and hat_at(user, step.capability, directive.issuer_id)
    }


def hat_for(name: str, issuer_id: int, by) -> Hat:
    """The hat under which `by` takes steps of that name for the unit; raises NotAllowed."""
    capability = CAPABILITIES[name]
    hat = hat_at(by, capability, issuer_id) if capability != CLOCK else None
    if hat is None:
        raise NotAllowed(_REFUSALS[capability])
    return hat


def begin(directive: Directive, name: str, *, by, seen: int | None, given: Given | None = None) -> Move:
    """The step, judged: nothing is written yet.

    `seen` is the version on the person's page; None where the step asks for none. Raises NotAllowed, NotPossible,
    StalePage and what the step's needs raise.
    """
    now = Directive.objects.select_related("issuer").get(pk=directive.pk)
    hat = hat_for(name, now.issuer_id, by)
    return _judged(now, name, by=by, hat=hat, seen=seen, given=given or Given())


def begin_by_clock(directive: Directive, name: str, *, seen: int) -> Move:
    """As `begin`, for a step that only the clock takes."""
    now = Directive.objects.get(pk=directive.pk)
    return _judged(now, name, by=None, hat=None, seen=seen, given=Given())


def _judged(now: Directive, name: str, *, by, hat, seen, given) -> Move:
    step = find_step(now.state, name)
    if step is None or (seen is not None and now.version != seen):
        raise why_not(now, name)
    move = Move(now, step, by, hat, clock.now(), given)
    for need in step.needs:
        NEEDS[need](move)
    return move


def finish(move: Move, what: str, *, detail: dict | None = None, **changes) -> Directive:
    """Write the step with `changes` and its event `what`; the row as it now stands. Raises StalePage, NotPossible."""
    found = Directive.objects.filter(pk=move.directive.pk, state=move.step.source, version=move.directive.version)
    if not found.update(state=move.step.target, version=F("version") + 1, **changes):
        raise why_not(Directive.objects.get(pk=move.directive.pk), move.step.name)
    written = Directive.objects.get(pk=move.directive.pk)
    record(written, f"directive.{_PAST[move.step.name]}", what, by=move.by, hat=move.hat, detail=detail)
    return written


_PAST = {
    "save": "saved",
    "put_away": "put_away",
    "take_up": "taken_up",
    "submit": "submitted",
    "withdraw": "withdrawn",
    "approve": "approved",
    "return": "returned",
    "schedule": "scheduled",
    "unschedule": "unscheduled",
    "give_up": "missed",
    "publish": "published",
    "recall": "recalled",
}
# A paper before it leaves the house is its unit's own, and so is what was done with it.
keep_private(
    "directive.created", *(f"directive.{past}" for name, past in _PAST.items() if name not in ("publish", "recall"))
)


def why_not(now: Directive, name: str) -> Exception:
    """The reason why a step finds the row `now` in its way, as an exception to raise."""
    if find_step(now.state, name):
        last = Event.objects.about(now).select_related("actor").first()
        deed = "sửa" if last and last.kind == "directive.saved" else "xử lý"
        who = f"{last.actor} {deed} lúc {format_datetime(last.at)}" if last and last.actor else "người khác sửa"
        return StalePage(f"Văn bản này vừa được {who}, sau khi đồng chí mở trang.")
    if name == "recall":
        return NotPossible("Chỉ thu hồi được văn bản đã ban hành và chưa bị thu hồi.")
    if now.is_published:
        return NotPossible(
            f"{now} đã được ban hành trên cổng lúc {format_datetime(now.published_at)}, nội dung không sửa được nữa."
        )
    return NotPossible(f"{now} đang ở bước “{now.get_state_display()}”: {_HINTS[now.state]}")


_HINTS = {
    S.DRAFT: "cần trình và được duyệt nội dung trước.",
    S.IN_REVIEW: "chờ người có thẩm quyền duyệt nội dung.",
    S.APPROVED: "việc này đã được thực hiện hoặc không còn cần thiết.",
    S.SCHEDULED: "hãy bỏ hẹn giờ trước.",
    S.PUT_AWAY: "hãy lấy lại dự thảo trước.",
}
