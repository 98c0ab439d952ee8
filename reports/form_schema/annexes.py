"""How annexes are read: their columns and the rules that each of their rows must keep."""

from reports.form_schema.definition import ANNEX_AGGREGATES, ANNEX_PREFILLS, COLUMN_TYPES, AnnexDef, ColumnDef, RuleDef
from reports.form_schema.fields import CODE, IDENTIFIER, Fields, Read
from reports.form_schema.ruling import check_names, read_rule_text
from reports.rules import groups_used, rows_used

_DEFAULT_MAX_LEN = 500


def read_annex(fields: Fields) -> Read[AnnexDef]:
    annex_id = fields.identity("id", CODE)
    columns = _columns(fields.children("columns", required=True, most=30, code=annex_id))
    annex = AnnexDef(
        id=annex_id,
        title=fields.text("title", required=True),
        max_rows=fields.whole("max_rows", required=True, least=1, most=1000) or 1,
        aggregate=fields.choice("aggregate", ANNEX_AGGREGATES, required=True),
        group_by=fields.text("group_by", most=40) or None,
        columns=columns,
        prefill=fields.choice("prefill", ANNEX_PREFILLS),
        row_rules=_row_rules(annex_id, fields.children("row_rules", most=30, code=annex_id), columns),
    )
    if annex.group_by and not any(c.key == annex.group_by and c.type == "enum" for c in columns):
        fields.complain(f"“group_by”: không có cột enum “{annex.group_by}”", key="group_by")
    fields.finish()
    return Read(annex, fields)


def _columns(elements: list[Fields]) -> tuple[ColumnDef, ...]:
    columns: dict[str, ColumnDef] = {}
    for fields in elements:
        column = _column(fields)
        if column.key in columns:
            fields.complain(f"Cột “{column.key}” bị trùng", key="key")
        columns[column.key] = column
    return tuple(columns.values())


def _row_rules(annex_id: str, elements: list[Fields], columns: tuple[ColumnDef, ...]) -> tuple[RuleDef, ...]:
    kinds = {column.key: "number" for column in columns if column.is_number}
    rules = []
    for number, fields in enumerate(elements, start=1):
        rule = read_rule_text(fields, f"{annex_id}.{number}", scope="row", places=())
        check_names(rule, fields, kinds)
        if rows_used(rule.expr) or groups_used(rule.expr):
            fields.complain("Quy tắc của dòng không dùng rows(…) và for_each(…)", key="expr")
        rules.append(rule)
    return tuple(rules)


def _column(fields: Fields) -> ColumnDef:
    key = fields.identity("key", IDENTIFIER)
    kind = fields.choice("type", COLUMN_TYPES, required=True)
    minimum, maximum = fields.bounds()
    column = ColumnDef(
        key=key,
        label=fields.text("label", required=True, most=200),
        type=kind,
        required=fields.flag("required"),
        max_len=_max_len(fields, kind),
        options=fields.options("options"),
        minimum=minimum,
        maximum=maximum,
    )
    _check_column(fields, column)
    fields.finish()
    return column


def _max_len(fields: Fields, kind: str) -> int | None:
    if kind in ("text", "citation"):
        return fields.whole("max_len", least=1, most=20_000, default=_DEFAULT_MAX_LEN)
    if "max_len" in fields.entries:
        fields.complain("“max_len” chỉ dùng cho cột text và citation", key="max_len")
    fields.unread.discard("max_len")
    return None


def _check_column(fields: Fields, column: ColumnDef) -> None:
    if not column.is_number and {"min", "max"} & set(fields.entries):
        fields.complain("“min”, “max” chỉ dùng cho cột integer và year")
    if column.type == "enum" and not column.options:
        fields.complain("Cột enum phải có “options”")
    if column.type != "enum" and "options" in fields.entries:
        fields.complain("“options” chỉ dùng cho cột enum", key="options")
