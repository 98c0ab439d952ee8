"""Writing a draft in the browser: begin it, change it, and lose nothing when the page is stale."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directives.forms.desk import Desk, converted, is_legacy
from directives.forms.picking import AffiliatePickWidget, Affiliates
from directives.forms.rows import ADD, with_row_added
from directives.forms.types import CITED
from directives.models import Directive, DirectiveAct
from directives.publishing import (
    NotPossible,
    StalePage,
    acting_content,
    create_draft,
    possible_steps,
    save_draft,
    twins,
)
from portal.access import hats_with
from portal.forms.picking import keys_of
from portal.models import Unit

CONVERT, KEEP = "chuyen_ma", "giu_nguyen"
# Tells the browser to forget its own copy of what is now saved (static/js/keep-draft.js).
SAVED = "?da_luu=1"


@login_required
@require_http_methods(["GET", "POST"])
def create(request):
    """A new draft of the unit whose hat the person chose (?don_vi=), else of their first."""
    hats = hats_with(request.user, "directive.write")
    wanted = request.GET.get("don_vi", "")
    hat = next((hat for hat in hats if str(hat.unit_id) == wanted), hats[0] if hats and not wanted else None)
    if hat is None:
        raise Http404
    start, about = _start(request, hat.unit_id)
    context = {"issuer_name": hat.unit_name, "issuer_id": hat.unit_id, "hats": [] if start else hats, "about": about}
    return _work(request, context, lambda desk: _create(request, hat.unit_id, desk), issuer_id=hat.unit_id, start=start)


def _start(request, issuer_id: int):
    """What the draft begins with, and about which paper (?ve=) it does what (?viec=); (None, None) for a blank one."""
    kind, target = request.GET.get("viec", ""), request.GET.get("ve", "")
    if kind not in DirectiveAct.Kind or not target.isdecimal():
        return None, None
    papers = Directive.objects.writable_by(request.user).published().filter(issuer=issuer_id)
    found = get_object_or_404(papers, pk=target[:18])
    return acting_content(found, kind), {"directive": found, "kind": kind, "label": DirectiveAct.Kind(kind).label}


def _create(request, unit_id, desk) -> Directive:
    unit = Unit.objects.get(pk=unit_id)
    return create_draft(unit, desk.content(), by=request.user, key=desk.form.cleaned_data["key"])


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """Change a draft; what can't be changed sends the reader to the paper, and keeps on screen what was typed."""
    directive = get_object_or_404(Directive.objects.writable_by(request.user), pk=pk)
    if request.method == "GET" and "save" not in possible_steps(directive, request.user):
        messages.warning(request, _LOCKED.get(directive.state, _PUBLISHED).format(directive))
        return redirect("directives:detail", pk=pk)
    context = {"directive": directive, "issuer_name": directive.issuer_name, "issuer_id": directive.issuer_id}
    return _work(
        request,
        context,
        lambda desk: save_draft(directive, desk.content(), by=request.user, seen=desk.seen),
        issuer_id=directive.issuer_id,
        directive=directive,
    )


_PUBLISHED = "{} đã được ban hành, nội dung không sửa được nữa."
_LOCKED = {
    Directive.State.SCHEDULED: "{} đã hẹn giờ ban hành; hãy bỏ hẹn giờ trước khi sửa.",
    Directive.State.PUT_AWAY: "Dự thảo {} đã được bỏ; hãy lấy lại trước khi sửa.",
}


def _work(request, context, save, *, issuer_id, directive=None, start=None):
    """Show the desk, or judge what was sent and save it; every refusal shows the desk again with what was typed."""
    affiliates = Affiliates(issuer_id)
    if request.method == "GET":
        return _show(request, context, Desk(affiliates, by=request.user, directive=_editable(directive), start=start))
    data = _prepared(request.POST)
    desk = Desk(affiliates, by=request.user, directive=_editable(directive), data=data, uploads=request.FILES)
    sound = desk.receive()
    if data is not request.POST or data.get("buoc") == "tim":
        return _show(request, context | {"was_converted": CONVERT in data}, desk)
    if sound and is_legacy(data) and KEEP not in data:
        return _show(request, context | {"legacy": True}, desk)
    if not sound:
        return _show(request, context, desk)
    try:
        saved = save(desk)
    except StalePage as refusal:
        desk.agree_to_version(Directive.objects.get(pk=directive.pk).version if directive else None)
        return _show(request, context | {"stale": str(refusal)}, desk, status=409)
    except NotPossible as refusal:
        return _show(request, context | {"too_late": str(refusal)}, desk, status=409)
    _say_saved(request, saved)
    return redirect(reverse("directives:detail", args=[saved.pk]) + SAVED)


@login_required
@require_safe
def pick(request):
    """The inside of the search for recipients, for htmx: what is chosen and what matches, below ?don_vi=."""
    wanted = next(iter(keys_of([request.GET.get("don_vi", "")])), None)
    if wanted not in {hat.unit_id for hat in hats_with(request.user, "directive.write")}:
        raise Http404
    widget = AffiliatePickWidget(wanted)
    chosen = widget.value_from_datadict(request.GET, None, "units")
    return render(request, "units/parts/picked.html", {"picker": widget.picker("units", chosen)})


def _prepared(data):
    """What was sent, changed where the pressed button asks for a row or for Unicode instead of saving."""
    if CONVERT in data:
        return converted(data)
    return with_row_added(data) if ADD in data else data


def _editable(directive):
    return directive if directive is not None and not directive.is_published else None


def _show(request, context, desk, *, status=200):
    return render(request, "directives/form.html", context | {"desk": desk, "cited_types": CITED}, status=status)


def _say_saved(request, saved) -> None:
    messages.success(request, "Đã lưu dự thảo.")
    if twins(saved).exists():
        messages.warning(request, f"Số {saved.number} đã dùng cho văn bản khác cùng loại trong năm; xin kiểm tra lại.")
