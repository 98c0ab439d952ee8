"""What a section's stored content looks like, and how what a browser sends is reduced to it (pure)."""

from portal.text import clean_line, clean_text, format_number
from reports.form_schema import AnnexDef, FormDefinition, IndicatorDef, SectionDef

MAX_TEXT = 100_000
MAX_CELL = 5_000
MAX_RAW = 100
# The values of models.Figure.Kind that a person can choose; "" stands for a box that was left alone.
KINDS = frozenset({"number", "none_occurred", "not_applicable", ""})


class TooLong(Exception):
    """What was typed is longer than its place may hold; the message (Vietnamese) says where and by how much."""


def empty_content() -> dict:
    """A section in which nothing was written yet."""
    return {"text": "", "figures": {}, "annexes": {}}


def is_blank(content: dict) -> bool:
    """Whether a stored content holds nothing that a person wrote."""
    if content.get("text", "").strip() or any(content.get("annexes", {}).values()):
        return False
    return not any(
        entry.get("raw") or entry.get("kind") not in ("", "number", None)
        for entry in content.get("figures", {}).values()
    )


def clean_content(payload: dict, section: SectionDef, definition: FormDefinition) -> dict:
    """What a browser sent, reduced to what the section may hold, every text cleaned; unknown codes are left out.

    `payload` = {"text": str, "figures": {code: {"raw", "kind", "estimated"}}, "annexes": {id: [{column: str}]}};
    anything of another shape counts as empty. Raises TooLong: nothing is ever cut off silently.
    """
    figures, annexes = _mapping(payload.get("figures")), _mapping(payload.get("annexes"))
    return {
        "text": _clean(_string(payload.get("text")), MAX_TEXT, "Nội dung mục này"),
        "figures": {
            code: _clean_figure(figures[code], definition.indicator(code))
            for code in section.indicators
            if code in figures
        },
        "annexes": {key: _clean_rows(annexes[key], definition.annex(key)) for key in section.annexes if key in annexes},
    }


def _mapping(value) -> dict:
    return value if isinstance(value, dict) else {}


def _string(value) -> str:
    return value if isinstance(value, str) else ""


def _clean(value: str, most: int, place: str) -> str:
    text = clean_text(value)
    if len(text) > most:
        raise TooLong(
            f"{place} dài {format_number(len(text))} ký tự, vượt giới hạn {format_number(most)} ký tự. "
            "Đề nghị rút gọn; phần đã gõ vẫn còn trên máy của đồng chí."
        )
    return text


def _clean_figure(entry, indicator: IndicatorDef) -> dict:
    entry = _mapping(entry)
    kind = _string(entry.get("kind"))
    raw = clean_line(_clean(_string(entry.get("raw")), MAX_RAW, f"Ô số liệu {indicator.code}"))
    return {"raw": raw, "kind": kind if kind in KINDS else "", "estimated": entry.get("estimated") is True}


def _clean_rows(rows, annex: AnnexDef) -> list[dict]:
    """Rows with known columns only; wholly empty ones dropped; some over the form's limit are kept, to be named."""
    cleaned = []
    for row in rows if isinstance(rows, list) else []:
        place = f"{annex.title}, dòng {len(cleaned) + 1}"
        cells = {c.key: _clean_cell(_mapping(row).get(c.key), f"{place}, cột “{c.label}”") for c in annex.columns}
        if not any(cells.values()):
            continue
        if len(cleaned) == annex.max_rows * 2:
            raise TooLong(
                f"{annex.title}: có quá nhiều dòng, tối đa {annex.max_rows} dòng. Đề nghị gộp hoặc bớt dòng; "
                "phần đã gõ vẫn còn trên máy của đồng chí."
            )
        cleaned.append(cells)
    return cleaned


def _clean_cell(value, place: str) -> str:
    return _clean(_string(value), MAX_CELL, place).strip()
