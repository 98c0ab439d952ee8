"""How wide a text is in Times New Roman, so that rules and balanced lines can be computed without a layout engine."""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from portal.text.cleaning import nfd

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
_HORN = "\u031b"  # comes first among the marks of a letter taken apart
_HORNED = {False: {"o": 529, "u": 542, "O": 722, "U": 776}, True: {"o": 554, "u": 600, "O": 778, "U": 796}}
_NO_BREAK = 345  # what LibreOffice gives it; Word gives it the 250 of a space, and a box may rather be too wide
_WIDTHS = {
    bold: {letter: width for width, letters in table.items() for letter in letters}
    | {letter + _HORN: width for letter, width in _HORNED[bold].items()}
    | {"\u00a0": _NO_BREAK}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}
_LEAST_MM = 0.01
_LEEWAY_MM = 0.5  # a box that fits more tightly is at the mercy of rounding
_OTHER = 500  # digits and most lower-case letters
# Vietnamese writes syllables, not words: a line must not end inside these, nor after a word that leans on the next.
_COMPOUND = {
    "báo cáo", "chính phủ", "chính trị", "chương trình", "cơ quan", "cơ sở", "công an", "công chức",
    "công đoàn", "công tác", "dân vận", "đại học", "đơn vị", "hành chính", "hội đồng", "kế hoạch", "kết quả",
    "kiểm sát", "kiểm toán", "kinh tế", "lao động", "liên đoàn", "mặt trận", "ngân hàng", "nhà nước",
    "nhân dân", "nhiệm vụ", "phối hợp", "phương hướng", "quốc gia", "quốc hội", "số liệu", "thành phố",
    "thông tấn", "thực hiện", "tổ quốc", "tổng cục", "tổng hợp", "tổng liên", "trung tâm", "trung ương",
    "truyền hình", "trực thuộc", "tuyên giáo", "ủy ban", "văn hóa", "văn phòng", "viên chức", "việt nam",
    "xã hội",
}  # fmt: skip
_LEANING = {"và", "của", "về", "cho", "năm", "số", "các", "trong", "theo", "với"}


def text_width_mm(text: str, size_pt: float, *, bold: bool) -> float:
    """Millimetres that `text` takes on one line; exact for Vietnamese, near enough for other letters."""
    table = _WIDTHS[bold]
    plain = nfd(text).replace("đ", "d").replace("Đ", "D")
    units = 0
    for letter, mark in zip(plain, plain[1:] + " ", strict=True):
        if not unicodedata.combining(letter):
            units += table.get(letter + mark if mark == _HORN else letter, _OTHER)
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


@dataclass(frozen=True)
class Broken:
    """A text broken into lines, and the width of box in millimetres at which a word processor breaks it so."""

    lines: tuple[str, ...]
    box_mm: float


def balanced(text: str, size_pt: float, width_mm: float, *, bold: bool) -> Broken:
    """As few lines as fit `width_mm`, torn in the least bad places, and then as even as can be.

    The box lies in the middle of the widths that give these lines, out of reach of rounding.
    """
    if text_width_mm(text, size_pt, bold=bold) <= width_mm:
        return Broken((text,), width_mm)
    found: dict[tuple[str, ...], tuple[float, float]] = {}  # lines: (widest box that gives them, longest of them)
    box = width_mm
    while (broken := tuple(wrapped(text, size_pt, box, bold=bold))) not in found:
        if found and len(broken) > len(next(iter(found))):
            break
        longest = max(text_width_mm(line, size_pt, bold=bold) for line in broken)
        found[broken] = box, longest
        box = longest - _LEAST_MM

    def badness(broken: tuple[str, ...]) -> tuple[bool, int, float]:
        widest, longest = found[broken]
        return widest < longest + _LEEWAY_MM, _torn_words(broken), longest

    best = min(found, key=badness)
    return Broken(best, sum(found[best]) / 2)


def _torn_words(broken: tuple[str, ...]) -> int:
    """How many line ends tear a compound word, or leave a word alone that leans on the next one."""
    ends = [(above.split(" ")[-1].lower(), below.split(" ")[0].lower()) for above, below in pairwise(broken)]
    return sum(last in _LEANING or f"{last} {first.rstrip(',;:.')}" in _COMPOUND for last, first in ends)
