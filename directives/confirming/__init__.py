"""From a paper that was read to a draft: each proposal is accepted, corrected or dropped by a person, one by one."""

from directives.confirming.acts import (
    begin,
    decide,
    discard,
    keep_typed,
    make_draft,
    reading_texts,
    repair,
    undo_repairs,
)
from directives.confirming.came import Came, came_as_file, came_as_words
from directives.confirming.content import lacking
from directives.confirming.items import Item, Kind, added_item, decided, items_from, items_of, reopened
from directives.confirming.marking import Piece, part_of, parts, pieces

__all__ = [
    "Came",
    "Item",
    "Kind",
    "Piece",
    "added_item",
    "begin",
    "came_as_file",
    "came_as_words",
    "decide",
    "decided",
    "discard",
    "items_from",
    "items_of",
    "keep_typed",
    "lacking",
    "make_draft",
    "part_of",
    "parts",
    "pieces",
    "reading_texts",
    "repair",
    "reopened",
    "undo_repairs",
]
