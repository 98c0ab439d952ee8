"""What a graph of documents is made of, as plain values (pure)."""

from dataclasses import dataclass

DIRECTIVE, CITED, TASK = "directive", "cited", "task"
HAS_TASK, FORWARDS = "task", "forwards"


@dataclass(frozen=True, slots=True)
class Node:
    """A document of this portal (`kind` DIRECTIVE), one that is merely cited (CITED), or an order (TASK).

    `label` names it, `detail` says when and by whom, `words` what it is about, `note` what to look out for.
    """

    key: str
    kind: str
    label: str
    url: str
    detail: str = ""
    words: str = ""
    note: str = ""
    is_focus: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """`target` rests on `source`, in the way that `label` says in words; `kind` is a relation, HAS_TASK or FORWARDS."""

    source: str
    target: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in a fixed order and edges between them; `left_out` documents did not fit."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int = 0

    def above(self, key: str) -> list[tuple[Edge, Node]]:
        """What the node rests on."""
        nodes = {node.key: node for node in self.nodes}
        return [(edge, nodes[edge.source]) for edge in self.edges if edge.target == key]
