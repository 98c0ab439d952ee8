"""A person's inbox in the portal."""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from portal.forms.listing import newest_first
from portal.models import Message

PER_PAGE = 30


@login_required
@require_safe
def inbox(request):
    """The person's messages, newest first; ?chua_doc=1 only those unread."""
    rows = Message.objects.filter(user=request.user)
    only_unread = request.GET.get("chua_doc") == "1"
    if only_unread:
        rows = rows.filter(read_at=None)
    page = newest_first(rows, request.GET.get("sau"), PER_PAGE)
    return render(request, "ground/messages.html", {"page": page, "only_unread": only_unread})


@login_required
@require_safe
def message(request, pk):
    """One message; looking at it makes it read."""
    found = get_object_or_404(Message, pk=pk, user=request.user)
    if found.read_at is None:
        Message.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    is_own = url_has_allowed_host_and_scheme(found.url, allowed_hosts=None) and found.url.startswith("/")
    return render(request, "ground/message.html", {"message_row": found, "link": found.url if is_own else ""})


@login_required
@require_POST
def read_all(request):
    """Mark all as read."""
    count = Message.objects.filter(user=request.user, read_at=None).update(read_at=timezone.now())
    notices.success(request, f"Đã đánh dấu đã đọc {count} thông báo.")
    return redirect("ground:messages")
