"""Reading and changing the nodes of a form's source; how each is written (quoted, in one line) stays."""

from collections.abc import Iterator

import yaml

_STR, _INT = "tag:yaml.org,2002:str", "tag:yaml.org,2002:int"
_SEQ, _MAP, _BOOL = "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map", "tag:yaml.org,2002:bool"


def value(node: yaml.MappingNode, key: str):
    """The value of a key, None where it is absent."""
    return next((value for name, value in node.value if name.value == key), None)


def word(node: yaml.MappingNode, key: str) -> str:
    """The text of a key; "" where it is absent or no scalar."""
    found = value(node, key)
    return found.value.strip() if isinstance(found, yaml.ScalarNode) else ""


def words(node: yaml.MappingNode, key: str) -> list[str]:
    """The texts of a list."""
    found = value(node, key)
    return [item.value for item in found.value] if found is not None else []


def keep_words(node: yaml.MappingNode, key: str, wanted: set[str]) -> None:
    """Only the wanted texts of a list; the key goes when none is left."""
    found = value(node, key)
    if found is None:
        return
    found.value = [item for item in found.value if item.value in wanted]
    if not found.value:
        take_out(node, key)


def put(node: yaml.MappingNode, key: str, value: yaml.Node) -> None:
    """Set a key; a new one comes second, after the element's code."""
    pairs = [(name, value if name.value == key else old) for name, old in node.value]
    if all(name.value != key for name, _ in pairs):
        pairs.insert(1, (yaml.ScalarNode(_STR, key), value))
    node.value = pairs


def take_out(node: yaml.MappingNode, key: str) -> None:
    """Remove a key."""
    node.value = [(name, value) for name, value in node.value if name.value != key]


def each(listed: yaml.SequenceNode) -> Iterator[yaml.MappingNode]:
    """Every section of the list and below it."""
    for node in listed.value:
        yield node
        children = value(node, "children")
        if children is not None:
            yield from each(children)


def text(words: str) -> yaml.ScalarNode:
    """A quoted text."""
    return yaml.ScalarNode(_STR, words, style='"')


def texts(*several: str) -> yaml.SequenceNode:
    """A list of quoted texts in one line."""
    return yaml.SequenceNode(_SEQ, [text(words) for words in several], flow_style=True)


def true() -> yaml.ScalarNode:
    """The word true."""
    return yaml.ScalarNode(_BOOL, "true")


def empty_list() -> yaml.SequenceNode:
    """A list with nothing in it yet, one element a line."""
    return yaml.SequenceNode(_SEQ, [], flow_style=False)


def numbers(several: list[int]) -> yaml.Node:
    """One number, or a list of them in one line."""
    found = [yaml.ScalarNode(_INT, str(number)) for number in several]
    return found[0] if len(found) == 1 else yaml.SequenceNode(_SEQ, found, flow_style=True)


def mapping(*pairs: tuple[str, yaml.Node]) -> yaml.MappingNode:
    """A block of keys."""
    return yaml.MappingNode(_MAP, [(yaml.ScalarNode(_STR, key), value) for key, value in pairs], flow_style=False)
