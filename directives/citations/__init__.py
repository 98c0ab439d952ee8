"""Text in, citations out: each document that a Vietnamese paper names (domain.md 7.5). Pure, linear in the text."""

from directives.citations.model import Citation, matching_key
from directives.citations.original import Reading
from directives.citations.parser import parse
from directives.citations.sharing import inferred_issuer, share_backwards, warn_of_conflicts

__all__ = ["Citation", "extract_citations", "matching_key"]


def extract_citations(text: str, *, named_laws: bool = True) -> list[Citation]:
    """Every mention of a document in the text, in its order, in any Unicode form.

    Offsets point into `text` as given. With `named_laws`, laws cited by name alone are found too: `number` is None and
    `title` is the name. Raises nothing; a text without citations gives an empty list.
    """
    reading = Reading(text)
    mentions = list(parse(reading.text, named_laws=named_laws))
    share_backwards(reading.text, mentions)
    warn_of_conflicts(mentions)
    return [
        Citation(
            mention.type,
            mention.number.text if mention.number else None,
            mention.date,
            mention.issuer,
            *reading.span(mention.start, mention.end),
            title=mention.title,
            warnings=mention.warnings,
            inferred_issuer=inferred_issuer(mention),
        )
        for mention in mentions
    ]
