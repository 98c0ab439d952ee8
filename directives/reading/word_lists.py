"""The automatic numbers of a Word document ("1.", "a)", "-"), which stand nowhere in its text."""

from collections import defaultdict
from dataclasses import dataclass, field
from string import ascii_lowercase

from docx.oxml.ns import qn

from portal.text import roman


def _letters(number: int) -> str:
    """a … z, aa, bb …, as Word counts; it knows no đ."""
    turns, place = divmod(number - 1, len(ascii_lowercase))
    return ascii_lowercase[place] * (turns + 1)


_SHAPES = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": lambda number: roman(number).lower(),
    "upperRoman": roman,
}
_LEVELS = 9
_MOST = 999


@dataclass(frozen=True, slots=True)
class _Level:
    shape: str
    template: str
    start: int


@dataclass(slots=True)
class _List:
    """A list as paragraphs name it; lists of one definition go on counting together, unless one starts afresh."""

    definition: str
    afresh: set[int] = field(default_factory=set)


class ListNumbers:
    """Counts the paragraphs of each list in their order; ask once for each paragraph, from the first to the last."""

    def __init__(
        self, levels: dict[str, dict[int, _Level]], lists: dict[str, _List], styles: dict[str, tuple[str, int]]
    ):
        self._levels, self._lists, self._styles = levels, lists, styles
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _LEVELS)

    @classmethod
    def of(cls, document) -> "ListNumbers":
        """The lists that a python-docx document defines; none when it has no part for them."""
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return cls({}, {}, {})
        levels = {_value(node, "w:abstractNumId"): _levels(node) for node in root.iter(qn("w:abstractNum"))}
        lists = {_value(node, "w:numId"): _list(node) for node in root.iter(qn("w:num"))}
        return cls(levels, lists, _numbered_styles(document.styles.element))

    def next_for(self, paragraph) -> str:
        """The number or dash of the paragraph with a blank behind it; "" for one outside any list."""
        list_id, depth = self._place(paragraph)
        used = self._lists.get(list_id)
        level = self._levels.get(used.definition, {}).get(depth) if used else None
        if not level or level.shape == "none":
            return ""
        if level.shape not in _SHAPES:
            return "- "
        counts = self._counts[used.definition]
        if depth in used.afresh:
            used.afresh.discard(depth)
            counts[depth] = None
        last = counts[depth]
        counts[depth] = level.start if last is None else last + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return self._shown(used.definition, depth) + " "

    def _shown(self, definition: str, depth: int) -> str:
        shown = self._levels[definition][depth].template
        for place in range(depth + 1):
            level = self._levels[definition].get(place)
            if level:
                count = self._counts[definition][place]
                number = level.start if count is None else count
                shape = _SHAPES.get(level.shape, str) if 0 < number <= _MOST else str
                shown = shown.replace(f"%{place + 1}", shape(number))
        return shown

    def _place(self, paragraph) -> tuple[str, int]:
        """The list and the level (from 0) that the paragraph or its style names; ("0", 0) is Word's "no list"."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        list_id, depth = self._styles.get(_value(style, "w:val"), ("0", 0))
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is not None:
            own = properties.find(qn("w:numId"))
            list_id = _value(own, "w:val") if own is not None else list_id
            depth = _number(properties.find(qn("w:ilvl")), depth)
        return list_id, depth


def _list(node) -> _List:
    afresh = {
        _number(override, 0, "w:ilvl")
        for override in node.iter(qn("w:lvlOverride"))
        if override.find(qn("w:startOverride")) is not None
    }
    return _List(_value(node.find(qn("w:abstractNumId")), "w:val"), afresh)


def _levels(node) -> dict[int, _Level]:
    levels = {}
    for level in node.iter(qn("w:lvl")):
        depth = _value(level, "w:ilvl")
        shape = _value(level.find(qn("w:numFmt")), "w:val") or "decimal"
        template = _value(level.find(qn("w:lvlText")), "w:val")
        if depth.isdecimal() and int(depth) < _LEVELS:
            levels[int(depth)] = _Level(shape, template, _number(level.find(qn("w:start")), 1))
    return levels


def _numbered_styles(root) -> dict[str, tuple[str, int]]:
    styles = {}
    for style in root.iter(qn("w:style")):
        properties = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is not None:
            list_id = _value(properties.find(qn("w:numId")), "w:val")
            styles[_value(style, "w:styleId")] = (list_id, _number(properties.find(qn("w:ilvl")), 0))
    return styles


def _value(node, name: str) -> str:
    return "" if node is None else node.get(qn(name)) or ""


def _number(node, default: int, name: str = "w:val") -> int:
    value = _value(node, name)
    return min(int(value), _MOST) if value.isdecimal() else default
