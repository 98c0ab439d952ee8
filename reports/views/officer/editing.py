"""What the editor's page shows of one section: boxes, notes at their places, ratios and tables (pure)."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from portal.text import format_number, parse_number
from reports.checking import ERROR, WARNING, Finding
from reports.derived import ratio
from reports.form_schema import AnnexDef, ColumnDef, FormDefinition, IndicatorDef, SectionDef
from reports.models import Figure
from reports.readiness import MISSING, TASK, Assessment
from reports.views.officer.places import annex_place, figure_place, place_of

KINDS = (
    (Figure.Kind.NUMBER.value, "Có số liệu"),
    (Figure.Kind.NONE_OCCURRED.value, "Không phát sinh"),
    (Figure.Kind.NOT_APPLICABLE.value, "Không áp dụng"),
)
NO_VALUE = "–"
BLANK_ROWS = 2
LONG_TEXT = 250
_FIELDS = {"enum": "enum", "month": "month", "integer": "number", "year": "number", "programme_ref": "programme"}


@dataclass(frozen=True)
class Note:
    """One message at a place of the page; `missing` tells "not entered yet" from what is wrong."""

    place: str
    tone: str
    text: str
    missing: bool = False
    explained: bool = False


@dataclass(frozen=True)
class Box:
    """One indicator with what was typed into it, last year's value and the notes at it."""

    item: IndicatorDef
    place: str
    raw: str
    kind: str
    estimated: bool
    last: str
    last_note: str
    notes: list[Note]

    @property
    def has_error(self) -> bool:
        return any(note.tone == "bad" and not note.missing for note in self.notes)

    @property
    def has_warning(self) -> bool:
        return any(note.tone == "warn" for note in self.notes)


@dataclass(frozen=True)
class Cell:
    """One cell of an annex; `kind` says which field it is: enum, long, month, number, programme or line."""

    column: ColumnDef
    kind: str
    wide: bool
    name: str
    place: str
    value: str
    notes: list[Note]


@dataclass(frozen=True)
class Row:
    number: int
    place: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """One annex: its rows, the numbers of blank rows where no scripts run, and the notes at the whole of it."""

    annex: AnnexDef
    place: str
    rows: list[Row]
    blanks: list[int]
    notes: list[Note]


def notes_of(assessment: Assessment, code: str) -> list[Note]:
    """The errors and warnings of one section, each with its place; a task is no matter of one place."""
    return [
        _note(finding, assessment)
        for finding in assessment.findings
        if finding.section_code == code and finding.severity in (ERROR, WARNING) and finding.rule_id != TASK
    ]


def _note(finding: Finding, assessment: Assessment) -> Note:
    explained = bool(assessment.explained.get(finding.key, "").strip())
    tone = "bad" if finding.severity == ERROR else "warn"
    return Note(place_of(finding), tone, finding.message, finding.rule_id in MISSING, explained)


def by_place(notes: list[Note]) -> dict[str, list[Note]]:
    found = defaultdict(list)
    for note in notes:
        found[note.place].append(note)
    return found


def boxes_of(
    definition: FormDefinition, section: SectionDef, content: dict, previous: dict, notes: dict[str, list[Note]]
) -> list[Box]:
    """The boxes of a section in the form's order."""
    figures = content.get("figures", {})
    return [
        _box(definition.indicator(code), figures.get(code, {}), previous.get(code), notes.get(figure_place(code), []))
        for code in section.indicators
    ]


def _box(item: IndicatorDef, entry: dict, before: dict | None, notes: list[Note]) -> Box:
    return Box(
        item,
        figure_place(item.code),
        shown_raw(item, entry.get("raw", "")),
        entry.get("kind") or KINDS[0][0],
        bool(entry.get("estimated")),
        last_words(item, before),
        last_note(before),
        notes,
    )


def shown_raw(item: IndicatorDef, raw: str) -> str:
    """What was typed, written as 1.234,5 where it is understood."""
    if not raw or not item.is_number:
        return raw
    parsed = parse_number(raw, decimals=item.decimals)
    if parsed.value is None:
        return raw
    # "1.234" in a box with decimals would be asked about again: "1.234,0" is read without doubt.
    least = 1 if item.decimals and abs(parsed.value) >= 1000 else 0
    return format_number(parsed.value, max(least, places_of(parsed.value)))


def shown_number(value: Decimal) -> str:
    """A number with as many decimals as it has."""
    return format_number(value, places_of(value))


