"""The form of an activity: planned, held, postponed or cancelled."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from directives.forms.programmes import ActivityForm
from directives.models import Activity, Programme
from directives.programmes import ProgrammeChanged, ProgrammeRefused, create_activity, save_activity
from portal.worktime import today


@login_required
@require_http_methods(["GET", "POST"])
def create(request, pk):
    """A new activity of a programme."""
    programme = get_object_or_404(Programme.objects.writable_by(request.user), pk=pk)
    year = request.GET.get("nam", "")
    initial = {"year": year if year.isdecimal() else today().year, "quantity": 1, "status": Activity.Status.PLANNED}
    form = ActivityForm(request.POST or None, initial=initial, parties=programme.parties.all())
    return _work(
        request,
        {"programme": programme, "form": form},
        lambda: create_activity(programme, form.content(), by=request.user),
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk, activity_pk):
    """Change an activity of a programme."""
    programmes = Programme.objects.writable_by(request.user)
    found = Activity.objects.select_related("programme").filter(programme__in=programmes, programme=pk)
    activity = get_object_or_404(found, pk=activity_pk)
    names = [name for name in ActivityForm.base_fields if name != "seen"]
    initial = {name: getattr(activity, name) for name in names} | {"seen": activity.version}
    form = ActivityForm(request.POST or None, initial=initial, parties=activity.programme.parties.all())
    return _work(
        request,
        {"programme": activity.programme, "activity": activity, "form": form, "version": activity.version},
        lambda: save_activity(activity, form.content(), by=request.user, seen=form.cleaned_data["seen"] or 0),
    )


def _work(request, context, save):
    """Show the form, or judge and save; what was typed stays on screen after every refusal."""
    form, status = context["form"], 200
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except ProgrammeRefused as refusal:
            form.add_error(None, str(refusal))
        except ProgrammeChanged as refusal:
            context |= {"stale": str(refusal), "version": Activity.objects.get(pk=context["activity"].pk).version}
            status = 409
        else:
            messages.success(request, "Đã lưu hoạt động.")
            return redirect("directives:programme", pk=context["programme"].pk)
    return render(request, "directives/activity_form.html", context, status=status)
