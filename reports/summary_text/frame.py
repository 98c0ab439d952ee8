"""The summary's frame: defaults from the units' own data, saved on the version that the writer saw."""

from django.db import transaction
from django.db.models import F, Prefetch

from portal import clock, journal
from portal.access import hat_at
from portal.models import UnitVersion
from portal.text import clean_line, clean_text
from reports.form_schema import FormDefinition
from reports.lookups import definition_of
from reports.models import Cycle, Summary, SummaryRun, SummarySection
from reports.summary_text.outcomes import Locked, Saved, Stale

FRAME_LINES = ("parent_name", "issuer_name", "number", "symbol", "place", "subject", "signer_name")
FRAME_BLOCKS = ("addressees", "signature_lines", "recipients")
SIGNATURE = "TM. BAN THƯỜNG VỤ\nCHỦ TỊCH"


def default_frame(cycle: Cycle) -> dict[str, str]:
    """The frame as the units' data give it: names are data, an editor may change every line."""
    version = _standing(cycle.collector_id)
    above = _standing(version.parent_id) if version and version.parent_id else None
    definition = definition_of(cycle.form_version_id)
    code = version.code if version else ""
    symbol = "-".join(filter(None, (definition.document_abbreviation, code)))
    office = cycle.department or (version.department if version else "")
    return {
        "parent_name": above.name if above else "",
        "issuer_name": version.name if version else cycle.collector_name,
        "symbol": symbol,
        "place": version.place if version else "",
        "subject": _subject(definition, cycle.year),
        "addressees": cycle.superior_name or (above.name if above else ""),
        "signature_lines": SIGNATURE,
        "recipients": "\n".join(["Như trên", ", ".join(filter(None, ("Lưu: VT", office)))]),
    }


def _standing(unit_id: int) -> UnitVersion | None:
    """The unit's version today or, for an ended one, its last."""
    return UnitVersion.objects.filter(unit=unit_id).order_by("-valid_from", "-pk").first()


def _subject(definition: FormDefinition, year: int) -> str:
    """The form's title without the name of the document's type, which is printed above it."""
    title, kind = definition.title_for(year), definition.document_type
    rest = title[len(kind) :].strip() if title.lower().startswith(kind.lower()) else title
    return rest[:1].upper() + rest[1:]


def summary_of(cycle: Cycle) -> Summary:
    """The stored summary with its run and sections, or an unsaved one with the default frame; for reading."""
    sections = Prefetch("sections", SummarySection.objects.select_related("saved_by"))
    found = Summary.objects.filter(cycle=cycle).select_related("run").prefetch_related(sections).first()
    found = found or Summary(cycle=cycle, **default_frame(cycle))
    found.cycle = cycle
    return found


def open_summary(cycle: Cycle, *, run: SummaryRun | None) -> Summary:
    """The summary to write in, with a row for each section; made on the first visit, quoting `run`."""
    found = summary_of(cycle)
    if found.pk is None:
        _make(cycle, run)
        found = summary_of(cycle)
    return found


def _make(cycle: Cycle, run: SummaryRun | None) -> None:
    with transaction.atomic():
        summary, _ = Summary.objects.get_or_create(cycle=cycle, defaults={**default_frame(cycle), "run": run})
        parts = definition_of(cycle.form_version_id).writable_sections
        rows = [SummarySection(summary=summary, code=part.code) for part in parts]
        SummarySection.objects.bulk_create(rows, ignore_conflicts=True)


def save_frame(summary: Summary, values: dict, *, seen: int, by) -> Saved | Stale | Locked:
    """Write the frame on version `seen`; `values` holds every field of it, `signed_on` a date or None."""
    fields = {name: clean_line(values.get(name) or "") for name in FRAME_LINES}
    fields |= {name: clean_text(values.get(name) or "").strip() for name in FRAME_BLOCKS}
    return _change(summary, fields | {"signed_on": values.get("signed_on")}, "Sửa thể thức", seen=seen, by=by)


def quote_run(summary: Summary, run: SummaryRun, *, seen: int, by) -> Saved | Stale | Locked:
    """Let the summary rest on the figures of another run of its cycle."""
    if run.cycle_id != summary.cycle_id or run.state != SummaryRun.State.DONE:
        raise ValueError("a summary quotes a finished run of its own cycle")
    return _change(summary, {"run": run}, f"Dùng số liệu của lần tổng hợp {run.number}", seen=seen, by=by)


def _change(summary: Summary, fields: dict, what: str, *, seen: int, by) -> Saved | Stale | Locked:
    with transaction.atomic():
        row = Summary.objects.filter(pk=summary.pk)
        if row.filter(version=seen, cycle__state=Cycle.State.OPEN).update(version=F("version") + 1, **fields):
            hat = hat_at(by, "summary.write", summary.cycle.collector_id)
            journal.record(summary.cycle, "summary.edit", f"{what} trong báo cáo tổng hợp", by=by, hat=hat)
            return Saved(seen + 1, clock.now())
    summary.refresh_from_db()
    if summary.cycle.state != Cycle.State.OPEN:
        return Locked()
    return Stale(None, summary.version)
