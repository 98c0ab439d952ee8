"""What the editor's script asks for on the summary's pages: saving in the background; JSON, no pages."""

import json

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_POST

from portal.text import detect_legacy, format_datetime
from reports.models import Cycle, Summary
from reports.summary_text import Locked, Stale, TooLong, cleaned, outline, save_text, summary_of

RETRY_AFTER = 5


def _answer(status: int, **words) -> JsonResponse:
    response = JsonResponse(words, status=status)
    add_never_cache_headers(response)
    return response


def _ended() -> JsonResponse:
    """The session is over: not a redirect, so that the page can keep what was typed."""
    return _answer(401, login=reverse("account_login"), message="Phiên làm việc đã hết.")


@require_POST
def summary_autosave(request, pk, code):
    """Store one section: JSON {version, text} → 204 with X-Draft-Version and X-Saved-At.

    400 not understood, 401 session over, 404 not one's own, 409 stale {theirs, version, by, at}, 413 too long,
    423 cycle closed, 503 busy (Retry-After): the same contract as of the editor of reports.
    """
    if not request.user.is_authenticated:
        return _ended()
    cycles = Cycle.objects.summary_writable_by(request.user)
    summary = (
        Summary.objects.filter(cycle__pk=pk, cycle__in=cycles, sections__code=code).values_list("pk", flat=True).first()
    )
    if summary is None:
        return _answer(404, message="Không tìm thấy mục này trong phạm vi của đồng chí.")
    try:
        payload = json.loads(request.body)
        seen, typed = payload["version"], payload["text"]
        if type(seen) is not int or not 0 <= seen < 2**31 or not isinstance(typed, str):
            raise ValueError(seen)
        text = cleaned(typed)
    except RequestDataTooBig:
        return _answer(413, message="Nội dung gửi lên quá lớn. Phần đã gõ vẫn còn trên máy của đồng chí.")
    except TooLong as fault:
        return _answer(413, message=str(fault))
    except (ValueError, KeyError, TypeError, RecursionError):
        return _answer(400, message="Yêu cầu không đúng dạng.")
    try:
        saved = save_text(summary, code, text, seen=seen, by=request.user)
    except OperationalError:
        response = _answer(503, message="Máy chủ đang bận, sẽ thử lại.")
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return _told(saved, text)


def _told(saved, text: str) -> HttpResponse:
    if isinstance(saved, Stale):
        theirs = {"text": saved.theirs, "figures": {}, "annexes": {}}
        at = format_datetime(saved.at) if saved.at else ""
        return _answer(409, theirs=theirs, version=saved.version, by=saved.by, at=at)
    if isinstance(saved, Locked):
        return _answer(423, message=saved.words)
    response = HttpResponse(status=204)
    response["X-Draft-Version"] = str(saved.version)
    response["X-Saved-At"] = saved.at.isoformat()
    encoding = detect_legacy(text)
    if encoding:
        response["X-Legacy-Text"] = encoding
    return response


@require_GET
def summary_look(request, pk):
    """How far every section is, for the list at the side of the editor."""
    if not request.user.is_authenticated:
        return _ended()
    cycle = Cycle.objects.summary_readable_by(request.user).filter(pk=pk).first()
    if cycle is None:
        return _answer(404, message="Không tìm thấy báo cáo tổng hợp.")
    steps = [
        {
            "code": part.code,
            "css": "" if part.is_empty else "done",
            "icon": "circle" if part.is_empty else "check",
            "word": "Chưa viết" if part.is_empty else "Đã có lời văn",
        }
        for part in outline(summary_of(cycle))
        if part.leaf
    ]
    return _answer(200, notes=[], ratios={}, steps=steps)
