"""Texts of a draft that were typed for old fonts (TCVN3, VNI): found, and converted when a person asks (pure)."""

from collections.abc import Iterator

from portal.text import convert_legacy, detect_legacy


def legacy_texts(content: dict) -> dict[tuple, tuple[str, str]]:
    """{place: (encoding, converted text)} of a stored content; place is ("text",) or (annex, row from 0, column)."""
    found = {}
    for place, text in _texts(content):
        encoding = detect_legacy(text)
        if encoding:
            found[place] = (encoding, convert_legacy(text, encoding))
    return found


def without_legacy(content: dict) -> dict:
    """The content with every such text in Unicode."""
    result = {**content, "annexes": {key: [dict(row) for row in rows] for key, rows in content["annexes"].items()}}
    for place, (_, converted) in legacy_texts(content).items():
        if place == ("text",):
            result["text"] = converted
        else:
            annex, row, column = place
            result["annexes"][annex][row][column] = converted
    return result


def _texts(content: dict) -> Iterator[tuple[tuple, str]]:
    yield ("text",), content.get("text", "")
    for key, rows in content.get("annexes", {}).items():
        for number, row in enumerate(rows):
            for column, cell in row.items():
                yield (key, number, column), cell
