"""Empty rows of annexes as the editor's page carries them: the same for everyone, so rendered once in a process."""

from functools import lru_cache

from django.template.loader import render_to_string

from reports.form_schema import AnnexDef
from reports.views.officer.editing import Table, row_of


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
