"""What happens around every request."""

import uuid

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
