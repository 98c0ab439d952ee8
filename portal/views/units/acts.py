"""The acts on the tree in the browser: a form, the dry run to be read, then the deed; the paper trail afterwards."""

import secrets
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.access import hat_at, may
from portal.blocks import block_key, block_name
from portal.forms.acts import (
    ActForm,
    ConsolidateForm,
    EndForm,
    FoundForm,
    MergeForm,
    MoveForm,
    RelevelForm,
    RenameForm,
)
from portal.forms.parting import DivideForm, SplitForm
from portal.forms.picking import WITHOUT_PREFIX, UnitPickWidget, keys_of
from portal.models import Event, UnitAct, UnitVersion
from portal.reorganisation import PlanRefused, TreeChanged, carry_out, consequences
from portal.text import clean_line
from portal.units import children, may_restructure, units_within
from portal.worktime import today

FORMS: dict[str, type[ActForm]] = {
    "thanh-lap": FoundForm,
    "doi-ten": RenameForm,
    "chuyen-dau-moi": MoveForm,
    "nang-ha-cap": RelevelForm,
    "sap-nhap": MergeForm,
    "hop-nhat": ConsolidateForm,
    "chia": DivideForm,
    "tach": SplitForm,
    "ket-thuc": EndForm,
}
SEVERAL = {"chuyen-dau-moi", "sap-nhap", "hop-nhat", "ket-thuc"}
FROM_ABOVE = set(FORMS) - {"thanh-lap", "doi-ten"}
STEP, SEEN, KEY = "buoc", "ban_xem", "khoa"
PREVIEW, CONFIRM, ADD = "xem", "lam", "them"
BULK_SHOWN = 300


@login_required
@require_http_methods(["GET", "POST"])
def act(request, slug):
    """?units=… (or posted) names the units acted upon; POST buoc=xem shows the dry run, buoc=lam carries it out."""
    form_class = FORMS.get(slug)
    if form_class is None:
        raise Http404
    if done := _done_already(request):
        return redirect("units:act_done", done.pk)
    versions = _versions(request, slug)
    step = request.POST.get(STEP, "")
    if request.method == "GET" or step == "chon":
        return _show_form(request, slug, form_class(user=request.user, versions=versions))
    form = form_class(request.POST, user=request.user, versions=versions)
    if step in (PREVIEW, CONFIRM) and form.is_valid():
        return _decide(request, slug, form)
    if step == ADD:
        form.add_part()
    if step not in (PREVIEW, CONFIRM):
        form.hold_judgement()
    return _show_form(request, slug, form)


def _done_already(request) -> UnitAct | None:
    key = clean_line(request.POST.get(KEY, ""))
    return UnitAct.objects.filter(client_key=key, done_by=request.user).first() if key else None


def _versions(request, slug: str) -> list[UnitVersion]:
    """Open versions of the units named, in order; 404 unless the person may do this to every one of them."""
    keys = keys_of((request.POST if request.method == "POST" else request.GET).getlist("units"))
    managed = units_within(request.user, "unit.manage").filter(pk__in=keys).values("pk")
    found = {v.unit_id: v for v in UnitVersion.objects.current().filter(unit__in=managed)}
    if not keys or set(found) != set(keys) or (len(keys) > 1 and slug not in SEVERAL):
        raise Http404
    if slug in FROM_ABOVE and not all(may_restructure(request.user, version) for version in found.values()):
        raise Http404
    return [found[key] for key in keys]


def _show_form(request, slug, form, *, status=200):
    context = {"form": form, "slug": slug, "versions": form.versions, "where": _where(form), "key": _key(request)}
    template = "units/act_parts.html" if hasattr(form, "part_groups") else "units/act.html"
    return render(request, template, context, status=status)


def _where(form) -> str:
    """The units acted upon as the query of the page, so that its address alone leads back to the form."""
    return urlencode([("units", version.unit_id) for version in form.versions])


def _key(request) -> str:
    return clean_line(request.POST.get(KEY, ""))[:64] or secrets.token_urlsafe(24)


def _decide(request, slug, form):
    """Carry out what was seen; anything else is shown first."""
    plan = form.plan()
    if request.POST.get(STEP) != CONFIRM or request.POST.get(SEEN) != plan.fingerprint or plan.problems:
        return _show_plan(request, slug, form, plan, is_news=request.POST.get(STEP) == CONFIRM)
    first = form.versions[0]
    hat = hat_at(request.user, "unit.manage", first.unit_id, first.path)
    try:
        done = carry_out(plan, by=request.user, hat=hat, client_key=_key(request))
    except (TreeChanged, PlanRefused):
        return _show_plan(request, slug, form, form.plan(), is_news=True)
    messages.success(request, f"Đã thực hiện: {done.summary}.")
    return redirect("units:act_done", done.pk)


def _show_plan(request, slug, form, plan, *, is_news):
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    kept = [pair for pair in sent if pair[0] not in (STEP, SEEN, KEY, "csrfmiddlewaretoken")]
    context = {
        "form": form,
        "slug": slug,
        "plan": plan,
        "consequences": consequences(plan),
        "kept": kept,
        "key": _key(request),
        "is_news": is_news,
        "versions": form.versions,
        "where": _where(form),
    }
    return render(request, "units/plan.html", context, status=409 if is_news else 200)


@login_required
@require_safe
def act_done(request, pk):
    """What one act did, with its decision: the page to come back to from any unit's history."""
    done = get_object_or_404(UnitAct.objects.select_related("done_by"), pk=pk)
    touched = units_within(request.user)
    edges = done.edges.filter(Q(predecessor__in=touched) | Q(successor__in=touched))
    if not edges.exists():
        raise Http404
    event = Event.objects.about(done).first()
    ids = {pk for pair in edges.values_list("predecessor", "successor")[:BULK_SHOWN] for pk in pair if pk}
    open_to = set(touched.filter(pk__in=ids).values_list("pk", flat=True))
    newest = {v.unit_id: v for v in UnitVersion.objects.filter(unit__in=open_to).order_by("valid_from")}
    rows = sorted(newest.values(), key=lambda version: (version.sort_key, version.pk))
    sentences = event.detail.get("sentences", []) if event else []
    return render(request, "units/act_done.html", {"act": done, "sentences": sentences, "versions": rows})


@login_required
@require_safe
def bulk(request, pk):
    """The units directly below one with a box each: choose many for one act under one decision."""
    unit = get_object_or_404(units_within(request.user, "unit.manage"), pk=pk)
    branch = children(unit.pk, today(), limit=BULK_SHOWN)
    blocks: dict[str, list[UnitVersion]] = {}
    for version in branch.versions:
        blocks.setdefault(block_name(version.block), []).append(version)
    groups = [{"name": name, "versions": blocks[name]} for name in sorted(blocks, key=block_key)]
    context = {"unit": unit, "branch": branch, "blocks": groups, "shown": BULK_SHOWN}
    return render(request, "units/bulk.html", context)


@login_required
@require_safe
def pick(request):
    """The inside of a unit picker for htmx: what is chosen in it and what matches ?tim_<name>=."""
    if not may(request.user, "unit.manage"):
        raise Http404
    name = request.GET.get("ten", "")
    if not name.isidentifier() or len(name) > 30:
        raise Http404
    widget = UnitPickWidget(multiple=request.GET.get("nhieu") == "1")
    widget.user = request.user
    widget.without = frozenset(keys_of(request.GET.getlist(WITHOUT_PREFIX + name)))
    chosen = widget.value_from_datadict(request.GET, None, name)
    return render(request, "units/parts/picked.html", {"picker": widget.picker(name, chosen)})
