"""Whether a draft may leave the unit: every error and warning with its place, what is explained, and how far it is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from textwrap import shorten

from django.db.models import BigIntegerField

from directives.models import Task
from portal.prepared import Prepared
from portal.text import count_words
from reports.checking import ERROR, INFO, WARNING, Finding, check
from reports.drafts import DraftValues, is_blank, read_values
from reports.form_schema import FormDefinition, SectionDef
from reports.lineage import figures_before
from reports.lookups import definition_of, tasks_of
from reports.models import Explanation, Figure, Report
from reports.task_answers import Reply, replies

MISSING = ("required", "narrative")
TASK = "task"

# A line of its own with a stamp of secrecy, or a line that states the degree ("Độ mật: Tối mật").
_SECRET_LINE = re.compile(
    r"^[^\w\n]{0,20}(?:(?:TUYỆT |TỐI )?MẬT|(?i:độ (?:bảo )?mật)[^\w\n]{1,9}(?i:(?:tuyệt |tối )?mật))[^\w\n]{0,20}$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Assessment:
    """A draft with what the form's checks say of it; `explained` maps finding key -> text.

    `replies` are the tasks of the cycle's directive with what the draft says to each.
    """

    definition: FormDefinition
    draft: DraftValues
    findings: tuple[Finding, ...]
    explained: dict[str, str]
    replies: tuple[Reply, ...] = ()

    @property
    def errors(self) -> list[Finding]:
        return [f for f in self.findings if f.severity == ERROR]

    @property
    def warnings(self) -> list[Finding]:
        return [f for f in self.findings if f.severity == WARNING]

    @property
    def hints(self) -> list[Finding]:
        return [f for f in self.findings if f.severity == INFO]

    @property
    def unexplained(self) -> list[Finding]:
        return [f for f in self.warnings if not self.explained.get(f.key, "").strip()]

    @property
    def is_ready(self) -> bool:
        return not self.errors and not self.unexplained


@dataclass(frozen=True)
class SectionState:
    """How far one section is. `state`: empty (nothing written), started (something asked for is missing), errors,
    warnings (some without explanation), done. An empty section that is `optional` needs nothing more: no text, and no
    reason why it leaves a task unanswered.
    """

    code: str
    state: str
    optional: bool
    words: int
    missing: int
    errors: int
    warnings: int

    @property
    def is_finished(self) -> bool:
        return self.state == "done" or (self.state == "empty" and self.optional)


def assess(report: Report) -> Assessment:
    """Check the draft as it is stored now, against last year's figures of the unit's lineage: four statements at most
    (and one more when a process asks for the first time what a directive orders).
    """
    contents = dict(report.draft_sections.values_list("code", "content"))
    return weigh_stored(report, contents, figures_before(report))


def weigh_stored(report: Report, contents: Mapping[str, dict], previous: Mapping[str, dict]) -> Assessment:
    """The assessment of a report with these contents; explanations are read only where something is to be explained."""
    cycle = report.obligation.cycle
    found = weigh(definition_of(cycle.form_version_id), contents, previous, {}, tasks_of(cycle.directive_id))
    return replace(found, explained=explanations_of(report)) if found.warnings else found


def explanations_of(report: Report) -> dict[str, str]:
    """What the unit wrote about its warnings: finding key -> text."""
    return dict(_EXPLANATIONS.fetch(report=report.pk))


_EXPLANATIONS = Prepared(
    lambda report: Explanation.objects.filter(report=report).values_list("key", "text"), report=BigIntegerField()
)


def weigh(
    definition: FormDefinition,
    contents: Mapping[str, dict],
    previous: Mapping[str, dict],
    explained: dict[str, str],
    tasks: Iterable[Task] = (),
) -> Assessment:
    """The assessment of stored contents (section code -> content), without asking the database.

    `previous` is as reports.lineage.previous_figures gives it, `tasks` are those that the cycle's directive sets.
    """
    draft = read_values(definition, contents)
    findings = check(
        definition,
        draft.values,
        draft.annexes,
        narratives=draft.narratives,
        previous=typed_previous(definition, previous),
    )
    said = replies(definition, tasks, draft.narratives, draft.kinds, draft.annexes)
    findings = [
        *_with_unreadable(definition, draft, findings),
        *_secret_marks(definition, draft),
        *(_unanswered(definition, reply) for reply in said if reply.is_unanswered),
    ]
    order = {section.code: place for place, section in enumerate(definition.sections)}
    findings.sort(key=lambda finding: order[finding.section_code])
    return Assessment(definition, draft, tuple(findings), explained, said)


def section_states(assessment: Assessment, contents: Mapping[str, dict]) -> dict[str, SectionState]:
    """How far each section to be written is, in the form's order."""
    found = {section.code: [] for section in assessment.definition.writable_sections}
    for finding in assessment.findings:
        found[finding.section_code].append(finding)
    open_keys = {finding.key for finding in assessment.unexplained}
    return {
        section.code: _section_state(section, contents.get(section.code) or {}, found[section.code], open_keys)
        for section in assessment.definition.writable_sections
    }


