"""Opening a cycle: the plan is stored once, with an obligation for every unit and a report for each that owes."""

from collections import Counter
from itertools import islice

from django.db import IntegrityError, transaction

from portal import clock, jobs, journal
from portal.access import hat_at
from portal.blocks import block_key
from portal.models import Level, UnitVersion
from reports.models import Cycle, Obligation, Report
from reports.obligations.planning import Candidate
from reports.obligations.refusal import AlreadyOpen, CycleRefused

BATCH = 2000


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
            _freeze(cycle, found)
            counts = Counter(str(c.cause) for c in found)
            journal.record(cycle, "cycle.open", f"Mở {cycle.title}", by=by, hat=hat, detail={"causes": counts})
            jobs.post("cycle.announce", f"cycle:{cycle.pk}:announce", {"cycle": cycle.pk})
    except IntegrityError as error:
        if not Cycle.objects.filter(collector=cycle.collector_id, year=cycle.year).exists():
            raise
        raise AlreadyOpen(f"Đơn vị đã có kỳ báo cáo năm {cycle.year}.") from error
    return cycle


def _freeze(cycle: Cycle, found: list[Candidate]) -> None:
    """In batches, so that 120,000 units take the memory of a few thousand."""
    waiting = iter(found)
    while batch := list(islice(waiting, BATCH)):
        versions = UnitVersion.objects.in_bulk([c.version_id for c in batch])
        Obligation.objects.bulk_create(_obligation(cycle, c, versions[c.version_id]) for c in batch)
    owing = cycle.obligations.owing().order_by("pk").values_list("pk", flat=True)
    last = 0
    while keys := list(owing.filter(pk__gt=last)[: BATCH * 2]):
        Report.objects.bulk_create(Report(obligation_id=key) for key in keys)
        last = keys[-1]


def _obligation(cycle: Cycle, candidate: Candidate, version: UnitVersion) -> Obligation:
    return Obligation(
        cycle=cycle,
        unit_id=candidate.unit_id,
        unit_name=version.name,
        unit_short=version.short_name,
        unit_code=version.code,
        unit_path=candidate.path,
        level=version.level or Level.GRASSROOTS,
        block=version.block,
        block_key=block_key(version.block),
        position=version.position,
        sort_key=version.sort_key,
        search_key=version.search_key,
        cause=candidate.cause,
        cause_note=candidate.note,
        successor_id=candidate.successor_id,
        due_at=cycle.due_at,
    )
