"""What the form's checks say of a submitted revision, and what the unit wrote about it (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.checking import WARNING, Finding, check
from reports.form_schema import FormDefinition
from reports.reviewing.figures import typed
from reports.rules import NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Remark:
    """What the form's checks say of a figure or a section, and what the unit wrote about it."""

    severity: str
    message: str
    explanation: str = ""


def remarks_on(definition: FormDefinition, now: Mapping, last_year: Mapping) -> dict[tuple[str, str], list[Remark]]:
    """Remarks by place: (indicator, "") or ("", section); one that names several figures stands at the first."""
    explained = {item["key"]: item for item in now.get("explanations", [])}
    numbers = {code: v for code, v in typed(definition, last_year).items() if v not in (None, NOT_APPLICABLE)}
    texts = {code: (entry or {}).get("text", "") for code, entry in now.get("sections", {}).items()}
    values = typed(definition, now.get("figures", {}))
    found: dict[tuple[str, str], list[Remark]] = {}
    for finding in check(definition, values, now.get("annexes", {}), previous=numbers, narratives=texts):
        told = explained.pop(finding.key, None)
        remark = Remark(finding.severity, finding.message, told["text"] if told else "")
        found.setdefault(_place(finding), []).append(remark)
    for item in explained.values():
        place = _place_of_key(definition, item["key"])
        found.setdefault(place, []).append(Remark(WARNING, item["message"], item["text"]))
    return found


def _place(finding: Finding) -> tuple[str, str]:
    return (finding.codes[0], "") if finding.codes else ("", finding.section_code)


def _place_of_key(definition: FormDefinition, key: str) -> tuple[str, str]:
    """Where an explanation belongs whose warning no longer arises, since last year's figures changed meanwhile."""
    code = key.rpartition(":")[2]
    if any(code == indicator.code for indicator in definition.indicators):
        return (code, "")
    return ("", definition.writable_sections[0].code)
