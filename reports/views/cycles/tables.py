"""Lists of a cycle as files: a workbook for reading, comma-separated text for other programs."""

import io
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.exports.csv_export import csv_lines
from portal.exports.xlsx import Column, Sheet, write_workbook
from portal.text import format_datetime, format_number
from reports.models import Obligation
from reports.standing import standing_from, timing_from

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 2000
# About four seconds of a web process, which is killed after sixty; text is sent while it is being written.
MOST_IN_A_WORKBOOK = 10_000

OBLIGATION_COLUMNS = (
    Column("Khối", 12),
    Column("Đơn vị", 48),
    Column("Ký hiệu", 14),
    Column("Căn cứ", 20),
    Column("Lý do", 40),
    Column("Tình trạng", 26),
    Column("Thời hạn", 30),
    Column("Hạn nộp", 22),
    Column("Nộp lần đầu", 22),
    Column("Nộp gần nhất", 22),
    Column("Bản nộp thứ", 10, "integer"),
    Column("Người thẩm định", 26),
)
OBLIGATION_VALUES = (
    *("block", "unit_name", "unit_code", "cause", "cause_note", "due_at"),
    *("report__state", "report__started_at", "report__first_submitted_at", "report__submitted_at"),
    *("report__latest_revision__number", "report__reviewer__full_name"),
)
CAUSES = dict(Obligation.Cause.choices)
MISSING_COLUMNS = (
    Column("Khối", 12),
    Column("Đơn vị", 48),
    Column("Đã viết đến đâu", 24),
    Column("Thời hạn", 30),
    Column("Người liên hệ", 30),
    Column("Vai trò", 26),
    Column("Chức vụ", 26),
    Column("Điện thoại", 16),
    Column("Thư điện tử", 34),
)


def obligation_rows(rows, cycle, now) -> Iterator[tuple]:
    """Rows of OBLIGATION_COLUMNS from obligations; plain values, for a file may hold every union of the country."""
    for row in rows.values_list(*OBLIGATION_VALUES).iterator(chunk_size=CHUNK):
        block, name, code, cause, note, due, state, started, first, latest, number, reviewer = row
        timed = timing_from(cause, first, due, cycle.grace_until, now)
        yield (
            block,
            name,
            code,
            CAUSES[cause],
            note,
            standing_from(cause, state, started).label,
            timed.label if timed else "",
            _moment(due),
            _moment(first),
            _moment(latest),
            number,
            reviewer or "",
        )


@lru_cache(maxsize=1024)
def _moment(at) -> str:
    return format_datetime(at) if at else ""


def fits_a_workbook(units: int) -> bool:
    return units <= MOST_IN_A_WORKBOOK


def list_instead(request, name: str, cycle):
    """Back to the list (the name of its page) as it is filtered, with the words why it is not given as a workbook."""
    most = format_number(MOST_IN_A_WORKBOOK)
    words = f"Danh sách này có hơn {most} đơn vị nên chỉ tải được dạng CSV (Excel mở được). "
    messages.info(request, words + "Cần tệp XLSX, xin lọc bớt danh sách rồi tải lại.")
    return redirect(f"{reverse(name, args=[cycle.pk])}?{request.GET.urlencode()}")


def table_response(kind: str, name: str, title: str, columns: tuple[Column, ...], rows: Iterable[tuple]):
    """The table as a download; `kind` is "xlsx" or "csv", Http404 for another."""
    if kind == "csv":
        lines = (line.encode() for line in csv_lines([c.label for c in columns], rows))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        file = io.BytesIO()
        write_workbook(file, [Sheet(name, columns, rows, title_lines=(title,))])
        response = HttpResponse(file.getvalue(), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
