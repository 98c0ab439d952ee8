"""Taking what was offered: written into the section on the version that the person saw, with its source beside it."""

from copy import deepcopy

from django.db import transaction

from portal import clock
from portal.journal import record
from reports.drafts import Locked, Saved, Stale, save_section
from reports.models import DraftSection, DraftSource, Report
from reports.prefill.offers import Offer
from reports.prefill.sources import holds


def take(report: Report, code: str, offer: Offer, places: set[str], *, seen: int, by) -> Saved | Stale | Locked:
    """Write the chosen places (indicator codes and row places) of the offer into section `code`.

    Only those places are written, on version `seen` of the section; rows are added, and none twice. Nothing is
    written when somebody saved the section since (Stale) or the report can't be written in (Locked).
    """
    row = DraftSection.objects.get(report=report, code=code)
    content = deepcopy(row.content)
    figures = [one for one in offer.figures.values() if one.code in places]
    rows = [one for one in offer.rows if one.place in places]
    for one in figures:
        entry = {"raw": one.raw, "kind": "number", "estimated": one.estimated}
        content.setdefault("figures", {})[one.code] = entry
    for one in rows:
        held = content.setdefault("annexes", {}).setdefault(one.annex, [])
        if not holds(held, one.cells):
            held.append(one.cells)
    with transaction.atomic():
        saved = save_section(report.pk, code, content, seen=seen, by=by)
        if isinstance(saved, Saved):
            _note(report, figures, rows, by)
            Report.objects.filter(pk=report.pk).update(is_prefilled=True)
            report.is_prefilled = True
            words = ", ".join([one.code for one in figures] + [one.place for one in rows])
            record(report, "report.prefilled", f"Lấy số liệu có sẵn trên cổng: {words}", by=by)
    return saved


def _note(report: Report, figures, rows, by) -> None:
    now = clock.now()
    taken = [(one.code, {"value": str(one.value), "words": one.source, "items": list(one.items)}) for one in figures]
    taken += [(one.place, {"cells": one.cells, "words": one.words, "items": []}) for one in rows]
    for place, content in taken:
        values = {"content": content, "taken_at": now, "taken_by": by}
        DraftSource.objects.update_or_create(report=report, place=place, defaults=values)
