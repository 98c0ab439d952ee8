"""What the editor's page shows alike to everyone, rendered once in a process: rows of annexes, boxes of indicators."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from reports.form_schema import AnnexDef, IndicatorDef
from reports.views.officer.editing import KINDS, Box, Table, row_of

# Stands in a rendered box where what a person typed belongs; no text of a form holds it, for it is no character.
_TYPED = "\ufdd0"
_KINDS = frozenset(kind for kind, _ in KINDS)


@lru_cache(maxsize=512)
def empty_row(annex: AnnexDef, number: int) -> str:
    """The markup of one empty row; number 0 is the pattern that the script copies."""
    return render_to_string("reports/officer/parts/annex_row.html", {"row": row_of(annex, number, {}, {})})


def with_patterns(tables: list[Table]) -> list[dict]:
    """Each table with its pattern row and the blank rows for browsers without scripts, rendered."""
    return [
        {
            "table": table,
            "pattern": empty_row(table.annex, 0),
            "blanks": [empty_row(table.annex, number) for number in table.blanks],
        }
        for table in tables
    ]


def with_inputs(boxes: list[Box], *, estimates: bool) -> list[dict]:
    """Each box with its label and its inputs, rendered."""
    return [
        {
            "item": box.item,
            "place": box.place,
            "last": box.last,
            "last_note": box.last_note,
            "notes": box.notes,
            "has_error": box.has_error,
            "has_warning": box.has_warning,
            "label": _label(box.item),
            "input": _input_of(box, estimates=estimates),
        }
        for box in boxes
    ]


@lru_cache(maxsize=512)
def _label(item: IndicatorDef) -> SafeString:
    return render_to_string("reports/officer/parts/figure_label.html", {"item": item, "code": item.code})


def _input_of(box: Box, *, estimates: bool) -> SafeString:
    """Only what a form or this module knows goes into the key of what is remembered, never what a person typed."""
    is_number, kind = box.item.is_number, box.kind if box.kind in _KINDS else ""
    typed = _TYPED if is_number else box.raw if box.raw in ("true", "false") else ""
    drawn = _inputs(box.item, typed, kind, box.estimated, box.has_error, estimates)
    if not is_number:
        return drawn
    before, _, after = drawn.partition(_TYPED)
    return SafeString(f"{before}{escape(box.raw)}{after}")


@lru_cache(maxsize=4096)
def _inputs(item: IndicatorDef, typed: str, kind: str, estimated: bool, has_error: bool, estimates: bool) -> SafeString:
    return render_to_string(
        "reports/officer/parts/figure_input.html",
        {
            "item": item,
            "code": item.code,
            "raw": typed,
            "kind": kind,
            "kinds": KINDS,
            "estimated": estimated,
            "has_error": has_error,
            "estimates": estimates,
            "inputmode": "decimal" if item.decimals else "numeric",
        },
    )
