"""Rule 7: what several mentions share; and what the whole text says of one document (rule 9)."""

import re
from collections import defaultdict
from collections.abc import Sequence

from directives.citations.lexer import GAP, either
from directives.citations.model import matching_key
from directives.citations.parser import Mention
from directives.citations.vocabulary import AMBIGUOUS_AGENCIES, ISSUER_OF_AGENCY

_JOINED = re.compile(
    rf"{GAP}(?:,?+{GAP}{either('và')}|,){GAP}(?:{either('các')}{GAP})?+(?:{either('số')}{GAP}:?+{GAP})?+"
)


def share_backwards(text: str, mentions: Sequence[Mention]) -> None:
    """Gives a mention's date and issuer to the one before, where ", " or "và" joins them and rule 7 allows it."""
    for earlier, later in zip(reversed(mentions[:-1]), reversed(mentions[1:]), strict=True):
        if earlier.title or not _are_joined(text, earlier, later) or _agency(earlier) != _agency(later):
            continue
        if earlier.type == later.type:
            if not (earlier.has_date or earlier.issuer):
                earlier.date, earlier.issuer = later.date, later.issuer
        elif not earlier.issuer and _agency(earlier).upper() not in AMBIGUOUS_AGENCIES:
            earlier.issuer = later.issuer


def _are_joined(text: str, earlier: Mention, later: Mention) -> bool:
    joined = _JOINED.match(text, earlier.resume, later.start)
    return joined is not None and joined.end() == later.start


def _agency(mention: Mention) -> str:
    """The code of the issuing agency; of a công văn without the unit that drafted it (4173/TLĐ-ToC)."""
    if not mention.number:
        return ""
    is_plain = mention.type == "Công văn" and not mention.number.type_code
    return mention.number.agency.split("-")[0] if is_plain else mention.number.agency


def inferred_issuer(mention: Mention) -> str | None:
    """What the symbol suggests where the text names no issuer; a suggestion for a person, never a fact."""
    return None if mention.issuer else ISSUER_OF_AGENCY.get(_agency(mention))


def warn_of_conflicts(mentions: Sequence[Mention]) -> None:
    """Flags every dated mention of a document that the text dates in several ways."""
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.number and mention.date:
            groups[mention.type, matching_key(mention.number.text)].append(mention)
    for group in groups.values():
        dates = sorted({mention.date for mention in group})
        if len(dates) > 1:
            shown = ", ".join(f"{date.day:02}/{date.month:02}/{date.year}" for date in dates)
            for mention in group:
                mention.warnings += (f"Văn bản này được ghi nhiều ngày ban hành khác nhau: {shown}.",)
