"""How a Vietnamese syllable is built: its letters, its tone marks and the rimes that exist."""

import re
import unicodedata

LEVEL, GRAVE, HOOK, TILDE, ACUTE, DOT = "", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
TONES = (GRAVE, HOOK, TILDE, ACUTE, DOT)
VOWELS = "aăâeêioôơuưy"

# (vowel without tone, tone) -> precomposed letter, for both cases, and back.
TONED = {
    (vowel, tone): unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS + VOWELS.upper() for tone in TONES
}
TONE_OF = {letter: tone for (_, tone), letter in TONED.items()}
_TONELESS = str.maketrans({letter: vowel for (vowel, _), letter in TONED.items()})

# Consonants that start a syllable, besides "qu" and "gi", whose second letter may also count as a vowel.
INITIALS = "b|c|ch|d|đ|g|gh|h|k|kh|l|m|n|ng|ngh|nh|p|ph|r|s|t|th|tr|v|x"
_OPEN_RIMES = (
    "a|ai|am|an|ang|anh|ao|au|ay|ăm|ăn|ăng|âm|ân|âng|âu|ây|e|em|en|eng|eo|ê|êm|ên|êng|ênh|êu|i|ia|im|in|"
    "inh|iu|iêm|iên|iêng|iêu|o|oa|oai|oam|oan|oang|oanh|oao|oay|oăm|oăn|oăng|oe|oen|oeo|oi|om|on|ong|"
    "oong|ô|ôi|ôm|ôn|ông|ơ|ơi|ơm|ơn|u|ua|ui|um|un|ung|uân|uâng|uây|uê|uênh|uơ|uôi|uôm|uôn|uông|uy|uya|"
    "uyn|uynh|uyu|uyên|ư|ưa|ưi|ưm|ưn|ưng|ưu|ươi|ươm|ươn|ương|ươu|y|yêm|yên|yêng|yêu|yn|ynh"
)
_STOPPED_RIMES = (
    "ac|ach|ap|at|ăc|ăp|ăt|âc|âp|ât|ec|ep|et|êc|êch|êp|êt|ic|ich|ip|it|iêc|iêp|iêt|oac|oach|oap|oat|oăc|"
    "oăt|oc|oet|ooc|op|ot|ôc|ôp|ôt|ơp|ơt|uc|up|ut|uât|uêch|uôc|uôt|ych|yêt|yp|yt|uych|uyp|uyt|uyêt|ưc|ưt|"
    "ươc|ươp|ươt"
)
_OPEN = re.compile(f"(?:{INITIALS}|qu|gi)?(?:{_OPEN_RIMES})")
_STOPPED = re.compile(f"(?:{INITIALS}|qu|gi)?(?:{_STOPPED_RIMES})")
_LONGEST = 8


def toneless(word: str) -> str:
    """The NFC word without its tone marks; ă â đ ê ô ơ ư stay what they are."""
    return word.translate(_TONELESS)


def is_syllable(word: str) -> bool:
    """Whether the NFC word, in any case, can be a Vietnamese syllable: a known rime with at most one, possible tone."""
    if len(word) > _LONGEST:
        return False
    lower = word.lower()
    tones = [TONE_OF[letter] for letter in lower if letter in TONE_OF]
    bare = toneless(lower)
    if len(tones) > 1:
        return False
    if _OPEN.fullmatch(bare):
        return True
    return tones in ([ACUTE], [DOT]) and _STOPPED.fullmatch(bare) is not None
