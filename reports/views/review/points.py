"""Points while they are written: raised at a section or a figure, taken back before they are sent, settled later."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from reports.forms.reviewing import PointForm
from reports.lookups import definition_of
from reports.models import Report, ReviewPoint, State
from reports.points import PointRefused, close_point, drop_point, raise_point
from reports.views.review.doors import filters_kept, review_address, reviewable_point, reviewable_report
from reports.views.review.report import points_of, show_report


@login_required
@require_POST
def review_point(request, pk):
    """Note one thing to ask back; answers htmx with the section's points, others with the page."""
    report = reviewable_report(request.user, pk)
    form = PointForm(request.POST, definition=definition_of(report.obligation.cycle.form_version_id))
    if not form.is_valid():
        words = " ".join(text for errors in form.errors.values() for text in errors)
        return _answer(request, report, request.POST.get("section", ""), refusal=words, typed=request.POST)
    given = form.cleaned_data
    try:
        raise_point(report, by=request.user, **given)
    except PointRefused as refusal:
        return _answer(request, report, given["section"], refusal=str(refusal), typed=given)
    return _answer(request, report, given["section"], told="Đã ghi ý kiến; ý kiến được gửi khi trả lại báo cáo.")


@login_required
@require_POST
def review_point_drop(request, pk):
    """Take back a point that was not sent."""
    point = reviewable_point(request.user, pk)
    try:
        drop_point(point, by=request.user)
    except PointRefused as refusal:
        return _answer(request, point.report, point.section, refusal=str(refusal))
    return _answer(request, point.report, point.section, told="Đã bỏ ý kiến.")


@login_required
@require_POST
def review_point_close(request, pk):
    """Mark an answered point as settled."""
    point = reviewable_point(request.user, pk)
    try:
        close_point(point, by=request.user)
    except PointRefused as refusal:
        return _answer(request, point.report, point.section, refusal=str(refusal))
    return _answer(request, point.report, point.section, told="Đã ghi nhận câu trả lời.")


def _answer(request, report: Report, section: str, *, refusal="", typed=None, told=""):
    if not request.htmx:
        if typed is not None:
            messages.warning(request, refusal)
            return show_report(
                request, report.pk, status=422, refused_point={"section": section, "words": refusal, "typed": typed}
            )
        if refusal or told:
            (messages.warning if refusal else messages.success)(request, refusal or told)
        kept = filters_kept(request.POST.get("loc", ""))
        return redirect(review_address(report.pk, kept, f"muc-{section}" if section else ""))
    points = points_of(report)
    definition = definition_of(report.obligation.cycle.form_version_id)
    known = {item.code: item for item in definition.writable_sections}
    context = {
        "report": report,
        "section": known.get(section),
        "points": [p for p in points if p.section == section],
        "drafts": [p for p in points if p.state == ReviewPoint.State.DRAFT],
        "is_waiting": report.state == State.SUBMITTED,
        "kept": filters_kept(request.POST.get("loc", "")),
        "refusal": refusal,
        "typed": typed,
        "swapped": True,
    }
    response = render(request, "reports/review/parts/points.html", context, status=422 if refusal else 200)
    if told:
        response["HX-Trigger"] = json.dumps({"toast": {"text": told, "tone": "ok"}})
    return response
