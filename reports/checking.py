"""Everything that is wrong or odd in one report, found in one pass before it is submitted (pure)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.text import count_words, format_number
from reports.form_schema import MAX_STORED, AnnexDef, ColumnDef, FormDefinition, IndicatorDef, RuleDef, SectionDef
from reports.rules import Failure, Value, evaluate, is_missing, ordered_names, rows_used

Row = Mapping[str, object]

ERROR = "error"
WARNING = "warning"
INFO = "info"

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])|(0?[1-9]|1[0-2])/[0-9]{4}")
_NUMBERED_HEADING = re.compile(r"[IVXLC0-9]+\. ")
_NUMBERED_ANNEX = re.compile(r"PL([0-9]+)")
_YEARS = (1900, 2100)
_MAX_REFERENCE = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to correct (error), to explain (warning) or to know (info).

    ``key`` is unique among the findings of a report and stays the same from one check to the next, so that an
    explanation can be stored under it: "R01", "R28:C01", "required:A01", "narrative:I.1", "PL2[3].so_tiep_thu",
    "PL2[3]:PL2.1". ``section_code`` says where it is mended; ``codes`` are the indicators that it concerns, ``row``
    (from 1) and ``column`` the place in the annex.
    """

    key: str
    rule_id: str
    severity: str
    message: str
    section_code: str
    codes: tuple[str, ...] = ()
    annex: str | None = None
    row: int | None = None
    column: str | None = None


def check(
    definition: FormDefinition,
    values: Mapping[str, Value],
    annexes: Mapping[str, Sequence[Row]],
    previous: Mapping[str, Value] | None = None,
    narratives: Mapping[str, str] | None = None,
) -> list[Finding]:
    """All findings of a report, in the order of its sections.

    ``values`` maps an indicator to Decimal | bool | None (not entered) | NOT_APPLICABLE, in the unit that people type;
    ``annexes`` an annex to its rows (column -> text, whole number, option, year, month as YYYY-MM or MM/YYYY);
    ``previous`` holds last year's figures, for a merged unit already summed over its predecessors, or None where there
    are none; ``narratives`` maps a section to its text, and None leaves the narratives unchecked.
    """
    filled = {annex.id: _filled_rows(annexes.get(annex.id, ())) for annex in definition.annexes}
    findings = [
        *_figure_findings(definition, values),
        *(() if narratives is None else _narrative_findings(definition, narratives)),
        *(finding for annex in definition.annexes for finding in _annex_findings(definition, annex, filled[annex.id])),
        *_rule_findings(definition, values, filled, previous),
    ]
    order = {section.code: position for position, section in enumerate(definition.sections)}
    return sorted(findings, key=lambda finding: order[finding.section_code])


def _figure_findings(definition: FormDefinition, values: Mapping[str, Value]) -> Iterator[Finding]:
    for indicator in definition.indicators:
        fault = _figure_fault(indicator, values.get(indicator.code))
        if fault:
            kind, words = fault
            yield Finding(
                key=f"{kind}:{indicator.code}",
                rule_id=kind,
                severity=ERROR,
                message=f"{indicator.label} ({indicator.code}): {words}.",
                section_code=definition.section_of(indicator.code).code,
                codes=(indicator.code,),
            )


def _figure_fault(indicator: IndicatorDef, value: Value) -> tuple[str, str] | None:
    """The first thing wrong with a figure: its kind and the words for it."""
    if value is None:
        return ("required", "chưa nhập") if indicator.required else None
    if is_missing(value):
        return None
    if not indicator.is_number:
        return None if isinstance(value, bool) else ("kind", "phải trả lời có hoặc không")
    if not _is_number(value):
        return ("kind", "phải là một số")
    return _number_fault(indicator, Decimal(value))


