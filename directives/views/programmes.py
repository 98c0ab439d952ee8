"""Programmes: the list, one programme with its plan year by year, its form, and the plan of a year."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directives.forms.filters import ProgrammeFilter
from directives.forms.programmes import LEAST_PARTIES, DocumentRows, PartyRows, PlanForm, ProgrammeForm
from directives.forms.rows import ADD, with_row_added
from directives.forms.types import CITED
from directives.models import Directive, Programme, YearPlan
from directives.programmes import (
    ProgrammeChanged,
    ProgrammeRefused,
    create_programme,
    may_keep,
    outcome_of,
    papers_with_directives,
    save_plan,
    save_programme,
    timeline_of,
    units_to_name,
)
from portal.access import hats_with, may
from portal.models import Unit
from portal.worktime import today

PER_PAGE = 25


@login_required
@require_safe
def programmes(request):
    """Programmes of the person's units and of those above them, the newest years first."""
    filters = ProgrammeFilter(request.GET)
    rows = filters.narrow(Programme.objects.visible_to(request.user))
    rows = rows.annotate(activity_count=Count("activities")).prefetch_related("parties")
    rows = rows.order_by("-year_from", F("signed_on").desc(nulls_last=True), "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "filters": filters, "writes": may(request.user, "programme.write")}
    return render(request, "directives/programmes.html", context)


@login_required
@require_safe
def detail(request, pk):
    """One programme: its parties and papers, and the chosen year (?nam=) as a picture and as a list."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user).select_related("owner"), pk=pk)
    plans = {plan.year: plan for plan in programme.plans.annotate(activity_count=Count("activities"))}
    years = _years(programme, plans)
    year = _chosen_year(request.GET.get("nam"), years, plans)
    outcome = outcome_of(programme, today())
    lines = list(found.lines) if (found := outcome.of(year)) else []
    context = {
        "programme": programme,
        "parties": programme.parties.all(),
        "documents": _documents(programme, request.user),
        "years": [(one, plans.get(one)) for one in years],
        "year": year,
        "plan": plans.get(year),
        "lines": lines,
        "totals": found.totals if found else None,
        "timeline": timeline_of(year, lines, today()) if lines else None,
        "writes": may_keep(programme.owner_id, request.user),
    }
    return render(request, "directives/programme.html", context)


def _years(programme: Programme, plans: dict) -> list[int]:
    """The years to switch between: those of the programme until the next, while it runs, and all that have a plan."""
    last = today().year + (programme.status in Programme.IN_FORCE)
    until_then = range(programme.year_from, max(last, programme.year_from) + 1)
    return sorted({*filter(programme.covers, until_then), *plans})


def _chosen_year(asked: str | None, years: list[int], plans: dict) -> int:
    if asked is not None:
        if not asked.isdecimal() or len(asked) > 4 or int(asked) not in years:
            raise Http404
        return int(asked)
    planned = [year for year in plans if year <= today().year] or list(plans)
    return max(planned) if planned else min(max(years[0], today().year), years[-1])


def _documents(programme: Programme, user) -> list[dict]:
    """The papers behind it, each with the directive of the portal where the person may see that."""
    rows = papers_with_directives(programme)
    keys = [key for _, key in rows if key]
    seen = set(Directive.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return [{"row": row, "link": key if key in seen else None} for row, key in rows]


@login_required
@require_http_methods(["GET", "POST"])
def create(request):
    """A new programme of the unit whose hat the person chose (?don_vi=), else of their first."""
    hats = hats_with(request.user, "programme.write")
    wanted = request.GET.get("don_vi", "")
    hat = next((hat for hat in hats if str(hat.unit_id) == wanted), hats[0] if hats and not wanted else None)
    if hat is None:
        raise Http404
    initial = {"year_from": today().year}
    units = units_to_name(hat.unit_id)
    form, parties, documents = _forms(
        request, initial, [{"unit_id": hat.unit_id, "name": hat.unit_name}, {}], [], units
    )

    def save():
        content = form.content(parties.lines(), documents.lines())
        unit = Unit.objects.get(pk=hat.unit_id)
        return create_programme(unit, content, by=request.user, key=form.cleaned_data["key"])

    choices = {one.unit_id: one.unit_name for one in hats}
    context = {"owner_name": hat.unit_name, "owner_id": hat.unit_id, "choices": choices, "units": units}
    return _work(request, context, form, (parties, documents), save)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """Change what is known of a programme."""
    programme = get_object_or_404(Programme.objects.writable_by(request.user).select_related("owner"), pk=pk)
    names = [name for name in ProgrammeForm.base_fields if name not in ("seen", "key")]
    initial = {name: getattr(programme, name) for name in names} | {"seen": programme.version}
    sides = ("pk", "unit_id", "name", "signer_title", "signer_name", "focal_name", "focal_contact")
    papers = ("type_name", "number", "issued_on", "title")
    parties = list(programme.parties.values(*sides))
    units = _to_choose(programme, parties)
    form, parties, documents = _forms(request, initial, parties, list(programme.documents.values(*papers)), units)

    def save():
        content = form.content(parties.lines(), documents.lines())
        return save_programme(programme, content, by=request.user, seen=form.cleaned_data["seen"] or 0)

    context = {
        "programme": programme,
        "owner_name": str(programme.owner),
        "owner_id": programme.owner_id,
        "version": programme.version,
        "units": units,
    }
    return _work(request, context, form, (parties, documents), save)


def _to_choose(programme: Programme, parties: list[dict]) -> list[tuple[int, str]]:
    """The unions likely to be a party, and those that are one already, under the name that the paper gives them."""
    likely = units_to_name(programme.owner_id)
    known = {key for key, _ in likely}
    return [
        *likely,
        *((one["unit_id"], one["name"]) for one in parties if one["unit_id"] and one["unit_id"] not in known),
    ]


def _forms(request, initial, parties, documents, units):
    data = with_row_added(request.POST) if ADD in request.POST else request.POST or None
    sides = PartyRows(data, prefix="ben", initial=parties, form_kwargs={"units": units})
    kind = (data or initial).get("kind", Programme.Kind.COORDINATION)
    sides.least = 1 if kind == Programme.Kind.ACTION else LEAST_PARTIES
    return ProgrammeForm(data, initial=initial), sides, DocumentRows(data, prefix="van_ban", initial=documents)


def _work(request, context, form, rows, save):
    """Show the form, or judge and save; what was typed stays on screen after every refusal."""
    parties, documents = rows
    context |= {
        "form": form,
        "parties": parties,
        "documents": documents,
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "unit_names": [name for _, name in context["units"]],
        "cited_types": CITED,
    }
    status = 200
    if (
        request.method == "POST"
        and ADD not in request.POST
        and all([form.is_valid(), parties.is_valid(), documents.is_valid()])
    ):
        try:
            saved = save()
        except ProgrammeRefused as refusal:
            form.add_error(refusal.at, str(refusal))
        except ProgrammeChanged as refusal:
            context |= {"stale": str(refusal)} | _agreed(context, Programme)
            status = 409
        else:
            messages.success(request, "Đã lưu chương trình.")
            return redirect("directives:programme", pk=saved.pk)
    context["problems"] = parties.problems + documents.problems
    return render(request, "directives/programme_form.html", context, status=status)


def _agreed(context, model) -> dict:
    """What lets the next post, made after the warning on the page, replace what somebody else saved."""
    known = context.get("programme")
    return {"version": model.objects.get(pk=known.pk).version} if known else {"key": uuid.uuid4().hex}


@login_required
@require_http_methods(["GET", "POST"])
def plan(request, pk, year):
    """Number, date and words of the plan of one year."""
    programme = get_object_or_404(Programme.objects.writable_by(request.user), pk=pk)
    known = programme.plans.filter(year=year).first()
    if known is None and not programme.covers(year):
        raise Http404
    known = known or YearPlan(programme=programme, year=year)
    initial = {name: getattr(known, name) for name in ("number", "issued_on", "words")}
    form = PlanForm(request.POST or None, initial=initial)
    context = {"programme": programme, "year": year, "plan": known, "form": form, "version": known.version}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            save_plan(programme, year, form.content(), by=request.user, seen=form.cleaned_data["seen"] or 0)
        except ProgrammeRefused as refusal:
            form.add_error(None, str(refusal))
        except ProgrammeChanged as refusal:
            context |= {"stale": str(refusal), "version": programme.plans.get(year=year).version}
            status = 409
        else:
            messages.success(request, f"Đã lưu kế hoạch năm {year}.")
            return redirect(reverse("directives:programme", args=[pk]) + f"?nam={year}")
    return render(request, "directives/plan_form.html", context, status=status)
