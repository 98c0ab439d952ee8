"""A network as slow as an office's: with SLOW_ANSWERS=0.3 each answer waits, and its page comes in two pieces.

Whatever a browser test reads before the page that it asked for stands there fails with it, every time.
"""

import os
import time

from django.conf import settings
from django.http import StreamingHttpResponse

SECONDS = float(os.environ.get("SLOW_ANSWERS", 0))
FIRST_PIECE = 200


def slow_answers(get_response):
    """Middleware: wait before the deed and between the two pieces of its page; only where a real server asks."""

    def answer(request):
        if "wsgi.file_wrapper" not in request.META or request.path.startswith(settings.STATIC_URL):
            return get_response(request)
        time.sleep(SECONDS)
        response = get_response(request)
        if response.streaming or "html" not in response.get("Content-Type", "") or response.status_code != 200:
            return response
        return _in_two_pieces(response)

    return answer


def _in_two_pieces(response) -> StreamingHttpResponse:
    whole = response.content

    def pieces():
        yield whole[:FIRST_PIECE]
        time.sleep(SECONDS)
        yield whole[FIRST_PIECE:]

    slow = StreamingHttpResponse(pieces(), status=response.status_code, headers=response.headers)
    slow.cookies = response.cookies
    return slow