def _number_fault(indicator: IndicatorDef, number: Decimal) -> tuple[str, str] | None:
    most = Decimal(MAX_STORED) / indicator.scale
    if abs(number) > most:
        shown = format_number(most, 0)
        return "magnitude", f"vượt quá {shown} {indicator.unit}; đề nghị kiểm tra lại đơn vị tính"
    if number != round(number, indicator.decimals):
        if indicator.decimals:
            return "decimals", f"chỉ được ghi tối đa {indicator.decimals} chữ số thập phân"
        return "integer", "phải là số nguyên"
    if indicator.minimum is not None and number < indicator.minimum:
        return "minimum", f"không được nhỏ hơn {_bound(indicator.minimum)}"
    if indicator.maximum is not None and number > indicator.maximum:
        return "maximum", f"không được lớn hơn {_bound(indicator.maximum)}"
    return None


def _narrative_findings(definition: FormDefinition, narratives: Mapping[str, str]) -> Iterator[Finding]:
    for section in definition.writable_sections:
        words = count_words(narratives.get(section.code) or "")
        if section.required and not words:
            yield _narrative_finding("narrative", ERROR, section, "chưa viết nội dung")
        if section.max_words and words > section.max_words:
            text = f"dài {format_number(words, 0)} từ, nên viết trong khoảng {format_number(section.max_words, 0)} từ"
            yield _narrative_finding("max_words", INFO, section, text)


def _narrative_finding(kind: str, severity: str, section: SectionDef, words: str) -> Finding:
    name = section.code if _NUMBERED_HEADING.match(section.heading) else f"“{section.heading}”"
    return Finding(f"{kind}:{section.code}", kind, severity, f"Mục {name}: {words}.", section.code)


def _annex_findings(definition: FormDefinition, annex: AnnexDef, rows: list[tuple[int, Row]]) -> Iterator[Finding]:
    section = definition.section_of_annex(annex.id).code
    name = _annex_name(annex)
    if len(rows) > annex.max_rows:
        words = f"{name} có {len(rows)} dòng, nhiều hơn mức tối đa {annex.max_rows} dòng."
        yield Finding(f"max_rows:{annex.id}", "max_rows", ERROR, words, section, annex=annex.id)
    for number, row in rows:
        place = f"{name}, dòng {number}"
        for column in annex.columns:
            words = _column_fault(column, row.get(column.key))
            if words:
                key = f"{annex.id}[{number}].{column.key}"
                message = f"{place}, cột “{column.label}”: {words}."
                yield Finding(key, "column", ERROR, message, section, (), annex.id, number, column.key)
        yield from _row_rule_findings(annex, section, place, number, row)


def _row_rule_findings(annex: AnnexDef, section: str, place: str, number: int, row: Row) -> Iterator[Finding]:
    values = {column.key: _row_number(row.get(column.key)) for column in annex.columns if column.is_number}
    for rule in annex.row_rules:
        if evaluate(rule.expr, values, {}, null_handling=rule.null_handling).holds is False:
            key = f"{annex.id}[{number}]:{rule.id}"
            column = next(iter(ordered_names(rule.expr)), None)
            yield Finding(
                key, rule.id, rule.severity, f"{place}: {rule.message}", section, (), annex.id, number, column
            )


def _column_fault(column: ColumnDef, value: object) -> str:
    if _is_blank(value):
        return "chưa nhập" if column.required else ""
    match column.type:
        case "text" | "citation":
            return _text_fault(value, column.max_len)
        case "programme_ref":
            return "" if isinstance(value, int) else _text_fault(value, _MAX_REFERENCE)
        case "enum":
            known = isinstance(value, str) and value in dict(column.options)
            return "" if known else "lựa chọn không có trong danh sách"
        case "month":
            valid = isinstance(value, str) and _MONTH.fullmatch(value)
            return "" if valid else "phải là tháng và năm, ví dụ 05/2026"
        case _:
            return _whole_fault(column, _row_number(value))


def _text_fault(value: object, max_len: int) -> str:
    if not isinstance(value, str):
        return "phải là chữ"
    return f"dài {len(value)} ký tự, tối đa {max_len} ký tự" if len(value) > max_len else ""


