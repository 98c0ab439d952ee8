"""What a person sees when a request can't be answered."""

from django.http import Http404
from django.shortcuts import render


def csrf_failure(request, reason=""):
    """The page's token is missing or old: say so, keep what was typed in the browser."""
    return render(request, "errors/csrf.html", {"reason": reason}, status=403)


def not_here(request, **kwargs):
    """A page of a library that the portal does not offer."""
    raise Http404
