"""The graph of documents: what a paper rests on, what carries it out, down to the tasks; gathered, laid out, drawn."""

from directives.graph.answers import Answered, register
from directives.graph.cited import CitedDocument, cited_document, slug_of
from directives.graph.gathering import around_cited, around_directive
from directives.graph.model import Edge, Graph, Node
from directives.graph.picture import Picture, draw

__all__ = [
    "Answered",
    "CitedDocument",
    "Edge",
    "Graph",
    "Node",
    "Picture",
    "around_cited",
    "around_directive",
    "cited_document",
    "draw",
    "register",
    "slug_of",
]
