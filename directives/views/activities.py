"""One activity: its page, its form, and how it stands."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from directives.forms.activities import ActivityForm, PrizeRows, RoundRows, StatusForm, span_initial
from directives.forms.rows import ADD, with_row_added
from directives.models import Activity, Programme
from directives.programmes import (
    ProgrammeChanged,
    ProgrammeRefused,
    create_activity,
    may_keep,
    save_activity,
    set_status,
)
from portal.models import Event
from portal.worktime import today


@login_required
@require_safe
def detail(request, pk, activity_pk):
    """What was planned, how it stands and why, each time that it was held, and what a contest brought."""
    activity = _activity(Programme.objects.visible_to(request.user), pk, activity_pk)
    activity.late = activity.is_overdue(today())
    writes = may_keep(activity.programme.owner_id, request.user)
    context = {
        "programme": activity.programme,
        "activity": activity,
        "co_leads": activity.co_leads.all(),
        "rounds": activity.rounds.all(),
        "prizes": activity.prizes.all(),
        "occurrences": activity.occurrences.prefetch_related("files__file"),
        "told": _told(activity),
        "writes": writes,
    }
    return render(request, "directives/activity.html", context)


def _told(activity: Activity) -> list[Event]:
    """How its state changed, newest first."""
    rows = Event.objects.about(activity.programme).filter(kind="activity.status", detail__activity=activity.pk)
    return list(rows.select_related("actor"))


def _activity(programmes, pk: int, activity_pk: int) -> Activity:
    rows = Activity.objects.select_related("programme", "plan", "lead").filter(programme__in=programmes)
    return get_object_or_404(rows, programme__pk=pk, pk=activity_pk)


@login_required
@require_http_methods(["GET", "POST"])
def create(request, pk):
    """A new activity of a programme, of the year that the address names (?nam=)."""
    programme = get_object_or_404(Programme.objects.writable_by(request.user), pk=pk)
    year = request.GET.get("nam", "")
    initial = {"year": year if year.isdecimal() else max(today().year, programme.year_from), "quantity": 1}
    form, rounds, prizes = _forms(request, programme, initial, [], [])

    def save():
        content = form.content(rounds.lines(), prizes.lines())
        return create_activity(programme, content, by=request.user, key=form.cleaned_data["key"])

    return _work(request, {"programme": programme}, form, (rounds, prizes), save)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk, activity_pk):
    """Change what is planned of an activity."""
    activity = _activity(Programme.objects.writable_by(request.user), pk, activity_pk)
    form, rounds, prizes = _forms(
        request,
        activity.programme,
        _initial(activity),
        list(activity.rounds.values("name", "form", "held_words", "note")),
        list(activity.prizes.values("kind", "quantity", "winners")),
    )

    def save():
        content = form.content(rounds.lines(), prizes.lines())
        return save_activity(activity, content, by=request.user, seen=form.cleaned_data["seen"] or 0)

    context = {"programme": activity.programme, "activity": activity, "version": activity.version}
    return _work(request, context, form, (rounds, prizes), save)


_NAMES = ("kind", "title", "planned_words", "lead_id", "quantity", "participants_from", "participants_to")


def _initial(activity: Activity) -> dict:
    year = activity.plan.year
    planned = (activity.planned_words, activity.planned_from, activity.planned_to)
    return (
        {name: getattr(activity, name) for name in _NAMES}
        | span_initial(*planned, year, ("planned_from", "planned_to"))
        | {
            "year": year,
            "topics": "\n".join(activity.topics),
            "co_lead_ids": [party.pk for party in activity.co_leads.all()],
        }
    )


def _forms(request, programme, initial, rounds, prizes):
    data = with_row_added(request.POST) if ADD in request.POST else request.POST or None
    form = ActivityForm(data, initial=initial, parties=programme.parties.all())
    return form, RoundRows(data, prefix="vong", initial=rounds), PrizeRows(data, prefix="giai", initial=prizes)


def _work(request, context, form, rows, save):
    """Show the form, or judge and save; what was typed stays on screen after every refusal."""
    rounds, prizes = rows
    key = request.POST.get("key") or uuid.uuid4().hex
    context |= {"form": form, "rounds": rounds, "prizes": prizes, "key": key}
    status = 200
    if (
        request.method == "POST"
        and ADD not in request.POST
        and all([form.is_valid(), rounds.is_valid(), prizes.is_valid()])
    ):
        try:
            saved = save()
        except ProgrammeRefused as refusal:
            form.add_error(refusal.at, str(refusal))
        except ProgrammeChanged as refusal:
            context |= {"stale": str(refusal)} | _agreed(context)
            status = 409
        else:
            messages.success(request, "Đã lưu hoạt động.")
            return redirect("directives:activity", pk=context["programme"].pk, activity_pk=saved.pk)
    context["problems"] = rounds.problems + prizes.problems
    return render(request, "directives/activity_form.html", context, status=status)


def _agreed(context) -> dict:
    known = context.get("activity")
    return {"version": Activity.objects.get(pk=known.pk).version} if known else {"key": uuid.uuid4().hex}


@login_required
@require_http_methods(["GET", "POST"])
def status(request, pk, activity_pk):
    """Say how the activity stands; putting off and calling off ask for the reason."""
    activity = _activity(Programme.objects.writable_by(request.user), pk, activity_pk)
    initial = {"status": activity.status, "reason": activity.status_reason}
    form = StatusForm(request.POST or None, initial=initial)
    context = {"programme": activity.programme, "activity": activity, "form": form, "version": activity.version}
    code = 200
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            set_status(activity, typed["status"], reason=typed["reason"], by=request.user, seen=typed["seen"] or 0)
        except ProgrammeRefused as refusal:
            form.add_error(refusal.at, str(refusal))
        except ProgrammeChanged as refusal:
            now = Activity.objects.get(pk=activity.pk)
            context |= {"stale": str(refusal), "version": now.version, "now": now}
            code = 409
        else:
            messages.success(request, "Đã ghi tình trạng của hoạt động.")
            return redirect("directives:activity", pk=pk, activity_pk=activity_pk)
    return render(request, "directives/activity_status.html", context, status=code)
