"""The last wash of a text before it goes into a file of a foreign format: nothing that XML or a sheet can't hold."""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)


def washed(text: str) -> str:
    """NFC; line ends as "\\n"; no control but newline and tab, no bidi control, lone surrogate or non-character."""
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """The washed text with line ends and tabs turned into spaces, trimmed; no-break spaces stay."""
    return re.sub(r"[ \t\n]+", " ", washed(text)).strip(" ")


def lines(text: str) -> list[str]:
    """The washed text as its lines that are not empty, each trimmed, tabs turned into spaces."""
    return [line for raw in washed(text).split("\n") if (line := one_line(raw))]
