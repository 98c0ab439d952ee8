"""The types of paper that a union issues (domain.md 2.1), and what a type word found in a paper means for them."""

from portal.text import fold

ISSUED = (
    "Công văn",
    "Chỉ thị",
    "Chương trình",
    "Hướng dẫn",
    "Kế hoạch",
    "Kết luận",
    "Nghị quyết",
    "Quyết định",
    "Quy chế",
    "Quy định",
    "Thông báo",
    "Đề án",
    "Công điện",
    "Giấy mời",
)
_LAWS = frozenset({"luat", "bo luat", "hien phap", "phap lenh"})


def is_law(type_name: str) -> bool:
    """Whether papers of this type are cited by name, and may do without a number."""
    return fold(type_name) in _LAWS


def issued_type(found: str) -> str:
    """The type a union issues that a type word found in a paper stands for: "Chương trình hành động" is a Chương trình.

    "" where there is none.
    """
    return next((word for word in ISSUED if fold(found) == fold(word) or fold(found).startswith(fold(word) + " ")), "")
