"""`manage.py compile_summary --year 2026 [--docx FILE] [--xlsx FILE]`: compile a run here and now, and its files."""

import json
import time

from django.core.management.base import BaseCommand, CommandError

from portal import jobs
from portal.models import Job
from reports import tasks  # noqa: F401  (registers the handlers of jobs)
from reports.aggregation import NoSuchCycle, ask_for_run, the_cycle
from reports.documents import docx_of, write_xlsx
from reports.models import SummaryRun

PATIENCE = 1200


class Command(BaseCommand):
    help = "Compiles the accepted reports of a year into a new run; the last line is JSON."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--collector", type=int, help="key of the collecting unit, where several have that year")
        parser.add_argument("--docx", help="file to write the official report to")
        parser.add_argument("--xlsx", help="file to write all figures to")

    def handle(self, *args, year, collector, docx, xlsx, **options):
        started = time.monotonic()
        try:
            cycle = the_cycle(year, collector)
        except NoSuchCycle as error:
            raise CommandError(str(error)) from error
        run = finished(ask_for_run(cycle, by=None))
        try:
            if docx:
                with open(docx, "wb") as target:
                    target.write(docx_of(cycle, run))
            if xlsx:
                with open(xlsx, "wb") as target:
                    write_xlsx(target, run, progress=lambda done, total: None)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        told = {"run": run.pk, "obligations": run.obligations, "accepted": run.accepted, "figures": run.figures.count()}
        self.stdout.write(json.dumps(told | {"seconds": round(time.monotonic() - started, 2)}))


def finished(run: SummaryRun) -> SummaryRun:
    """The run when its job is over: done here, unless a worker of the portal has already taken it."""
    jobs.run(run.job_id)
    until = time.monotonic() + PATIENCE
    while not (job := Job.objects.get(pk=run.job_id)).is_over:
        if job.state == Job.State.WAITING or time.monotonic() > until:
            raise CommandError(f"Chưa tổng hợp được: {job.last_error or 'việc nền chưa chạy xong'}")
        time.sleep(0.5)
    if job.state == Job.State.FAILED:
        raise CommandError(f"Tổng hợp không thành công: {job.last_error}")
    run.refresh_from_db()
    return run
