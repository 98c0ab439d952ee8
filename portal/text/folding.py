"""What strings are compared by: a key without accents for searching, one style of tone marks for exact comparison."""

import re

from portal.text.cleaning import nfc, nfd
from portal.text.syllables import INITIALS, TONE_OF, TONED, VOWELS, toneless

_FOLDS: dict[int, str | None] = {
    **dict.fromkeys(range(0x0300, 0x0370)),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")),
    **dict.fromkeys(map(ord, "đðɖ"), "d"),
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′`´"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-"),
    ord("…"): "...",
    # Letters that PDF text shows in place of ư and à.
    ord("ƣ"): "u",
    ord("μ"): "a",
    ord("µ"): "a",
}
# PDF text may also show ư as a minus sign; before ơ it can be nothing else ("đ−ợc").
_MINUS_FOR_U = re.compile("(?<=[^\\W\\d_])−(?=[oO]\u031b)")


def fold(value: str) -> str:
    """The accent-insensitive search key: "Dân  vận khéo" and "dan van kheo" have the same one (domain 7.1).

    Lower-case, no accents, đ as d, plain quotes and hyphens, no invisible characters, white space as one space.
    Canonically equal strings have equal keys, and a key is its own key.
    """
    text = _MINUS_FOR_U.sub("u", nfd(value))
    return " ".join(text.lower().translate(_FOLDS).split())


_PLAIN = "aeiouy"
_VOWEL_CLASS = "".join([VOWELS, VOWELS.upper(), *TONE_OF])
# "q" and "g" alone: the u of "qu" and the i of "gi" count as vowels here, and `_tone_place` steps over them.
_SYLLABLE = re.compile(
    rf"(?<![^\W\d_])(?P<onset>(?i:{INITIALS}|q))?(?P<vowels>[{_VOWEL_CLASS}]{{2,3}})"
    r"(?P<coda>(?i:ch|ng|nh|[cmnpt]))?(?![^\W\d_])"
)


def canonical_tone(value: str) -> str:
    """The NFC text with every tone mark where the older style puts it: hoà, thuỷ, qúy -> hòa, thủy, quý (domain 7.1).

    For accent-sensitive comparison only, never for display. Letters and case stay; words that are no Vietnamese
    syllables stay.
    """
    return _SYLLABLE.sub(_replace_tone, nfc(value))


def _replace_tone(match: re.Match) -> str:
    vowels = match["vowels"]
    tones = [TONE_OF[letter] for letter in vowels if letter in TONE_OF]
    if len(tones) != 1:
        return match[0]
    onset, bare, coda = match["onset"] or "", toneless(vowels), match["coda"] or ""
    glide = 1 if (onset + bare[0]).lower() in ("qu", "gi") else 0
    place = glide + _tone_place(bare[glide:].lower(), closed=bool(coda))
    return f"{onset}{bare[:place]}{TONED[bare[place], tones[0]]}{bare[place + 1 :]}{coda}"


def _tone_place(vowels: str, *, closed: bool) -> int:
    """The index of the vowel that bears the tone: the last one with a mark of its own, else by the syllable's shape."""
    marked = [index for index, vowel in enumerate(vowels) if vowel not in _PLAIN]
    if marked:
        return marked[-1]
    if closed:
        return len(vowels) - 1
    return 1 if len(vowels) == 3 else 0
