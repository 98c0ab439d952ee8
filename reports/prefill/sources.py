"""Where taken figures and rows come from: told as long as they still stand as they were taken, frozen with them."""

from decimal import Decimal, InvalidOperation

from portal.text import parse_number
from reports.models import Report


def frozen_sources(report: Report, draft) -> dict[str, dict]:
    """{indicator code or annex: {"words", "items"}} of what a draft still owes to its sources; one statement at most.

    `draft` is a reports.drafts.DraftValues. What a person changed after taking it has no source any more.
    """
    found: dict[str, dict] = {}
    for source in _taken(report):
        content, (name, _, occurrence) = source.content, source.place.partition(":")
        if occurrence:
            if holds(draft.annexes.get(name, ()), content["cells"]):
                found.setdefault(name, {"words": "", "items": []})["items"].append(content["words"])
        elif _same_number(content["value"], draft.values.get(name)):
            found[name] = {"words": content["words"], "items": content["items"]}
    return _worded(found)


def sources_of(report: Report, content: dict) -> dict[str, dict]:
    """As `frozen_sources`, for the stored content of one section as its boxes show it; `changed` where it differs."""
    found: dict[str, dict] = {}
    for source in _taken(report):
        taken, (name, _, occurrence) = source.content, source.place.partition(":")
        if occurrence:
            rows = content.get("annexes", {}).get(name, ())
            if holds(rows, taken["cells"]):
                found.setdefault(name, {"words": "", "items": [], "changed": False})["items"].append(taken["words"])
        elif name in content.get("figures", {}):
            entry = content["figures"][name]
            places = len(taken["value"].partition(".")[2])
            typed = entry.get("raw", "") if entry.get("kind") == "number" else ""
            same = _same_number(taken["value"], parse_number(typed, decimals=places).value)
            found[name] = {
                "words": taken["words"],
                "items": taken["items"],
                "changed": not same,
                "value": taken["value"],
            }
    return _worded(found)


def holds(rows, cells: dict[str, str]) -> bool:
    """Whether a row of these cells stands among the rows, however its numbers are written."""
    return any(_same_row(cells, row) for row in rows)


def _worded(found: dict[str, dict]) -> dict[str, dict]:
    for entry in found.values():
        entry["words"] = entry["words"] or f"{len(entry['items'])} dòng lấy từ chương trình phối hợp trên cổng"
    return found


def _taken(report: Report):
    return report.sources.order_by("pk") if report.is_prefilled else ()


def _same_number(taken: str, now) -> bool:
    try:
        return now is not None and Decimal(taken) == Decimal(now)
    except (InvalidOperation, TypeError, ValueError):
        return False


def _same_row(cells: dict[str, str], row: dict) -> bool:
    return all(cells.get(key, "") == _plain(value) for key, value in row.items())


def _plain(value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        number = parse_number(value, decimals=0).value if value.replace(".", "").isdigit() else None
        return value if number is None else str(number)
    return str(int(value))
