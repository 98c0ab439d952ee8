"""The register of issued documents: on screen, as a workbook, and what a clerk notes in it."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directives.forms.register import NoteForm
from directives.models import Directive
from directives.register import COLUMNS, NoteChanged, entries, keys_of, note_of, series_of, write_note, years_of
from portal.access import hat_at, hats_with
from portal.exports.xlsx import Column, Sheet, write_workbook
from portal.worktime import today

PER_PAGE = 100
MOST_AT_ONCE = 5000
_WIDTHS = ((14, "text"), (12, "date"), (52, "text"), (24, "text"), (44, "text"), (16, "text"), (9, "integer"))
_WIDTHS += ((12, "date"), (26, "text"), (34, "text"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _place(request) -> dict:
    """Whose register, of which year and series, the address asks for; 404 for whoever follows no issuer there."""
    hats = {hat.unit_id: hat for hat in hats_with(request.user, "directive.follow")}
    wanted = request.GET.get("don_vi", "")
    hat = next((hat for unit, hat in hats.items() if str(unit) == wanted), None)
    if hat is None and not wanted:
        hat = next(iter(hats.values()), None)
    if hat is None:
        raise Http404
    years = years_of(hat.unit_id) or [today().year]
    typed = request.GET.get("nam", "")
    year = (int(typed) if typed.isdecimal() and len(typed) == 4 else 0) or years[0]
    series = series_of(hat.unit_id, year)
    chosen = request.GET.get("loai", "")
    return {
        "unit_id": hat.unit_id,
        "unit_name": hat.unit_name,
        "hats": list(hats.values()),
        "years": sorted({*years, year}, reverse=True),
        "year": year,
        "series": series,
        "chosen": chosen if chosen in series else "",
    }


@login_required
@require_safe
def register(request):
    """The ten columns of each document issued in a year; all of them on one page where they are to be printed."""
    place = _place(request)
    keys = keys_of(place["unit_id"], place["year"], place["chosen"])
    at_once = "tat_ca" in request.GET
    page = Paginator(keys, MOST_AT_ONCE if at_once else PER_PAGE).get_page(request.GET.get("page"))
    context = place | {
        "page": page,
        "entries": list(entries(page.object_list)),
        "columns": COLUMNS,
        "at_once": at_once,
        "writes": hat_at(request.user, "directive.write", place["unit_id"]) is not None,
        "today": today(),
    }
    return render(request, "directives/register.html", context)


@login_required
@require_safe
def register_file(request):
    """The same as a workbook."""
    place = _place(request)
    keys = keys_of(place["unit_id"], place["year"], place["chosen"])
    columns = tuple(Column(label, *look) for label, look in zip(COLUMNS, _WIDTHS, strict=True))
    named = f"Năm {place['year']}" + (f" – {place['chosen']}" if place["chosen"] else "")
    sheet = Sheet(
        f"Năm {place['year']}",
        columns,
        map(_row, entries(keys)),
        title_lines=(place["unit_name"].upper(), "SỔ ĐĂNG KÝ VĂN BẢN ĐI", named),
    )
    file = io.BytesIO()
    write_workbook(file, [sheet], title=f"Sổ đăng ký văn bản đi {named.lower()}", author=place["unit_name"])
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=f"so-van-ban-di-{place['year']}.xlsx", content_type=XLSX)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _row(entry) -> tuple:
    return (
        entry.number,
        entry.issued_on,
        entry.title,
        entry.signer,
        entry.recipients(),
        entry.kept_by,
        entry.copies,
        entry.sent_on,
        entry.signed_for,
        entry.note,
    )


@login_required
@require_http_methods(["GET", "POST"])
def register_note(request, pk):
    """What a clerk notes beside one document; what was typed stays on screen when somebody else wrote meanwhile."""
    written = Directive.objects.writable_by(request.user).published().defer("content")
    directive = get_object_or_404(written, pk=pk)
    noted, version = note_of(directive)
    initial = {name: getattr(noted, name) for name in ("kept_by", "copies", "signed_for", "note")} | {"seen": version}
    form = NoteForm(request.POST or None, initial=initial)
    context = {"directive": directive, "form": form, "version": version, "entry": next(entries([pk]))}
    if request.method == "POST" and form.is_valid():
        try:
            write_note(directive, form.content(), by=request.user, seen=form.cleaned_data["seen"] or 0)
        except NoteChanged as refusal:
            return render(
                request, "directives/register_note.html", context | {"stale": str(refusal), "noted": noted}, status=409
            )
        messages.success(request, f"Đã ghi sổ {directive}.")
        place = f"?don_vi={directive.issuer_id}&nam={directive.issued_on.year}"
        return redirect(f"{reverse('directives:register')}{place}")
    return render(request, "directives/register_note.html", context)
