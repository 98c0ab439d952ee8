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
    return nfc(_BREAKS.sub("\n", _UNWANTED.sub("", value)))


def clean_line(value: str) -> str:
    """One line for names, e-mail addresses and codes: `clean_text`, no zero-width blanks, white space as one space."""
    return " ".join(clean_text(_INVISIBLE.sub("", value)).split())


def count_words(value: str) -> int:
    """How many words a reader would count: runs between white space that hold a letter or a digit."""
    return sum(1 for token in value.split() if any(map(str.isalnum, token)))


# Sorting the marks behind one letter takes time that grows with the square of their number: half a megabyte of them
# would hold a worker for an hour. No language needs more than a few; 30 is the limit of Unicode's stream-safe text.
_MOST_MARKS = 30
# What may be marks. A shorter run is within the limit, for its characters are worth 2 each and the letter before it 3.
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{14,}")


def nfc(value: str) -> str:
    """The text in NFC, in linear time: a letter keeps at most 30 marks."""
    return unicodedata.normalize("NFC", _MARKS.sub(_fewer_marks, value))


def nfd(value: str) -> str:
    """The text in NFD, in linear time: a letter keeps at most 30 marks."""
    return unicodedata.normalize("NFD", _MARKS.sub(_fewer_marks, value))


def _fewer_marks(run: re.Match) -> str:
    kept: list[str] = []
    _, marks = _weigh(run.string[max(run.start() - 1, 0) : run.start()])
    for char in run[0]:
        is_mark, own = _weigh(char)
        marks = marks + own if is_mark else own
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _weigh(char: str) -> tuple[bool, int]:
    """Whether the character is nothing but marks, and how many marks it is worth when taken apart."""
    parts = unicodedata.normalize("NFD", char)
    marks = sum(1 for part in parts if unicodedata.combining(part))
    return marks == len(parts), marks
