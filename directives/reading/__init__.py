"""Reading a paper: from a file to its text, and from the text to what a person then confirms. No database, no HTTP."""

from directives.reading.apart import extract_text_apart
from directives.reading.citing import are_joined, quoted_title, relation_at
from directives.reading.deadlines import time_limits
from directives.reading.extraction import extract_text
from directives.reading.model import (
    ExtractedText,
    Found,
    Proposal,
    ProposedDeadline,
    ProposedTask,
    ReadingError,
    Repair,
)
from directives.reading.proposing import propose
from directives.reading.repairs import propose_repairs

__all__ = [
    "ExtractedText",
    "Found",
    "Proposal",
    "ProposedDeadline",
    "ProposedTask",
    "ReadingError",
    "Repair",
    "are_joined",
    "extract_text",
    "extract_text_apart",
    "propose",
    "propose_repairs",
    "quoted_title",
    "relation_at",
    "time_limits",
]
