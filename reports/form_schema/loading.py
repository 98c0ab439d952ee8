"""From the text of a form file to its definition, or to the list of everything that is wrong with it."""

import re
from decimal import Decimal
from pathlib import Path

from reports.form_schema.annexes import read_annex
from reports.form_schema.crosscheck import Elements, crosscheck
from reports.form_schema.definition import FormDefinition
from reports.form_schema.elements import (
    YEAR_PLACES,
    read_derived,
    read_group,
    read_indicator,
    read_sections,
)
from reports.form_schema.fields import Fields
from reports.form_schema.regime import Consolidation, Regime, read_consolidation, read_regime
from reports.form_schema.ruling import read_rule
from reports.form_schema.source import ProblemList, read_root

DEFAULT_FORM = Path(__file__).resolve().parents[1] / "forms_data" / "danvan_nam.yaml"
"""The form that the product comes with."""

SCHEMA_VERSION = 1
_TEMPLATE_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+){0,7}")
_HUNDRED = Decimal(100)


def load_definition(source: str) -> FormDefinition:
    """The form that the YAML text describes.

    Raises FormErrors with all problems at once, each with its line, the code of its element and a message in
    Vietnamese. A text that is not harmless YAML of at most 1 MB is refused with that first problem alone.
    """
    problems = ProblemList()
    root = Fields(read_root(source), problems)
    root.whole("schema_version", required=True, least=SCHEMA_VERSION, most=SCHEMA_VERSION)
    header = _header(root.child("template", required=True))
    regime_fields = root.child("regime", required=True)
    regime = read_regime(regime_fields) if regime_fields else None
    elements = _elements(root)
    consolidation = read_consolidation(root.child("consolidation"))
    root.finish()
    crosscheck(elements)
    problems.raise_if_any()
    return _definition(header, regime, elements, consolidation)


def _header(fields: Fields | None) -> dict[str, str]:
    if fields is None:
        return {}
    document_type = fields.child("document_type", required=True)
    header = {
        "code": fields.identity("code", _TEMPLATE_CODE),
        "version": fields.version("version"),
        "title": fields.template("title", YEAR_PLACES, required=True),
        "short_title": fields.template("short_title", YEAR_PLACES, required=True),
        "document_type": document_type.text("name", required=True, most=60) if document_type else "",
        "document_abbreviation": document_type.text("abbreviation", required=True, most=10) if document_type else "",
    }
    fields.choice("locale", ("vi-VN",))
    fields.choice("timezone", ("Asia/Ho_Chi_Minh",))
    if document_type:
        document_type.finish()
    fields.finish()
    return header


def _elements(root: Fields) -> Elements:
    groups = [read_group(fields) for fields in root.children("indicator_groups", required=True, most=30)]
    group_codes = [read.item.code for read in groups if read.item.code]
    indicators = root.children("indicators", required=True)
    multiplier = _default_multiplier(root.child("derived_policy"))
    return Elements(
        sections=read_sections(root.children("sections", required=True)),
        groups=groups,
        indicators=[read_indicator(fields, group_codes) for fields in indicators],
        derived=[read_derived(fields, multiplier) for fields in root.children("derived")],
        rules=[read_rule(fields) for fields in root.children("rules")],
        annexes=[read_annex(fields) for fields in root.children("annexes", most=30)],
    )


def _default_multiplier(fields: Fields | None) -> Decimal:
    if fields is None:
        return _HUNDRED
    for key in ("formula", "zero_denominator"):
        fields.text(key, most=500)
    fields.choice("rounding", ("half_up",))
    multiplier = fields.number("multiplier_default")
    fields.finish()
    return _HUNDRED if multiplier is None else multiplier


def _definition(
    header: dict[str, str], regime: Regime, elements: Elements, consolidation: Consolidation
) -> FormDefinition:
    items = {kind: tuple(read.item for read in reads) for kind, reads in elements._asdict().items()}
    return FormDefinition(**header, regime=regime, consolidation=consolidation, **items)
