"""A paper is read: uploaded or pasted, confirmed item by item beside its text, and made into a draft."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from directives.confirming import (
    begin,
    decide,
    discard,
    items_of,
    keep_typed,
    make_draft,
    reading_texts,
    repair,
    undo_repairs,
)
from directives.forms.cards import ConfirmingDesk
from directives.forms.confirming import ReadForm
from directives.forms.types import CITED
from directives.models import PaperReading
from directives.publishing import NotPossible, Refused, StalePage
from portal.access import hats_with
from portal.files import download_response
from portal.models import Unit

SHOWN = 20


@login_required
@require_http_methods(["GET", "POST"])
def readings(request):
    """Where a paper comes in, for the unit whose hat the person chose (?don_vi=); and what is still being read."""
    hats = hats_with(request.user, "directive.write")
    wanted = request.GET.get("don_vi", "")
    hat = next((hat for hat in hats if str(hat.unit_id) == wanted), hats[0] if hats and not wanted else None)
    if hat is None:
        raise Http404
    form = ReadForm(request.POST or None, request.FILES or None, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        unit = Unit.objects.get(pk=hat.unit_id)
        begun = begin(unit, form.came, by=request.user, key=form.cleaned_data["key"])
        return redirect("directives:reading", pk=begun.pk)
    on_the_desk = (
        PaperReading.objects.visible_to(request.user).being_read().light().select_related("file", "changed_by")
    )
    context = {"form": form, "hats": hats, "hat": hat, "readings": on_the_desk.order_by("-changed_at")[:SHOWN]}
    return render(request, "directives/reading/begin.html", context)


def _found(request, pk) -> PaperReading:
    rows = PaperReading.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("file", "owner", "directive", "changed_by", "created_by"), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def reading(request, pk):
    """The text with its marks on the left, the items on the right; every button of the page posts the whole of it."""
    found = _found(request, pk)
    if request.method == "GET":
        return _show(request, found, _desk(request, found))
    desk = _desk(request, found, data=request.POST)
    try:
        if desk.act[0] == "lap":
            return _make(request, found, desk)
        if desk.receive() or desk.is_overruled:
            found = decide(found, desk.items, by=request.user, seen=desk.seen, typed=desk.typed)
            desk.reading = found
        else:
            keep_typed(found, desk.typed, by=request.user)
    except (StalePage, NotPossible, Refused) as refusal:
        return _refused(request, found, refusal)
    if request.htmx or desk.problems:
        return _show(request, found, desk)
    anchor = desk.focus if desk.focus == "lap-du-thao" else f"de-nghi-{desk.focus}"
    return redirect(f"{reverse('directives:reading', args=[pk])}?phan={desk.part}#{anchor}")


def _desk(request, found, data=None) -> ConfirmingDesk:
    part = (request.POST if data is not None else request.GET).get("phan", "")
    return ConfirmingDesk(found, items_of(found.items), by=request.user, data=data, part=part)


def _make(request, found, desk):
    """The draft, or the list of what stands in its way; what was typed where nothing was proposed goes into it."""
    seen = desk.seen
    if desk.receive():
        found = desk.reading = decide(found, desk.items, by=request.user, seen=seen, typed=desk.typed)
        seen = found.version
    else:
        keep_typed(found, desk.typed, by=request.user)
    if found.is_open and found.version == seen and desk.stops():
        return _show(request, found, desk, lacks=True)
    draft = make_draft(found, by=request.user, seen=seen)
    messages.success(
        request, f"Đã lập dự thảo {draft} từ những gì đồng chí đã xác nhận. Xin đọc lại trước khi ban hành."
    )
    address = reverse("directives:detail", args=[draft.pk])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _refused(request, found, refusal):
    """The page as it now stands, with what the person typed beside it."""
    now = _found(request, found.pk)
    desk = _desk(request, now, data=request.POST)
    return _show(request, now, desk, stale=str(refusal), status=200 if request.htmx else 409)


def _show(request, found, desk, *, status=200, **more):
    context = {"reading": found, "desk": desk, "cited_types": CITED, "repairs": reading_texts(found)} | more
    page = "directives/reading/parts/panel.html" if request.htmx else "directives/reading/confirm.html"
    return render(request, page, context, status=status)


@login_required
@require_POST
def typed(request, pk):
    """Remember what stands in the fields, so that a session that ends loses nothing; decides nothing."""
    found = _found(request, pk)
    keep_typed(found, _desk(request, found, data=request.POST).typed, by=request.user)
    return HttpResponse(status=204)


@login_required
@require_POST
def mend(request, pk):
    """Accept one repair of the letters (?sua=), or go back to them as they were found."""
    found = _found(request, pk)
    name, seen = request.POST.get("sua", ""), _desk(request, found, data=request.POST).seen
    try:
        if name:
            repair(found, name, by=request.user, seen=seen)
        else:
            undo_repairs(found, by=request.user, seen=seen)
    except (StalePage, NotPossible) as refusal:
        messages.warning(request, str(refusal))
    else:
        words = "Đã sửa chữ; các đề nghị được đọc lại." if name else "Đã trả lại chữ như trong tệp."
        messages.success(request, words)
    return redirect("directives:reading", pk=pk)


@login_required
@require_POST
def put_away(request, pk):
    """Take a reading off the desk."""
    found = _found(request, pk)
    try:
        discard(found, by=request.user, seen=_desk(request, found, data=request.POST).seen)
    except (StalePage, NotPossible) as refusal:
        messages.warning(request, str(refusal))
        return redirect("directives:reading", pk=pk)
    messages.success(request, f"Đã bỏ bản đọc “{found.file.name}”. Tệp vẫn được lưu.")
    return redirect("directives:readings")


@login_required
@require_safe
def original(request, pk):
    """The file of a reading, as it came."""
    return download_response(_found(request, pk).file)
