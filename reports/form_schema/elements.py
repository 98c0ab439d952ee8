"""How sections, groups, indicators and ratios are read from their keys."""

import re
from decimal import Decimal

from reports.form_schema.definition import (
    INDICATOR_PREFILLS,
    INDICATOR_TYPES,
    PERIOD_AGGREGATES,
    UNIT_AGGREGATES,
    DerivedDef,
    GroupDef,
    IndicatorDef,
    SectionDef,
)
from reports.form_schema.fields import CODE, Fields, Read

SECTION_CODE = re.compile(r"(?=.{1,20}\Z)[A-Z0-9]{1,8}(\.[A-Z0-9]{1,4}){0,3}")
YEAR_PLACES = ("nam", "nam_sau")


def read_sections(elements: list[Fields], *, level: int = 1, parent: str | None = None) -> list[Read[SectionDef]]:
    """The sections and all below them, flattened in document order."""
    found: list[Read[SectionDef]] = []
    for fields in elements:
        code = fields.identity("id", SECTION_CODE)
        below = read_sections(fields.children("children"), level=level + 1, parent=code)
        children = tuple(read.item.code for read in below if read.item.level == level + 1)
        found += [Read(_section(fields, code, level, parent, children), fields), *below]
    return found


def _section(fields: Fields, code: str, level: int, parent: str | None, children: tuple[str, ...]) -> SectionDef:
    section = SectionDef(
        code=code,
        heading=fields.template("heading", YEAR_PLACES, required=True),
        level=level,
        parent=parent,
        required=fields.flag("required"),
        prompt=fields.text("prompt", most=2000),
        max_words=fields.whole("max_words", least=1, most=20_000),
        indicators=fields.texts("indicators"),
        annexes=fields.texts("annexes"),
        tasks=fields.wholes("seed_task", least=1, most=99),
        children=children,
    )
    for key in ("required", "max_words", "indicators", "annexes"):
        if children and key in fields.entries:
            fields.complain(f"Mục có mục con thì không có “{key}”; hãy đặt ở mục con", key=key)
    fields.finish()
    return section


def read_group(fields: Fields) -> Read[GroupDef]:
    group = GroupDef(code=fields.identity("id", CODE), title=fields.text("title", required=True))
    fields.finish()
    return Read(group, fields)


def read_indicator(fields: Fields, groups: list[str]) -> Read[IndicatorDef]:
    """One indicator; its group is the longest group code that its own code begins with."""
    code = fields.identity("code", CODE)
    kind = fields.choice("type", INDICATOR_TYPES, required=True)
    decimals = _decimals(fields, kind)
    units, periods = _aggregates(fields)
    minimum, maximum = fields.bounds()
    indicator = IndicatorDef(
        code=code,
        label=fields.text("label", required=True),
        unit=fields.text("unit", required=True, most=40),
        type=kind,
        decimals=decimals,
        scale=_scale(fields, kind, decimals),
        minimum=minimum,
        maximum=maximum,
        required=fields.flag("required"),
        core=fields.flag("core"),
        agg_units=units,
        agg_periods=periods,
        weight_by=fields.text("weight_by", most=20) or None,
        parent=fields.text("parent", most=20) or None,
        help=fields.text("help", most=1000),
        double_count_risk=fields.flag("double_count_risk"),
        tasks=fields.wholes("seed_task", least=1, most=99),
        prefill=fields.choice("prefill", INDICATOR_PREFILLS),
        group=max((group for group in groups if code.startswith(group)), key=len, default=""),
    )
    _check_indicator(fields, indicator)
    fields.finish()
    return Read(indicator, fields)


def _decimals(fields: Fields, kind: str) -> int:
    if kind == "decimal":
        return fields.whole("decimals", required=True, least=1, most=4) or 1
    most = 6 if kind == "money" else 0
    return fields.whole("decimals", least=0, most=most, default=0) or 0


def _scale(fields: Fields, kind: str, decimals: int) -> int:
    if kind != "money":
        for key in ("scale", "stored_in"):
            if key in fields.entries:
                fields.complain(f"“{key}” chỉ dùng cho chỉ tiêu kiểu money", key=key)
        fields.unread -= {"scale", "stored_in"}
        return 10**decimals
    fields.choice("stored_in", ("đồng",))
    scale = fields.whole("scale", required=True, least=1, most=10**9) or 1
    if scale % 10**decimals:
        fields.complain(f"“scale” phải chia hết cho {10**decimals} để lưu đúng {decimals} chữ số lẻ", key="scale")
    return scale


def _aggregates(fields: Fields) -> tuple[str, str]:
    agg = fields.child("agg", required=True)
    if agg is None:
        return "none", "last"
    units = agg.choice("units", UNIT_AGGREGATES, required=True)
    periods = agg.choice("periods", PERIOD_AGGREGATES, required=True)
    agg.finish()
    return units, periods


def _check_indicator(fields: Fields, indicator: IndicatorDef) -> None:
    if not indicator.is_number and {"min", "max"} & set(fields.entries):
        fields.complain("Chỉ tiêu có/không thì không có “min”, “max”")
    if indicator.is_number and indicator.agg_units == "count_true":
        fields.complain("Chỉ chỉ tiêu có/không mới cộng bằng count_true", key="agg")
    if not indicator.is_number and indicator.agg_units in ("sum", "weighted_mean"):
        fields.complain("Chỉ tiêu có/không chỉ cộng bằng count_true hoặc none", key="agg")
    if indicator.agg_units == "weighted_mean" and not indicator.weight_by:
        fields.complain("Chỉ tiêu bình quân (weighted_mean) phải có “weight_by”")
    if indicator.weight_by and indicator.agg_units != "weighted_mean":
        fields.complain("“weight_by” chỉ dùng với weighted_mean", key="weight_by")
    if not indicator.group:
        fields.complain("Mã chỉ tiêu không bắt đầu bằng mã của nhóm nào trong indicator_groups", key="code")


def read_derived(fields: Fields, default_multiplier: Decimal) -> Read[DerivedDef]:
    code = fields.identity("code", CODE)
    multiplier = fields.number("multiplier")
    derived = DerivedDef(
        code=code,
        label=fields.text("label", required=True),
        unit=fields.text("unit", required=True, most=40),
        decimals=fields.whole("decimals", least=0, most=6, default=0) or 0,
        numerators=fields.texts("num", required=True),
        denominators=fields.texts("den", required=True),
        multiplier=default_multiplier if multiplier is None else multiplier,
    )
    fields.finish()
    return Read(derived, fields)
