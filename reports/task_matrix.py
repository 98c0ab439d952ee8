"""A directive's tasks over the units of a cycle: what each unit's latest submission answers, in rows and in counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef

from reports.lookups import tasks_of
from reports.models import Cycle, Obligation, Report, TaskAnswer

KEEP_SECONDS = 30


@dataclass(frozen=True)
class BlockCount:
    """The owing units of one block, and how many of them submitted at least once."""

    block_key: str
    block: str
    owing: int
    submitted: int


@dataclass(frozen=True)
class AnswerTally:
    """Counts over the owing units of a cycle; `answers` are counted by (block, key of the task, state)."""

    blocks: tuple[BlockCount, ...]
    answers: dict[tuple[str, int, str], int]

    def of(self, block: str | None) -> "AnswerTally":
        """The counts of one block; None stands for all."""
        if block is None:
            return self
        return AnswerTally(
            tuple(row for row in self.blocks if row.block == block),
            {key: count for key, count in self.answers.items() if key[0] == block},
        )

    @property
    def owing(self) -> int:
        return sum(row.owing for row in self.blocks)

    @property
    def submitted(self) -> int:
        return sum(row.submitted for row in self.blocks)

    @property
    def not_submitted(self) -> int:
        return self.owing - self.submitted

    def count(self, task_id: int, state: str) -> int:
        """So many units whose latest submission stands so to the task."""
        return sum(count for (_, task, found), count in self.answers.items() if (task, found) == (task_id, state))

    def without_place(self, task_id: int) -> int:
        """So many submissions whose form did not ask about the task."""
        return self.submitted - sum(count for (_, task, _), count in self.answers.items() if task == task_id)


def tally_answers(cycle: Cycle) -> AnswerTally:
    """The counts of a cycle in two statements; of a large one as they were at most half a minute ago."""
    is_large = cycle.scope == Cycle.Scope.LEAVES
    key = f"task-answers:{cycle.pk}"
    kept = cache.get(key) if is_large else None
    if kept is None:
        kept = AnswerTally(tuple(_blocks(cycle)), dict(_answers(cycle)))
        if is_large:
            cache.set(key, kept, KEEP_SECONDS)
    return kept


def _blocks(cycle: Cycle) -> Iterable[BlockCount]:
    rows = (
        Obligation.objects.filter(cycle=cycle)
        .owing()
        .order_by("block_key", "block")
        .values_list("block_key", "block")
        .annotate(owing=Count("pk"), submitted=Count("report__latest_revision"))
    )
    return (BlockCount(*row) for row in rows)


def _answers(cycle: Cycle) -> Counter:
    # From the reports to their latest answers: asked the other way round, PostgreSQL takes the answers for a handful.
    answers = "latest_revision__task_answers"
    rows = (
        Report.objects.filter(
            obligation__cycle=cycle,
            obligation__cause__in=Obligation.OWING,
            **{f"{answers}__task__in": [task.pk for task in tasks_of(cycle.directive_id)]},
        )
        .order_by()
        .values_list("obligation__block", f"{answers}__task", f"{answers}__state")
        .annotate(count=Count("pk"))
    )
    found = Counter()
    for block, task, state, count in rows:
        found[block, task, state] += count
    return found


def answers_in(revision_ids: Iterable[int]) -> dict[tuple[int, int], TaskAnswer]:
    """{(revision, task): its answer} of some submissions, in one statement."""
    return {(row.revision_id, row.task_id): row for row in TaskAnswer.objects.filter(revision__in=list(revision_ids))}


def states_in(revision_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    """As `answers_in`, the states alone."""
    rows = TaskAnswer.objects.filter(revision__in=list(revision_ids)).values_list("revision_id", "task_id", "state")
    return {(revision, task): state for revision, task, state in rows}


def answering(cycle: Cycle, state: str, task_number: int | None = None) -> Exists:
    """Condition on obligations: the latest submission stands so to that task, or to any of the cycle's directive."""
    rows = TaskAnswer.objects.filter(
        revision=OuterRef("report__latest_revision"), state=state, task__directive=cycle.directive_id
    )
    return Exists(rows if task_number is None else rows.filter(task__number=task_number))
