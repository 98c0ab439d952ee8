"""What a person sees when a request can't be answered."""

from django.http import Http404
from django.shortcuts import render

from portal.middleware import page_before


def csrf_failure(request, reason=""):
    """The page's token is missing or old: say so, and lead back to the page, where what was typed is put back."""
    return render(request, "errors/csrf.html", {"reason": reason, "back": page_before(request)}, status=403)


def not_here(request, **kwargs):
    """A page of a library that the portal does not offer."""
    raise Http404
