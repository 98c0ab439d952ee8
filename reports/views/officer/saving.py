"""What the editor's script asks for: saving in the background, looking the section over, old fonts; JSON, no pages."""

import json

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_POST

from portal.text import convert_legacy, detect_legacy, format_datetime
from reports.drafts import (
    MAX_TEXT,
    Locked,
    Stale,
    TooLong,
    clean_content,
    open_sections,
    save_section,
)
from reports.form_schema import FormDefinition, SectionDef
from reports.lineage import figures_before
from reports.lookups import definition_of, form_of
from reports.models import DraftSection, Report
from reports.readiness import section_states, weigh_stored
from reports.views.officer import editing
from reports.views.officer.progress import steps_of

RETRY_AFTER = 5


def _answer(status: int, **words) -> JsonResponse:
    response = JsonResponse(words, status=status)
    add_never_cache_headers(response)
    return response


def _ended() -> JsonResponse:
    """The session is over: not a redirect, so that the page can keep what was typed."""
    return _answer(401, login=reverse("account_login"), message="Phiên làm việc đã hết.")


@require_POST
def autosave(request, pk, code):
    """Store one section: JSON {version, text, figures, annexes} → 204 with X-Draft-Version and X-Saved-At.

    Three statements: session, person, and one UPDATE that asks for the right, the state and the version together (one
    more with the first save of a section). 400 not understood, 401 session over, 404 not one's own, 409 stale {theirs,
    version, by, at}, 413 too long, 423 sent meanwhile {state}, 503 busy (Retry-After).
    """
    if not request.user.is_authenticated:
        return _ended()
    try:
        answer = _asked(request, pk, code)
        if answer.status_code == 204 or Report.objects.writable_by(request.user).filter(pk=pk).exists():
            return answer
    except Report.DoesNotExist:
        pass
    except OperationalError:
        response = _answer(503, message="Máy chủ đang bận, sẽ thử lại.")
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return _answer(404, message="Không tìm thấy báo cáo này trong phạm vi của đồng chí.")


def _asked(request, pk: int, code: str) -> HttpResponse:
    """The answer for whoever writes in the report; anyone else must not get it unless it is 204."""
    definition = definition_of(form_of(pk))
    section = next((item for item in definition.writable_sections if item.code == code), None)
    if section is None:
        return _answer(404, message="Mẫu báo cáo không có mục này.")
    try:
        payload = json.loads(request.body)
        seen = payload["version"]
        if type(seen) is not int or not 0 <= seen < 2**31:
            raise ValueError(seen)
        content = clean_content(payload, section, definition)
    except RequestDataTooBig:
        return _answer(413, message="Nội dung gửi lên quá lớn. Phần đã gõ vẫn còn trên máy của đồng chí.")
    except TooLong as fault:
        return _answer(413, message=str(fault))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _answer(400, message="Yêu cầu không đúng dạng.")
    return _stored(request, pk, section, content, seen)


def _stored(request, pk: int, section: SectionDef, content: dict, seen: int) -> HttpResponse:
    try:
        saved = save_section(pk, section.code, content, seen=seen, by=request.user)
    except DraftSection.DoesNotExist:
        report = Report.objects.select_related("obligation__cycle").get(pk=pk)
        open_sections(report, definition_of(report.obligation.cycle.form_version_id))
        saved = save_section(pk, section.code, content, seen=seen, by=request.user)
    if isinstance(saved, Stale):
        return _stale(saved)
    if isinstance(saved, Locked):
        return _answer(423, state=saved.state, message=saved.words)
    response = HttpResponse(status=204)
    response["X-Draft-Version"] = str(saved.version)
    response["X-Saved-At"] = saved.at.isoformat()
    encoding = detect_legacy(content["text"])
    if encoding:
        response["X-Legacy-Text"] = encoding
    return response


def _stale(saved: Stale) -> JsonResponse:
    at = format_datetime(saved.at) if saved.at else ""
    return _answer(409, theirs=saved.theirs, version=saved.version, by=saved.by, at=at)


@require_GET
def look_over(request, pk, code):
    """What the checks say of a section as it is stored: notes by place, ratios, and how far every section is."""
    if not request.user.is_authenticated:
        return _ended()
    report = Report.objects.writable_by(request.user).select_related("obligation__cycle").filter(pk=pk).first()
    definition = definition_of(report.obligation.cycle.form_version_id) if report else None
    section = next((item for item in definition.writable_sections if item.code == code), None) if report else None
    if section is None:
        return _answer(404, message="Không tìm thấy mục này.")
    return _answer(200, **_looked_over(report, definition, section))


def _looked_over(report: Report, definition: FormDefinition, section: SectionDef) -> dict:
    cycle = report.obligation.cycle
    contents = dict(report.draft_sections.values_list("code", "content"))
    assessment = weigh_stored(report, contents, figures_before(report))
    steps = steps_of(definition, section_states(assessment, contents), report.pk, cycle.year)
    return {
        "notes": [
            {"place": note.place, "tone": note.tone, "text": note.text, "explained": note.explained}
            for note in editing.notes_of(assessment, section.code)
            if not note.missing
        ],
        "ratios": {item["code"]: item["value"] for item in editing.ratios_of(assessment, section)},
        "steps": [{"code": s.code, "css": s.css, "word": s.word, "icon": s.icon} for s in steps],
    }


@require_POST
def old_fonts(request):
    """Whether a pasted text was typed for an old font: JSON {text} → {encoding, converted}, encoding null if not."""
    if not request.user.is_authenticated:
        return _ended()
    try:
        text = json.loads(request.body)["text"]
    except (ValueError, KeyError, TypeError, RecursionError, RequestDataTooBig):
        return _answer(400, message="Yêu cầu không đúng dạng.")
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        return _answer(413, message="Đoạn văn bản quá dài.")
    encoding = detect_legacy(text)
    return _answer(200, encoding=encoding, converted=convert_legacy(text, encoding) if encoding else "")
