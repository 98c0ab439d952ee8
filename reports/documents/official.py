"""The summary as an official document: its own words under the form's outline, the figures of its run as an annex."""

import re
from datetime import datetime
from decimal import Decimal
from itertools import chain, groupby, islice

from portal.exports.layout import DEFAULT_PROFILE, Annex, Column, GroupRow, Heading, OfficialDocument, Paragraph
from portal.exports.measure import text_width_mm
from portal.text import fold, format_datetime, format_number
from reports.aggregation import ShownFigure, few_yet, shown_figures
from reports.documents import standing
from reports.form_schema import FormDefinition
from reports.lookups import definition_of
from reports.models import Cycle, Summary, SummaryRun
from reports.summary_text import OutlineSection, outline

MOST_LISTED = 500
DERIVED_TITLE = "Tỷ lệ, bình quân tính từ số liệu tổng hợp"
NOTHING = "–"
# The columns of the table of figures in millimetres, on an upright page and on one that lies across.
UPRIGHT = (11, 46.5, 21, 18.5, 17.5, 17, 14, 14.5)
ACROSS = (12, 84, 32, 25, 22, 22, 16, 34)
_EDGES_MM = 2.4
_NUMBERED = re.compile(r"\s*([IVXLC]+|[0-9]+)\.|\s*[a-zđ]\)")


def official_document(summary: Summary, run: SummaryRun, *, now: datetime) -> OfficialDocument:
    """The report upward: only what was written and counted; a section without text stays a bare heading."""
    cycle, definition = summary.cycle, definition_of(summary.cycle.form_version_id)
    coverage = definition.consolidation.coverage_words(run.accepted, run.obligations)
    parts = outline(summary)
    blocks = [block for part in parts for block in _section(part)]
    annexes = [figures_annex(run, definition), standing_annex(cycle, run, now)]
    place = "Phụ lục I, danh sách đơn vị tại Phụ lục II" if annexes[1] else "Phụ lục"
    closing = f"{coverage}; số liệu chi tiết tại {place} kèm theo."
    if not _is_closed(parts):
        closing = f"Trên đây là báo cáo của {summary.issuer_name}. {closing}"
    blocks.append(Paragraph(closing))
    return OfficialDocument(
        issuer_name=summary.issuer_name,
        parent_name=summary.parent_name,
        number=summary.number,
        symbol=summary.symbol,
        place=summary.place,
        date=summary.signed_on,
        year=cycle.year,
        type_name=definition.document_type,
        subject=summary.subject,
        addressees=_lines(summary.addressees),
        blocks=tuple(blocks),
        signature_lines=_lines(summary.signature_lines),
        signer_name=summary.signer_name,
        recipients=_lines(summary.recipients),
        annexes=tuple(annex for annex in annexes if annex),
    )


def _is_closed(parts: list[OutlineSection]) -> bool:
    """Whether the writer has written the last words of custom ("Trên đây là …")."""
    written = [line for part in parts for line in _lines(part.text)]
    return bool(written) and fold(written[-1]).startswith("tren day")


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _section(part: OutlineSection):
    """An unnumbered opening has no heading in an official paper: its words stand for themselves."""
    if _NUMBERED.match(part.heading):
        yield Heading(min(part.level, 3), part.heading)
    if part.text.strip():
        yield Paragraph(part.text)


def figures_annex(run: SummaryRun, definition: FormDefinition) -> Annex:
    """Phụ lục: every figure of the whole, by group, with its coverage; derived ones after.

    It lies across where it would break a number at its column's edge: totals of millions, thousands of unions.
    """
    found = shown_figures(run)
    rows, place = [], 0
    for title, group in groupby(found, key=lambda figure: figure.measure.group or DERIVED_TITLE):
        rows.append(GroupRow(title))
        for figure in group:
            place += 1
            rows.append(_figure_row(place, figure))
    across = _is_too_wide(rows)
    return Annex(
        f"Số liệu tổng hợp năm {run.cycle.year}",
        _columns(run.cycle.year, ACROSS if across else UPRIGHT),
        tuple(rows),
        note=_note(run, definition, found),
        landscape=across,
    )


