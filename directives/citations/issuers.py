"""Rule 6: the words that introduce an issuer, and what they make of the name behind them."""

import re

from directives.citations.bodies import Body
from directives.citations.lexer import GAP, SEP, either

_LEAD = re.compile(rf"{GAP},?+{GAP}(?P<word>{either('của|giữa|do')}){SEP}")
_ISSUED = re.compile(rf"{SEP}(?:{either('ký|phối hợp|cùng|đã')}{SEP})?+{either('ban hành')}")


def issuer_at(text: str, position: int, *, is_joint: bool) -> tuple[str, int] | None:
    """The issuer after "của", "giữa … và …" or "do … ban hành", and where it ends; None when none is named here."""
    lead = _LEAD.match(text, position)
    if not lead:
        return None
    word, start = lead["word"].lower(), lead.end()
    body = Body(text, start, is_joint=is_joint or word != "của")
    end = body.read()
    if end == start or (word == "giữa" and not body.is_joined):
        return None
    name = " ".join(text[start:end].split())
    if word != "do":
        return name, end
    issued = _ISSUED.match(text, end)
    return (name, issued.end()) if issued else None
