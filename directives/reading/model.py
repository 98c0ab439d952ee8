"""What reading a paper gives: its text with the repairs on offer, and the proposals found in it, with their places."""

import datetime
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from directives.citations import Citation

Value = TypeVar("Value")
Kind = Literal["pdf", "docx", "txt"]
Fault = Literal["empty", "unsupported", "mismatch", "encrypted", "broken", "too_large", "no_text"]


class ReadingError(Exception):
    """The file can't be read; the message is Vietnamese and says why and what to do, `fault` tells the cases apart.

    After "no_text" (a scan) the file may still be kept, and its particulars typed by hand.
    """

    def __init__(self, fault: Fault, message: str):
        super().__init__(message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Repair:
    """A conversion that a person may accept: `name` for the form, `description` for the person, the whole new text."""

    name: str
    description: str
    text: str


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """The text of a file in NFC with "\\n" as line end; `warnings` are Vietnamese sentences; no repair is applied."""

    text: str
    kind: Kind
    warnings: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value and the span of the text it was read from."""

    value: Value
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ProposedTask:
    """A numbered order: its number, its words without the number, and its span with the number and its sub-points."""

    number: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ProposedDeadline:
    """A time limit in its own words: "trước ngày 20" is `before`, "chậm nhất ngày 20" is `on_or_before` (domain.md 4).

    `year` is None where the text names none; `is_yearly` when its sentence says "hằng năm"; `time` when it names an
    hour of that day, which then counts as `on_or_before`.
    """

    words: str
    relation: Literal["before", "on_or_before"]
    day: int
    month: int
    year: int | None
    start: int
    end: int
    is_yearly: bool = False
    time: datetime.time | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the text seems to say of the paper; nothing here counts before a person has confirmed it.

    `number` is the whole "110/CTr-CĐVC", `symbol` its part without the serial; a draft may have a symbol only. `title`
    is the trích yếu, `department` the one that reports go through, `recipient` the organisation they are sent to, and
    `opening` holds the paragraphs before the first task.
    """

    type_word: Found[str] | None = None
    number: Found[str] | None = None
    symbol: Found[str] | None = None
    issued_on: Found[datetime.date] | None = None
    issuer: Found[str] | None = None
    title: Found[str] | None = None
    signer: Found[str] | None = None
    signer_title: Found[str] | None = None
    tasks: tuple[ProposedTask, ...] = ()
    deadlines: tuple[ProposedDeadline, ...] = ()
    department: Found[str] | None = None
    recipient: Found[str] | None = None
    citations: tuple[Citation, ...] = ()
    opening: Found[str] | None = None
    warnings: tuple[str, ...] = ()
