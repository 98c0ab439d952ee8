"""The editor's page: one section of a draft, with all sections at its side; works without scripts too."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from directives.models import Programme, Task
from portal import clock
from portal.text import format_datetime
from reports.drafts import (
    Locked,
    Saved,
    Stale,
    TooLong,
    clean_content,
    legacy_texts,
    open_sections,
    save_section,
    without_legacy,
)
from reports.lineage import figures_before
from reports.lookups import tasks_of
from reports.models import Report
from reports.prefill import Offer, has_offers, holds, offer_for, sources_of
from reports.readiness import section_states, weigh_stored
from reports.views.officer import editing
from reports.views.officer.doors import definition_for, own_draft, section_or_404
from reports.views.officer.patterns import with_inputs, with_patterns
from reports.views.officer.places import NARRATIVE
from reports.views.officer.progress import steps_of
from reports.views.officer.standing import standing_of

MOST_PROGRAMMES = 200
UNTYPED = ("csrfmiddlewaretoken", "version", "go", "convert")


@require_http_methods(["GET", "POST"])
def section(request, pk, code):
    """One section to write in; POST saves it without scripts, on the version that the page showed."""
    if not request.user.is_authenticated:
        return _signed_out(request)
    report = own_draft(request.user, pk)
    part = section_or_404(definition_for(report), code)
    if request.method == "POST":
        return _save(request, report, part)
    return render(request, "reports/officer/section.html", _context(request, report, part))


def _signed_out(request):
    """The door; what a browser without scripts had sent is shown, for nobody else keeps it."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    names = [name for name in request.POST if name not in UNTYPED and not name.endswith("-kind")]
    typed = [(name.removeprefix("f-").removeprefix("a-"), request.POST[name]) for name in names]
    context = {"page_title": "Phiên làm việc đã hết", "typed": typed, "path": request.path}
    return render(request, "reports/officer/signed_out.html", context, status=401)


def _save(request, report, part):
    definition = definition_for(report)
    payload = editing.payload_from_form(request.POST, definition, part)
    try:
        content = clean_content(payload, part, definition)
    except TooLong as fault:
        messages.error(request, str(fault))
        return render(
            request, "reports/officer/section.html", _context(request, report, part, typed=payload), status=413
        )
    if "convert" in request.POST:
        content = without_legacy(content)
    open_sections(report, definition)
    try:
        saved = save_section(report.pk, part.code, content, seen=_whole(request.POST.get("version")), by=request.user)
    except Report.DoesNotExist as fault:  # the role ended just now
        raise Http404 from fault
    if isinstance(saved, Saved):
        messages.success(request, f"Đã lưu mục này lúc {format_datetime(saved.at)}.")
        return redirect("reports:section", report.pk, _next_code(request, definition, part))
    status = 409 if isinstance(saved, Stale) else 423
    context = _context(request, report, part, typed=content, refused=saved)
    return render(request, "reports/officer/section.html", context, status=status)


def _whole(raw) -> int:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


def _next_code(request, definition, part) -> str:
    codes = [section.code for section in definition.writable_sections]
    place = codes.index(part.code)
    if request.POST.get("go") == "next" and place + 1 < len(codes):
        return codes[place + 1]
    return part.code


def _context(request, report: Report, part, *, typed: dict | None = None, refused=None) -> dict:
    """What the page shows; `typed` is what could not be stored and must not be lost, `refused` why."""
    definition, cycle = definition_for(report), report.obligation.cycle
    rows = open_sections(report, definition)
    if isinstance(refused, Locked):
        report.refresh_from_db(fields=["state"])
    contents = {code: row.content for code, row in rows.items()}
    previous = figures_before(report)
    stored = weigh_stored(report, contents, previous)
    content = contents[part.code] if typed is None or isinstance(refused, Locked) else typed
    is_stored = content is contents[part.code]
    shown = stored if is_stored else weigh_stored(report, contents | {part.code: content}, previous)
    notes = editing.by_place(editing.notes_of(shown, part.code))
    steps = steps_of(definition, section_states(stored, contents), report.pk, cycle.year)
    place = next(number for number, step in enumerate(steps) if step.code == part.code)
    return {
        "report": report,
        "cycle": cycle,
        "part": part,
        "heading": steps[place].heading,
        "standing": standing_of(report.obligation, report, clock.now()),
        "steps": steps,
        "place": place + 1,
        "before": steps[place - 1] if place else None,
        "after": steps[place + 1] if place + 1 < len(steps) else None,
        "row": rows[part.code],
        "version": refused.version if isinstance(refused, Stale) else rows[part.code].version,
        "last_year": cycle.year - 1,
        "content": content,
        "faults": [note for found in notes.values() for note in found if note.tone == "bad" and not note.missing],
        "text_notes": notes.get(NARRATIVE, []),
        "boxes": with_inputs(
            editing.boxes_of(definition, part, content, previous, notes),
            estimates=definition.regime.window.allows_estimates,
        ),
        "has_last": bool(previous),
        "merged_from": editing.merged_from(previous),
        "estimates": definition.regime.window.allows_estimates,
        "kinds": editing.KINDS,
        "ratios": editing.ratios_of(shown, part),
        "annexes": with_patterns(editing.tables_of(definition, part, content, notes)),
        "tasks": _tasks(definition, cycle, part),
        "programmes": _programmes(request.user, definition, part),
        **_prefilled(report, definition, part, content),
        "legacy": legacy_texts(content) if report.is_writable else {},
        "refused": refused,
        "typed": typed,
        "theirs": _theirs(refused, definition, part, previous) if isinstance(refused, Stale) else None,
    }


def _theirs(refused: Stale, definition, part, previous) -> dict:
    """What somebody else stored meanwhile, for reading beside what was typed here."""
    return {
        "text": refused.theirs.get("text", ""),
        "boxes": editing.boxes_of(definition, part, refused.theirs, previous, {}),
        "tables": editing.tables_of(definition, part, refused.theirs, {}),
    }


def _tasks(definition, cycle, part) -> list[Task]:
    """The orders of the directive that this section answers, by its text or by one of its figures."""
    answered = {
        number
        for number, place in definition.task_places.items()
        if part in place.sections or any(item.code in part.indicators for item in place.indicators)
    }
    return [task for task in tasks_of(cycle.directive_id) if task.number in answered]


def _prefilled(report: Report, definition, part, content: dict) -> dict:
    """What programmes and the units below can give the section, and where what stands there was taken from."""
    if not has_offers(definition, part, report.own_cycle):
        return {"offer": None, "sources": {}}
    offer = offer_for(report, definition, part, report.own_cycle, named=False) if report.is_writable else Offer()
    standing = content.get("annexes", {})
    left = tuple(row for row in offer.rows if not holds(standing.get(row.annex, ()), row.cells))
    return {"offer": replace(offer, rows=left), "sources": sources_of(report, content)}


def _programmes(user, definition, part) -> list[tuple[str, str]]:
    """(number, title) of the programmes that an annex of the section may name."""
    columns = (column for key in part.annexes for column in definition.annex(key).columns)
    if all(column.type != "programme_ref" for column in columns):
        return []
    found = Programme.objects.visible_to(user).order_by("-year_from", "number")
    return list(found.values_list("number", "title")[:MOST_PROGRAMMES])
