"""Text typed for the old TCVN3 (ABC, .VnTime) and VNI-Windows fonts: noticed, and converted when a person asks."""

import re
import unicodedata
from collections import Counter
from itertools import dropwhile, groupby, islice
from typing import Literal

from portal.text.cleaning import nfc
from portal.text.syllables import ACUTE, DOT, GRAVE, HOOK, TILDE, TONE_OF, is_syllable

Encoding = Literal["tcvn3", "vni"]

# TCVN 5712:1993, third table, as Windows-1252 shows its bytes A1-AE and B5-FE; "-" is a byte without a letter.
_TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđ------àảãáạ-ằẳẵắ-------ặầẩẫấậè-ẻẽéẹềểễếệìỉ---ĩíịò-ỏõóọồổỗốộờởỡớợù-ủũúụừửữứựỳỷỹýỵ"
_TCVN3 = {chr(0xA1 + place): letter for place, letter in enumerate(_TCVN3_LETTERS) if letter != "-"}
_TCVN3 |= {"μ": "à"}  # what PDF text makes of U+00B5
_TCVN3_TABLE = str.maketrans(_TCVN3)
_MINUS_FOR_U = re.compile("(?<=[a-z])−|−(?=[a-z\u00a1-\u00ff])")  # and of U+00AD
_LONE_BULLET = re.compile("(?<![A-Za-z\u00a1-\u00ff])·(?![A-Za-z\u00a1-\u00ff])")

# VNI-Windows: a base letter, then a sign that stands for the mark, the tone or both.
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_TONES = {"ø": GRAVE, "û": HOOK, "õ": TILDE, "ù": ACUTE, "ï": DOT}
_VNI_CIRCUMFLEX = {
    "â": _CIRCUMFLEX,
    **{sign: _CIRCUMFLEX + tone for sign, tone in zip("àåãáä", (GRAVE, HOOK, TILDE, ACUTE, DOT), strict=True)},
}
_VNI_BREVE = {
    "ê": _BREVE,
    **{sign: _BREVE + tone for sign, tone in zip("èúüéë", (GRAVE, HOOK, TILDE, ACUTE, DOT), strict=True)},
}
_VNI_SINGLES = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_SINGLES |= {sign.upper(): letter.upper() for sign, letter in _VNI_SINGLES.items()}
_VNI_SIGNS = {
    "a": _VNI_TONES | _VNI_CIRCUMFLEX | _VNI_BREVE,
    **dict.fromkeys("eo", _VNI_TONES | _VNI_CIRCUMFLEX),
    **dict.fromkeys("uyöô", _VNI_TONES),
}
_VNI_PAIRS = {
    shown_base + shown_sign: unicodedata.normalize("NFC", _VNI_SINGLES.get(shown_base, shown_base) + marks)
    for base, signs in _VNI_SIGNS.items()
    for shown_base in (base, base.upper())
    for sign, marks in signs.items()
    for shown_sign in (sign, sign.upper())
}
_VNI_LETTER = re.compile(
    f"[{''.join({pair[0] for pair in _VNI_PAIRS})}][{''.join({pair[1] for pair in _VNI_PAIRS})}]"
    f"|[{''.join(_VNI_SINGLES)}]"
)

_UNICODE_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_TOKEN = re.compile("[A-Za-z\u00a1-\u00ffμ−]+")
_SAMPLE = 20_000
_LONGEST_TYPED = 16


def detect_legacy(value: str) -> Encoding | None:
    """The legacy encoding that the text was typed in, or None when it reads as Unicode or as another language.

    Counts how many words become Vietnamese syllables under each table (domain 7.2); looks at the first 20,000 words.
    A text that holds letters only Unicode Vietnamese has is never called legacy: converting it would spoil them.
    """
    text = nfc(value)
    if _UNICODE_VIETNAMESE.search(text):
        return None
    words = Counter(match[0] for match in islice(_TOKEN.finditer(text), _SAMPLE))
    found: list[tuple[int, Encoding]] = [
        (weight, encoding) for encoding in ("tcvn3", "vni") if (weight := _evidence(words, encoding))
    ]
    return max(found)[1] if found else None


def _evidence(words: Counter[str], encoding: Encoding) -> int:
    """How many words speak for the encoding; 0 unless they clearly outweigh those that speak against it."""
    speaking: Counter[str] = Counter()
    against = 0
    for word, times in words.items():
        match _verdict(word, encoding):
            case True:
                speaking[word] = times
            case False:
                against += times
    weight = speaking.total()
    varied = len({word.lower() for word in speaking}) > 1 or any(len(_signs(word)) > 1 for word in speaking)
    return weight if varied and weight >= 3 * against and 5 * weight >= words.total() else 0


