"""What happens around every request."""

import uuid

from django.conf import settings
from django.shortcuts import render

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
