"""Unicode text that a program took for VNI and converted once more: "Cơng đồn" for "Công đoàn", "Phịng" for "Phòng".

The way back is not unique ("cơ" may be "cơ" or "cô"), so only what can't be right as it stands is changed.
"""

import re

from portal.text.syllables import is_syllable

_WORD = re.compile(r"[^\W\d_]+")
_BACK = (("ơ", "ô"), ("ị", "ò"), ("ĩ", "ó"), ("ồ", "oà"), ("ố", "oá"))
_SPOILT = frozenset("ơịĩồố")
# Letters that the second conversion leaves nowhere.
_CONSUMED = frozenset("ôòó")
# "c" never stands before these, so "cĩ" is no word although its sounds could be.
_NO_WORD = re.compile("c[iíìỉĩịeéèẻẽẹêếềểễệyýỳỷỹỵ]")
# Words that look right and are not what such a text means.
_KNOWN = {
    "đồn": "đoàn",
    "hồn": "hoàn",
    "khố": "khoá",
    "hịa": "hòa",
    "tịa": "tòa",
    "khĩa": "khóa",
    "hĩa": "hóa",
    "xĩa": "xóa",
    "đĩ": "đó",
    "khĩ": "khó",
    "nhĩm": "nhóm",
    "mơn": "môn",
    "thơn": "thôn",
    "tơi": "tôi",
    "mơi": "môi",
}
# "tồn quốc" is "toàn quốc", but "tồn tại" is right.
_TOAN_UNLESS = re.compile(r"tồn(?! (?:tại|đọng|kho|trữ|dư))")
_FEWEST = 3


def converted_twice(text: str) -> bool:
    """Whether at least three words of the text are wrong in this way, and more than those that speak against it."""
    broken = against = 0
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if not _SPOILT.isdisjoint(word):
            broken += _sure(word) is not None
        against += not _CONSUMED.isdisjoint(word)
    return broken >= _FEWEST and broken > against


def undo_twice(text: str) -> str:
    """The text with every word put right that can't be meant as it stands."""
    text = _WORD.sub(lambda match: _repaired(match[0]), text)
    for shape in (str.lower, str.capitalize, str.upper):
        pattern = _TOAN_UNLESS.pattern.replace("tồn", shape("tồn"))
        text = re.sub(pattern, shape("toàn"), text)
    return text


def _repaired(word: str) -> str:
    low = word.lower()
    if _SPOILT.isdisjoint(low):
        return word
    right = _sure(low) or _KNOWN.get(low)
    if not right:
        return word
    return right.upper() if word.isupper() else right.capitalize() if word[0].isupper() else right


def _sure(low: str) -> str | None:
    """The only word that a spelling which is none can stand for."""
    if is_syllable(low) and not _NO_WORD.match(low):
        return None
    candidates = {low.replace(shown, meant) for shown, meant in _BACK if shown in low}
    possible = [candidate for candidate in candidates if is_syllable(candidate) and not _NO_WORD.match(candidate)]
    return possible[0] if len(possible) == 1 else None
