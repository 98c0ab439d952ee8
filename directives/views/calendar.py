"""A person's calendar address: made anew and revoked on a page, read by their calendar program without a session."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from directives import feeds
from portal.access import hats, of_unit
from portal.mail import portal_link

CALENDAR_NAME = "Công tác dân vận"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request):
    """Whether there is an address; POST makes a new one, shown this once, or revokes it (`thu_hoi`)."""
    token = ""
    if "thu_hoi" in request.POST:
        said = feeds.revoke(request.user)
        messages.success(request, "Đã thu hồi địa chỉ lịch." if said else "Không còn địa chỉ lịch nào đang dùng.")
        return redirect("directives:feed-address")
    if request.method == "POST":
        token = feeds.renew(request.user)
    url = portal_link(reverse("directives:feed", args=[token])) if token else ""
    units = {hat.unit_id: hat.unit_name for hat in hats(request.user)}
    context = {
        "feed": feeds.feed_of(request.user),
        "url": url,
        "of_units": [(name, f"{url}?don_vi={key}") for key, name in units.items()] if url and len(units) > 1 else [],
        "page_title": "Địa chỉ lịch của tôi",
    }
    response = render(request, "directives/feed.html", context)
    add_never_cache_headers(response)
    return response


@require_safe
def feed(request, token):
    """The calendar of the person's units, or of one of them (?don_vi=); who the token belongs to is all that counts."""
    user = feeds.holder_of(token)
    if user is None:
        raise Http404
    if feeds.is_asked_too_often(user):
        return HttpResponse(status=429, headers={"Retry-After": str(feeds.SPAN)})
    unit, name = request.GET.get("don_vi"), CALENDAR_NAME
    if unit is not None:
        worn = next((hat for hat in hats(user) if str(hat.unit_id) == unit), None)
        if worn is None:
            raise Http404
        user, name = of_unit(user, worn.unit_id), f"{CALENDAR_NAME} – {worn.unit_name}"
    response = HttpResponse(feeds.calendar_of(user, name=name), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="dan-van.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    add_never_cache_headers(response)
    return response
