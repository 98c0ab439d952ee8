"""What came to be read: a file or pasted words, looked into before anything is kept (no database)."""

from dataclasses import dataclass

from directives.reading import ReadingError, extract_text_apart
from directives.reading.extraction import MOST_CHARACTERS
from portal.text import clean_text

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Came:
    """The bytes as they came with their name, the text found in them ("" for a scan), and what to tell the person."""

    data: bytes
    name: str
    kind: str
    text: str
    warnings: tuple[str, ...] = ()


def came_as_file(data: bytes, name: str) -> Came:
    """A file, read; one that holds pictures of words only is taken without text. Raises ReadingError for bad ones."""
    try:
        extracted = extract_text_apart(data, name)
    except ReadingError as fault:
        kind = name.rpartition(".")[2].lower()
        if fault.fault != "no_text" or kind == "txt":
            raise
        return Came(data, name, kind, "", (str(fault),))
    return Came(data, name, extracted.kind, extracted.text, extracted.warnings)


def came_as_words(words: str) -> Came:
    """Pasted words; raises ReadingError when there are none, or too many."""
    text = clean_text(words)
    if not text.strip():
        raise ReadingError("empty", "Chưa có chữ nào để đọc.")
    if len(text) > MOST_CHARACTERS:
        raise ReadingError("too_large", "Văn bản quá dài để đọc tự động. Hãy dán từng phần.")
    first = " ".join(next(line for line in text.splitlines() if line.strip()).split())
    return Came(words.encode(errors="replace"), text_name(first), "paste", text)


def text_name(words: str) -> str:
    """The name under which pasted words are kept: their first ones, whole, without what a file name can't hold."""
    words = words.replace("/", "-")
    cut = words if len(words) <= LONGEST_NAME else words[: LONGEST_NAME + 1].rpartition(" ")[0]
    return f"{(cut or words[:LONGEST_NAME]).strip(' .,;:')}.txt"
