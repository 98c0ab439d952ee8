"""Every figure of every accepted revision, one plain row each, so that totals can be checked from outside."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import F

from reports.lookups import definition_of
from reports.models import Cycle, Figure

HEADER = (
    "year",
    "unit_id",
    "unit_name",
    "block",
    "level",
    "revision",
    "receipt_code",
    "indicator",
    "label",
    "unit_of_measure",
    "kind",
    "value",
    "stored_value",
    "estimated",
)


def figure_rows(cycle: Cycle) -> Iterator[tuple]:
    """Rows as HEADER names them; `value` in the unit that people type, None unless it is a number."""
    definition = definition_of(cycle.form_version_id)
    found = (
        Figure.objects.filter(
            revision__report__obligation__cycle=cycle, revision__report__accepted_revision=F("revision")
        )
        .order_by("revision__report__obligation_id", "indicator__position")
        .values_list(
            "revision__report__obligation__unit_id",
            "revision__report__obligation__unit_name",
            "revision__report__obligation__block",
            "revision__report__obligation__level",
            "revision__number",
            "revision__receipt_code",
            "indicator__code",
            "kind",
            "value",
            "estimated",
        )
    )
    for unit_id, unit_name, block, level, number, receipt, code, kind, stored, estimated in found.iterator(5000):
        indicator = definition.indicator(code)
        value = None if stored is None else Decimal(stored) / indicator.scale
        yield (
            cycle.year,
            unit_id,
            unit_name,
            block,
            level,
            number,
            receipt,
            code,
            indicator.label,
            indicator.unit,
            kind,
            value,
            stored,
            int(estimated),
        )
