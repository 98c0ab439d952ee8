"""One revision beside last year's and beside the one before it: section by section, figure by figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from portal.text import count_words, format_number
from reports.checking import WARNING
from reports.derived import derived_value, rounded
from reports.form_schema import AnnexDef, DerivedDef, FormDefinition, IndicatorDef, SectionDef
from reports.models import Revision
from reports.reviewing.difference import Piece, word_diff
from reports.reviewing.figures import Shown, show, signed, typed
from reports.reviewing.remarks import Remark, remarks_on

HUNDRED = Decimal(100)


@dataclass
class FigureLine:
    """One indicator: this year, last year, the difference, and what the previous revision said if it said otherwise."""

    indicator: IndicatorDef
    now: Shown
    before: Shown | None
    difference: Decimal | None = None
    percent: Decimal | None = None
    was: Shown | None = None
    units_behind: int = 1
    remarks: list[Remark] = field(default_factory=list)

    @property
    def difference_words(self) -> str:
        return signed(self.difference, self.indicator.decimals) if self.difference is not None else ""

    @property
    def percent_words(self) -> str:
        return f"{signed(self.percent, 1)} %" if self.percent else ""


@dataclass
class RatioLine:
    """One ratio that nobody types, this year and last."""

    ratio: DerivedDef
    now: Decimal | None
    before: Decimal | None

    @property
    def words(self) -> tuple[str, str]:
        places = self.ratio.decimals
        return tuple("–" if v is None else format_number(rounded(v, places), places) for v in (self.now, self.before))


@dataclass
class AnnexView:
    """An annex's rows as words, each with what became of it since the previous revision: "", "new" or "gone"."""

    annex: AnnexDef
    rows: list[tuple[str, list[str]]]
    count: int
    rows_before: int


@dataclass
class SectionView:
    """One section of the form with everything that stands in it."""

    section: SectionDef
    heading: str
    text: str = ""
    words: int = 0
    texts_before: list[tuple[str, str]] = field(default_factory=list)
    changes: list[Piece] = field(default_factory=list)
    text_changed: bool = False
    lines: list[FigureLine] = field(default_factory=list)
    annexes: list[AnnexView] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    points: list = field(default_factory=list)

    @property
    def changed_figures(self) -> list[FigureLine]:
        return [line for line in self.lines if line.was is not None]

    @property
    def changed_rows(self) -> int:
        return sum(1 for annex in self.annexes for mark, _ in annex.rows if mark)

    @property
    def is_changed(self) -> bool:
        return bool(self.text_changed or self.changed_figures or self.changed_rows)

    @property
    def warnings(self) -> int:
        found = [*self.remarks, *(remark for line in self.lines for remark in line.remarks)]
        return len({remark.message for remark in found if remark.severity == WARNING})

    @property
    def anchor(self) -> str:
        return f"muc-{self.section.code}"


@dataclass
class Comparison:
    """A whole revision as a reviewer reads it."""

    sections: list[SectionView]
    ratios: list[RatioLine]
    has_last_year: bool
    has_previous: bool

    @property
    def writable(self) -> list[SectionView]:
        return [view for view in self.sections if view.section.leaf]

    @property
    def changed(self) -> list[SectionView]:
        return [view for view in self.sections if view.is_changed]

    @property
    def warnings(self) -> int:
        return sum(view.warnings for view in self.sections)


def compare(
    definition: FormDefinition,
    revision: Revision,
    *,
    year: int,
    last_year: Mapping[str, dict],
    last_texts: Sequence[tuple[str, Mapping]] = (),
    previous: Revision | None = None,
    points: Sequence = (),
) -> Comparison:
    """Put a revision beside last year's figures and texts and beside the revision before it.

    `last_year` is what reports.lineage.previous_figures gives; `last_texts` holds (unit name, snapshot) of last
    year's accepted revisions; `points` are attached to the sections that they are about. Asks the database nothing.
    """
    now = revision.snapshot
    was = previous.snapshot if previous else None
    remarks = remarks_on(definition, now, last_year)
    views = []
    for section in definition.sections:
        view = SectionView(section, definition.heading(section, year))
        if section.leaf:
            _write_text(view, now, was, last_texts)
            view.lines = [_line(definition.indicator(c), now, last_year, was, remarks) for c in section.indicators]
            view.annexes = [_annex(definition.annex(key), now, was, last_texts) for key in section.annexes]
            view.remarks = remarks.get(("", section.code), [])
            view.points = [p for p in points if p.section == section.code]
        views.append(view)
    return Comparison(views, _ratios(definition, now, last_year), bool(last_year), was is not None)


def _write_text(view: SectionView, now: dict, was: dict | None, last_texts) -> None:
    code = view.section.code
    view.text = _text(now, code)
    view.words = count_words(view.text)
    view.texts_before = [(name, text) for name, snapshot in last_texts if (text := _text(snapshot, code))]
    if was is not None and _text(was, code) != view.text:
        view.text_changed = True
        view.changes = word_diff(_text(was, code), view.text)


def _text(snapshot: Mapping, code: str) -> str:
    return (snapshot.get("sections", {}).get(code) or {}).get("text", "")


# --- Figures --------------------------------------------------------------------------------


def _line(indicator: IndicatorDef, now, last_year, was, remarks) -> FigureLine:
    shown = show(indicator, now.get("figures", {}).get(indicator.code))
    entry = last_year.get(indicator.code)
    before = show(indicator, entry) if entry else None
    line = FigureLine(indicator, shown, before, remarks=remarks.get((indicator.code, ""), []))
    line.units_behind = entry["units"] if entry else 1
    if indicator.is_number and before and None not in (shown.value, before.value):
        line.difference = shown.value - before.value
        if before.value and indicator.agg_units != "weighted_mean":
            line.percent = rounded(line.difference * HUNDRED / before.value, 1)
    if was is not None:
        earlier = show(indicator, was.get("figures", {}).get(indicator.code))
        line.was = None if earlier == shown else earlier
    return line


def _ratios(definition: FormDefinition, now: dict, last_year) -> list[RatioLine]:
    values, before = typed(definition, now.get("figures", {})), typed(definition, last_year)
    return [RatioLine(r, derived_value(r, values), derived_value(r, before)) for r in definition.derived]


# --- Annexes --------------------------------------------------------------------------------


def _annex(annex: AnnexDef, now: dict, was: dict | None, last_texts) -> AnnexView:
    rows = [_cells(annex, row) for row in now.get("annexes", {}).get(annex.id, [])]
    before = sum(len(snapshot.get("annexes", {}).get(annex.id, [])) for _, snapshot in last_texts)
    if was is None:
        return AnnexView(annex, [("", row) for row in rows], len(rows), before)
    earlier = [_cells(annex, row) for row in was.get("annexes", {}).get(annex.id, [])]
    left, marked = list(earlier), []
    for row in rows:
        known = row in left
        if known:
            left.remove(row)
        marked.append(("" if known else "new", row))
    return AnnexView(annex, marked + [("gone", row) for row in left], len(rows), before)


def _cells(annex: AnnexDef, row: Mapping) -> list[str]:
    return [_cell(column, row.get(column.key)) for column in annex.columns]


def _cell(column, value) -> str:
    if value is None or value == "":
        return ""
    if column.options:
        return column.option_label(str(value))
    if column.type == "integer" and str(value).lstrip("-").isdecimal():
        return format_number(Decimal(str(value)), 0)
    return str(value)
