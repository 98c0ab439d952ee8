"""The last wash of a text before it goes into a file of a foreign format, whatever door it came in by."""

import re

from portal.text import clean_text


def one_line(text: str) -> str:
    """The clean text as one trimmed line; no-break spaces, which are room to write by hand, stay."""
    return re.sub(r"[ \t\n]+", " ", clean_text(text)).strip(" ")


def lines(text: str) -> list[str]:
    """The clean text as its lines that are not empty, each like `one_line`."""
    return [line for raw in clean_text(text).split("\n") if (line := one_line(raw))]
