"""One report on one page: where it stands, what is to be done, its sections, its points, and what happened to it."""

from django.contrib.auth.decorators import login_required
from django.db.models import BigIntegerField, Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from directives.models import Directive, Recipient
from portal import clock
from portal.access import hats, units_with
from portal.models import Event
from portal.prepared import Prepared
from portal.text import format_deadline
from reports import workflow
from reports.drafts import open_sections
from reports.lineage import figures_before
from reports.models import Report, ReviewPoint
from reports.readiness import Assessment, section_states, weigh_stored
from reports.views.officer.acting import next_action
from reports.views.officer.doors import definition_for, readable_report
from reports.views.officer.progress import Step, steps_of
from reports.views.officer.standing import deadline_words, standing_of
from reports.views.officer.tasks import task_lines

MOST_EVENTS = 60
# kind: (tone, icon, words, whether only the unit's own people read it)
HISTORY = {
    "report.send": ("info", "send", "Đã trình lãnh đạo xác nhận", True),
    "report.withdraw": ("", "return", "Đã rút lại để sửa", True),
    "report.send_back": ("warn", "return", "Lãnh đạo chuyển lại người lập", True),
    "report.submit": ("info", "seal", "Đã xác nhận và nộp", False),
    "report.return": ("warn", "return", "Trả lại để bổ sung", False),
    "report.accept": ("ok", "check", "Đã chấp nhận", False),
    "report.reopen": ("warn", "refresh", "Mở lại để thẩm định", False),
    "obligation.extend": ("info", "clock", "Được gia hạn", False),
    "obligation.amend": ("", "edit", "Điều chỉnh nghĩa vụ báo cáo", False),
}


@login_required
@require_GET
def report(request, pk):
    """The report for its unit's people; those above see its state, its revisions and what happened, never the draft."""
    found = readable_report(request.user, pk)
    obligation, cycle = found.obligation, found.obligation.cycle
    is_writer = obligation.writer_id in units_with(request.user, "report.write")
    assessment, steps = _read_draft(found) if is_writer else (None, [])
    context = {
        "report": found,
        "obligation": obligation,
        "cycle": cycle,
        "standing": standing_of(obligation, found, clock.now()),
        "deadline": deadline_words(obligation),
        "last_moment": format_deadline(obligation.due_at),
        "action": next_action(found, request.user),
        "is_writer": is_writer,
        "possible": workflow.possible_steps(found, request.user),
        "roles": [hat for hat in hats(request.user) if hat.unit_id == obligation.writer_id],
        "steps": steps,
        "tasks": task_lines(found, assessment),
        "finished": sum(step.finished and step.is_asked for step in steps),
        "asked": sum(step.is_asked for step in steps),
        "next_step": next((step for step in steps if not step.finished), None),
        "points": _points(found),
        "revisions": _revisions(found),
        "extensions": _extensions(obligation, cycle),
        "reads_directive": _reads_directive(request.user, cycle),
        "history": _history(found, is_own=obligation.writer_id in units_with(request.user, "report.read_own")),
    }
    return render(request, "reports/officer/report.html", context)


def _read_draft(found: Report) -> tuple[Assessment, list[Step]]:
    definition, cycle = definition_for(found), found.obligation.cycle
    contents = {code: row.content for code, row in open_sections(found, definition).items()}
    assessment = weigh_stored(found, contents, figures_before(found))
    return assessment, steps_of(definition, section_states(assessment, contents), found.pk, cycle.year)


def _points(found: Report) -> list[ReviewPoint]:
    """The points that were sent to the unit; none before a first submission."""
    if not found.latest_revision_id:
        return []
    return list(found.points.exclude(state=ReviewPoint.State.DRAFT))


def _revisions(found: Report) -> list:
    if not found.latest_revision_id:
        return []
    return list(found.revisions.defer("snapshot").order_by("-number"))


def _reads_directive(user, cycle) -> bool:
    """Whether the directive may be linked: a unit founded later never received it.

    Asked first for the reason that nearly all have, which is a tenth of what the whole door costs.
    """
    if not cycle.directive_id:
        return False
    received = Recipient.objects.received_by(user).filter(directive=cycle.directive_id)
    return received.exists() or Directive.objects.visible_to(user).filter(pk=cycle.directive_id).exists()


def _extensions(obligation, cycle) -> list:
    if obligation.due_at == cycle.due_at:
        return []
    return list(obligation.extensions.select_related("approved_by"))


def _history(found: Report, *, is_own: bool) -> list[dict]:
    events = _OWN_EVENTS if is_own else _PUBLIC_EVENTS
    return [_line(event) for event in events.fetch(report=found.pk, obligation=found.obligation_id)]


def _events(kinds: list[str]) -> Prepared:
    """The newest events of these kinds at a report or its obligation."""

    def build(report, obligation):
        about = Q(subject_type="reports.report", subject_id=report)
        about |= Q(subject_type="reports.obligation", subject_id=obligation)
        events = Event.objects.filter(about, kind__in=kinds).select_related("actor")
        return events.order_by("-at", "-pk")[:MOST_EVENTS]

    return Prepared(build, report=BigIntegerField(), obligation=BigIntegerField())


_OWN_EVENTS = _events(list(HISTORY))
_PUBLIC_EVENTS = _events([kind for kind, (_, _, _, is_internal) in HISTORY.items() if not is_internal])


def _line(event: Event) -> dict:
    tone, icon, words, _ = HISTORY[event.kind]
    reason = event.what.partition(": ")[2]
    number = event.detail.get("revision")
    if number:
        words = f"{words} (bản nộp thứ {number})"
    return {"event": event, "tone": tone, "icon": icon, "words": words, "reason": reason}
