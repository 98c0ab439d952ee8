"""How wide a text is in Times New Roman, so that rules and balanced lines can be computed without a layout engine."""

import unicodedata

_POINT_MM = 25.4 / 72
_REGULAR = {
    180: "'", 200: "|", 250: " ,.", 278: "/:;\\ijlt", 333: "!()-I[]`fr", 389: "Js", 408: '"', 444: "?acez“”",
    469: "^", 480: "{}", 541: "~", 556: "FPS", 564: "+<=>", 611: "ELTZ", 667: "BCR", 722: "ADGHKNOQUVXYw",
    778: "&m", 833: "%", 889: "M", 921: "@", 944: "W", 1000: "…—",
}  # fmt: skip
_BOLD = {
    220: "|", 250: " ,.", 278: "'/\\il", 333: "!()-:;[]`fjt", 389: "Is", 394: "{}", 444: "cerz", 520: "~",
    555: '"', 556: "Sbdhknpqu", 570: "+<=>", 581: "^", 611: "FP", 667: "BELTZ", 722: "ACDNRUVXYw", 778: "GHKOQ",
    833: "&m", 930: "@", 944: "M", 1000: "%W…—",
}  # fmt: skip
_WIDTHS = {
    bold: {letter: width for width, letters in table.items() for letter in letters}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}
_OTHER = 500  # digits and most lower-case letters
_HORN = 35  # ơ and ư are a little wider than o and u


def text_width_mm(text: str, size_pt: float, *, bold: bool) -> float:
    """Millimetres that `text` takes on one line; exact for Vietnamese to about one per cent."""
    table = _WIDTHS[bold]
    units = 0
    for letter in unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D").replace("\u00a0", " "):
        if letter == "\u031b":
            units += _HORN
        elif not unicodedata.combining(letter):
            units += table.get(letter, _OTHER)
    return units / 1000 * size_pt * _POINT_MM


def wrapped(text: str, size_pt: float, width_mm: float, *, bold: bool) -> list[str]:
    """The lines into which a word processor breaks `text` at `width_mm`; a longer word keeps a line to itself."""
    result: list[str] = []
    for word in text.split(" "):
        if result and text_width_mm(f"{result[-1]} {word}", size_pt, bold=bold) <= width_mm:
            result[-1] += f" {word}"
        else:
            result.append(word)
    return result


def balanced(text: str, size_pt: float, width_mm: float, *, bold: bool) -> list[str]:
    """As few lines as `wrapped` gives, broken so that the longest is as short as possible."""
    best = wrapped(text, size_pt, width_mm, bold=bold)
    tried = width_mm
    while len(best) > 1 and tried > 10:
        tried -= 1
        narrower = wrapped(text, size_pt, tried, bold=bold)
        if len(narrower) > len(best):
            break
        best = narrower
    return best
