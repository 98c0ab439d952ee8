"""A stored draft as typed values: what rules, ratios and figures are made of (pure)."""

from dataclasses import dataclass, field
from decimal import Decimal

from portal.text import parse_number
from reports.drafts.content import empty_content
from reports.form_schema import AnnexDef, FormDefinition, IndicatorDef
from reports.models import Figure
from reports.rules import NOT_APPLICABLE


@dataclass
class DraftValues:
    """A draft as typed values: what rules and figures are made of.

    `values` maps code -> Decimal | bool | None | NOT_APPLICABLE in the units that people type; `problems` lists
    (code, Vietnamese message) of what can't be understood.
    """

    narratives: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    estimated: set[str] = field(default_factory=set)
    annexes: dict[str, list[dict]] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


def read_values(definition: FormDefinition, contents: dict[str, dict]) -> DraftValues:
    """Typed values of a draft; `contents` maps section code -> stored content."""
    found = DraftValues()
    for section in definition.writable_sections:
        content = contents.get(section.code) or empty_content()
        found.narratives[section.code] = content.get("text", "")
        for code in section.indicators:
            _read_figure(found, definition.indicator(code), content.get("figures", {}).get(code, {}))
        for key in section.annexes:
            found.annexes[key] = [
                _read_row(found, definition.annex(key), number, row)
                for number, row in enumerate(content.get("annexes", {}).get(key, []), start=1)
            ]
    return found


def _read_figure(found: DraftValues, indicator: IndicatorDef, entry: dict) -> None:
    code, kind, raw = indicator.code, entry.get("kind", ""), entry.get("raw", "")
    if entry.get("estimated"):
        found.estimated.add(code)
    if kind in (Figure.Kind.NOT_APPLICABLE, Figure.Kind.NONE_OCCURRED) and indicator.is_number:
        _read_absence(found, code, kind, raw)
        return
    if kind == Figure.Kind.NOT_APPLICABLE:
        found.values[code], found.kinds[code] = NOT_APPLICABLE, kind
        return
    value, problem = read_raw(indicator, raw)
    if problem:
        found.problems.append((code, problem))
    found.values[code] = value
    found.kinds[code] = Figure.Kind.NOT_ENTERED if value is None else Figure.Kind.NUMBER


def _read_absence(found: DraftValues, code: str, kind: str, raw: str) -> None:
    if raw not in ("", "0"):
        words = Figure.Kind(kind).label
        found.problems.append((code, f"đã chọn “{words}” nhưng ô số vẫn ghi “{raw}”; đề nghị chỉ giữ một."))
        found.values[code], found.kinds[code] = None, Figure.Kind.NOT_ENTERED
        return
    found.values[code] = NOT_APPLICABLE if kind == Figure.Kind.NOT_APPLICABLE else Decimal(0)
    found.kinds[code] = kind


def read_raw(indicator: IndicatorDef, raw: str):
    """(value, problem) of what was typed into one box; value None with no problem means nothing was typed."""
    if not raw:
        return None, ""
    if indicator.type == "boolean":
        return {"true": True, "false": False}.get(raw), ""
    parsed = parse_number(raw, decimals=indicator.decimals)
    if parsed.error:
        return None, parsed.error
    if parsed.choices:
        return None, f"“{raw}” có thể hiểu theo nhiều cách; đề nghị chọn giá trị đúng."
    try:
        indicator.to_stored(parsed.value)
    except ValueError:
        return None, "Giá trị quá lớn hoặc có quá nhiều chữ số thập phân; đề nghị kiểm tra lại đơn vị tính."
    return parsed.value, ""


def _read_row(found: DraftValues, annex: AnnexDef, number: int, row: dict) -> dict:
    typed = {}
    for column in annex.columns:
        raw = row.get(column.key, "")
        typed[column.key] = raw
        if column.is_number and raw:
            parsed = parse_number(raw, decimals=0)
            if parsed.value is None:
                found.problems.append(
                    (f"{annex.id}[{number}].{column.key}", parsed.error or f"“{raw}” chưa phải là một số nguyên.")
                )
            typed[column.key] = parsed.value
        elif column.is_number:
            typed[column.key] = None
    return typed
