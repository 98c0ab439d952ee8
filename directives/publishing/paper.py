"""What a directive says, as plain values: the draft's content, the frozen paper and its fingerprint."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from directives.citations import matching_key
from directives.models import Citation, Directive
from portal.models import StoredFile
from portal.text import fold

HEADER = (
    "type_name",
    "number",
    "issued_on",
    "title",
    "summary",
    "urgency",
    "signer_title",
    "signer_name",
    "deadline_words",
    "department",
    "to_all",
)
LONGEST_NUMBER = 60
# A paper names its recipients up to here; of more it holds their number and one hash over all of them.
MOST_NAMED = 500


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One order, numbered by its place; `due_words` as the paper says it, `who` empty for every recipient.

    `due_on` is a day that a person wrote; without it directives.publishing.orders reads the words.
    """

    text: str
    due_words: str = ""
    who: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CitationLine:
    """One cited document; `relation` is a value of Citation.Relation."""

    type_name: str
    number: str
    issued_on: date | None = None
    issuer_name: str = ""
    title: str = ""
    relation: str = Citation.Relation.IMPLEMENTS


@dataclass(frozen=True, slots=True)
class DraftContent:
    """Everything that a person may write in a draft.

    `unit_ids` and `blocks` (whole blocks, as they are on the day of issue) count only when `to_all` is off.
    """

    type_name: str
    number: str
    title: str
    issued_on: date | None = None
    summary: str = ""
    urgency: str = ""
    signer_title: str = ""
    signer_name: str = ""
    deadline_words: str = ""
    department: str = ""
    to_all: bool = True
    unit_ids: tuple[int, ...] = ()
    blocks: tuple[str, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    citations: tuple[CitationLine, ...] = ()
    files: tuple[StoredFile, ...] = ()


def number_key(number: str) -> str:
    """The number by which papers are matched (directives.citations), as long as its column."""
    return matching_key(number)[:LONGEST_NUMBER]


def columns(content: DraftContent) -> dict:
    """The columns of a draft's row, for INSERT and UPDATE alike."""
    return {name: getattr(content, name) for name in HEADER} | {
        "number_key": number_key(content.number),
        "content": {
            "tasks": [_task_json(task) for task in content.tasks],
            "citations": [_citation_json(line) for line in content.citations],
            "units": sorted(set(content.unit_ids)),
        }
        | _blocks(content.blocks),
        "search_key": _search_key(content),
    }


def _blocks(names) -> dict:
    """{"blocks": […]} where whole blocks are chosen; papers without keep the hash that they were given."""
    return {"blocks": sorted(set(names))} if names else {}


def _task_json(line: TaskLine) -> dict:
    return asdict(line) | {"due_on": _iso(line.due_on)}


def _citation_json(line: CitationLine) -> dict:
    return asdict(line) | {"relation": str(line.relation), "issued_on": _iso(line.issued_on)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _search_key(content: DraftContent) -> str:
    words = [content.type_name, content.number, content.title, content.summary, content.department]
    return fold(" ".join(words + [task.text for task in content.tasks]))


def content_of(directive: Directive, files: tuple[StoredFile, ...] = ()) -> DraftContent:
    """The content of a draft or a published directive, read back from its row."""
    held = directive.content
    return DraftContent(
        **{name: getattr(directive, name) for name in HEADER},
        unit_ids=tuple(held.get("units", ())),
        blocks=tuple(held.get("blocks", ())),
        tasks=tuple(_task_line(task) for task in held.get("tasks", ())),
        citations=tuple(_citation_line(line) for line in held.get("citations", ())),
        files=tuple(files),
    )


def _task_line(task: dict) -> TaskLine:
    day = task.get("due_on")
    return TaskLine(**(task | {"due_on": date.fromisoformat(day) if day else None}))


def _citation_line(line: dict) -> CitationLine:
    day = line["issued_on"]
    return CitationLine(**(line | {"issued_on": date.fromisoformat(day) if day else None}))


def frozen_paper(directive: Directive, issuer: dict, recipients, files) -> dict:
    """The whole paper as it leaves the house, in plain JSON values.

    `issuer` is {unit, name, superior, place} as of the day of issue; `recipients` is what told_recipients gives;
    `files` are StoredFile rows. Keys: issuer, header, tasks, citations, files, recipients, and blocks where some were
    chosen whole.
    """
    return {
        "issuer": issuer,
        "header": _header(directive),
        "tasks": directive.content["tasks"],
        "citations": directive.content["citations"],
        "files": [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in files],
        "recipients": recipients,
    } | _blocks(directive.content.get("blocks"))


def told_recipients(names: Iterable[tuple[int, str]], count: int) -> list[dict] | dict:
    """What a paper says of its `count` recipients, (unit, name) each: [{unit, name}] up to MOST_NAMED in the order
    given; of more {"count", "sha256"}, given in the order of their keys.

    Every reader opens the paper with its row, so it must not grow with the number of those to whom it went; the rows
    of Recipient hold the names, and the hash over them keeps those as they were.
    """
    if count <= MOST_NAMED:
        return [{"unit": unit, "name": name} for unit, name in names]
    told = hashlib.sha256()
    for unit, name in names:
        told.update(f"{unit} {name}\n".encode())
    return {"count": count, "sha256": told.hexdigest()}


def _header(directive: Directive) -> dict:
    return {name: getattr(directive, name) for name in HEADER} | {"issued_on": _iso(directive.issued_on)}


def approval_hash(directive: Directive, files) -> str:
    """The fingerprint of what an approver approves: everything but the number and the day of issue.

    `files` are the draft's StoredFile rows. Those two come after the approval (NĐ 30/2020 Điều 15).
    """
    header = {name: value for name, value in _header(directive).items() if name not in ("number", "issued_on")}
    held = directive.content
    said = {"header": header, "tasks": held["tasks"], "citations": held["citations"], "units": held["units"]}
    said |= _blocks(held.get("blocks"))
    return fingerprint(said | {"files": [{"name": file.name, "sha256": file.sha256} for file in files]})


def fingerprint(paper: dict) -> str:
    """SHA-256 (hex) over the canonical JSON of the paper: sorted keys, no blanks, UTF-8."""
    text = json.dumps(paper, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(directive: Directive) -> bool:
    """Whether a published directive still is what was hashed: its frozen paper, its columns, its many recipients."""
    held = directive.content
    stands = fingerprint(held) == directive.content_hash and held["header"] == _header(directive)
    return stands and _recipients_stand(directive)


def _recipients_stand(directive: Directive) -> bool:
    told = directive.content["recipients"]
    if isinstance(told, list):
        return True
    rows = directive.recipients.order_by("unit_id").values_list("unit_id", "unit_name")
    return told == told_recipients(rows.iterator(chunk_size=2000), directive.recipients.count())
