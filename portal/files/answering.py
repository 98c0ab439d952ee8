"""Handing a stored file out: the one answer that all apps share, for views that have asked the door first."""

from django.http import FileResponse, Http404  # noqa: TID251 - the apps' views share this answer

from portal.models import StoredFile


def download_response(stored: StoredFile) -> FileResponse:
    """The file as a download under its own name (RFC 5987), never shown in place; Http404 where the store lost it."""
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
