"""What reports do in the background: tell people of steps, compile runs. Handlers fetch, call a rule, log."""

from portal import reminders
from portal.jobs import Claim, handles
from reports import aggregation, notices
from reports.models import SummaryRun
from reports.reminders import MissingSource, ObligationSource

reminders.register(ObligationSource())
reminders.register(MissingSource())


@handles("report.notify")
def notify(claim: Claim) -> None:
    """Tell the people concerned of one step of a report."""
    with claim.effect():
        notices.tell_of_step(**claim.args)


@handles("cycle.announce")
def announce(claim: Claim) -> None:
    """Tell every unit that owes a report that the cycle is open."""
    with claim.effect():
        notices.announce_cycle(claim.args["cycle"])


def _run_failed(job) -> None:
    SummaryRun.objects.filter(pk=job.args["run"]).update(state=SummaryRun.State.FAILED)


@handles("summary.compile", queue="documents", max_attempts=3, on_failure=_run_failed)
def compile_summary(claim: Claim) -> None:
    """Compile one run from scratch, showing how far it is."""
    run = SummaryRun.objects.select_related("cycle").get(pk=claim.args["run"])
    aggregation.compile_run(run, progress=claim.progress, effect=claim.effect)
