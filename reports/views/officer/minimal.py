"""First, plain versions of the officers' pages."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from reports import workflow
from reports.drafts import Locked, Stale, clean_content, open_sections, save_section
from reports.lookups import definition_of
from reports.models import Report, Revision

REPORTS = Report.objects.select_related("obligation__cycle")


def plain(request, title, lines, **context):
    return render(request, "reports/officer/plain.html", {"page_title": title, "lines": lines, **context})


@login_required
def mine(request):
    found = REPORTS.visible_to(request.user)
    return plain(request, "Báo cáo của đơn vị", [f"{r.pk} {r.obligation.unit_name} {r.state}" for r in found])


@login_required
def report(request, pk):
    found = get_object_or_404(REPORTS.visible_to(request.user), pk=pk)
    return plain(request, f"Báo cáo của {found.obligation.unit_name}", [found.get_state_display()])


def draft_section(request, pk, code):
    found = get_object_or_404(REPORTS.writable_by(request.user), pk=pk)
    definition = definition_of(found.obligation.cycle.form_version_id)
    section = next((s for s in definition.writable_sections if s.code == code), None)
    if section is None:
        raise Http404
    return found, definition, section


@login_required
def section(request, pk, code):
    found, definition, part = draft_section(request, pk, code)
    row = open_sections(found, definition)[code]
    if request.method == "POST":
        content = row.content | {"text": request.POST.get("text", "")}
        save_section(
            pk, code, clean_content(content, part, definition), seen=int(request.POST["version"]), by=request.user
        )
        return redirect("reports:section", pk, code)
    return plain(request, part.heading, [], row=row)


@require_POST
def autosave(request, pk, code):
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    _, definition, part = draft_section(request, pk, code)
    payload = json.loads(request.body)
    content = clean_content(payload, part, definition)
    saved = save_section(pk, code, content, seen=payload["version"], by=request.user)
    if isinstance(saved, Stale):
        return JsonResponse({"theirs": saved.theirs, "version": saved.version}, status=409)
    if isinstance(saved, Locked):
        return JsonResponse({"state": saved.state}, status=423)
    return HttpResponse(status=204, headers={"X-Draft-Version": saved.version, "X-Saved-At": saved.at.isoformat()})


@login_required
def check(request, pk):
    found = get_object_or_404(REPORTS.writable_by(request.user), pk=pk)
    return plain(request, "Kiểm tra trước khi gửi", list(workflow.possible_steps(found, request.user)))


@login_required
@require_POST
def step(request, pk):
    found = get_object_or_404(REPORTS.visible_to(request.user), pk=pk)
    given = {"reason": request.POST.get("reason", ""), "client_key": request.POST.get("client_key", "")}
    try:
        seen = int(request.POST["version"])
        move = workflow.fire(found, request.POST["step"], by=request.user, seen=seen, **given)
    except workflow.NotAllowed:
        raise Http404
    except (workflow.NotPossible, workflow.Refused, workflow.StalePage) as fault:
        messages.error(request, str(fault))
        return redirect("reports:report", pk)
    if move.revision:
        return redirect("reports:receipt", move.revision.receipt_code)
    return redirect("reports:report", pk)


@login_required
def points(request, pk):
    found = get_object_or_404(REPORTS.visible_to(request.user), pk=pk)
    return plain(request, "Ý kiến thẩm định", [p.text for p in found.points.exclude(state="draft")])


@login_required
def revision(request, pk):
    found = get_object_or_404(Revision, pk=pk, report__in=Report.objects.visible_to(request.user))
    return plain(request, "Bản nộp", [found.sha256])


@login_required
def receipt(request, code):
    found = get_object_or_404(Revision, receipt_code=code, report__in=Report.objects.visible_to(request.user))
    return plain(request, "Biên nhận", [found.receipt_code, found.sha256])


def verify(request):
    return plain(request, "Xác minh biên nhận", [])
