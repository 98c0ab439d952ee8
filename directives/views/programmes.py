"""Programmes: the list, one programme with its plan year by year, and its form."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from directives.forms.filters import ProgrammeFilter
from directives.forms.programmes import PartyRows, ProgrammeForm
from directives.forms.rows import ADD, with_row_added
from directives.models import Programme
from directives.programmes import ProgrammeChanged, ProgrammeRefused, create_programme, save_programme
from portal.access import hat_at, hats_with, may
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
    """One programme, its parties and its plan of each year."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), pk=pk)
    activities = list(programme.activities.select_related("lead").order_by("-year", "planned_from", "pk"))
    for activity in activities:
        activity.late = activity.is_overdue(today())
    context = {
        "programme": programme,
        "parties": programme.parties.all(),
        "years": [(year, list(rows)) for year, rows in groupby(activities, key=lambda activity: activity.year)],
        "writes": hat_at(request.user, "programme.write", programme.owner_id) is not None,
    }
    return render(request, "directives/programme.html", context)


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
    parties = [{"name": hat.unit_name}, {}]
    form, rows = _forms(request, initial, parties)

    def save():
        return create_programme(Unit.objects.get(pk=hat.unit_id), form.content(rows.lines()), by=request.user)

    return _work(request, {"owner_name": hat.unit_name}, form, rows, save)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """Change what is known of a programme."""
    programme = get_object_or_404(Programme.objects.writable_by(request.user).select_related("owner"), pk=pk)
    names = [name for name in ProgrammeForm.base_fields if name != "seen"]
    initial = {name: getattr(programme, name) for name in names} | {"seen": programme.version}
    parties = list(programme.parties.values("pk", "name", "signer_title"))
    form, rows = _forms(request, initial, parties)

    def save():
        content = form.content(rows.lines())
        return save_programme(programme, content, by=request.user, seen=form.cleaned_data["seen"] or 0)

    context = {"programme": programme, "owner_name": str(programme.owner), "version": programme.version}
    return _work(request, context, form, rows, save)


def _forms(request, initial, parties) -> tuple[ProgrammeForm, PartyRows]:
    data = with_row_added(request.POST) if ADD in request.POST else request.POST or None
    return ProgrammeForm(data, initial=initial), PartyRows(data, prefix="ben", initial=parties)


def _work(request, context, form, rows, save):
    """Show the form, or judge and save; what was typed stays on screen after every refusal."""
    context |= {"form": form, "rows": rows}
    status = 200
    if request.method == "POST" and ADD not in request.POST and all([form.is_valid(), rows.is_valid()]):
        try:
            saved = save()
        except ProgrammeRefused as refusal:
            form.add_error(None, str(refusal))
        except ProgrammeChanged as refusal:
            context |= {"stale": str(refusal), "version": Programme.objects.get(pk=context["programme"].pk).version}
            status = 409
        else:
            messages.success(request, "Đã lưu chương trình.")
            return redirect("directives:programme", pk=saved.pk)
    return render(request, "directives/programme_form.html", context, status=status)
