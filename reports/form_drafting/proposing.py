"""First proposals for a new form: which section answers which task, the next number, a heading."""

import re
from collections.abc import Collection, Iterable

from reports.form_schema import FormDefinition, SectionDef

LONGEST_HEADING = 120
NUMBER = re.compile(r"\A[0-9]+\. *")
_ENOUGH_ALIKE = 0.5
_CLAUSE = re.compile(r"[.;:\n]")
_SHORTEST_CLAUSE = 25


def propose_sections(definition: FormDefinition, tasks: Iterable[tuple[int, str]], *, same: bool) -> dict[int, str]:
    """{number of a task: code of the section of the old form that seems to answer it}, each section once.

    `same` says that the form was used for this very directive, so that its own numbers hold; else headings are
    compared with the words of the tasks.
    """
    if same:
        places = definition.task_places
        return {
            number: places[number].sections[0].code
            for number, _ in tasks
            if number in places and places[number].sections
        }
    found, free = {}, [section for section in definition.writable_sections if section.tasks]
    for number, text in tasks:
        scored = [(_likeness(text, section), section.code) for section in free]
        score, code = max(scored, default=(0, ""))
        if score >= _ENOUGH_ALIKE:
            found[number] = code
            free = [section for section in free if section.code != code]
    return found


def _likeness(text: str, section: SectionDef) -> float:
    """The share of the heading's words that stand in the task."""
    words = set(re.findall(r"\w+", NUMBER.sub("", section.heading).casefold()))
    return len(words & set(re.findall(r"\w+", text.casefold()))) / max(len(words), 1)


def next_version(taken: Collection[str]) -> str:
    """The version after the highest of those taken: 1.0.0 → 1.1.0."""
    numbers = [tuple(int(part) for part in version.split(".")) for version in taken] or [(0,)]
    major, minor = (*max(numbers), 0, 0)[:2]
    return f"{major}.{minor + 1}.0"


def short_heading(order: str) -> str:
    """The first clause of an order, as a heading of at most LONGEST_HEADING characters."""
    line = " ".join(order.split()).replace("{", "(").replace("}", ")")
    ends = (match.start() for match in _CLAUSE.finditer(line) if match.start() >= _SHORTEST_CLAUSE)
    clause = line[: next(ends, len(line))].strip(" .;:,")
    if len(clause) <= LONGEST_HEADING:
        return clause
    begun = clause[: LONGEST_HEADING - 1]
    comma = begun.rfind(", ")
    return begun[:comma] if comma >= LONGEST_HEADING // 2 else begun.rsplit(" ", 1)[0] + "…"
