"""The faults that old fonts and PDF programs leave in a text, and what it would be without them (domain.md 7.1-7.2)."""

import re

from directives.reading.model import Repair
from directives.reading.twice import converted_twice, undo_twice
from portal.text import convert_legacy, detect_legacy
from portal.text.syllables import is_syllable

_LEGACY = {
    "tcvn3": "Chữ gõ bằng phông TCVN3 (ABC, .VnTime): chuyển sang Unicode.",
    "vni": "Chữ gõ bằng phông VNI: chuyển sang Unicode.",
}
_OI = str.maketrans("ƣƢ", "ưƯ")
_OI_WORDS = "Chữ “ƣ” của phông cũ đứng thay chữ “ư” (“đối tƣợng”): thay bằng “ư”."

# Greek mu (or the micro sign) for à, a minus sign for ư: "công đoμn", "đ−ợc", "l−ợng".
_WORD = re.compile(r"(?:[^\W\d_]|−)++")
_SIGNS = str.maketrans("μµ−", "ààư")
_NO_WORDS = frozenset({"μm", "µm", "μ", "µ", "−"})
_SIGN_WORDS = "Chữ “à”, “ư” hiện thành ký hiệu (“công đoμn”, “đ−ợc”): thay bằng chữ đúng."

_TWICE_WORDS = (
    "Chữ bị chuyển mã hai lần (“Cơng đồn” thay cho “Công đoàn”): sửa những tiếng chắc chắn sai; "
    "những tiếng còn lại cần đọc soát."
)


def propose_repairs(text: str) -> tuple[Repair, ...]:
    """The repairs that would change the NFC text, each on its own; after one is accepted, ask again with its text."""
    if encoding := detect_legacy(text):
        return (Repair(encoding, _LEGACY[encoding], convert_legacy(text, encoding)),)
    candidates = (
        Repair("oi", _OI_WORDS, text.translate(_OI)),
        Repair("signs", _SIGN_WORDS, _without_signs(text)),
        Repair("twice", _TWICE_WORDS, undo_twice(text) if converted_twice(text) else text),
    )
    return tuple(repair for repair in candidates if repair.text != text)


def _without_signs(text: str) -> str:
    return _WORD.sub(_word_without_signs, text) if any(sign in text for sign in "μµ−") else text


def _word_without_signs(match: re.Match) -> str:
    word = match[0]
    converted = word.translate(_SIGNS)
    if converted == word or word in _NO_WORDS or not is_syllable(converted):
        return word
    return converted.upper() if word.upper() == word and len(word) > 2 else converted
