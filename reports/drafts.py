"""The mutable draft: opened, read as typed values, and saved section by section on a version."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F

from portal import clock
from portal.text import clean_line, clean_text, parse_number
from reports.form_schema import AnnexDef, FormDefinition, IndicatorDef, SectionDef
from reports.models import DraftSection, Figure, Report, State
from reports.rules import NOT_APPLICABLE

MAX_TEXT = 100_000
MAX_CELL = 5_000
MAX_RAW = 40
WRITABLE = (State.DRAFT, State.RETURNED)
KINDS = {Figure.Kind.NUMBER.value, Figure.Kind.NONE_OCCURRED.value, Figure.Kind.NOT_APPLICABLE.value, ""}


class TooLong(Exception):
    """What was typed is longer than a section may be; the message (Vietnamese) says by how much."""


@dataclass(frozen=True)
class Saved:
    version: int
    at: object


@dataclass(frozen=True)
class Stale:
    """Somebody saved the section meanwhile: what stands there now, by whom, since when."""

    theirs: dict
    version: int
    by: str
    at: object


@dataclass(frozen=True)
class Locked:
    """The report is no longer a draft: its state now."""

    state: str


@dataclass
class DraftValues:
    """A draft as typed values: what rules and figures are made of.

    `values` maps code -> Decimal | bool | None | NOT_APPLICABLE in the units that people type; `problems` lists
    (code, Vietnamese message) of what can't be understood.
    """

    narratives: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    estimated: set[str] = field(default_factory=set)
    annexes: dict[str, list[dict]] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


def open_sections(report: Report, definition: FormDefinition) -> dict[str, DraftSection]:
    """The report's draft sections by code, made where they are missing (first visit)."""
    rows = {row.code: row for row in report.draft_sections.select_related("saved_by")}
    missing = [s.code for s in definition.writable_sections if s.code not in rows]
    if missing:
        DraftSection.objects.bulk_create(
            [DraftSection(report=report, code=code, content=empty_content()) for code in missing],
            ignore_conflicts=True,
        )
        rows = {row.code: row for row in report.draft_sections.select_related("saved_by")}
    return rows


def empty_content() -> dict:
    return {"text": "", "figures": {}, "annexes": {}}


def clean_content(payload: dict, section: SectionDef, definition: FormDefinition) -> dict:
    """What a browser sent, reduced to what the section may hold, every text cleaned. Raises TooLong."""
    text = clean_text(str(payload.get("text") or ""))
    if len(text) > MAX_TEXT:
        raise TooLong(
            f"Nội dung mục này dài {len(text):,} ký tự, vượt giới hạn {MAX_TEXT:,} ký tự.".replace(",", ".")
            + " Đề nghị rút gọn; phần đã gõ vẫn còn trên máy của đồng chí."
        )
    figures = payload.get("figures") if isinstance(payload.get("figures"), dict) else {}
    annexes = payload.get("annexes") if isinstance(payload.get("annexes"), dict) else {}
    return {
        "text": text,
        "figures": {code: _clean_figure(figures[code]) for code in section.indicators if code in figures},
        "annexes": {key: _clean_rows(annexes[key], definition.annex(key)) for key in section.annexes if key in annexes},
    }


def _clean_figure(entry) -> dict:
    entry = entry if isinstance(entry, dict) else {}
    kind = entry.get("kind") if entry.get("kind") in KINDS else ""
    raw = clean_line(str(entry.get("raw") or ""))[:MAX_RAW]
    return {"raw": raw, "kind": kind, "estimated": entry.get("estimated") is True}


def _clean_rows(rows, annex: AnnexDef) -> list[dict]:
    """Rows with known columns only; wholly empty ones dropped; a few over the limit are kept for the check to name."""
    cleaned = []
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        cells = {c.key: clean_text(str(row.get(c.key) or ""))[:MAX_CELL].strip() for c in annex.columns}
        if any(cells.values()):
            cleaned.append(cells)
    return cleaned[: annex.max_rows * 2]


def save_section(report_id: int, code: str, content: dict, *, seen: int, by) -> Saved | Stale | Locked:
    """Write one section if nobody saved it since version `seen` and the report is still a draft: one UPDATE."""
    now = clock.now()
    changed = DraftSection.objects.filter(
        report_id=report_id, code=code, version=seen, report__state__in=WRITABLE
    ).update(content=content, version=F("version") + 1, saved_at=now, saved_by=by)
    if changed:
        return Saved(seen + 1, now)
    row = DraftSection.objects.select_related("report", "saved_by").get(report_id=report_id, code=code)
    if row.report.state not in WRITABLE:
        return Locked(row.report.state)
    if row.content == content:
        return Saved(row.version, row.saved_at)
    return Stale(row.content, row.version, str(row.saved_by or ""), row.saved_at)


def read_values(definition: FormDefinition, contents: dict[str, dict]) -> DraftValues:
    """Typed values of a draft; `contents` maps section code -> stored content."""
    found = DraftValues()
    for section in definition.writable_sections:
        content = contents.get(section.code) or empty_content()
        found.narratives[section.code] = content.get("text", "")
        for code in section.indicators:
            _read_figure(found, definition.indicator(code), content.get("figures", {}).get(code, {}))
        for key in section.annexes:
            found.annexes[key] = [
                _read_row(found, definition.annex(key), number, row)
                for number, row in enumerate(content.get("annexes", {}).get(key, []), start=1)
            ]
    return found


def _read_figure(found: DraftValues, indicator: IndicatorDef, entry: dict) -> None:
    code, kind = indicator.code, entry.get("kind", "")
    if entry.get("estimated"):
        found.estimated.add(code)
    if kind == Figure.Kind.NOT_APPLICABLE:
        found.values[code], found.kinds[code] = NOT_APPLICABLE, kind
        return
    if kind == Figure.Kind.NONE_OCCURRED and indicator.is_number:
        found.values[code], found.kinds[code] = Decimal(0), kind
        return
    value, problem = read_raw(indicator, entry.get("raw", ""))
    if problem:
        found.problems.append((code, problem))
    found.values[code] = value
    found.kinds[code] = Figure.Kind.NOT_ENTERED if value is None else Figure.Kind.NUMBER


def read_raw(indicator: IndicatorDef, raw: str):
    """(value, problem) of what was typed into one box; value None with no problem means nothing was typed."""
    if not raw:
        return None, ""
    if indicator.type == "boolean":
        return {"true": True, "false": False}.get(raw), ""
    parsed = parse_number(raw, decimals=indicator.decimals)
    if parsed.error:
        return None, parsed.error
    if parsed.choices:
        return None, f"“{raw}” có thể hiểu theo nhiều cách; đề nghị chọn giá trị đúng."
    try:
        indicator.to_stored(parsed.value)
    except ValueError:
        return None, "Giá trị quá lớn hoặc có quá nhiều chữ số thập phân; đề nghị kiểm tra lại đơn vị tính."
    return parsed.value, ""


def _read_row(found: DraftValues, annex: AnnexDef, number: int, row: dict) -> dict:
    typed = {}
    for column in annex.columns:
        raw = row.get(column.key, "")
        typed[column.key] = raw
        if column.is_number and raw:
            parsed = parse_number(raw, decimals=0)
            if parsed.value is None:
                found.problems.append(
                    (f"{annex.id}[{number}].{column.key}", parsed.error or f"“{raw}” chưa phải là một số nguyên.")
                )
            typed[column.key] = parsed.value
        elif column.is_number:
            typed[column.key] = None
    return typed
