"""Each time that an activity was held: its form, taking it out, and the files of it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directives.forms.activities import FILE_KINDS, MAX_FILES, OccurrenceForm, span_initial
from directives.forms.attaching import Attachments
from directives.models import Activity, Occurrence, OccurrenceFile, Programme
from directives.programmes import (
    ProgrammeChanged,
    ProgrammeRefused,
    record_occurrence,
    remove_occurrence,
    save_occurrence,
)
from portal.files import download_response


@login_required
@require_http_methods(["GET", "POST"])
def create(request, pk, activity_pk):
    """Note one time that the activity was held."""
    programmes = Programme.objects.writable_by(request.user)
    rows = Activity.objects.select_related("programme", "plan").filter(programme__in=programmes, programme__pk=pk)
    activity = get_object_or_404(rows, pk=activity_pk)
    held = activity.occurrences.count()
    initial = {"completes": held + 1 >= activity.quantity}
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = OccurrenceForm(*data, initial=initial, year=activity.plan.year)
    files = Attachments([], by=request.user, data=request.POST if request.method == "POST" else None)

    def save():
        key = form.cleaned_data["key"]
        return record_occurrence(activity, form.content(files.files), by=request.user, key=key)

    return _work(request, {"activity": activity, "number": held + 1}, form, files, save)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk, activity_pk, occurrence_pk):
    """Change what is known of one time."""
    writable = Programme.objects.writable_by(request.user)
    if request.method == "POST" and not Occurrence.objects.filter(pk=occurrence_pk, activity__pk=activity_pk).exists():
        return _gone(request, pk, activity_pk)
    occurrence = _occurrence(writable, pk, activity_pk, occurrence_pk)
    activity = occurrence.activity
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = OccurrenceForm(*data, initial=_initial(occurrence), year=activity.plan.year)
    stored = [row.file for row in occurrence.files.select_related("file")]
    files = Attachments(stored, by=request.user, data=request.POST if request.method == "POST" else None)

    def save():
        content = form.content(files.files)
        return save_occurrence(occurrence, content, by=request.user, seen=form.cleaned_data["seen"] or 0)

    context = {"activity": activity, "occurrence": occurrence, "version": occurrence.version}
    return _work(request, context, form, files, save)


def _gone(request, pk, activity_pk):
    """Somebody took the occurrence out while this one was being written: the words stay, to be noted as a new one."""
    programmes = Programme.objects.writable_by(request.user)
    rows = Activity.objects.select_related("programme", "plan").filter(programme__in=programmes, programme__pk=pk)
    activity = get_object_or_404(rows, pk=activity_pk)
    form = OccurrenceForm(request.POST, request.FILES, year=activity.plan.year)
    files = Attachments([], by=request.user, data=request.POST)
    form.is_valid()
    files.receive(form, "files", kinds=FILE_KINDS, most=MAX_FILES)
    context = {
        "activity": activity,
        "programme": activity.programme,
        "form": form,
        "attached": files,
        "key": uuid.uuid4().hex,
        "action": reverse("directives:occurrence-create", args=[pk, activity_pk]),
        "gone": True,
    }
    return render(request, "directives/occurrence_form.html", context, status=409)


def _occurrence(programmes, pk: int, activity_pk: int, occurrence_pk: int) -> Occurrence:
    rows = Occurrence.objects.select_related("activity__programme", "activity__plan")
    rows = rows.filter(activity__programme__in=programmes, activity__programme__pk=pk, activity__pk=activity_pk)
    return get_object_or_404(rows, pk=occurrence_pk)


def _initial(occurrence: Occurrence) -> dict:
    names = ("held_words", "place", "participants", "result")
    held = (occurrence.held_words, occurrence.held_from, occurrence.held_to)
    known = {name: getattr(occurrence, name) for name in names}
    return known | span_initial(*held, occurrence.activity.plan.year, ("held_from", "held_to"))


def _work(request, context, form, files, save):
    """Show the form, or judge and save; words and files stay on the page after every refusal."""
    activity = context["activity"]
    key = request.POST.get("key") or uuid.uuid4().hex
    context |= {"programme": activity.programme, "form": form, "attached": files, "key": key}
    status = 200
    if request.method == "POST":
        sound = form.is_valid()
        files.receive(form, "files", kinds=FILE_KINDS, most=MAX_FILES)
        if sound and not form.errors:
            try:
                save()
            except ProgrammeRefused as refusal:
                form.add_error(refusal.at, str(refusal))
            except ProgrammeChanged as refusal:
                context |= {"stale": str(refusal)} | _agreed(context)
                status = 409
            else:
                messages.success(request, "Đã lưu lần tổ chức.")
                return redirect("directives:activity", pk=activity.programme_id, activity_pk=activity.pk)
    return render(request, "directives/occurrence_form.html", context, status=status)


def _agreed(context) -> dict:
    """What lets the next post, made after the warning on the page, replace what somebody else saved."""
    known = context.get("occurrence")
    return {"version": Occurrence.objects.get(pk=known.pk).version} if known else {"key": uuid.uuid4().hex}


@login_required
@require_POST
def remove(request, pk, activity_pk, occurrence_pk):
    """Take out an occurrence that was noted by mistake."""
    programme = get_object_or_404(Programme.objects.writable_by(request.user), pk=pk)
    activity = get_object_or_404(programme.activities, pk=activity_pk)
    occurrence = activity.occurrences.filter(pk=occurrence_pk).select_related("activity__programme").first()
    seen = request.POST.get("seen", "")
    if occurrence is None:
        messages.warning(request, "Lần tổ chức này đã được xóa trước đó.")
    else:
        try:
            remove_occurrence(occurrence, by=request.user, seen=int(seen) if seen.isdecimal() and len(seen) < 9 else -1)
        except ProgrammeChanged as refusal:
            messages.error(request, f"Chưa xóa. {refusal}")
        else:
            messages.success(request, "Đã xóa lần tổ chức ghi nhầm; nhật ký vẫn giữ nội dung đã xóa.")
    return redirect("directives:activity", pk=pk, activity_pk=activity_pk)


@login_required
@require_safe
def download(request, pk, activity_pk, occurrence_pk, position):
    """One file of an occurrence, as it came, for those who see the programme."""
    occurrence = _occurrence(Programme.objects.visible_to(request.user), pk, activity_pk, occurrence_pk)
    rows = OccurrenceFile.objects.select_related("file")
    return download_response(get_object_or_404(rows, occurrence=occurrence, position=position).file)
