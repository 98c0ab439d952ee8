"""Who signed: the lines of titles at the end of a paper and the name below them."""

import re
from itertools import zip_longest

from directives.reading.model import Found
from directives.reading.paper import Line, Paper

_MOST_LINES = 60
_TITLES = (
    "CHỦ TỊCH|PHÓ CHỦ TỊCH|TRƯỞNG BAN|PHÓ TRƯỞNG BAN|CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG|TỔNG THƯ KÝ|BÍ THƯ|PHÓ BÍ THƯ|"
    "TỔNG BÍ THƯ|THỦ TƯỚNG|PHÓ THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|GIÁM ĐỐC|PHÓ GIÁM ĐỐC|TỔNG GIÁM ĐỐC|VỤ TRƯỞNG|CỤC TRƯỞNG|"
    "ỦY VIÊN|UỶ VIÊN|HIỆU TRƯỞNG|TRƯỞNG PHÒNG"
)
_COLUMN = r"(?:^|(?<=  )|(?<=\| )|(?<=; )|(?<=\. ))"
_TITLE = re.compile(
    rf"{_COLUMN}(?:(?:(?:TM|KT|TL|TUQ|TUN|Q)\. ?|(?:T/M|K/T|T/L)\.? )[^\n|]+|(?:{_TITLES})(?![^\W_])[^\n|]*)"
)
_CAPITALISED = r"[A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ][a-zà-ýăđĩũơưạ-ỹ]+"
_NAME = re.compile(rf"{_COLUMN}(?P<name>{_CAPITALISED}(?: {_CAPITALISED}){{1,4}})\.?\Z")
# Recipients and bodies, which stand in capitalised words too; "Đoàn", "Văn", "Lưu" begin names of persons.
_ADDRESSES = re.compile(
    r"(?i:nơi nhận|như trên|lưu\b(?! (?:văn|thị))|công đoàn|liên đoàn|văn phòng|việt nam\Z"
    r"|(?:ban|bộ|các|cục|hội|huyện|sở|tỉnh|tổng|ủy|uỷ|viện|vụ)\b)"
)
_HEAD = 4000
# "CHỦ TỊCH CÔNG ĐOÀN VIÊN CHỨC" above the grounds of a decision says who decides.
_GROUNDS = re.compile(r"(?i:căn cứ|xét|theo đề nghị)\b")


def read_signature(paper: Paper) -> tuple[Found[str] | None, Found[str] | None]:
    """The title lines ("TM. BAN THƯỜNG VỤ / PHÓ CHỦ TỊCH") and the signer's name, from the last block of titles."""
    lines = paper.own_lines[-_MOST_LINES:]
    titled = [
        (place, match)
        for place, (line, following) in enumerate(zip_longest(lines, lines[1:]))
        if (match := _shouted_title(line)) and not (following and _GROUNDS.match(following.words))
    ]
    if not titled:
        return None, None
    block = _last_block(titled)
    first, last = block[0], block[-1]
    words = " / ".join(match[0].strip() for _, match in block)
    start = lines[first[0]].start + first[1].start()
    end = lines[last[0]].start + last[1].start() + len(last[1][0].rstrip())
    return paper.found(words, start, end), _name_below(paper, lines[last[0] + 1 :])


def _shouted_title(line: Line) -> re.Match | None:
    match = _TITLE.search(line.words)
    return match if match and match[0].strip().isupper() else None


def _last_block(titled: list[tuple[int, re.Match]]) -> list[tuple[int, re.Match]]:
    """The last run of title lines that stand at most one line apart (a list of recipients may come between)."""
    block = [titled[-1]]
    for entry in reversed(titled[:-1]):
        if block[0][0] - entry[0] > 2:
            break
        block.insert(0, entry)
    return block


def _name_below(paper: Paper, lines: list[Line]) -> Found[str] | None:
    for line in lines[:12]:
        match = _NAME.search(line.words)
        if match and not _is_other(paper, match["name"]):
            start = line.start + match.start("name")
            return paper.found(match["name"], start, start + len(match["name"]))
    return None


def _is_other(paper: Paper, name: str) -> bool:
    """Whether the capitalised words are a recipient, a body or the place the paper is dated at, and no person."""
    return bool(_ADDRESSES.match(name)) or f"{name}, ngày" in paper.text[:_HEAD]
