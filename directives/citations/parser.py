"""The grammar of domain.md 7.5: from a type word to its numbers, and from each number to its date and issuer."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from directives.citations.heads import Head, head_at, next_number
from directives.citations.issuers import issuer_at
from directives.citations.laws import Quotes, law_names_at
from directives.citations.lexer import DATE, NO_DATE, TAIL, TERM, TypeWord, find_type, read_date
from directives.citations.numbers import Ahead, Number
from directives.citations.vocabulary import LAWS


@dataclass(slots=True)
class Mention:
    """A citation in the making; offsets into the normalised text. `resume` is where the parser goes on."""

    type: str
    number: Number | None
    start: int
    end: int
    resume: int
    title: str | None = None
    date: datetime.date | None = None
    has_date: bool = False
    issuer: str | None = None
    warnings: tuple[str, ...] = ()


# Characters from a type word to its number, across a name and an issuer.
_LONGEST_HEAD = 600


def parse(text: str, *, named_laws: bool) -> Iterator[Mention]:
    """Every citation of the normalised text, in its order."""
    quotes, ahead = Quotes(text), Ahead(text)
    position = 0
    while word := find_type(text, position):
        head = head_at(text, word) if ahead.comes(word.end, within=_LONGEST_HEAD) else None
        if head:
            mentions = _numbered(text, word, head)
        elif named_laws and word.name in LAWS and not quotes.hold(word.start):
            mentions = _named(text, word)
        else:
            mentions = []
        yield from mentions
        position = mentions[-1].resume if mentions else word.end


def _numbered(text: str, word: TypeWord, head: Head) -> list[Mention]:
    """The mentions that share one type word; an issuer in front of the first number belongs to all of them."""
    mention = Mention(word.name, head.number, word.start, head.number.end, head.number.end, title=head.title)
    mention.date, mention.issuer, mention.warnings = head.date, head.issuer, head.warnings
    mention.has_date = head.has_date
    mentions = [mention]
    while True:
        _read_tail(text, mentions[-1], is_joint=head.is_joint)
        following = next_number(text, mentions[-1].resume)
        if not following:
            break
        start, number = following
        mentions.append(Mention(word.name, number, start, number.end, number.end, issuer=head.issuer))
    if head.issuer:
        _share_date(mentions)
    return mentions


def _share_date(mentions: list[Mention]) -> None:
    """The date behind the last number of "Quyết định của Bộ Chính trị số …, số …" is that of the others too."""
    for earlier, later in zip(reversed(mentions[:-1]), reversed(mentions[1:]), strict=True):
        if not earlier.has_date:
            earlier.date = later.date


def _named(text: str, word: TypeWord) -> list[Mention]:
    name = next(law_names_at(text, word.end, is_alone=True), None)
    if not name:
        return []
    mention = Mention(word.name, None, word.start, name.end, name.end, title=name.title)
    if not text.startswith(",", name.end):
        _read_tail(text, mention, is_joint=False, only_from=LAWMAKERS)
    return [mention]


LAWMAKERS = ("quốc hội", "ủy ban thường vụ", "uỷ ban thường vụ")
_MOST_PARTS = 6


def _read_tail(text: str, mention: Mention, *, is_joint: bool, only_from: tuple[str, ...] = ("",)) -> None:
    """What is attached to the number: at most one date and one issuer, in either order; terms are passed over."""
    for _ in range(_MOST_PARTS):
        if not TAIL.match(text, mention.resume):
            return
        if not mention.has_date and (match := DATE.match(text, mention.resume)):
            mention.has_date = True
            mention.date, mention.warnings = read_date(match)
            mention.end = mention.resume = match.end()
        elif not mention.has_date and (match := NO_DATE.match(text, mention.resume)):
            mention.has_date = True
            mention.resume = match.end()
        elif match := TERM.match(text, mention.resume):
            mention.resume = match.end()
        elif not mention.issuer and (found := issuer_at(text, mention.resume, is_joint=is_joint)):
            if not found[0].lower().startswith(only_from):
                return
            mention.issuer, mention.end = found
            mention.resume = mention.end
        else:
            return
