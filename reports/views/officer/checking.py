"""The page before the report leaves: every error and warning with its place, all answers, and the words of sending."""

import uuid
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal import clock
from reports import workflow
from reports.drafts import Clash, Locked, TooLong, Typed, mark, open_sections, save_closing
from reports.lineage import figures_before
from reports.models import Cycle, ReviewPoint, State
from reports.prefill import frozen_sources
from reports.readiness import Assessment, assess, weigh_stored
from reports.submission import frozen_answers
from reports.views.officer.doors import definition_for, own_report
from reports.views.officer.places import address_of
from reports.views.officer.readthrough import ratios_through, read_through
from reports.views.officer.standing import standing_of
from reports.views.officer.stepping import take_step

EXPLANATION = "giai-trinh:"
SEEN = "da-thay:"
SEEN_NUMBER = "da-thay-so"


@login_required
@require_http_methods(["GET", "POST"])
def check(request, pk):
    """Look the whole draft over; POST stores explanations, number and tick, and sends when a step was pressed."""
    report = own_report(request.user, pk)
    if request.method == "POST":
        return _act(request, report)
    return render(request, "reports/officer/check.html", _context(request, report))


def _act(request, report):
    step = request.POST.get("step", "")
    ticked = "no_secret" in request.POST
    if report.is_writable:
        refused = _store(request, report, ticked)
        if refused:
            return refused
    if not step:
        messages.success(request, "Đã lưu giải trình và số báo cáo.")
        return redirect("reports:check", report.pk)
    if step in ("send", "submit") and not ticked:
        messages.error(request, "Chưa gửi được: cần đánh dấu xác nhận báo cáo không chứa bí mật nhà nước.")
        return redirect(f"{request.path}#xac-nhan")
    return take_step(request, report, step)


def _store(request, report, ticked: bool):
    """Keep what was typed on the page; an answer when that was refused."""
    explanations = _typed(request)
    known = {finding.key for finding in assess(report).warnings} if explanations else set()
    explanations = {key: text for key, text in explanations.items() if key in known}
    closing = {"number": request.POST.get("number", report.number), "number_seen": request.POST.get(SEEN_NUMBER)}
    try:
        stored = save_closing(report, **closing, no_secret=ticked, explanations=explanations, by=request.user)
    except TooLong as fault:
        messages.error(request, str(fault))
        return redirect("reports:check", report.pk)
    if isinstance(stored, Locked):
        messages.error(request, f"{stored.words} Phần vừa nhập không được ghi.")
        return redirect("reports:check", report.pk)
    if isinstance(stored, Clash):
        messages.warning(
            request,
            "Người khác vừa sửa giải trình hoặc số báo cáo. Cả hai nội dung ở dưới; đề nghị chọn nội dung đúng rồi lưu "
            "lại.",
        )
        context = _context(request, report, typed=explanations, theirs=stored.theirs)
        context |= _numbers(stored.number, closing["number"])
        return render(request, "reports/officer/check.html", context, status=409)
    return None


def _numbers(theirs: str | None, typed: str) -> dict:
    """After a clash over the report's number: what was typed stays in the box, what stands there is told beside it."""
    if theirs is None:
        return {}
    return {"number": typed, "their_number": theirs, "number_seen": mark(theirs)}


def _typed(request) -> dict[str, Typed]:
    """{finding key: what was typed, with the mark of what the page had shown}."""
    names = [name for name in request.POST if name.startswith(EXPLANATION)]
    keys = [name.removeprefix(EXPLANATION) for name in names]
    return {key: Typed(request.POST[EXPLANATION + key], request.POST.get(SEEN + key, mark(""))) for key in keys}


def _context(request, report, *, typed: dict[str, Typed] | None = None, theirs: dict[str, str] | None = None) -> dict:
    cycle = report.obligation.cycle
    contents = {code: row.content for code, row in open_sections(report, definition_for(report)).items()}
    assessment = weigh_stored(report, contents, figures_before(report))
    answers = frozen_answers(assessment) | {"sources": frozen_sources(report, assessment.draft)}
    possible = workflow.possible_steps(report, request.user)
    is_own_sending = cycle.certifier == Cycle.Certifier.TWO_PEOPLE and report.sent_by_id == request.user.pk
    return {
        "report": report,
        "cycle": cycle,
        "standing": standing_of(report.obligation, report, clock.now()),
        "possible": possible,
        "may_submit": "submit" in possible and not (report.state == State.AWAITING_CERTIFICATION and is_own_sending),
        "is_own_sending": report.state == State.AWAITING_CERTIFICATION and is_own_sending,
        "assessment": assessment,
        "errors": _listed(report, assessment.errors),
        "error_groups": _grouped(report, assessment),
        "warnings": _warned(report, assessment, typed or {}, theirs or {}),
        "explained": len(assessment.warnings) - len(assessment.unexplained),
        "hints": _listed(report, assessment.hints),
        "unanswered": report.points.filter(state=ReviewPoint.State.OPEN).count() if report.latest_revision_id else 0,
        "parts": read_through(assessment.definition, answers, cycle.year),
        "ratios": ratios_through(assessment.definition, answers),
        "client_key": uuid.uuid4().hex,
        "number": report.number,
        "number_seen": mark(report.number),
    }


def _listed(report, findings) -> list[dict]:
    return [{"text": finding.message, "url": address_of(report.pk, finding)} for finding in findings]


def _grouped(report, assessment: Assessment) -> list[dict]:
    """The errors under the headings of their sections."""
    definition, year = assessment.definition, report.obligation.cycle.year
    found = []
    for code, findings in groupby(assessment.errors, key=lambda finding: finding.section_code):
        heading = definition.heading(definition.section(code), year)
        found.append({"code": code, "heading": heading, "errors": _listed(report, findings)})
    return found


def _warned(report, assessment: Assessment, typed: dict[str, Typed], theirs: dict[str, str]) -> list[dict]:
    return [
        {
            "key": finding.key,
            "name": EXPLANATION + finding.key,
            "text": finding.message,
            "url": address_of(report.pk, finding),
            "labels": [(code, assessment.definition.indicator(code).label) for code in finding.codes],
            "explanation": _shown(assessment, finding.key, typed, theirs),
            "theirs": theirs.get(finding.key),
            "seen_name": SEEN + finding.key,
            "seen": mark(assessment.explained.get(finding.key, "")),
        }
        for finding in assessment.warnings
    ]


def _shown(assessment: Assessment, key: str, typed: dict[str, Typed], theirs: dict[str, str]) -> str:
    """What stands in the box: after a clash the person's own words, else what is stored."""
    return typed[key].text if key in theirs else assessment.explained.get(key, "")
