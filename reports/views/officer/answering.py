"""Answering what the reviewers asked back, one point after the other."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal import clock
from portal.access import units_with
from portal.text import clean_text
from reports.models import ReviewPoint, State
from reports.points import PointRefused, answer_point
from reports.views.officer.doors import definition_for, readable_report
from reports.views.officer.places import NARRATIVE, figure_place
from reports.views.officer.standing import standing_of

MAX_ANSWER = 4_000


@login_required
@require_http_methods(["GET", "POST"])
def points(request, pk):
    """The points sent with a return and the unit's answers; writers answer while the report is returned."""
    report = readable_report(request.user, pk)
    is_writer = report.obligation.unit_id in units_with(request.user, "report.write")
    found = list(
        report.points.exclude(state=ReviewPoint.State.DRAFT)
        .select_related("revision", "answered_by")
        .defer("revision__snapshot")
    )
    if request.method == "POST":
        if not is_writer:
            raise Http404
        return _answer(request, report, found)
    rows = [_row(report, point) for point in found]
    current = [row for row in rows if row["point"].state in (ReviewPoint.State.OPEN, ReviewPoint.State.ANSWERED)]
    context = {
        "report": report,
        "cycle": report.obligation.cycle,
        "standing": standing_of(report.obligation, report, clock.now()),
        "may_answer": is_writer and report.state == State.RETURNED and report.is_writable,
        "is_writer": is_writer,
        "current": current,
        "earlier": [row for row in rows if row not in current],
        "answered": sum(row["point"].state == ReviewPoint.State.ANSWERED for row in current),
    }
    return render(request, "reports/officer/points.html", context)


def _row(report, point: ReviewPoint) -> dict:
    definition = definition_for(report)
    known = {section.code: section for section in definition.writable_sections}
    section = known.get(point.section)
    heading = definition.heading(section, report.obligation.cycle.year) if section else ""
    place = figure_place(point.indicator) if point.indicator else NARRATIVE
    url = f"{reverse('reports:section', args=[report.pk, section.code])}#{place}" if section else ""
    label = ""
    if section and point.indicator in section.indicators:
        label = definition.indicator(point.indicator).label
    return {"point": point, "heading": heading, "label": label, "url": url, "name": f"tra-loi-{point.pk}"}


def _answer(request, report, found: list[ReviewPoint]):
    """Store each answer that was changed; what can't be stored any more is told, and stays in the browser."""
    stored = 0
    try:
        for point in found:
            text = clean_text(request.POST.get(f"tra-loi-{point.pk}", "")).strip()
            if text and text != point.answer:
                if len(text) > MAX_ANSWER:
                    raise PointRefused(f"Câu trả lời dài quá {MAX_ANSWER} ký tự; đề nghị viết ngắn hơn.")
                answer_point(point, text=text, by=request.user)
                stored += 1
    except PointRefused as fault:
        messages.error(request, str(fault))
        return redirect("reports:points", report.pk)
    messages.success(request, f"Đã lưu {stored} câu trả lời." if stored else "Chưa có câu trả lời nào mới.")
    return redirect("reports:points", report.pk)
