"""What confirmed items say, as the content of a draft, and what a draft still lacks (pure)."""

from datetime import date

from directives.confirming.items import Item, Kind
from directives.publishing import CitationLine, DraftContent, TaskLine

# Without these no draft can be kept; a number may be given when the paper is published.
NEEDED = {
    Kind.TYPE: "Chưa có loại văn bản được xác nhận.",
    Kind.TITLE: "Chưa có trích yếu được xác nhận.",
}
_COLUMNS = {
    "type_name": Kind.TYPE,
    "number": Kind.NUMBER,
    "title": Kind.TITLE,
    "signer_title": Kind.SIGNER_TITLE,
    "signer_name": Kind.SIGNER_NAME,
    "department": Kind.DEPARTMENT,
    "summary": Kind.OPENING,
}
LONGEST_DEADLINE = 200


def lacking(items: list[Item]) -> list[tuple[str, str]]:
    """What stands in the way of a draft, each with the key of the item it is about: [(key, sentence)]."""
    waiting = [(item.key, "Chưa quyết định: chấp nhận, sửa hoặc bỏ.") for item in items if item.waits]
    confirmed = {item.kind for item in items if item.counts}
    missing = [(str(kind), words) for kind, words in NEEDED.items() if kind not in confirmed]
    missed = {key for key, _ in missing}
    found = missing + [(key, words) for key, words in waiting if key not in missed]
    if len(_deadline(items)) > LONGEST_DEADLINE:
        key = next(item.key for item in items if item.kind == Kind.DEADLINE and item.counts)
        found.append((key, f"Các thời hạn gộp lại dài hơn {LONGEST_DEADLINE} ký tự; hãy bỏ bớt hoặc viết gọn."))
    return found


def content_from(items: list[Item], files) -> DraftContent:
    """The draft that the confirmed items make; nothing else goes into it. Call it when `lacking` found nothing."""
    confirmed = [item for item in items if item.counts]
    single = {item.kind: item.value for item in confirmed}
    return DraftContent(
        **{column: single.get(kind, "") for column, kind in _COLUMNS.items()},
        issued_on=_day(single.get(Kind.ISSUED_ON, "")),
        deadline_words=_deadline(items),
        tasks=tuple(TaskLine(**item.values) for item in confirmed if item.kind == Kind.TASK),
        citations=tuple(_citation(item) for item in confirmed if item.kind == Kind.CITATION),
        files=tuple(files),
    )


def _deadline(items: list[Item]) -> str:
    return "; ".join(dict.fromkeys(item.value for item in items if item.kind == Kind.DEADLINE and item.counts))


def _citation(item: Item) -> CitationLine:
    return CitationLine(**(item.values | {"issued_on": _day(item.values["issued_on"])}))


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
