"""What happens to every string at the door, before anything else looks at it."""

import re
import unicodedata

# What no document, database or XML file can carry, and marks that reorder text behind the reader's back.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0 and C1, without tab, newline and the breaks below
    "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\ud800-\udfff\ufffe\uffff]"  # lone surrogates, non-characters
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")


def clean_text(value: str) -> str:
    """The text in NFC with "\\n" as its only line break, and without characters that a file or a reader chokes on.

    Word's soft breaks (U+000B, U+000C) and U+2028/2029 become "\\n". Outer blanks stay, and so does the soft
    hyphen, which is the letter "ư" in TCVN3 text. Idempotent.
    """
    return unicodedata.normalize("NFC", _BREAKS.sub("\n", _UNWANTED.sub("", value)))


def clean_line(value: str) -> str:
    """One line for names, e-mail addresses and codes: `clean_text`, no zero-width blanks, white space as one space."""
    return " ".join(_INVISIBLE.sub("", clean_text(value)).split())


def count_words(value: str) -> int:
    """How many words a reader would count: runs between white space that hold a letter or a digit."""
    return sum(1 for token in value.split() if any(map(str.isalnum, token)))
