"""What a person typed into the search, understood: words, phrases in quotation marks, document numbers (pure)."""

import re
from dataclasses import dataclass

from directives.search.words import SIGN, exact_words, folded_words, number_signs
from portal.text import clean_line, fold

MOST_TERMS = 10
LONGEST = 200
_TOKEN = re.compile(r'["“”](?P<phrase>[^"“”]+)["“”]|(?P<word>[^\s"“”]+)')
# What people type in front of a number for its type; NĐ 30/2020 Phụ lục III and the Party's usage (domain.md 2.3).
_TYPES = {
    "cv": "công văn",
    "ct": "chỉ thị",
    "nq": "nghị quyết",
    "qd": "quyết định",
    "nd": "nghị định",
    "kh": "kế hoạch",
    "hd": "hướng dẫn",
    "tb": "thông báo",
    "tt": "thông tư",
    "kl": "kết luận",
    "ctr": "chương trình",
    "bc": "báo cáo",
}
_LONG_DATE = re.compile(r"(?i)\b([0-9]{1,2}) th[aá]ng ([0-9]{1,2}) n[aă]m ([0-9]{4})\b")
_SERIAL = re.compile(r"0*(?P<serial>[0-9]{1,5}[a-z]?)\Z")
_RUN_TOGETHER = re.compile(r"0*(?P<serial>[0-9]{1,5})(?P<code>[a-z]{2,8})\Z")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be found: a piece of the folded words, and of the exact ones where it bears marks."""

    folded: str
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked: `terms` must all be found; `numbers` are those of them that are document numbers."""

    typed: str
    terms: tuple[Term, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def has_marks(self) -> bool:
        """Whether something was typed with tone marks or other signs of its own, so that exact matches come first."""
        return any(term.exact for term in self.terms)

    @property
    def marked_words(self) -> frozenset[str]:
        """The words that are marked where they are found, without tone marks; numbers by their parts."""
        return frozenset(one for term in self.terms for one in _parts(term.folded))

    @property
    def plain_words(self) -> frozenset[str]:
        """Those of them that were typed without marks, so that any marks will do."""
        return frozenset(one for term in self.terms if not term.exact for one in _parts(term.folded))

    @property
    def exact_words(self) -> frozenset[str]:
        """The others as they were typed."""
        return frozenset(one for term in self.terms for one in _parts(term.exact))


def _parts(words: str) -> list[str]:
    return words.replace(SIGN, "").replace(".", " ").split()


def parse(typed: str) -> Query:
    """The query in what was typed, in any Unicode form; at most ten terms of at most 200 characters together."""
    line = clean_line(typed)[:LONGEST]
    folded = _spelled_out(line)
    terms: list[Term] = []
    numbers: list[str] = []
    for match in _TOKEN.finditer(folded):
        if match["phrase"]:
            terms.append(_word(match["phrase"]))
        else:
            found = _number(match["word"])
            numbers += [found.folded.strip()] if found else []
            terms.append(found or _word(match["word"]))
    kept = tuple(dict.fromkeys(term for term in terms if term.folded.strip()))
    return Query(line, kept[:MOST_TERMS], tuple(numbers))


def _spelled_out(line: str) -> str:
    """The line with "25 - NQ / TW" without its blanks, and "cv 880", "số 880" and dates in words as they are meant."""
    line = re.sub(r"(?<=\w) ?([/–—‑−-]) ?(?=\w)", r"\1", line)
    line = _LONG_DATE.sub(r"\1/\2/\3", line)
    words = re.sub(rf"(?i)(?<!\w)({'|'.join(_TYPES)}|qđ|nđ)(?=[0-9])", r"\1 ", line).split(" ")
    found: list[str] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        begins_number = following[:1].isdecimal()
        plain = fold(word).rstrip(".:")
        if begins_number and plain in _TYPES:
            found += _TYPES[plain].split()
        elif not (begins_number and plain == "so"):
            found.append(word)
            continue
        if _SERIAL.match(fold(following)):
            words[place + 1] = f"{SIGN}{following}"
    return " ".join(found)


def _number(word: str) -> Term | None:
    """A document number, whole or the beginning of one; None for any other word. It may go on behind what was typed."""
    plain = fold(word).strip(".,;:()")
    if plain.startswith(SIGN) and (serial := _SERIAL.match(plain[1:])):
        return Term(f" {SIGN}{serial['serial']}.")
    if together := _RUN_TOGETHER.match(plain):
        return Term(f" {SIGN}{together['serial']}.{together['code']}")
    signs = number_signs(plain)
    return Term(f" {signs[0]}") if len(signs) == 1 and plain[0].isdecimal() else None


def _word(words: str) -> Term:
    """Words are found as they stand, whole and in their order: half a Vietnamese syllable is another word."""
    if words.isdecimal() and len(words) > 2:  # "0880"; below ten a leading zero belongs to the number
        words = words.lstrip("0")
    folded = _without_signs(folded_words(words))
    exact = exact_words(words)
    return Term(folded, exact if exact != folded else "")


def _without_signs(folded: str) -> str:
    return folded.split(SIGN)[0].rstrip() + " " if SIGN in folded else folded