def _whole_fault(column: ColumnDef, number: Decimal | None) -> str:
    if number is None or number != round(number):
        return "phải là năm gồm bốn chữ số" if column.type == "year" else "phải là số nguyên"
    if column.type == "year" and not _YEARS[0] <= number <= _YEARS[1]:
        return "phải là năm gồm bốn chữ số"
    if abs(number) > MAX_STORED:
        return "lớn quá mức ghi nhận được"
    if column.minimum is not None and number < column.minimum:
        return f"không được nhỏ hơn {_bound(column.minimum)}"
    if column.maximum is not None and number > column.maximum:
        return f"không được lớn hơn {_bound(column.maximum)}"
    return ""


def _rule_findings(
    definition: FormDefinition,
    values: Mapping[str, Value],
    filled: Mapping[str, list[tuple[int, Row]]],
    previous: Mapping[str, Value] | None,
) -> Iterator[Finding]:
    sound = _sound(definition, values)
    before = None if previous is None else _sound(definition, previous)
    annexes = {annex: [row for _, row in rows] for annex, rows in filled.items()}
    for rule in definition.rules:
        outcome = evaluate(
            rule.expr,
            sound,
            annexes,
            null_handling=rule.null_handling,
            previous=before,
            groups=definition.rule_groups,
        )
        if outcome.holds is False and outcome.failures:
            yield from (_failure_finding(definition, rule, failure) for failure in outcome.failures)
        elif outcome.holds is False:
            yield _rule_finding(definition, rule)


def _rule_finding(definition: FormDefinition, rule: RuleDef) -> Finding:
    codes = ordered_names(rule.expr)
    annexes = [rows.annex for rows in rows_used(rule.expr)]
    if codes:
        section = definition.section_of(codes[0])
    elif annexes:
        section = definition.section_of_annex(annexes[0])
    else:
        section = definition.writable_sections[0]
    message = _filled(rule.message, "–", "–", "–")
    annex = annexes[0] if annexes else None
    return Finding(rule.id, rule.id, rule.severity, message, section.code, codes, annex)


def _failure_finding(definition: FormDefinition, rule: RuleDef, failure: Failure) -> Finding:
    indicator = definition.indicator(failure.code)
    shown = (_shown(value, indicator) for value in (failure.prev, failure.cur))
    section = definition.section_of(failure.code).code
    key = f"{rule.id}:{failure.code}"
    return Finding(key, rule.id, rule.severity, _filled(rule.message, failure.code, *shown), section, (failure.code,))


def _filled(message: str, code: str, prev: str, cur: str) -> str:
    return message.replace("{code}", code).replace("{prev}", prev).replace("{cur}", cur)


def _shown(value: Value, indicator: IndicatorDef) -> str:
    return "–" if is_missing(value) else format_number(value, indicator.decimals)


def _bound(number: Decimal) -> str:
    return format_number(number, max(0, -number.as_tuple().exponent))


def _annex_name(annex: AnnexDef) -> str:
    numbered = _NUMBERED_ANNEX.fullmatch(annex.id)
    return f"Phụ lục {numbered[1]}" if numbered else f"Phụ lục {annex.id}"


def _sound(definition: FormDefinition, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values that rules can reckon with; one of the wrong kind counts as not entered, its own finding tells it."""
    return {
        item.code: values.get(item.code)
        for item in definition.indicators
        if not item.is_number
        and isinstance(values.get(item.code), bool)
        or item.is_number
        and _is_number(values.get(item.code))
    }


def _is_number(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


def _row_number(value: object) -> Decimal | None:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return Decimal(value.strip())
    return Decimal(value) if _is_number(value) else None


def _filled_rows(rows: Sequence[Row]) -> list[tuple[int, Row]]:
    """The rows in which something stands, each with its number from 1 in the table as it was typed."""
    return [
        (number, row) for number, row in enumerate(rows, start=1) if not all(_is_blank(cell) for cell in row.values())
    ]


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
