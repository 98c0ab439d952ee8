"""All that a text seems to say of the paper it belongs to, for a person to confirm."""

from dataclasses import replace

from directives.citations import Citation, extract_citations
from directives.reading.deadlines import read_deadlines
from directives.reading.letterhead import read_issue_date, read_issuer, read_own_number
from directives.reading.model import Found, Proposal
from directives.reading.opening import read_opening
from directives.reading.orders import read_tasks
from directives.reading.paper import Paper
from directives.reading.receivers import read_department, read_recipient
from directives.reading.signature import read_signature
from directives.reading.titles import read_heading, read_title, read_type


def propose(text: str) -> Proposal:
    """The proposals for a text in any Unicode form, with spans of it as given; linear in its length, raises nothing."""
    paper = Paper(text)
    own = read_own_number(paper)
    heading = read_heading(paper)
    places = [place for place in (own and own.line, heading and heading.line) if place is not None]
    signer_title, signer = read_signature(paper)
    issued_on = read_issue_date(paper)
    deadlines, warnings = read_deadlines(paper, issued_on.value if issued_on else None)
    type_word, title = read_type(paper, heading), read_title(paper, heading)
    tasks = read_tasks(paper, type_word.value if type_word else None)
    return Proposal(
        type_word=type_word,
        number=own.number if own else None,
        symbol=own.symbol if own else None,
        issued_on=issued_on,
        issuer=read_issuer(paper, min(places, default=None)),
        title=title,
        signer=signer,
        signer_title=signer_title,
        tasks=tasks,
        deadlines=deadlines,
        department=read_department(paper),
        recipient=read_recipient(paper),
        citations=_citations(paper),
        warnings=warnings,
        opening=read_opening(
            paper, tasks, _end_of([own and (own.number or own.symbol), heading and heading.type_word, title])
        ),
    )


def _citations(paper: Paper) -> tuple[Citation, ...]:
    """The citations, read across wrapped lines."""
    citations = extract_citations(paper.flow)
    spans = [paper.span(citation.start, citation.end) for citation in citations]
    return tuple(
        replace(citation, start=start, end=end) for citation, (start, end) in zip(citations, spans, strict=True)
    )


def _end_of(parts: list[Found | None]) -> int | None:
    return max((part.end for part in parts if part), default=None)
