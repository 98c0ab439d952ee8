"""Reading the ledger about receipts: how often a unit was reminded of a directive, and what became of the last time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from directives.reminders.receipts import SUBJECT
from directives.reminders.steps import step_label
from portal.models import Reminder

S = Reminder.State


@dataclass(frozen=True, slots=True)
class Told:
    """The newest step at which a unit was reminded: when, in words, what became of it; `times` counts the steps."""

    at: datetime
    step: str
    state: str
    times: int

    @property
    def label(self) -> str:
        return step_label(self.step)

    @property
    def is_sent(self) -> bool:
        return self.state == S.SENT

    @property
    def is_failed(self) -> bool:
        return self.state == S.FAILED


def told_about(receipts: Iterable[int]) -> dict[int, Told]:
    """{receipt: Told} from the lines of the ledger that were or will be sent; one statement."""
    rows = Reminder.objects.filter(
        subject_type=SUBJECT, subject_id__in=list(receipts), state__in=(S.CLAIMED, S.SENT, S.FAILED)
    )
    steps: dict[int, dict[str, list[tuple]]] = defaultdict(lambda: defaultdict(list))
    for receipt, step, state, due_at, settled_at in rows.order_by("due_at", "pk").values_list(
        "subject_id", "step", "state", "due_at", "settled_at"
    ):
        steps[receipt][step].append((state, settled_at or due_at))
    return {receipt: _told(by_step) for receipt, by_step in steps.items()}


def _told(by_step: dict[str, list[tuple]]) -> Told:
    step, lines = list(by_step.items())[-1]
    states = {state for state, _ in lines}
    state = next(one for one in (S.SENT, S.CLAIMED, S.FAILED) if one in states)
    return Told(max(at for _, at in lines), step, state, len(by_step))


def was_told() -> Exists:
    """Condition on receipts: somebody was reminded of it."""
    return Exists(Reminder.objects.filter(subject_type=SUBJECT, subject_id=OuterRef("pk"), state=S.SENT))
