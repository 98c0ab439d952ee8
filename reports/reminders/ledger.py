"""Reading the ledger of a cycle: what went to whom, by step and state."""

from collections import Counter

from django.core.cache import cache
from django.db.models import Count, Q

from portal.models import Reminder
from reports.models import Cycle, Obligation
from reports.overview import KEEP_SECONDS, cycle_is_large
from reports.reminders import digest, unsubmitted
from reports.reminders.steps import HAND, RETURN

# Steps as people choose them, beside the days from the deadline ("-7").
AFTER_RETURN, BY_HAND = "bo-sung", "truc-tiep"


def ledger_of(cycle: Cycle, obligations=None):
    """The lines about the cycle, newest first; with `obligations` (a queryset) only those about these."""
    if obligations is not None:
        rows = Reminder.objects.filter(subject_type=unsubmitted.SUBJECT, subject_id__in=obligations.values("pk"))
    else:
        units = Obligation.objects.filter(cycle=cycle).values("pk")
        rows = Reminder.objects.filter(
            Q(subject_type=unsubmitted.SUBJECT, subject_id__in=units)
            | Q(subject_type=digest.SUBJECT, subject_id=cycle.pk)
        )
    return rows.order_by("-pk")


def step_condition(choice: str) -> Q:
    """Condition on ledger lines for a step as people choose it: AFTER_RETURN, BY_HAND or an offset like "-7"."""
    if choice == AFTER_RETURN:
        return Q(step__startswith=RETURN)
    if choice == BY_HAND:
        return Q(step__startswith=HAND)
    return Q(step__endswith=f"/{int(choice):+d}") & ~Q(step__startswith=RETURN)


def state_counts(cycle: Cycle) -> Counter:
    """{state: lines}; of a large cycle as it was at most half a minute ago."""
    key = f"reminders:{cycle.pk}"
    kept = cache.get(key) if cycle_is_large(cycle) else None
    if kept is None:
        rows = ledger_of(cycle).order_by().values_list("state").annotate(lines=Count("pk"))
        kept = Counter(dict(rows))
        if cycle_is_large(cycle):
            cache.set(key, kept, KEEP_SECONDS)
    return kept
