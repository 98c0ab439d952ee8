"""What a form is made of, as frozen values with look-ups; nothing here knows where a form comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from reports.form_schema.regime import Consolidation, Regime
from reports.rules import Expr

INDICATOR_TYPES = ("integer", "decimal", "money", "boolean")
COLUMN_TYPES = ("text", "integer", "enum", "year", "month", "citation", "programme_ref")
UNIT_AGGREGATES = ("sum", "count_true", "weighted_mean", "none")
PERIOD_AGGREGATES = ("sum", "last")
ANNEX_AGGREGATES = ("union", "none")
SEVERITIES = ("error", "warning", "info")
SUM_INDICATORS = "sum_indicators"
# What an indicator may be offered from the unit's programmes (reports.prefill); annexes list the held ones.
INDICATOR_PREFILLS = ("programmes_in_force", "activities_held", "participants")
ANNEX_PREFILLS = ("activities_held",)

MAX_STORED = 10**13
"""The largest stored figure of one report: 120,000 of them still add up within a 64-bit integer."""


@dataclass(frozen=True, slots=True)
class SectionDef:
    """A part of the report; ``level`` counts from 1, ``tasks`` are the numbers of the directive's tasks it answers.

    ``required`` asks for a narrative; ``indicators``, ``annexes`` and ``children`` hold codes in document order.
    """

    code: str
    heading: str
    level: int
    parent: str | None
    required: bool
    prompt: str
    max_words: int | None
    indicators: tuple[str, ...]
    annexes: tuple[str, ...]
    tasks: tuple[int, ...]
    children: tuple[str, ...]

    @property
    def leaf(self) -> bool:
        """True where there is something to write: no sections stand below."""
        return not self.children


@dataclass(frozen=True, slots=True)
class GroupDef:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class IndicatorDef:
    """A figure that a unit reports; ``scale`` × the typed number is the stored integer (money is stored in đồng).

    ``minimum`` and ``maximum`` are in the unit that people type; ``agg_units`` says how units add up, ``agg_periods``
    how the periods of one unit do (domain.md 1.2). ``tasks`` are tasks that it answers beside those of its section.
    """

    code: str
    label: str
    unit: str
    type: str
    decimals: int
    scale: int
    minimum: Decimal | None
    maximum: Decimal | None
    required: bool
    core: bool
    agg_units: str
    agg_periods: str
    weight_by: str | None
    parent: str | None
    help: str
    double_count_risk: bool
    group: str
    tasks: tuple[int, ...] = ()
    prefill: str = ""

    @property
    def is_number(self) -> bool:
        return self.type != "boolean"

    def to_stored(self, typed: Decimal | bool) -> int:
        """The integer to store; raises ValueError for a number with too many decimals or out of bounds."""
        stored = Decimal(typed) * self.scale
        if not stored.is_finite() or stored != stored.to_integral_value() or abs(stored) > MAX_STORED:
            raise ValueError(f"{self.code}: {typed} cannot be stored")
        return int(stored)

    def to_typed(self, stored: int) -> Decimal | bool:
        """The figure in the unit that people type, exact."""
        return Decimal(stored) / self.scale if self.is_number else bool(stored)


@dataclass(frozen=True, slots=True)
class DerivedDef:
    """A ratio that nobody types: the sum of the numerators over that of the denominators, times the multiplier."""

    code: str
    label: str
    unit: str
    decimals: int
    numerators: tuple[str, ...]
    denominators: tuple[str, ...]
    multiplier: Decimal


@dataclass(frozen=True, slots=True)
class RuleDef:
    """A check; ``scope`` is "report", "year_on_year" or (in an annex) "row"; ``on_lineage`` compares with predecessors.

    ``source`` is the text that ``expr`` was parsed from. A message for each indicator of a group may hold {code},
    {prev} and {cur}.
    """

    id: str
    source: str
    expr: Expr
    severity: str
    message: str
    null_handling: str = "skip"
    scope: str = "report"
    on_lineage: bool = False


@dataclass(frozen=True, slots=True)
class ColumnDef:
    """A column of an annex; ``options`` are (value, label) pairs, ``max_len`` bounds text and citations."""

    key: str
    label: str
    type: str
    required: bool = False
    max_len: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def is_number(self) -> bool:
        return self.type in ("integer", "year")

    def option_label(self, value: str) -> str:
        """The words for a stored option; the value itself where the form does not know it."""
        return dict(self.options).get(value, value)


@dataclass(frozen=True, slots=True)
class AnnexDef:
    """A table of rows; ``aggregate`` is "union" (the summary lists all rows) or "none"."""

    id: str
    title: str
    max_rows: int
    aggregate: str
    group_by: str | None
    columns: tuple[ColumnDef, ...]
    row_rules: tuple[RuleDef, ...]
    prefill: str = ""

    def column(self, key: str) -> ColumnDef:
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """Where the form asks about one task of the directive: sections to be written, figures, and annexes."""

    sections: tuple[SectionDef, ...]
    indicators: tuple[IndicatorDef, ...]
    annexes: tuple[str, ...]


@dataclass(frozen=True)
class FormDefinition:
    """A whole form; ``sections`` are flattened in document order. Look-ups raise KeyError for an unknown code."""

    code: str
    version: str
    title: str
    short_title: str
    document_type: str
    document_abbreviation: str
    regime: Regime
    sections: tuple[SectionDef, ...]
    groups: tuple[GroupDef, ...]
    indicators: tuple[IndicatorDef, ...]
    derived: tuple[DerivedDef, ...]
    rules: tuple[RuleDef, ...]
    annexes: tuple[AnnexDef, ...]
    consolidation: Consolidation

    @cached_property
    def _sections(self) -> Mapping[str, SectionDef]:
        return {section.code: section for section in self.sections}

    @cached_property
    def _indicators(self) -> Mapping[str, IndicatorDef]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def _annexes(self) -> Mapping[str, AnnexDef]:
        return {annex.id: annex for annex in self.annexes}

    @cached_property
    def _section_by_indicator(self) -> Mapping[str, SectionDef]:
        return {code: section for section in self.sections for code in section.indicators}

    @cached_property
    def _section_by_annex(self) -> Mapping[str, SectionDef]:
        return {annex: section for section in self.sections for annex in section.annexes}

    @cached_property
    def rule_groups(self) -> Mapping[str, tuple[str, ...]]:
        """The groups of for_each: ``sum_indicators`` and each indicator group, both without yes/no figures."""
        return rule_groups(self.groups, self.indicators)

    @cached_property
    def writable_sections(self) -> tuple[SectionDef, ...]:
        return tuple(section for section in self.sections if section.leaf)

    @cached_property
    def task_places(self) -> Mapping[int, TaskPlace]:
        """Number of a task -> where it is answered: the one source of this link. Sections below one that names a task
        answer it too, unless they name tasks themselves."""
        answering = {section.code: self._tasks_of(section) for section in self.sections}
        found = {}
        for number in sorted(
            {task for tasks in answering.values() for task in tasks}
            | {task for item in self.indicators for task in item.tasks}
        ):
            sections = tuple(s for s in self.writable_sections if number in answering[s.code])
            codes = {code for section in sections for code in section.indicators}
            figures = tuple(i for i in self.indicators if i.code in codes or number in i.tasks)
            found[number] = TaskPlace(sections, figures, tuple(key for s in sections for key in s.annexes))
        return found

    def _tasks_of(self, section: SectionDef) -> tuple[int, ...]:
        if section.tasks or section.parent is None:
            return section.tasks
        return self._tasks_of(self.section(section.parent))

    def section(self, code: str) -> SectionDef:
        return self._sections[code]

    def indicator(self, code: str) -> IndicatorDef:
        return self._indicators[code]

    def annex(self, annex_id: str) -> AnnexDef:
        return self._annexes[annex_id]

    def section_of(self, indicator_code: str) -> SectionDef:
        return self._section_by_indicator[indicator_code]

    def section_of_annex(self, annex_id: str) -> SectionDef:
        return self._section_by_annex[annex_id]

    def heading(self, section: SectionDef, year: int) -> str:
        return _with_year(section.heading, year)

    def title_for(self, year: int) -> str:
        return _with_year(self.title, year)

    def short_title_for(self, year: int) -> str:
        return _with_year(self.short_title, year)


def rule_groups(groups: Iterable[GroupDef], indicators: Iterable[IndicatorDef]) -> dict[str, tuple[str, ...]]:
    """Group name -> the codes of its numeric indicators, in document order."""
    numeric = [indicator for indicator in indicators if indicator.is_number]
    found = {group.code: tuple(item.code for item in numeric if item.group == group.code) for group in groups}
    found[SUM_INDICATORS] = tuple(item.code for item in numeric if item.agg_units == "sum")
    return found


def definition_counts(definition: FormDefinition) -> dict[str, int]:
    """How much of each the form holds: sections (all levels), indicators, derived, rules, annexes."""
    kinds = ("sections", "indicators", "derived", "rules", "annexes")
    return {kind: len(getattr(definition, kind)) for kind in kinds}


def _with_year(text: str, year: int) -> str:
    return text.replace("{nam}", str(year)).replace("{nam_sau}", str(year + 1))
