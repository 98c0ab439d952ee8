"""The summary's frame and words: defaults from the units' own data, saved on the version that the writer saw."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from portal import clock, journal
from portal.access import hat_at
from portal.models import Unit, UnitVersion
from portal.text import clean_line, clean_text, count_words, format_number
from reports.form_schema import FormDefinition
from reports.lookups import definition_of
from reports.models import Cycle, Summary, SummaryRun, SummarySection

MAX_TEXT = 100_000
FRAME_LINES = ("parent_name", "issuer_name", "number", "symbol", "place", "subject", "signer_name")
FRAME_BLOCKS = ("addressees", "signature_lines", "recipients")
SIGNATURE = "TM. BAN THƯỜNG VỤ\nCHỦ TỊCH"


class TooLong(Exception):
    """A text is longer than its place may hold (message in Vietnamese); nothing is ever cut off silently."""


@dataclass(frozen=True)
class Saved:
    version: int
    at: datetime


@dataclass(frozen=True)
class Stale:
    """Somebody saved meanwhile: what stands there now (a text, or None for the frame), by whom, since when."""

    theirs: str | None
    version: int
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Locked:
    """The cycle is closed: its summary has gone up."""

    words: str = "Kỳ báo cáo đã khóa sổ, báo cáo tổng hợp không sửa được nữa."


@dataclass(frozen=True)
class OutlineSection:
    """One heading of the summary and what is written under it; only a `leaf` holds a text."""

    code: str
    heading: str
    level: int
    leaf: bool
    required: bool
    text: str
    words: int

    @property
    def is_empty(self) -> bool:
        return self.leaf and not self.text.strip()


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
    return Unit.objects.get(pk=unit_id).latest


def _subject(definition: FormDefinition, year: int) -> str:
    """The form's title without the name of the document's type, which is printed above it."""
    title, kind = definition.title_for(year), definition.document_type
    rest = title[len(kind) :].strip() if title.lower().startswith(kind.lower()) else title
    return rest[:1].upper() + rest[1:]


def summary_of(cycle: Cycle) -> Summary:
    """The stored summary, or an unsaved one with the default frame; for reading."""
    found = Summary.objects.filter(cycle=cycle).select_related("run").first()
    return found or Summary(cycle=cycle, **default_frame(cycle))


def open_summary(cycle: Cycle, *, run: SummaryRun | None) -> Summary:
    """The summary to write in, with a row for each section; made on the first visit, quoting `run`."""
    summary, _ = Summary.objects.get_or_create(cycle=cycle, defaults={**default_frame(cycle), "run": run})
    definition = definition_of(cycle.form_version_id)
    known = set(summary.sections.values_list("code", flat=True))
    missing = [part.code for part in definition.writable_sections if part.code not in known]
    if missing:
        rows = [SummarySection(summary=summary, code=code) for code in missing]
        SummarySection.objects.bulk_create(rows, ignore_conflicts=True)
    return summary


def texts_of(summary: Summary) -> dict[str, str]:
    """{section code: text}; nothing for an unsaved summary."""
    return dict(summary.sections.values_list("code", "text")) if summary.pk else {}


def outline(summary: Summary) -> list[OutlineSection]:
    """Every heading of the form in its order, with the summary's text."""
    definition, texts = definition_of(summary.cycle.form_version_id), texts_of(summary)
    return [
        OutlineSection(
            code=part.code,
            heading=definition.heading(part, summary.cycle.year),
            level=part.level,
            leaf=part.leaf,
            required=part.required,
            text=texts.get(part.code, "") if part.leaf else "",
            words=count_words(texts.get(part.code, "")) if part.leaf else 0,
        )
        for part in definition.sections
    ]


def cleaned(text: str) -> str:
    """A section's text as it is stored; raises TooLong."""
    found = clean_text(text).strip("\n")
    if len(found) > MAX_TEXT:
        raise TooLong(
            f"Nội dung mục này dài {format_number(len(found))} ký tự, vượt giới hạn {format_number(MAX_TEXT)} ký tự. "
            "Đề nghị rút gọn; phần đã gõ vẫn còn trên máy của đồng chí."
        )
    return found


def save_text(summary_id: int, code: str, text: str, *, seen: int, by) -> Saved | Stale | Locked:
    """Write one section if nobody saved it since version `seen` and the cycle is open: one UPDATE.

    The same text again is Saved, so that a repeated request does no harm. The section must have been opened.
    """
    now = clock.now()
    mine = SummarySection.objects.filter(summary=summary_id, code=code)
    open_one = mine.filter(version=seen, summary__cycle__state=Cycle.State.OPEN)
    if open_one.update(text=text, version=F("version") + 1, saved_at=now, saved_by=by):
        return Saved(seen + 1, now)
    row = mine.select_related("summary__cycle", "saved_by").get()
    if row.summary.cycle.state != Cycle.State.OPEN:
        return Locked()
    if row.text == text:
        return Saved(row.version, row.saved_at or now)
    return Stale(row.text, row.version, row.saved_by.full_name if row.saved_by else "", row.saved_at)


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
