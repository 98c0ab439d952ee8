"""What reports do in the background: tell people, remind them, compile. Handlers fetch, call a rule, log."""

from datetime import datetime

from directives import feeds, graph
from portal import reminders
from portal.files import store_file
from portal.jobs import Claim, GiveUp, handles
from portal.reorganisation.consequences import register as register_consequences
from reports import aggregation, documents, notices
from reports.feeds import report_deadlines
from reports.models import ExportFile, SummaryRun
from reports.obligations import ask_to_tell, still_owed
from reports.reminders import MissingSource, ObligationSource, remind_block
from reports.task_graph import answered_tasks

feeds.register(report_deadlines)
reminders.register(ObligationSource())
reminders.register(MissingSource())
graph.register(answered_tasks)
register_consequences(still_owed, ask_to_tell)

TOO_LARGE = "Có tổng vượt quá 64 bit: một đơn vị nào đó đã nhập số quá lớn. Hãy rà soát các chỉ tiêu rồi tổng hợp lại."


@handles("report.notify", label="Báo tin về báo cáo")
def notify(claim: Claim) -> None:
    """Tell the people concerned of one step of a report."""
    with claim.effect():
        notices.tell_of_step(**claim.args)


@handles("cycle.announce", label="Báo tin mở kỳ báo cáo")
def announce(claim: Claim) -> None:
    """Tell every unit that owes a report that the cycle is open."""
    with claim.effect():
        notices.announce_cycle(claim.args["cycle"])


@handles("cycle.left_open", label="Báo tin đơn vị kết thúc còn báo cáo")
def tell_of_left_open(claim: Claim) -> None:
    """Tell the collecting departments of reports whose units have ended."""
    with claim.effect():
        notices.tell_of_left_open(**claim.args)


@handles("reminder.block", label="Nhắc việc theo khối")
def remind_missing(claim: Claim) -> None:
    """Claim the reminders that a person asked for by hand for all missing units of a block."""
    asked = claim.args
    at = datetime.fromisoformat(asked["at"])
    counts = remind_block(asked["cycle"], asked["block"], at, asked["by"], claim.progress)
    with claim.effect({"due": counts["due"]}):
        pass


def _run_failed(job) -> None:
    SummaryRun.objects.filter(pk=job.args["run"]).update(state=SummaryRun.State.FAILED)


@handles("summary.compile", label="Tổng hợp số liệu", queue="documents", max_attempts=3, on_failure=_run_failed)
def compile_summary(claim: Claim) -> None:
    """Compile one run from scratch, showing how far it is."""
    run = SummaryRun.objects.select_related("cycle").get(pk=claim.args["run"])
    try:
        aggregation.compile_run(run, progress=claim.progress, effect=claim.effect)
    except aggregation.TooLarge as error:
        raise GiveUp(TOO_LARGE) from error


@handles("summary.export", label="Xuất tệp", queue="documents", max_attempts=3)
def make_export(claim: Claim) -> None:
    """Make one file of a cycle, keep it and tell the person who asked."""
    export = ExportFile.objects.select_related("cycle", "run", "asked_by").get(pk=claim.args["export"])
    with documents.made(export, progress=claim.progress) as content, claim.effect():
        export.file = store_file(content, name=documents.file_name(export), by=export.asked_by)
        export.save(update_fields=["file"])
        notices.tell_of_file(export)
