"""The lines of a report for reading: figures as markup, with all that a form or a person wrote escaped."""

from dataclasses import replace

import pytest

from reports.form_schema import IndicatorDef
from reports.views.officer.readthrough import FigureLine

HOSTILE = "<script>'\"&</script>"
ESCAPED = "&lt;script&gt;&#x27;&quot;&amp;&lt;/script&gt;"
ITEM = IndicatorDef(
    *("A01", f"Số {HOSTILE}", f"lượt {HOSTILE}", "integer", 0, 1, None, None),
    *(True, True, "sum", "sum", None, None, "", False, ""),
)


def test_head_of_a_figure_names_the_indicator():
    head = FigureLine(ITEM, "1", absent=False, estimated=False).head

    assert head == f'<th scope="row"><span class="code">A01</span> Số {ESCAPED}</th>'


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, f'{ESCAPED} <span class="unit">lượt {ESCAPED}</span>'),
        (
            {"estimated": True},
            f'{ESCAPED} <span class="unit">lượt {ESCAPED}</span> <span class="estimated">(ước)</span>',
        ),
        ({"absent": True}, ESCAPED),
        ({"item": replace(ITEM, type="boolean")}, ESCAPED),
    ],
)
def test_figure_is_shown_with_its_unit_and_whether_it_is_estimated(changes, shown):
    line = FigureLine(ITEM, HOSTILE, absent=False, estimated=False)

    assert replace(line, **changes).shown == shown