def _section_state(section: SectionDef, content: dict, findings: list[Finding], open_keys: set[str]) -> SectionState:
    missing = sum(finding.rule_id in MISSING for finding in findings)
    errors = sum(finding.severity == ERROR for finding in findings) - missing
    warnings = sum(finding.key in open_keys for finding in findings)
    if is_blank(content):
        state = "empty"
    elif errors:
        state = "errors"
    elif missing:
        state = "started"
    else:
        state = "warnings" if warnings else "done"
    words = count_words(content.get("text", ""))
    return SectionState(section.code, state, not missing and not warnings, words, missing, errors, warnings)


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
        return Finding(place, "unreadable", ERROR, words, section, annex=annex, row=int(row), column=column)
    label = definition.indicator(place).label
    section = definition.section_of(place).code
    return Finding(f"unreadable:{place}", "unreadable", ERROR, f"{label} ({place}): {message}", section, (place,))


def _secret_marks(definition: FormDefinition, draft: DraftValues) -> list[Finding]:
    """A warning for each text with a stamp of secrecy: such papers go another way (domain.md 8)."""
    found = []
    for section in definition.writable_sections:
        texts = [draft.narratives.get(section.code, "")]
        texts += [
            cell
            for key in section.annexes
            for row in draft.annexes.get(key, ())
            for cell in row.values()
            if isinstance(cell, str)
        ]
        stamps = [match for match in map(_SECRET_LINE.search, texts) if match]
        if stamps:
            words = (
                f"Mục {section.code} có dòng ghi “{stamps[0][0].strip()}”. Không nhập nội dung thuộc phạm vi bí mật "
                "nhà nước vào cổng này; nếu không phải nội dung mật, hãy bỏ dòng đó hoặc giải trình."
            )
            found.append(Finding(f"secret:{section.code}", "secret", WARNING, words, section.code))
    return found


def _unanswered(definition: FormDefinition, reply: Reply) -> Finding:
    """A warning for a task to which the report says nothing at all."""
    task, place = reply.task, definition.task_places[reply.task.number]
    sections = [section.code for section in place.sections]
    lacking = f"mục {', '.join(sections)} chưa có lời văn hay số liệu nào" if sections else "chưa có số liệu nào"
    addressee = f" (giao cho: {task.who})" if task.who else ""
    text = shorten(task.text, 160, placeholder="…")
    words = (
        f"Nhiệm vụ {task.number} của văn bản chưa được trả lời: {lacking}{addressee}. “{text}” "
        "Nếu không thuộc phạm vi của đơn vị hoặc chưa thực hiện, đề nghị nêu lý do."
    )
    return Finding(f"{TASK}:{task.number}", TASK, WARNING, words, reply.section)


def typed_previous(definition: FormDefinition, previous: Mapping[str, dict]) -> dict[str, Decimal]:
    """Last year's figures that are numbers, in the units that people type."""
    known = {item.code for item in definition.indicators}
    return {
        code: definition.indicator(code).to_typed(entry["value"])
        for code, entry in previous.items()
        if code in known
        and entry["value"] is not None
        and entry["kind"] in (Figure.Kind.NUMBER, Figure.Kind.NONE_OCCURRED)
    }
