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
_WIDTHS = {
    bold: {letter: width for width, letters in table.items() for letter in letters}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}
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
_HORN = 35  # ơ and ư are a little wider than o and u


def text_width_mm(text: str, size_pt: float, *, bold: bool) -> float:
    """Millimetres that `text` takes on one line; exact for Vietnamese to about one per cent."""
    table = _WIDTHS[bold]
    units = 0
    for letter in nfd(text).replace("đ", "d").replace("Đ", "D").replace("\u00a0", " "):
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


@dataclass(frozen=True)
class Broken:
    """A text broken into lines, and the width of box in millimetres at which a word processor breaks it so."""

    lines: tuple[str, ...]
    box_mm: float


def balanced(text: str, size_pt: float, width_mm: float, *, bold: bool) -> Broken:
    """As few lines as fit `width_mm`, torn in the least bad places, and then as even as can be.

    The box lies in the middle of the widths that give these lines, so that a slightly different font gives them too.
    """
    if text_width_mm(text, size_pt, bold=bold) <= width_mm:
        return Broken((text,), width_mm)
    boxes: dict[tuple[str, ...], list[float]] = {}
    for tenths in range(round(width_mm * 10), 100, -5):
        broken = tuple(wrapped(text, size_pt, tenths / 10, bold=bold))
        if boxes and len(broken) > len(next(iter(boxes))):
            break
        boxes.setdefault(broken, []).append(tenths / 10)

    def badness(broken: tuple[str, ...]) -> tuple[int, float]:
        return _torn_words(broken), max(text_width_mm(line, size_pt, bold=bold) for line in broken)

    best = min(boxes, key=badness)
    return Broken(best, (boxes[best][0] + boxes[best][-1]) / 2)


def _torn_words(broken: tuple[str, ...]) -> int:
    """How many line ends tear a compound word, or leave a word alone that leans on the next one."""
    ends = [(upper.split(" ")[-1].lower(), lower.split(" ")[0].lower()) for upper, lower in pairwise(broken)]
    return sum(last in _LEANING or f"{last} {first}" in _COMPOUND for last, first in ends)
