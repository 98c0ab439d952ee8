"""Where a finding is mended: the anchors of boxes, rows and texts on the editor's page (pure)."""

from django.urls import reverse

from reports.checking import Finding

NARRATIVE = "loi-van"


def figure_place(code: str) -> str:
    return f"dong-{code}"


def annex_place(annex: str, row: int | None = None, column: str | None = None) -> str:
    """An annex, one of its rows (from 1) or one cell."""
    if row is None:
        return f"phu-luc-{annex}"
    return f"{annex}-{row}" if column is None else f"{annex}-{row}-{column}"


def place_of(finding: Finding) -> str:
    """The anchor of the box, row or text at which the finding is mended."""
    if finding.row is not None:
        return annex_place(finding.annex, finding.row, finding.column)
    if finding.codes:
        return figure_place(finding.codes[0])
    if finding.annex:
        return annex_place(finding.annex)
    return NARRATIVE


def address_of(report_id: int, finding: Finding) -> str:
    """The address of that place."""
    return f"{reverse('reports:section', args=[report_id, finding.section_code])}#{place_of(finding)}"
