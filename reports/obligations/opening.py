"""Opening a cycle: the plan is stored once, with an obligation for every unit and a report for each that owes."""

from collections import Counter

from django.db import IntegrityError, transaction

from portal import clock, jobs, journal
from portal.access import hat_at
from reports.models import Cycle, Obligation
from reports.obligations.freezing import freeze
from reports.obligations.planning import Candidate
from reports.obligations.refusal import AlreadyOpen, CycleRefused


def open_cycle(cycle: Cycle, found: list[Candidate], *, by) -> Cycle:
    """Store the cycle and freeze its obligations, one per candidate, with an empty report for each that owes.

    Raises CycleRefused when nobody owes a report, AlreadyOpen when the collector has a cycle for that year.
    """
    if not any(c.cause in Obligation.OWING for c in found):
        raise CycleRefused("Không có đơn vị nào phải báo cáo trong kỳ này.")
    hat = hat_at(by, "cycle.manage", cycle.collector_id)
    cycle.opened_at, cycle.opened_by = clock.now(), by
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
            freeze(cycle, found)
            counts = Counter(str(c.cause) for c in found)
            journal.record(cycle, "cycle.open", f"Mở {cycle.title}", by=by, hat=hat, detail={"causes": counts})
            jobs.post("cycle.announce", f"cycle:{cycle.pk}:announce", {"cycle": cycle.pk})
    except IntegrityError as error:
        if not Cycle.objects.filter(collector=cycle.collector_id, year=cycle.year).exists():
            raise
        raise AlreadyOpen(f"Đơn vị đã có kỳ báo cáo năm {cycle.year}.") from error
    return cycle
