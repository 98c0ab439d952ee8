"""A graph as something to draw: boxes with their lines of text and curves between them, as numbers and words (pure)."""

from dataclasses import dataclass

from directives.graph.layout import Layout, lay_out
from directives.graph.model import Graph, Node

WIDTH, MARGIN, PADDING = 236, 12, 12
LABEL, DETAIL, WORDS, NOTE = "label", "detail", "words", "note"
# Of each kind of text: letters in pixels, height of a line, most lines.
_TYPE = {LABEL: (14, 20, 3), DETAIL: (12, 17, 2), WORDS: (13, 18, 3), NOTE: (12, 17, 2)}
_NARROW, _WIDE = set("fijlrtI.,;:'’|!()[]/- "), set("mwMWĐ%@")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a box: its words, their kind, and where they begin."""

    words: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A box: the node, its place and its text."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """A curve: the path for SVG, the kind of relation, and what it says in words."""

    path: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the drawing needs; sizes in pixels."""

    width: int
    height: int
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]
    kinds: tuple[tuple[str, str], ...]


def draw(graph: Graph) -> Picture:
    """The picture of a graph; two relations between the same two documents share one line."""
    texts = {node.key: _text(node) for node in graph.nodes}
    heights = {key: _height(lines) for key, lines in texts.items()}
    arcs = [(edge.source, edge.target) for edge in graph.edges]
    layout = lay_out([node.key for node in graph.nodes], arcs, heights, WIDTH)
    return Picture(
        width=round(layout.width + 2 * MARGIN),
        height=round(layout.height + 2 * MARGIN),
        nodes=tuple(_drawn(node, layout, texts[node.key]) for node in graph.nodes),
        edges=tuple(_edges(graph, layout)),
        kinds=tuple(dict.fromkeys((edge.kind, edge.label) for edge in graph.edges)),
    )


def _text(node: Node) -> list[tuple[str, str]]:
    """[(words, kind)] line by line."""
    parts = ((node.label, LABEL), (node.detail, DETAIL), (node.words, WORDS), (node.note, NOTE))
    return [(line, kind) for words, kind in parts for line in wrapped(words, kind)]


def wrapped(words: str, kind: str) -> list[str]:
    """The words in lines that fit a box, at most as many as their kind may have; what is cut off ends in "…"."""
    size, _, most = _TYPE[kind]
    room = WIDTH - 2 * PADDING
    lines, line = [], ""
    for word in _pieces(words, size, room):
        longer = f"{line} {word}".strip()
        if line and _length(longer, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    lines += [line] if line else []
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and _length(f"{last}…", size) > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _pieces(words: str, size: int, room: float) -> list[str]:
    """The words; one that is longer than a line, in pieces."""
    found = []
    for word in words.split():
        while _length(word, size) > room:
            cut = max(1, int(room / (size * 0.75)))
            found.append(word[:cut])
            word = word[cut:]
        found.append(word)
    return found


def _length(words: str, size: int) -> float:
    """About how long the words are in the portal's type, rather too long than too short."""
    shares = (0.36 if c in _NARROW else 0.9 if c in _WIDE else 0.72 if c.isupper() else 0.59 for c in words)
    return size * sum(shares)


def _height(lines: list[tuple[str, str]]) -> float:
    return sum(_TYPE[kind][1] for _, kind in lines) + 2 * PADDING


def _drawn(node: Node, layout: Layout, lines: list[tuple[str, str]]) -> DrawnNode:
    box = layout.boxes[node.key]
    x, y = round(box.x + MARGIN, 1), round(box.y + MARGIN, 1)
    placed, base = [], y + PADDING
    for words, kind in lines:
        size, step, _ = _TYPE[kind]
        placed.append(TextLine(words, kind, x + PADDING, round(base + (step + size) / 2 - 2, 1)))
        base += step
    return DrawnNode(node, x, y, box.width, round(box.height, 1), tuple(placed))


def _edges(graph: Graph, layout: Layout):
    labels = {node.key: node.label for node in graph.nodes}
    said: dict[tuple[str, str], list] = {}
    for edge in graph.edges:
        said.setdefault((edge.source, edge.target), []).append(edge)
    for (source, target), edges in said.items():
        if (source, target) in layout.lines:
            relations = ", ".join(dict.fromkeys(edge.label.lower() for edge in edges))
            words = f"{labels[target]}: {relations} {labels[source]}"
            yield DrawnEdge(_path(layout.lines[source, target]), edges[0].kind, words)


def _path(points: list[tuple[float, float]]) -> str:
    """A smooth curve between columns and straight lines through them."""
    moved = [(round(x + MARGIN, 1), round(y + MARGIN, 1)) for x, y in points]
    path = [f"M{moved[0][0]} {moved[0][1]}"]
    for number, ((x1, y1), (x2, y2)) in enumerate(zip(moved, moved[1:], strict=False)):
        if number % 2:
            path.append(f"L{x2} {y2}")
        else:
            bend = round((x1 + x2) / 2, 1)
            path.append(f"C{bend} {y1} {bend} {y2} {x2} {y2}")
    return "".join(path)
