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
from reports.drafts import mark
from reports.models import ReviewPoint, State
from reports.points import AnswerChanged, PointRefused, answer_point
from reports.views.officer.doors import definition_for, readable_report
from reports.views.officer.places import NARRATIVE, figure_place
from reports.views.officer.standing import standing_of

MAX_ANSWER = 4_000


@login_required
@require_http_methods(["GET", "POST"])
def points(request, pk):
    """The points sent with a return and the unit's answers; writers answer while the report is returned."""
    report = readable_report(request.user, pk)
    is_writer = report.obligation.writer_id in units_with(request.user, "report.write")
    found = list(
        report.points.exclude(state=ReviewPoint.State.DRAFT)
        .select_related("revision", "answered_by")
        .defer("revision__snapshot")
    )
    if request.method == "POST":
        if not is_writer:
            raise Http404
        return _answer(request, report, found)
    return _page(request, report, found, is_writer=is_writer)


def _page(request, report, found: list[ReviewPoint], *, is_writer: bool, clashes: dict[int, str] | None = None):
    """The page of points; after a clash the person's own words stand in the boxes, the newer ones beside them."""
    clashes = clashes or {}
    rows = [_row(report, point) | {"typed": clashes.get(point.pk), "clashes": point.pk in clashes} for point in found]
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
    return render(request, "reports/officer/points.html", context, status=409 if clashes else 200)


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
    return {
        "point": point,
        "heading": heading,
        "label": label,
        "url": url,
        "name": f"tra-loi-{point.pk}",
        "seen": mark(point.answer),
    }


def _answer(request, report, found: list[ReviewPoint]):
    """Store each answer that was changed; what can't be stored any more is told, and stays in the browser."""
    stored, clashes = 0, {}
    try:
        for point in found:
            text = clean_text(request.POST.get(f"tra-loi-{point.pk}", "")).strip()
            seen = request.POST.get(f"da-thay-{point.pk}", mark(point.answer))
            if text and text != point.answer and mark(text) != seen:
                if seen != mark(point.answer):
                    clashes[point.pk] = text
                    continue
                if len(text) > MAX_ANSWER:
                    raise PointRefused(f"Câu trả lời dài quá {MAX_ANSWER} ký tự; đề nghị viết ngắn hơn.")
                answer_point(point, text=text, by=request.user)
                stored += 1
    except AnswerChanged as fault:
        messages.warning(request, str(fault))
        return redirect("reports:points", report.pk)
    except PointRefused as fault:
        messages.error(request, str(fault))
        return redirect("reports:points", report.pk)
    if clashes:
        messages.warning(
            request, "Người khác vừa trả lời. Cả hai nội dung ở dưới; đề nghị chọn nội dung đúng rồi lưu lại."
        )
        return _page(request, report, found, is_writer=True, clashes=clashes)
    messages.success(request, f"Đã lưu {stored} câu trả lời." if stored else "Chưa có câu trả lời nào mới.")
    return redirect("reports:points", report.pk)
