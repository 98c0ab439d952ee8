"""The Vietnamese alphabet as a stored key, so that a database without ICU sorts lists as people expect."""

import unicodedata
from functools import lru_cache
from string import ascii_lowercase, digits

from portal.text.cleaning import nfc
from portal.text.syllables import TONES

# One string of three levels (letters, tones, case), each compared only when the ones before are equal. Digits and small
# ASCII letters only: a column under C, root, English or Vietnamese collation orders the keys alike. In the first level:
# "0" ends it, "1" is a space, "2.." a sign, "3d" a digit, a letter itself; "z" starts what must come after a letter:
# "z0" is z, "z1.." any other alphabet, and "az2", "az3" are ă and â, after all that begins with a.
_END, _SPACE, _SIGN, _DIGIT, _FOREIGN = "0", "1", "2", "3", "z1"
_LETTERS = {letter: letter for letter in ascii_lowercase} | {
    "z": "z0",
    "ă": "az2",
    "â": "az3",
    "đ": "dz2",
    "ð": "dz2",
    "ê": "ez2",
    "ô": "oz2",
    "ơ": "oz3",
    "ư": "uz2",
}
_SIGN_ORDER = "_-‐‒–—―,;:!¡?¿.·'‘’‚‛‹›\"“”„‟«»()[]{}§¶@*/\\&#%‰†‡•`´^¯¨¸°©®+±÷×<=>¬|¦~−¤¢$£¥₫€"
_BASE36 = digits + ascii_lowercase
_SIGNS = {sign: _SIGN + _BASE36[place // 36] + _BASE36[place % 36] for place, sign in enumerate(_SIGN_ORDER)}
# Level two: the tones in Vietnamese order, then the marks of other languages.
_PLAIN, _UNKNOWN_MARK = "1", "z"
_MARKS_IN_ORDER = (*TONES, *"\u0306\u0302\u030c\u030a\u0308\u030b\u0307\u0327\u0328\u0304")
_MARKS = dict(zip(_MARKS_IN_ORDER, "23456789abcdefg", strict=True))
_SMALL, _CAPITAL = "1", "2"
_MEASURED = 400


def sort_key(value: str) -> str:
    """An ASCII string whose code-point order is the order of CLDR `vi` (domain 7.3).

    Spaces, then signs, digits, letters (a ă â b c d đ e ê …), other alphabets; then tones (ngang, huyền, hỏi, ngã, sắc,
    nặng); then small before capital letters. White space counts as one space, outer blanks not at all. Only the first
    400 characters count, which keeps the key of any Vietnamese text under 2,700 bytes, what an index can hold.
    """
    text = nfc(" ".join(value.split()))[:_MEASURED]
    levels = zip(*map(_weigh, text), strict=True) if text else ("", "", "")
    first, second, third = map("".join, levels)
    second, third = second.rstrip(_PLAIN), third.rstrip(_SMALL)
    if third:
        return first + _END + second + _END + third
    return first + _END + second if second else first


@lru_cache(maxsize=4096)
def _weigh(char: str) -> tuple[str, str, str]:
    """The weights of one NFC character on the three levels; empty ones for what does not count in sorting."""
    if char in _SIGNS:
        return _SIGNS[char], _PLAIN, _SMALL
    first = second = third = ""
    for base, marks in _clusters(unicodedata.normalize("NFKD", char)):
        weight, marks = _first_level(base, marks)
        counted = bool(weight)
        first += weight
        second += _PLAIN * counted + "".join(_MARKS.get(mark, _UNKNOWN_MARK) for mark in marks)
        third += (_CAPITAL if base.isupper() else _SMALL) * counted
    return first, second, third


def _clusters(decomposed: str) -> list[tuple[str, str]]:
    """Each base character with the marks that follow it; marks without a base stand behind an empty one."""
    clusters: list[tuple[str, str]] = []
    for char in decomposed:
        if unicodedata.combining(char):
            base, marks = clusters.pop() if clusters else ("", "")
            clusters.append((base, marks + char))
        else:
            clusters.append((char, ""))
    return clusters


def _first_level(base: str, marks: str) -> tuple[str, str]:
    """The first weight of a base character, and the marks left over when some made it another letter (a + ̆ = ă)."""
    small = base.lower()
    for mark in marks:
        letter = unicodedata.normalize("NFC", small + mark)
        if letter in _LETTERS:
            return _LETTERS[letter], marks.replace(mark, "", 1)
    if small in _LETTERS:
        return _LETTERS[small], marks
    return _other_weight(small), marks


def _other_weight(char: str) -> str:
    """The first weight of a space, digit, sign or foreign letter; "" for control characters."""
    if char in _SIGNS:
        return _SIGNS[char]
    if char.isspace():
        return _SPACE
    if char.isdecimal():
        return f"{_DIGIT}{unicodedata.decimal(char)}"
    kind = unicodedata.category(char)[0] if char else "C"
    if kind in "CM":
        return ""
    return f"{_FOREIGN}{ord(char[0]):06x}" if kind in "LN" else f"{_SIGN}zz{ord(char):06x}"