def _verdict(word: str, encoding: Encoding) -> bool | None:
    """Whether the word speaks for (True), against (False) or neither: plain ASCII, a lone sign, an acronym."""
    if word.isascii() or len(word) == 1:
        return None
    if len(word) > _LONGEST_TYPED:
        return False
    converted = _to_unicode(word, encoding)
    if converted != word and is_syllable(converted):
        return None if _reads_as_it_stands(word) else True
    if converted == word:
        return None if is_syllable(word) else False
    acronym = converted.isupper() and not any(letter in TONE_OF for letter in converted)
    return None if acronym else False


def _reads_as_it_stands(word: str) -> bool:
    """Whether the word is a Vietnamese syllable in Unicode already; one with capitals out of place is not."""
    return is_syllable(word) and (word.islower() or word.isupper() or word.istitle())


def _signs(word: str) -> set[str]:
    return {char for char in word if not char.isascii()}


def convert_legacy(value: str, encoding: Encoding) -> str:
    """The text in Unicode NFC. Words that .VnTimeH showed as capitals ("CéNG HOµ") become capitals again (domain 7.2).

    A bullet "·" that stands alone is no letter and becomes "•". Raises ValueError for any other encoding.
    """
    converted = _to_unicode(value, encoding)
    if encoding == "tcvn3":
        lines = zip(value.split("\n"), converted.split("\n"), strict=True)
        converted = "\n".join(_repair_case(raw, line) for raw, line in lines)
    return nfc(converted)


def _to_unicode(value: str, encoding: Encoding) -> str:
    """The plain conversion; for TCVN3 it keeps every character's place."""
    if encoding == "tcvn3":
        return _MINUS_FOR_U.sub("ư", _LONE_BULLET.sub("•", value)).translate(_TCVN3_TABLE)
    if encoding == "vni":
        return _VNI_LETTER.sub(_vni_letter, value)
    raise ValueError(f"unknown legacy encoding: {encoding}")


def _vni_letter(match: re.Match) -> str:
    shown = match[0]
    return _VNI_PAIRS.get(shown) or "".join(_VNI_SINGLES.get(char, char) for char in shown)


# .VnTimeH has capitals on the codes of small letters, so the case of those codes is open until their word decides it.
_OPEN = "".join(shown for shown, letter in _TCVN3.items() if letter.islower()) + "−"
_CAPITAL = "A-Z\u00a1-\u00a7"
_SHOUTED = re.compile(f"[{_OPEN}][{_CAPITAL}]|[{_CAPITAL}]{{2}}[{_OPEN}]")
_OPEN_SIGN = re.compile(f"[{_OPEN}]")
_SMALL = re.compile("[a-z]")


def _repair_case(raw: str, converted: str) -> str:
    """The converted line with the words in capitals that the raw line has in capitals.

    A word with a sure small letter is left alone. Neighbouring words without one share a fate: when any of them
    clearly shouts they all do, except those of open case that touch a word in small letters ("HéI §ång", "Hµ Néi") and
    stand before none that shouts ("chÝ BÝ THƯ").
    """
    if not _SHOUTED.search(raw):
        return converted
    runs = [list(words) for _, words in groupby(_TOKEN.finditer(raw), key=_is_small)]
    pieces, done = [], 0
    for place, run in enumerate(runs):
        capitals = _without_open_ends(run, left=place > 0, right=place < len(runs) - 1)
        if any(map(_shouts, capitals)):
            start, end = capitals[0].start(), capitals[-1].end()
            pieces += [converted[done:start], converted[start:end].upper()]
            done = end
    return "".join([*pieces, converted[done:]])


def _is_small(word: re.Match) -> bool:
    return _SMALL.search(word[0]) is not None


def _shouts(word: re.Match) -> bool:
    return _SHOUTED.search(word[0]) is not None


def _is_open(word: re.Match) -> bool:
    return not _shouts(word) and _OPEN_SIGN.search(word[0]) is not None


def _without_open_ends(run: list[re.Match], *, left: bool, right: bool) -> list[re.Match]:
    """The run without the words of open case at the sides that touch small letters; empty for a run of small words."""
    if _is_small(run[0]):
        return []
    if left:
        follows = [*run[1:], run[-1]]
        pairs = dropwhile(lambda pair: _is_open(pair[0]) and not _shouts(pair[1]), zip(run, follows, strict=True))
        run = [word for word, _ in pairs]
    if right:
        run = list(dropwhile(_is_open, reversed(run)))[::-1]
    return run
