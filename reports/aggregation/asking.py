"""Asking for runs, and finding those that there are."""

from django.db import transaction
from django.db.models import Max

from portal import jobs, journal
from portal.access import hat_at
from portal.models import Job
from reports.models import Cycle, SummaryRun


class NoSuchCycle(Exception):
    """There is no cycle of that year, or more than one; the message is Vietnamese."""


def ask_for_run(cycle: Cycle, *, by) -> SummaryRun:
    """Ask for a new compilation; the work follows in the background (its job shows the progress).

    While a run that somebody asked for has not begun, that one is given: a second press asks for nothing new.
    """
    hat = hat_at(by, "summary.compile", cycle.collector_id) if by else None
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        waiting = cycle.runs.filter(
            state=SummaryRun.State.WAITING, job__state=Job.State.WAITING, job__attempts=0
        ).first()
        if waiting is not None:
            return waiting
        number = (cycle.runs.aggregate(last=Max("number"))["last"] or 0) + 1
        run = SummaryRun.objects.create(cycle=cycle, number=number, asked_by=by)
        run.job = jobs.enqueue("summary.compile", f"run:{run.pk}", {"run": run.pk}, by=by)
        run.save(update_fields=["job"])
        journal.record(cycle, "summary.compile", f"Yêu cầu tổng hợp lần {number}", by=by, hat=hat)
    return run


def latest_run(cycle: Cycle) -> SummaryRun | None:
    """The newest run that is done."""
    return cycle.runs.filter(state=SummaryRun.State.DONE).order_by("-number").first()


def the_cycle(year: int, collector: int | None = None) -> Cycle:
    """The cycle of a year, of one collecting unit (its key) where several have one; raises NoSuchCycle."""
    found = Cycle.objects.filter(year=year).order_by("pk")
    if collector:
        found = found.filter(collector=collector)
    cycles = list(found[:2])
    if not cycles:
        raise NoSuchCycle(f"Không có kỳ báo cáo năm {year}.")
    if len(cycles) > 1:
        raise NoSuchCycle(f"Năm {year} có nhiều kỳ báo cáo; hãy chỉ rõ --collector (mã đơn vị tổng hợp).")
    return cycles[0]
