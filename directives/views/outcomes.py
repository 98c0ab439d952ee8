"""How a programme came out: the table on screen, and the same as a document made in the background."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directives.models import OutcomeFile, Programme
from directives.programmes import ProgrammeRefused, ask_for_outcome, frame_of, outcome_of, people_words, range_words
from portal.exports.layout import number_and_symbol, place_and_date
from portal.files import download_response
from portal.worktime import today

MOST_FILES = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request, pk):
    """Planned against actual, of one year (?nam=) or of all; POST asks for the paper of what is shown."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user).select_related("owner"), pk=pk)
    found = outcome_of(programme, today())
    year = _year(request.GET.get("nam", ""), found)
    if request.method == "POST":
        return _ask(request, programme, year)
    around = frame_of(found, year)
    files = programme.outcome_files.filter(asked_by=request.user).select_related("file", "job")
    context = {
        "programme": programme,
        "day": found.day,
        "around": around,
        "number": number_and_symbol(around),
        "place_and_date": place_and_date(around),
        "year": year,
        "years": [one.year for one in found.years],
        "shown": [_shown(one) for one in found.years if year in (None, one.year)],
        "grand": _totals(found.totals) if year is None and len(found.years) > 1 else None,
        "files": files[:MOST_FILES],
    }
    return render(request, "directives/outcome.html", context)


def _year(asked: str, found) -> int | None:
    """The year that the address names, None for all; what has no plan is not found."""
    if not asked:
        return None
    year = next((one.year for one in found.years if str(one.year) == asked), None)
    if year is None:
        raise Http404
    return year


def _ask(request, programme, year):
    try:
        ask_for_outcome(programme, year, by=request.user)
    except ProgrammeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đang lập tệp DOCX. Xong sẽ có thông báo và nút tải về.")
    address = reverse("directives:outcome", args=[programme.pk])
    return redirect(f"{address}?nam={year}" if year else address)


def _shown(one) -> dict:
    return {
        "year": one.year,
        "lines": [_line(line) for line in one.lines],
        "totals": _totals(one.totals),
        "so_far": _totals(one.so_far) if one.so_far != one.totals else None,
    }


def _line(line) -> dict:
    return {"line": line, "planned": range_words(line.planned_people), "people": _people(line)}


def _totals(totals) -> dict:
    planned = (totals.people_few, totals.people_many) if totals.people_many else None
    return {"counts": totals, "planned": range_words(planned), "people": _people(totals)}


def _people(counts) -> str:
    return people_words(counts.participants, counts.uncounted) if counts.held else "–"


def _own_file(request, pk: int, file_pk: int) -> OutcomeFile:
    visible = Programme.objects.visible_to(request.user)
    rows = OutcomeFile.objects.select_related("file", "job", "programme").filter(asked_by=request.user)
    return get_object_or_404(rows.filter(programme__pk=pk, programme__in=visible), pk=file_pk)


@login_required
@require_safe
def progress(request, pk, file_pk):
    """One file's line of the list, asked for again and again until its job is over."""
    context = {"one": _own_file(request, pk, file_pk)}
    return render(request, "directives/parts/outcome_file.html", context)


@login_required
@require_safe
def download(request, pk, file_pk):
    """One paper, for whoever asked for it and still sees the programme."""
    found = _own_file(request, pk, file_pk)
    if found.file is None:
        raise Http404
    return download_response(found.file)
