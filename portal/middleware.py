"""What happens around every request."""

import re
import uuid
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme

from portal import request_id


class RequestIdMiddleware:
    """Gives each request an id, kept for the journal and returned as X-Request-ID."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = request_id.current.set(uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.current.get()
            return response
        finally:
            request_id.current.reset(token)


class PrivateAnswerMiddleware:
    """Every answer is one person's own: no cache between keeps it, and a browser asks before it shows its copy again.

    What says more for itself (files, secret addresses) keeps its own words; static files never come by here.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response


class WholeAddressMiddleware:
    """Not found is what an address holding a NUL names: PostgreSQL can't even be asked for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "404.html", status=404)
        return self.get_response(request)


class BodyLimitMiddleware:
    """Refuses a body larger than any form needs, before anything of it is read; stands behind the session.

    Without an announced length nothing is read at all, so the announced one is what counts. A visitor has no files to
    send, and gets the smaller limit.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        announced = request.META.get("CONTENT_LENGTH") or "0"
        length = int(announced) if announced.isascii() and announced.isdigit() and len(announced) < 16 else 0
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and length > self._limit(request.user):
            return render(request, "413.html", status=413)
        return self.get_response(request)

    @staticmethod
    def _limit(user) -> int:
        return settings.MAX_BODY_BYTES if user.is_authenticated else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class TypedTextMiddleware:
    """What static/js/keep.js needs to know of a posted form: that it was taken, or that the session had ended.

    A form taken (answered by a redirect) gets its number back in a cookie. A form of an ended session leads to the
    door and from there to the page on which it stood, where what was typed is put back.
    """

    FIELD, COOKIE = "giu_nhap", "da_nhan"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method != "POST" or response.status_code not in (302, 303):
            return response
        if request.user.is_authenticated:
            number = request.POST.get(self.FIELD, "")
            if re.fullmatch("[a-z0-9]{8,40}", number):
                secure = settings.SESSION_COOKIE_SECURE
                response.set_cookie(self.COOKIE, number, max_age=600, secure=secure, samesite="Lax")
            return response
        return self._by_the_door(request) if _is_sent_to_the_door(response) else response

    @staticmethod
    def _by_the_door(request):
        messages.warning(
            request,
            "Phiên làm việc đã hết nên việc vừa gửi chưa được nhận. Xin đăng nhập lại rồi gửi lần nữa; nội dung vừa "
            "gõ còn trên máy này.",
        )
        return redirect_to_login(page_before(request) or request.get_full_path())


class PlainNotFoundMiddleware:
    """While developing (DEBUG), shows the portal's own page for what is not there, as people will see it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return render(request, "404.html", status=404) if isinstance(exception, Http404) else None


def page_before(request) -> str:
    """The portal's own page (path and query) from which a request was sent; "" where that is not known."""
    page = request.META.get("HTTP_REFERER", "")
    if not page or not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return ""
    parts = urlsplit(page)
    return "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


def _is_sent_to_the_door(response) -> bool:
    address = urlsplit(response["Location"])
    return address.path == resolve_url(settings.LOGIN_URL) and REDIRECT_FIELD_NAME in parse_qs(address.query)
