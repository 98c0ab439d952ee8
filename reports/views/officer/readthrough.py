"""A whole report for reading: from a snapshot alone, or from a draft as it would be frozen (pure)."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html

from portal.text import format_number
from reports.derived import ratio
from reports.form_schema import AnnexDef, ColumnDef, FormDefinition, IndicatorDef, SectionDef
from reports.models import Figure
from reports.rules import NOT_APPLICABLE
from reports.views.officer.editing import NO_VALUE, shown_number


@dataclass(frozen=True)
class FigureLine:
    """One figure in words: `value` for people, `absent` when it is a kind of empty."""

    item: IndicatorDef
    value: str
    absent: bool
    estimated: bool
    source: dict | None = None

    @property
    def head(self):
        """The cell that names the indicator."""
        return _head(self.item)

    @property
    def shown(self):
        """The figure as markup, with its unit and whether it is an estimate."""
        unit = _unit(self.item.unit) if self.item.is_number and not self.absent else ""
        return format_html("{}{}{}", self.value, unit, _ESTIMATED if self.estimated else "")


_ESTIMATED = format_html(' <span class="estimated">({})</span>', "ước")


@lru_cache(maxsize=1024)
def _head(item: IndicatorDef):
    return format_html('<th scope="row"><span class="code">{}</span> {}</th>', item.code, item.label)


@lru_cache(maxsize=256)
def _unit(words: str):
    return format_html(' <span class="unit">{}</span>', words)


@dataclass(frozen=True)
class AnnexTable:
    annex: AnnexDef
    rows: list[list[tuple[ColumnDef, str]]]
    source: dict | None = None


@dataclass(frozen=True)
class Part:
    """One section in the form's order, its text and what belongs to it; a part with children holds its heading only."""

    section: SectionDef
    heading: str
    text: str
    figures: list[FigureLine]
    annexes: list[AnnexTable]


def read_through(definition: FormDefinition, answers: dict, year: int) -> list[Part]:
    """`answers` = {"sections", "figures", "annexes"} and perhaps "sources", as reports.submission freezes them."""
    return [_part(definition, section, answers, year) for section in definition.sections]


def _part(definition: FormDefinition, section: SectionDef, answers: dict, year: int) -> Part:
    sources = answers.get("sources", {})
    return Part(
        section,
        definition.heading(section, year),
        answers["sections"].get(section.code, {}).get("text", ""),
        [
            _line(definition.indicator(code), answers["figures"].get(code), sources.get(code))
            for code in section.indicators
        ],
        [_table(definition.annex(key), answers["annexes"].get(key, []), sources.get(key)) for key in section.annexes],
    )


def _line(item: IndicatorDef, entry: dict | None, source: dict | None) -> FigureLine:
    kind = entry["kind"] if entry else Figure.Kind.NOT_ENTERED
    if kind != Figure.Kind.NUMBER:
        return FigureLine(item, Figure.Kind(kind).label, True, False)
    value = item.to_typed(entry["value"])
    words = shown_number(value) if item.is_number else ("Có" if value else "Không")
    return FigureLine(item, words, False, entry["estimated"], source)


def _table(annex: AnnexDef, rows: list[dict], source: dict | None) -> AnnexTable:
    return AnnexTable(
        annex, [[(column, _cell(column, row.get(column.key))) for column in annex.columns] for row in rows], source
    )


def _cell(column: ColumnDef, value) -> str:
    if value is None or value == "":
        return NO_VALUE
    if column.type == "enum":
        return column.option_label(value)
    if column.type == "integer":
        return format_number(value, 0) if isinstance(value, int) else str(value)
    return str(value)


def ratios_through(definition: FormDefinition, answers: dict) -> list[dict]:
    """The ratios of the form from frozen figures."""
    values = {code: _value(definition.indicator(code), entry) for code, entry in answers["figures"].items()}
    found = []
    for item in definition.derived:
        over, under = ([values.get(code) for code in codes] for codes in (item.numerators, item.denominators))
        value = ratio(over, under, item.multiplier, item.decimals)
        found.append((item, NO_VALUE if value is None else format_number(value, item.decimals)))
    return found


def _value(item: IndicatorDef, entry: dict):
    if entry["kind"] == Figure.Kind.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return None if entry["value"] is None else item.to_typed(entry["value"])