def _columns(year: int, widths: tuple[float, ...]) -> tuple[Column, ...]:
    titles = ("STT", "Chỉ tiêu", "ĐVT", f"Năm {year}", f"Năm {year - 1}", "Tăng, giảm", "Tỷ lệ (%)", "Số đơn vị")
    aligns = ("center", "left", "center", "right", "right", "right", "right", "center")
    return tuple(Column(*column) for column in zip(titles, widths, aligns, strict=True))


def _is_too_wide(rows: list) -> bool:
    """Whether a number doesn't fit its column of the upright table."""
    size, first = DEFAULT_PROFILE.table_pt, 3
    numbers = (zip(row[first:], UPRIGHT[first:], strict=True) for row in rows if not isinstance(row, GroupRow))
    return any(text_width_mm(text, size, bold=False) > width - _EDGES_MM for text, width in chain(*numbers))


def _figure_row(place: int, figure: ShownFigure) -> tuple[str, ...]:
    value = NOTHING if figure.value is None else format_number(figure.value, figure.decimals)
    return (
        str(place),
        figure.label,
        figure.unit,
        f"{value} (*)" if figure.is_estimated and figure.value is not None else value,
        NOTHING if figure.previous is None else format_number(figure.previous, figure.decimals),
        *change_words(figure),
        "/".join(format_number(number) for number in figure.coverage),
    )


def change_words(figure: ShownFigure) -> tuple[str, str]:
    """The change against last year and its share in percent, each with its sign: ("+1.234", "+5,2")."""
    if figure.change is None:
        return NOTHING, NOTHING
    share = figure.change_percent
    return _signed(figure.change, figure.decimals), NOTHING if share is None else _signed(share, 1)


def _signed(value: Decimal, decimals: int) -> str:
    """With a plus where it is more; what is rounded to nothing has no sign."""
    words = format_number(value, decimals)
    return f"+{words}" if value > 0 and words.strip("0,") else words


def _note(run: SummaryRun, definition: FormDefinition, found: list[ShownFigure]) -> str:
    said = [f"{definition.consolidation.coverage_words(run.accepted, run.obligations)}."]
    if run.inputs_at:
        said[0] += f" Số liệu lấy lúc {format_datetime(run.inputs_at)} (lần tổng hợp {run.number})."
    if any(figure.is_estimated for figure in found):
        said.append(f"{(definition.consolidation.estimated or 'Số liệu có số ước được đánh dấu (*)').rstrip('.')}.")
    before = max((figure.row.previous_units for figure in found), default=0)
    if before:
        said.append(
            f"Số liệu năm {run.cycle.year - 1} lấy từ báo cáo đã được chấp nhận của {format_number(before)} đơn vị."
        )
    if few_yet(found):
        said.append(f"Năm {run.cycle.year} mới có số liệu của một phần các đơn vị, số tăng, giảm chưa so sánh được.")
    return "\n".join(said)


def standing_annex(cycle: Cycle, run: SummaryRun, now: datetime) -> Annex | None:
    """Phụ lục: who was late, who is missing and who owes nothing, with reasons; None where there is nobody to list."""
    rows: list = []
    place = 0
    for kind in standing.TITLES:
        total = standing.count(cycle, kind, run=run, now=now)
        if not total:
            continue
        rows.append(GroupRow(f"{standing.TITLES[kind]}: {format_number(total)} đơn vị"))
        for line in islice(standing.standings(cycle, kind, run=run, now=now), MOST_LISTED):
            place += 1
            rows.append((str(place), line.unit, line.block, line.words, line.reason))
        if total > MOST_LISTED:
            rest = format_number(total - MOST_LISTED)
            rows.append(("", f"… và {rest} đơn vị khác", "", "", "Danh sách đầy đủ ở bảng tính kèm theo."))
    columns = (
        Column("STT", 13, "center"),
        Column("Đơn vị", 56),
        Column("Khối, cụm", 20, "center"),
        Column("Tình trạng", 42),
        Column("Lý do, căn cứ", 40),
    )
    title = "Danh sách đơn vị nộp muộn, chưa nộp báo cáo"
    return Annex(title, columns, tuple(rows), note=f"Tính đến {format_datetime(now)}.") if rows else None
