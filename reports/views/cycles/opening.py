"""Opening a cycle in two steps: what is asked, then who owes it and why; nothing is stored before the last press."""

import re
from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.access import hats_with
from portal.models import Unit
from portal.text import fold
from reports.forms.opening import CycleForm, proposed, read_overrides
from reports.models import Cycle, FormVersion, Obligation
from reports.obligations import (
    AlreadyOpen,
    Candidate,
    CycleRefused,
    candidates,
    data_day,
    fingerprint,
    open_cycle,
    overridden,
    policy_days,
    possible_causes,
)
from reports.views.cycles.task_links import task_links

PER_PAGE = 200
_YEAR = re.compile("[0-9]{4}")
FIELDS = tuple(CycleForm.base_fields)


def _collector(request) -> Unit:
    """The unit for which the person opens cycles; the chosen one of several. Http404 without any."""
    mine = [hat.unit_id for hat in hats_with(request.user, "cycle.manage")]
    wanted = (request.POST if request.method == "POST" else request.GET).get("don_vi", "")
    if wanted:
        mine = [unit for unit in mine if str(unit) == wanted]
    if not mine:
        raise Http404
    return Unit.objects.get(pk=mine[0])


@login_required
@require_http_methods(["GET", "POST"])
def cycle_open(request):
    """Step one asks, step two shows the list to be frozen; the last press opens the cycle."""
    collector = _collector(request)
    if request.method == "GET":
        version = FormVersion.objects.order_by("-pk").first()
        return _ask(request, CycleForm(None, collector=collector, initial=proposed(collector, version)))
    form = CycleForm(request.POST, collector=collector)
    step = request.POST.get("buoc")
    if step == "mo":
        year = request.POST.get("year", "")
        known = Cycle.objects.filter(collector=collector, year=int(year) if _YEAR.fullmatch(year) else 0).first()
        if known:
            messages.info(request, f"Kỳ báo cáo năm {known.year} đã được mở từ trước.")
            return redirect("reports:cycle", pk=known.pk)
    if not form.is_valid() or step == "sua":
        return _ask(request, form, status=200 if step == "sua" else 422)
    return _second_step(request, form, opens=step == "mo")


def _ask(request, form: CycleForm, status=200):
    mine = hats_with(request.user, "cycle.manage")
    context = {
        "form": form,
        "collector": form.collector,
        "collectors": {hat.unit_id: hat.unit_name for hat in mine},
        "deadline": _deadline_context(form),
        "has_forms": FormVersion.objects.exists(),
    }
    return render(request, "reports/cycles/open.html", context, status=status)


def _second_step(request, form: CycleForm, *, opens: bool):
    cycle = form.cycle()
    try:
        found = candidates(form.collector, data_from=cycle.data_from, data_to=cycle.data_to, scope=cycle.scope)
    except CycleRefused as refusal:
        form.add_error("data_to", str(refusal))
        return _ask(request, form, status=422)
    chosen = read_overrides(request.POST, {c.unit_id: c.cause for c in found})
    if not opens:
        return _preview(request, form, cycle, found, chosen)
    if request.POST.get("dau_van") != fingerprint(found):
        words = "Cây tổ chức vừa thay đổi sau khi đồng chí xem danh sách. Đề nghị kiểm tra lại rồi mở kỳ."
        return _preview(request, form, cycle, found, chosen, refusal=words, status=409)
    return _open(request, form, cycle, found, chosen)


def _open(request, form: CycleForm, cycle: Cycle, found: list[Candidate], chosen):
    try:
        opened = open_cycle(cycle, overridden(found, chosen), by=request.user)
    except AlreadyOpen as refusal:
        messages.info(request, str(refusal))
        return redirect("reports:cycle", pk=Cycle.objects.get(collector=form.collector, year=cycle.year).pk)
    except CycleRefused as refusal:
        return _preview(request, form, cycle, found, chosen, refusal=str(refusal), status=422)
    messages.success(request, f"Đã mở {opened.title}. Các đơn vị phải nộp được báo tin.")
    return redirect("reports:cycle", pk=opened.pk)


def _preview(request, form, cycle, found: list[Candidate], chosen, *, refusal="", status=200):
    """The list to be frozen, page by page; what was chosen on other pages travels along in hidden boxes."""
    causes = Counter(chosen[c.unit_id][0] if c.unit_id in chosen else str(c.cause) for c in found)
    cause, words = request.POST.get("loc_can_cu", ""), request.POST.get("tim", "")
    wanted = fold(words).split()[:10]
    shown = [c for c in found if _is_shown(c, chosen, cause, wanted)]
    page = Paginator(shown, PER_PAGE).get_page(request.POST.get("trang"))
    rows = [_row(c, chosen) for c in page]
    here = {c.unit_id for c in page}
    context = {
        "form": form,
        "cycle": cycle,
        "collector": form.collector,
        "given": {name: request.POST.get(name, "") for name in FIELDS},
        "page": page,
        "rows": rows,
        "carried": [(unit, *value) for unit, value in chosen.items() if unit not in here],
        "counts": [(c.value, c.label, causes.get(c.value, 0)) for c in Obligation.Cause],
        "owing": sum(causes.get(c, 0) for c in Obligation.OWING),
        "total": len(found),
        "changed": len(chosen),
        "fingerprint": fingerprint(found),
        "day": data_day(cycle.data_to),
        "cause": cause,
        "words": words,
        "refusal": refusal,
        "links": task_links(cycle),
    }
    return render(request, "reports/cycles/preview.html", context, status=status)


def _is_shown(candidate: Candidate, chosen, cause: str, wanted: list[str]) -> bool:
    own = chosen[candidate.unit_id][0] if candidate.unit_id in chosen else candidate.cause
    if cause and own != cause:
        return False
    name = fold(candidate.name) if wanted else ""
    return all(word in name for word in wanted)


def _row(candidate: Candidate, chosen) -> dict:
    cause, note = chosen.get(candidate.unit_id, (str(candidate.cause), ""))
    choices = [(c, Obligation.Cause(c).label) for c in possible_causes(candidate.cause)]
    return {
        "candidate": candidate,
        "cause": cause,
        "note": note,
        "choices": choices,
        "is_changed": candidate.unit_id in chosen,
    }


@login_required
@require_safe
def cycle_deadline(request):
    """What the deadline comes to, for the page while it is being filled in."""
    form = CycleForm(request.GET, collector=_collector(request))
    return render(request, "reports/cycles/parts/deadline.html", {"deadline": _deadline_context(form)})


def _deadline_context(form: CycleForm) -> dict | None:
    """The last day under each policy; None while the boxes don't make a date."""
    given = _given_deadline(form)
    if given is None:
        return None
    policy = given.pop("policy")
    try:
        is_working, days = policy_days(**given)
    except (ValueError, OverflowError):
        return None
    return {"is_working": is_working, "days": days, "policy": policy, "year": given["year"]}


def _given_deadline(form: CycleForm) -> dict | None:
    """The boxes that make the deadline, as typed or as proposed."""
    names = ("year", "relation", "month", "day", "grace", "policy")
    if form.is_bound:
        form.is_valid()
        given = {name: form.cleaned_data.get(name) for name in names}
        if given["year"] is None and str(form.data.get("year", "")).isdecimal():
            given["year"] = min(int(form.data["year"][:4]), 2100)
    else:
        given = {name: form.initial.get(name) for name in names}
    return None if None in given.values() else given
