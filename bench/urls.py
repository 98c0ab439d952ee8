"""The portal's addresses and the floor: session, person, one query, one template."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from portal.models import Message

FLOOR = engines["django"].from_string("<!doctype html><title>{{ user }}</title><p>{{ unread }}</p>")


@login_required
def floor(request):
    """The least that a page for a person can be."""
    unread = Message.objects.filter(user=request.user, read_at__isnull=True).count()
    return HttpResponse(FLOOR.render({"user": request.user.full_name, "unread": unread}, request=None))


urlpatterns = [path("bench/floor/", floor), path("", include("portal.urls"))]
