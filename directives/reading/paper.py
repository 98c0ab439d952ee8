"""A paper as the readers of its parts see it: normalised text, its lines, and its sentences across wrapped lines."""

import re
from dataclasses import dataclass

from directives.citations.original import Reading
from directives.reading.model import Found, Value

_FEWEST_LINES = 5
_WIDEST = 140
_SHARE_OF_WIDTH, _SHARE_OF_FULL = 0.65, 0.9
_ENDS = ".;:!?…”"
# What opens a line of its own, however long the one before is.
_OPENING = re.compile(
    " *(?:[-+*•▪◦\uf0a7\uf0b7]|"
    r"[0-9]{1,2}(?:[.)]|[-/] )|[0-9]{1,2}\.[0-9]|[a-zđ]\)|[IVX]+(?:\.|[-/] )|(?:Điều|Chương|Phần|Mục) [0-9IVX]|S[ốỐ]\b"
    r"|Căn cứ\b|Kính gửi\b|Nơi nhận\b|V/v\b|T/?M\.|K/?T\.|T/?L\.|T/M )"
)
# Where the body ends: the list of recipients, or the first line of the signature ("TM.", in Party papers "T/M").
CLOSING = re.compile(r"(?i:nơi nhận)\b|(?:TM|KT|TL|TUQ|TUN)\. ?|(?:T/M|K/T|T/L)\.? ")
# What follows the signature and is for others to fill in.
_FORM = re.compile(r"(?:PHỤ LỤC|Phụ lục|MẪU|Mẫu|BIỂU|Biểu|ĐỀ CƯƠNG|Đề cương)\b|S[ốỐ] *: *[.…_]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its outer blanks; `start` and `end` are offsets into `Paper.text`."""

    words: str
    start: int
    end: int

    @property
    def is_shouted(self) -> bool:
        return self.words.isupper()


class Paper:
    """`text` is normalised, `lines` are its non-empty lines, `flow` is `text` with wrapped line ends as blanks.

    `own_lines` are those without the forms behind the signature. `text` and `flow` have the same offsets; `found`
    takes a span of them back to the original.
    """

    def __init__(self, original: str):
        self._reading = Reading(original)
        self._original = original
        self.text = self._reading.text
        self.lines = [
            Line(match[0], match.start(), match.end()) for match in re.finditer(r"[^ \n](?:[^\n]*[^ \n])?", self.text)
        ]
        self.flow = self._flow()
        self.own_lines = self.lines[: self._end()]

    def _end(self) -> int:
        """The place of the line where a form begins behind the signature; the number of lines when none does."""
        closed = next((place for place, line in enumerate(self.lines) if CLOSING.match(line.words)), len(self.lines))
        forms = (place for place in range(closed, len(self.lines)) if _FORM.match(self.lines[place].words))
        return next(forms, len(self.lines))

    def _flow(self) -> str:
        widths = sorted(len(line.words) for line in self.lines)
        width = widths[len(widths) * 9 // 10] if len(widths) >= _FEWEST_LINES else _WIDEST + 1
        pieces: list[str] = []
        done = 0
        for line, following in zip(self.lines, self.lines[1:], strict=False):
            if _is_wrapped(line, following, width) and self.text.count("\n", line.end, following.start) == 1:
                pieces += [self.text[done : line.end], " " * (following.start - line.end)]
                done = following.start
        return "".join([*pieces, self.text[done:]])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of a non-empty span of `text`."""
        return self._reading.span(start, end)

    def found(self, value: Value, start: int, end: int) -> Found[Value]:
        """The value with its span in the original."""
        return Found(value, *self.span(start, end))

    def words(self, start: int, end: int) -> str:
        """The words of a span as the original has them, with a blank for a wrapped line end."""
        pieces: list[str] = []
        for match in re.finditer(r"[^\n]+|\n", self.text[start:end]):
            place = start + match.start()
            if match[0] == "\n":
                pieces.append("\n" if self.flow[place] == "\n" else " ")
            else:
                first, last = self.span(place, start + match.end())
                pieces.append(self._original[first:last].strip(" "))
        return "".join(pieces)


def _is_wrapped(line: Line, following: Line, width: int) -> bool:
    """Whether the sentence goes on in the following line; `width` is that of a full line."""
    if _OPENING.match(following.words) or line.is_shouted != following.is_shouted:
        return False
    is_ended = line.words[-1] in _ENDS
    if following.words[0].islower() and not is_ended:
        return True
    if width > _WIDEST:
        return False
    return len(line.words) >= width * (_SHARE_OF_FULL if is_ended else _SHARE_OF_WIDTH)


def one_line(words: str) -> str:
    """The words with every run of white space as one blank."""
    return " ".join(words.split())
