"""How a paper stands to what it cites: on its ground, carrying it out, in its place; and the trích yếu it quotes."""

import re
from typing import Literal

Relation = Literal["basis", "implements", "replaces", "mentions"]

_SENTENCE = re.compile(r"[.;:\n](?=\s|$)|\n")
# Straight in front of the citation: "thay thế các", but not "được thay thế bởi" or "thay thế nhân sự theo".
_REPLACES = re.compile(
    r"(?<!không )(?<!chưa )(?i:thay thế|thay cho|bãi bỏ|hủy bỏ|huỷ bỏ)(?:\s+(?:cho|các|những|toàn bộ))*\s*\Z"
)
_BASIS = re.compile(r"\s*(?i:căn cứ)\b")
_IMPLEMENTS = re.compile(r"(?i:thực hiện|triển khai|theo|quán triệt|thi hành|cụ thể h(?:óa|oá))\s*\Z")
_CLOSE = 60
_QUOTED = re.compile(
    r"\s*(?:\([^)\n]{1,40}\)\s*)?(?:,\s*)?(?:(?:ban hành|về việc|về|V/v)\s+){1,2}[“\"](?P<title>[^“”\"\n]{5,490})[”\"]"
)
_AND = re.compile(r"[\s,]*(?:và\s*)?\Z")


def relation_at(text: str, start: int) -> Relation:
    """What the words in front of a citation say of it: "Căn cứ …", "thực hiện …", "thay thế …"; else a mention."""
    lead = text[max(start - 300, 0) : start]
    ends = [match.end() for match in _SENTENCE.finditer(lead)]
    lead = lead[ends[-1] :] if ends else lead
    if _REPLACES.search(lead[-_CLOSE:]):
        return "replaces"
    if _BASIS.match(lead):
        return "basis"
    return "implements" if _IMPLEMENTS.search(lead.rstrip()) else "mentions"


def are_joined(text: str, end: int, start: int) -> bool:
    """Whether two citations stand in one list: "Quyết định số 217-QĐ/TW và Quyết định số 218-QĐ/TW"."""
    return end <= start and start - end < 10 and bool(_AND.match(text[end:start]))


def quoted_title(text: str, end: int) -> str:
    """The trích yếu in quotation marks straight behind a citation, as one line; "" where there is none."""
    match = _QUOTED.match(text, end)
    return " ".join(match["title"].split()) if match else ""
