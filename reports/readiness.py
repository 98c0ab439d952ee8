"""Whether a draft may leave the unit: every error and warning with its place, and what is explained."""

from dataclasses import dataclass
from decimal import Decimal

from reports.checking import Finding, check
from reports.drafts import DraftValues, read_values
from reports.form_schema import FormDefinition
from reports.lineage import previous_figures
from reports.lookups import definition_of
from reports.models import Figure, Report


@dataclass(frozen=True)
class Assessment:
    """A draft with what the form's checks say of it; `explained` maps finding key -> text."""

    definition: FormDefinition
    draft: DraftValues
    findings: tuple[Finding, ...]
    explained: dict[str, str]

    @property
    def errors(self) -> list[Finding]:
        return [f for f in self.findings if f.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        return [f for f in self.findings if f.severity == "warning"]

    @property
    def hints(self) -> list[Finding]:
        return [f for f in self.findings if f.severity == "info"]

    @property
    def unexplained(self) -> list[Finding]:
        return [f for f in self.warnings if not self.explained.get(f.key, "").strip()]

    @property
    def is_ready(self) -> bool:
        return not self.errors and not self.unexplained


def assess(report: Report) -> Assessment:
    """Check the draft as it is stored now, against last year's figures of the unit's lineage."""
    obligation = report.obligation
    definition = definition_of(obligation.cycle.form_version_id)
    contents = dict(report.draft_sections.values_list("code", "content"))
    draft = read_values(definition, contents)
    previous = typed_previous(definition, previous_figures(obligation.cycle, obligation.unit_id))
    findings = check(
        definition,
        draft.values,
        draft.annexes,
        narratives=draft.narratives,
        previous=previous,
    )
    findings = _with_unreadable(definition, draft, findings)
    explained = dict(report.explanations.values_list("key", "text"))
    return Assessment(definition, draft, tuple(findings), explained)


def _with_unreadable(definition: FormDefinition, draft: DraftValues, findings: list[Finding]) -> list[Finding]:
    """A box that can't be understood is an error of its own, in place of "not entered"."""
    unreadable = [_unreadable(definition, place, message) for place, message in draft.problems]
    places = {f"required:{place}" for place, _ in draft.problems} | {place for place, _ in draft.problems}
    return unreadable + [f for f in findings if f.key not in places]


def _unreadable(definition: FormDefinition, place: str, message: str) -> Finding:
    annex, bracket, rest = place.partition("[")
    if bracket:
        row, _, column = rest.partition("].")
        section = definition.section_of_annex(annex).code
        words = f"{definition.annex(annex).title}, dòng {row}: {message}"
        return Finding(place, "unreadable", "error", words, section, annex=annex, row=int(row), column=column)
    label = definition.indicator(place).label
    section = definition.section_of(place).code
    return Finding(f"unreadable:{place}", "unreadable", "error", f"{label} ({place}): {message}", section, (place,))


def typed_previous(definition: FormDefinition, previous: dict[str, dict]) -> dict[str, Decimal]:
    """Last year's figures that are numbers, in the units that people type."""
    known = {item.code for item in definition.indicators}
    return {
        code: definition.indicator(code).to_typed(entry["value"])
        for code, entry in previous.items()
        if code in known
        and entry["value"] is not None
        and entry["kind"] in (Figure.Kind.NUMBER, Figure.Kind.NONE_OCCURRED)
    }
