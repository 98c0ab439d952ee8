"""Asking for a file of a cycle, and making it: the work follows in the background, the link when it is done."""

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.db import transaction

from portal import clock, jobs, journal
from portal.access import hat_at
from portal.exports.docx import render_document
from portal.exports.xlsx import write_workbook
from reports.documents.official import official_document
from reports.documents.workbook import sheets
from reports.models import Cycle, ExportFile, SummaryRun
from reports.summary_text import summary_of

NAMES = {ExportFile.Kind.DOCX: "Bao cao tong hop", ExportFile.Kind.XLSX: "So lieu tong hop"}


class ExportRefused(Exception):
    """The file can't be made now (message in Vietnamese)."""


def ask_for_export(cycle: Cycle, *, kind: str, run: SummaryRun | None, by) -> ExportFile:
    """Ask for a file of one run's figures; one that is still being made is given again, not made twice.

    Raises ExportRefused without a finished run of the cycle, or for an unknown kind.
    """
    if kind not in ExportFile.Kind.values:
        raise ExportRefused("Loại tệp này không có.")
    if run is None or run.cycle_id != cycle.pk or run.state != SummaryRun.State.DONE:
        raise ExportRefused("Chưa có lần tổng hợp nào hoàn thành nên chưa xuất được tệp. Hãy bấm “Tổng hợp” trước.")
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        waiting = cycle.exports.filter(kind=kind, run=run, file=None, job__state="waiting", job__attempts=0).first()
        if waiting is not None:
            return waiting
        export = ExportFile.objects.create(cycle=cycle, run=run, kind=kind, asked_by=by)
        export.job = jobs.enqueue("summary.export", f"export:{export.pk}", {"export": export.pk}, by=by)
        export.save(update_fields=["job"])
        hat = hat_at(by, "summary.compile", cycle.collector_id) if by else None
        journal.record(cycle, "summary.export", f"Yêu cầu xuất {export.get_kind_display()}", by=by, hat=hat)
    return export


def file_name(export: ExportFile) -> str:
    return f"{NAMES[ExportFile.Kind(export.kind)]} {export.cycle.year} lan {export.run.number}.{export.kind}"


@contextmanager
def made(export: ExportFile, *, progress: Callable[[int, int], None]) -> Iterator[BinaryIO]:
    """The file's content, open for reading from its beginning."""
    if export.kind == ExportFile.Kind.DOCX:
        yield io.BytesIO(docx_of(export.cycle, export.run))
        return
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, export.run, progress=progress)
        file.seek(0)
        yield file


def docx_of(cycle: Cycle, run: SummaryRun) -> bytes:
    """The summary of the cycle with the figures of the run, as DOCX."""
    return render_document(official_document(summary_of(cycle), run, now=clock.now()))


def write_xlsx(file, run: SummaryRun, *, progress: Callable[[int, int], None]) -> int:
    """All figures of the run into a path or a binary file; the number of rows."""
    made_at = clock.now()
    title = f"{run.cycle.title} – số liệu tổng hợp"
    found = sheets(run, now=made_at, progress=progress)
    return write_workbook(file, found, title=title, author=run.cycle.collector_name, made_at=made_at)


def latest_files(cycle: Cycle, *, most: int = 20) -> list[ExportFile]:
    """The newest files that were asked for, with their jobs, runs and contents."""
    return list(cycle.exports.select_related("file", "job", "run", "asked_by")[:most])
