"""Compiling a run: what goes in is frozen first, figures come from that alone, all is written at once at the end."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import OperationalError, transaction

from portal import clock
from reports.aggregation.freezing import freeze, lay_out_scopes
from reports.aggregation.plan import Side, lines, side
from reports.aggregation.rolling import TooLarge, roll_up, store
from reports.aggregation.sums import add_up
from reports.aggregation.worktables import worktables
from reports.lineage import previous_cycle
from reports.lookups import definition_of, indicator_keys
from reports.models import Cycle, Report, SummaryRun

STEPS = 5


def compile_run(
    run: SummaryRun, *, progress: Callable[[int, int], None], effect: Callable[[], AbstractContextManager]
) -> dict:
    """Compile `run`; `progress(done, total)` is told of each part, and the result is written inside `effect()`.

    Returns {"obligations", "accepted", "figures"}. Running it again after a kill makes one set of rows again, for
    `progress` must raise where somebody else works on the run. Raises TooLarge where a sum passes 64 bits.
    """
    with worktables():
        counts = _freeze(run, progress)
        progress(2, STEPS)
        try:
            add_up(run, *_sides(run.cycle))
            progress(3, STEPS)
            roll_up()
        except OperationalError as error:
            if "integer overflow" in str(error):
                raise TooLarge from error
            raise
        progress(4, STEPS)
        with effect():
            figures = store(run, lines(definition_of(run.cycle.form_version_id)))
            SummaryRun.objects.filter(pk=run.pk).update(state=SummaryRun.State.DONE, done_at=clock.now(), **counts)
    return {"obligations": counts["obligations"], "accepted": counts["accepted"], "figures": figures}


def _freeze(run: SummaryRun, progress: Callable[[int, int], None]) -> dict[str, int]:
    """Freeze what goes in, in one transaction with the proof that the job is still ours."""
    with transaction.atomic():
        progress(1, STEPS)
        accepted = freeze(run)
        obligations = lay_out_scopes(run.cycle)
        submitted = Report.objects.filter(obligation__cycle=run.cycle, latest_revision__isnull=False).count()
        SummaryRun.objects.filter(pk=run.pk).update(inputs_at=clock.now())
    return {"obligations": obligations, "submitted": submitted, "accepted": accepted}


def _sides(cycle: Cycle) -> tuple[Side, Side | None]:
    """How this year's figures are read, and last year's, by the form that each was given in."""
    definition = definition_of(cycle.form_version_id)
    now = side(definition, indicator_keys(cycle.form_version_id))
    before = previous_cycle(cycle)
    if before is None:
        return now, None
    then = indicator_keys(before.form_version_id)
    return now, side(definition, then, of=definition_of(before.form_version_id))