def places_of(value: Decimal) -> int:
    return max(0, -value.normalize().as_tuple().exponent)


def last_words(item: IndicatorDef, before: dict | None) -> str:
    """Last year's figure for people; "–" where there is none."""
    if before is None:
        return NO_VALUE
    if before["kind"] == Figure.Kind.NOT_APPLICABLE:
        return Figure.Kind.NOT_APPLICABLE.label
    if before["value"] is None:
        return NO_VALUE
    if before["kind"] == Figure.Kind.NONE_OCCURRED:
        return Figure.Kind.NONE_OCCURRED.label
    value = item.to_typed(before["value"])
    if not item.is_number:
        return ("Có" if value else "Không") if before["units"] == 1 else f"Có ở {before['value']} đơn vị"
    return shown_number(value) + (" (ước)" if before["estimated"] else "")


def last_note(before: dict | None) -> str:
    """Why there is no figure although units stood behind it."""
    if before is None or before["units"] == 1 or before["value"] is not None:
        return ""
    return f"{before['units']} đơn vị trước sáp nhập, không cộng được"


def merged_from(previous: dict) -> int:
    """How many units' figures of last year are added up on the page; 1 where nothing was merged."""
    return max((entry["units"] for entry in previous.values()), default=1)


def ratios_of(assessment: Assessment, section: SectionDef) -> list[dict]:
    """The ratios that nobody types and that begin in this section, from the draft's values."""
    values = assessment.draft.values
    found = []
    for item in assessment.definition.derived:
        if item.numerators[0] in section.indicators:
            value = ratio(
                [values.get(code) for code in item.numerators],
                [values.get(code) for code in item.denominators],
                item.multiplier,
                item.decimals,
            )
            words = NO_VALUE if value is None else format_number(value, item.decimals)
            found.append({"code": item.code, "label": item.label, "unit": item.unit, "value": words})
    return found


def tables_of(
    definition: FormDefinition, section: SectionDef, content: dict, notes: dict[str, list[Note]]
) -> list[Table]:
    """The annexes of a section with the rows that stand there."""
    return [_table(definition.annex(key), content.get("annexes", {}).get(key, []), notes) for key in section.annexes]


def _table(annex: AnnexDef, rows: list[dict], notes: dict[str, list[Note]]) -> Table:
    place = annex_place(annex.id)
    found = [row_of(annex, number, row, notes) for number, row in enumerate(rows, start=1)]
    blanks = list(range(len(rows) + 1, min(len(rows) + BLANK_ROWS, annex.max_rows) + 1))
    return Table(annex, place, found, blanks, notes.get(place, []))


def row_of(annex: AnnexDef, number: int, row: dict, notes: dict[str, list[Note]]) -> Row:
    """The cells of one row; number 0 is the pattern for new rows."""
    return Row(number, annex_place(annex.id, number), [_cell(annex, number, c, row, notes) for c in annex.columns])


def _cell(annex: AnnexDef, number: int, column: ColumnDef, row: dict, notes: dict[str, list[Note]]) -> Cell:
    place = annex_place(annex.id, number, column.key)
    kind = _FIELDS.get(column.type, "line")
    if column.type == "text" and (column.max_len or 0) > LONG_TEXT:
        kind = "long"
    wide = kind == "long" or column.type == "citation"
    value = row.get(column.key, "")
    return Cell(column, kind, wide, f"a-{annex.id}-{number}-{column.key}", place, value, notes.get(place, []))


def payload_from_form(data, definition: FormDefinition, section: SectionDef) -> dict:
    """What an ordinary POST of the editor's form says, in the shape of a stored content."""
    figures = {}
    for code in section.indicators:
        figures[code] = {
            "raw": data.get(f"f-{code}", ""),
            "kind": data.get(f"f-{code}-kind", ""),
            "estimated": f"f-{code}-est" in data,
        }
    annexes = {key: _rows_from_form(data, definition.annex(key)) for key in section.annexes}
    return {"text": data.get("text", ""), "figures": figures, "annexes": annexes}


def _rows_from_form(data, annex: AnnexDef) -> list[dict]:
    rows = []
    for number in range(1, annex.max_rows * 2 + 2):
        names = {column.key: f"a-{annex.id}-{number}-{column.key}" for column in annex.columns}
        if any(name in data for name in names.values()):
            rows.append({key: data.get(name, "") for key, name in names.items()})
    return rows
