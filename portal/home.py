"""Each person's first page: what to do, by when, and did it arrive; the one page that knows both apps."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render


@login_required
def home(request):
    """The person's open work, most urgent first."""
    return render(request, "home.html", {})
