"""What must be true between the elements of a form: every reference has its end, every code one place."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reports.form_schema.definition import (
    AnnexDef,
    DerivedDef,
    GroupDef,
    IndicatorDef,
    RuleDef,
    SectionDef,
    rule_groups,
)
from reports.form_schema.fields import Fields, Read
from reports.form_schema.ruling import FAILURE_PLACES, check_names
from reports.rules import Rows, compares_periods, groups_used, rows_used


class Elements(NamedTuple):
    """All that was read, each element with the fields that know its lines."""

    sections: list[Read[SectionDef]]
    groups: list[Read[GroupDef]]
    indicators: list[Read[IndicatorDef]]
    derived: list[Read[DerivedDef]]
    rules: list[Read[RuleDef]]
    annexes: list[Read[AnnexDef]]


def crosscheck(elements: Elements) -> None:
    """Note every broken relation in the problems that the elements share."""
    _check_unique(elements)
    indicators = {read.item.code: read.item for read in elements.indicators}
    annexes = {read.item.id: read.item for read in elements.annexes}
    _check_placed(elements.sections, elements.indicators, "indicators", "chỉ tiêu")
    _check_placed(elements.sections, elements.annexes, "annexes", "phụ lục")
    for read in elements.indicators:
        _check_parent(read, indicators)
        _check_weight(read, indicators)
    for read in elements.derived:
        _check_operands(read, indicators)
    groups = rule_groups([read.item for read in elements.groups], indicators.values())
    for read in elements.rules:
        _check_rule(read, indicators, annexes, groups)


def _check_unique(elements: Elements) -> None:
    _unique(((read.item.code, read.fields) for read in elements.sections), "Mã mục")
    _unique(((read.item.code, read.fields) for read in elements.groups), "Mã nhóm chỉ tiêu")
    figures = [*elements.indicators, *elements.derived]
    _unique(((read.item.code, read.fields) for read in figures), "Mã chỉ tiêu")
    _unique(((read.item.id, read.fields) for read in elements.rules), "Mã quy tắc")
    _unique(((read.item.id, read.fields) for read in elements.annexes), "Mã phụ lục")


def _unique(codes: Iterable[tuple[str, Fields]], what: str) -> None:
    first_lines: dict[str, int] = {}
    for code, fields in codes:
        if code in first_lines:
            fields.complain(f"{what} “{code}” bị trùng với dòng {first_lines[code]}")
        elif code:
            first_lines[code] = fields.line


def _check_placed(sections: list[Read[SectionDef]], things: list[Read], key: str, what: str) -> None:
    """Every indicator and annex stands in exactly one section."""
    known = {_code_of(read.item) for read in things}
    places: dict[str, str] = {}
    for section, fields in sections:
        for code in getattr(section, key):
            if code not in known:
                fields.complain(f"“{key}” có {what} “{code}” không được định nghĩa", key=key)
            elif code in places:
                fields.complain(f"{what.capitalize()} “{code}” đã nằm ở mục {places[code]}", key=key)
            places.setdefault(code, section.code)
    for read in things:
        if _code_of(read.item) not in places:
            read.fields.complain(f"{what.capitalize()} không nằm trong mục nào")


def _code_of(item: IndicatorDef | AnnexDef) -> str:
    return item.id if isinstance(item, AnnexDef) else item.code


def _check_parent(read: Read[IndicatorDef], indicators: Mapping[str, IndicatorDef]) -> None:
    if read.item.parent is None:
        return
    if read.item.parent not in indicators:
        read.fields.complain(f"“parent”: không có chỉ tiêu “{read.item.parent}”", key="parent")
        return
    seen = {read.item.code}
    above = indicators[read.item.parent]
    while above.code not in seen and above.parent in indicators:
        seen.add(above.code)
        above = indicators[above.parent]
    if above.code in seen:
        read.fields.complain("“parent” tạo thành vòng lặp", key="parent")


def _check_weight(read: Read[IndicatorDef], indicators: Mapping[str, IndicatorDef]) -> None:
    if read.item.weight_by is None:
        return
    weight = indicators.get(read.item.weight_by)
    if weight is None:
        read.fields.complain(f"“weight_by”: không có chỉ tiêu “{read.item.weight_by}”", key="weight_by")
    elif weight.type != "integer" or weight.agg_units != "sum":
        read.fields.complain(f"“weight_by”: {weight.code} phải là số nguyên cộng bằng sum", key="weight_by")


def _check_operands(read: Read[DerivedDef], indicators: Mapping[str, IndicatorDef]) -> None:
    for key, codes in (("num", read.item.numerators), ("den", read.item.denominators)):
        for code in codes:
            if code not in indicators:
                read.fields.complain(f"“{key}”: không có chỉ tiêu “{code}”", key=key)
            elif not indicators[code].is_number or indicators[code].agg_units != "sum":
                read.fields.complain(f"“{key}”: {code} không phải chỉ tiêu cộng được (sum)", key=key)


def _check_rule(
    read: Read[RuleDef],
    indicators: Mapping[str, IndicatorDef],
    annexes: Mapping[str, AnnexDef],
    groups: Mapping[str, tuple[str, ...]],
) -> None:
    rule, fields = read
    check_names(rule, fields, {code: "number" if item.is_number else "boolean" for code, item in indicators.items()})
    for rows in rows_used(rule.expr):
        problem = _row_count_problem(annexes.get(rows.annex), rows)
        if problem:
            fields.complain(f"rows({rows.annex}…): {problem}", key="expr")
    for each in groups_used(rule.expr):
        if each.group not in groups:
            fields.complain(f"for_each: không có nhóm “{each.group}” (có: {', '.join(groups)})", key="expr")
    if compares_periods(rule.expr) != (rule.scope == "year_on_year"):
        fields.complain("Quy tắc dùng “prev” khi và chỉ khi có scope: year_on_year", key="expr")
    if not groups_used(rule.expr) and any(f"{{{place}}}" in rule.message for place in FAILURE_PLACES):
        fields.complain("{code}, {prev}, {cur} chỉ dùng cho quy tắc có for_each", key="message")


def _row_count_problem(annex: AnnexDef | None, rows: Rows) -> str:
    if annex is None:
        return "không có phụ lục này"
    if rows.column is None:
        return ""
    column = next((column for column in annex.columns if column.key == rows.column), None)
    if column is None:
        return f"không có cột “{rows.column}”"
    if column.type == "enum" and rows.value not in dict(column.options):
        return f"cột “{rows.column}” không có lựa chọn “{rows.value}”"
    return "" if column.type == "enum" else f"cột “{rows.column}” không phải cột enum"
