"""How a rule is read and parsed, and whether it speaks only of codes that are there."""

from collections.abc import Collection, Mapping

from reports.form_schema.definition import SEVERITIES, RuleDef
from reports.form_schema.fields import CODE, Fields, Read
from reports.rules import Expr, RuleSyntaxError, check_kinds, ordered_names, parse

FAILURE_PLACES = ("code", "prev", "cur")

_NOTHING = parse("true")


def read_rule(fields: Fields) -> Read[RuleDef]:
    rule_id = fields.identity("id", CODE)
    scope = fields.choice("scope", ("report", "year_on_year"), default="report")
    on_lineage = fields.flag("on_lineage")
    if on_lineage and scope != "year_on_year":
        fields.complain("“on_lineage” chỉ dùng với scope: year_on_year", key="on_lineage")
    rule = read_rule_text(fields, rule_id, scope=scope, places=FAILURE_PLACES, on_lineage=on_lineage)
    return Read(rule, fields)


def read_rule_text(
    fields: Fields, rule_id: str, *, scope: str, places: Collection[str], on_lineage: bool = False
) -> RuleDef:
    """The keys that every rule has; ``places`` are what its message may hold in braces."""
    source = fields.text("expr", required=True, most=1000)
    rule = RuleDef(
        id=rule_id,
        source=source,
        expr=_parsed(fields, source),
        severity=fields.choice("severity", SEVERITIES, required=True),
        message=fields.template("message", places, required=True, most=500),
        null_handling=fields.choice("null_handling", ("skip", "evaluate"), default="skip"),
        scope=scope,
        on_lineage=on_lineage,
    )
    fields.finish()
    return rule


def _parsed(fields: Fields, source: str) -> Expr:
    if not source:
        return _NOTHING
    try:
        return parse(source)
    except RuleSyntaxError as error:
        fields.complain(f"Quy tắc “{source[:80]}”: {error}", key="expr")
        return _NOTHING


def check_names(rule: RuleDef, fields: Fields, kinds: Mapping[str, str]) -> None:
    """Note the codes that ``kinds`` (code -> "number" | "boolean") does not hold, and parts that do not fit."""
    unknown = [name for name in ordered_names(rule.expr) if name not in kinds]
    if unknown:
        fields.complain(f"Quy tắc dùng mã không có: {', '.join(unknown)}", key="expr")
        return
    try:
        check_kinds(rule.expr, kinds)
    except RuleSyntaxError as error:
        fields.complain(f"Quy tắc “{rule.source[:80]}”: {error}", key="expr")
