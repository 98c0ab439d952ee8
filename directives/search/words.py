"""Text as the search keeps and compares it: words between single blanks, and document numbers as one sign each (pure).

Folded words bear no tone marks; exact words keep them, where the older style puts them (domain.md 7.1). A number
becomes "§880.tld": the serial without leading zeros and the parts of its symbol, whatever stood between them.
"""

import re

from portal.text import canonical_tone, fold

SIGN = "§"
_PLAIN_GAP = re.compile(r"[\W_]+")
# A serial, then parts behind slash or hyphen of which at least one begins with a letter; a year may stand between.
_NUMBER = re.compile(
    r"(?<![\w/.-])0*(?P<serial>[0-9]{1,5}[a-z]?)"
    r"(?P<rest>(?: ?[/-] ?[0-9]{4}(?= ?[/-]))? ?[/-] ?[a-z][a-z0-9]{0,14}(?: ?[/-] ?[a-z][a-z0-9]{0,14}){0,4})(?![\w/])"
)
_PART = re.compile(r"[a-z0-9]+")
# Written both ways in the papers of one office: quy định and qui định, tỷ lệ and tỉ lệ, kỷ niệm and kỉ niệm.
_I_FOR_Y = re.compile(r"\b(qu|[hklmst])([iìíỉĩị])\b")
_Y = dict(zip("iìíỉĩị", "yỳýỷỹỵ", strict=True))
_DATE = re.compile(r"\b0?([0-9]{1,2})/0?([0-9]{1,2})/([0-9]{4})\b")
_LONG_DATE = re.compile(r"\b0?([0-9]{1,2}) thang 0?([0-9]{1,2}) nam ([0-9]{4})\b")


def number_signs(folded: str) -> list[str]:
    """The document numbers in folded text as signs, each once, in their order."""
    return list(dict.fromkeys(_sign(match) for match in _NUMBER.finditer(folded)))


def _sign(match: re.Match) -> str:
    return SIGN + ".".join([match["serial"], *_PART.findall(match["rest"])])


def sign_of(number: str) -> str:
    """The sign of one document number, e.g. of "0880/TLĐ"; of anything else its letters and digits."""
    folded = fold(number)
    signs = number_signs(folded)
    return signs[0] if signs else SIGN + ".".join(part.lstrip("0") or "0" for part in _PART.findall(folded))


def one_sound(text: str) -> str:
    """Lower-case NFC text with y where some write i for the same sound."""
    return _I_FOR_Y.sub(lambda match: match[1] + _Y[match[2]], text)


def _short_dates(text: str) -> str:
    return _DATE.sub(r"\1/\2/\3", text)


def folded_words(text: str) -> str:
    """The words of the text without tone marks, with the dates and the signs of its numbers behind them.

    A blank stands at both ends; days and months bear no leading zero.
    """
    folded = fold(text)
    words = " ".join(_PLAIN_GAP.sub(" ", _short_dates(one_sound(folded))).split())
    dates = dict.fromkeys(" ".join(parts) for parts in _LONG_DATE.findall(folded))
    return f" {' '.join([words, *dates, *number_signs(folded)])} "


def exact_words(text: str) -> str:
    """The words of the text with their tone marks, in lower case, with a blank at both ends."""
    words = _short_dates(one_sound(canonical_tone(text).casefold()))
    return f" {' '.join(_PLAIN_GAP.sub(' ', words).split())} "
