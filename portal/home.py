"""Each person's first page: what to do, by when, and did it arrive; the one page that knows both apps."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

import directives.agenda
import reports.agenda
from portal.access import hats_with
from portal.models import Job, Message, UnitVersion, User

SHOWN_MESSAGES = 5


@login_required
def home(request):
    """The person's open work, most urgent first; what is missing for a role is simply not read."""
    user = request.user
    return render(
        request,
        "home.html",
        {
            "own_reports": reports.agenda.own_reports(user),
            "to_acknowledge": directives.agenda.to_acknowledge(user),
            "desks": reports.agenda.desks(user),
            "paper_desk": directives.agenda.desk(user),
            "readable_cycles": reports.agenda.readable_cycles(user),
            "house": _house(user),
            "newest_messages": Message.objects.filter(user=user).order_by("-at", "-pk")[:SHOWN_MESSAGES],
        },
    )


def _house(user) -> dict | None:
    """What an administrator looks after: unions, people, jobs that failed."""
    if not hats_with(user, "people.manage"):
        return None
    return {
        "units": UnitVersion.objects.current().count(),
        "people": User.objects.filter(is_active=True).count(),
        "never_signed_in": User.objects.filter(is_active=True, last_login__isnull=True).count(),
        "failed_jobs": Job.objects.filter(state=Job.State.FAILED).count(),
    }
