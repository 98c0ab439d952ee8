"""Each person's first page: what to do, by when, and did it arrive; the one page that knows both apps."""

from django.contrib.auth.decorators import login_required
from django.db.models import BigIntegerField, Count, Q
from django.shortcuts import render

import directives.agenda
import reports.agenda
from portal.access import hats_with, keeper_of_calendar
from portal.models import Job, Message, UnitVersion
from portal.models.units import below
from portal.people import people_within
from portal.prepared import Prepared

SHOWN_MESSAGES = 5
_MESSAGES = Prepared(
    lambda user: Message.objects.filter(user=user).order_by("-at", "-pk").defer("body")[:SHOWN_MESSAGES],
    user=BigIntegerField(),
)


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
            "to_approve": directives.agenda.to_approve(user),
            "overdue_activities": directives.agenda.overdue_activities(user),
            "desks": reports.agenda.desks(user),
            "paper_desk": directives.agenda.desk(user),
            "readable_cycles": reports.agenda.readable_cycles(user),
            "house": _house(user),
            "newest_messages": _MESSAGES.fetch(user=user.pk),
        },
    )


def _house(user) -> dict | None:
    """What an administrator looks after: unions and people within reach; for whoever has none above, failed jobs."""
    managing = hats_with(user, "people.manage")
    if not managing:
        return None
    places = Q()
    for hat in managing:
        places |= below(hat.path)
    people = people_within(user).filter(is_active=True)
    counts = people.aggregate(people=Count("pk"), never_signed_in=Count("pk", filter=Q(last_login__isnull=True)))
    failed = Job.objects.filter(state=Job.State.FAILED)
    return counts | {
        "units": UnitVersion.objects.current().filter(places).count(),
        "failed_jobs": failed.count() if keeper_of_calendar(user) else None,
    }
