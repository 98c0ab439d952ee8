"""Units that end while they owe a report: said before the act, and as long as nobody is left to write."""

from collections.abc import Collection

from portal import jobs
from portal.models import UnitAct, UnitVersion
from reports.models import Cycle, Obligation, State

MOST_TOLD = 20


def _unfinished():
    rows = Obligation.objects.owing().filter(cycle__state=Cycle.State.OPEN)
    return rows.exclude(report__state=State.ACCEPTED)


def still_owed(units: Collection[int]) -> list[str]:
    """One sentence for each report in an open cycle that these units, about to end, have not brought to acceptance."""
    rows = _unfinished().filter(unit__in=units).select_related("cycle", "report").order_by("cycle", "sort_key")
    found = [
        f"“{row.unit_name}” còn “{row.cycle.title}” ({row.report.get_state_display().lower()}). Sau khi thực hiện, "
        f"{row.cycle.collector_name} cần điều chỉnh nghĩa vụ báo cáo của đơn vị, vì đơn vị không còn người viết và nộp."
        for row in rows[: MOST_TOLD + 1]
    ]
    return [*found[:MOST_TOLD], "Còn các đơn vị khác như vậy."] if len(found) > MOST_TOLD else found


def ask_to_tell(act: UnitAct, ended: Collection[int]) -> None:
    """Have the departments told that collect reports which the units that the act ended leave open."""
    if left_open(ended).exists():
        jobs.post("cycle.left_open", f"act:{act.pk}:left-open", {"act": act.pk, "units": list(ended)})


def left_open(units: Collection[int]):
    """Obligations of open cycles that these units write and have not brought to acceptance."""
    return _unfinished().filter(writer__in=units)


def nobody_is_left(obligation: Obligation) -> UnitVersion | None:
    """The last version of the unit that should write a report and has ended; None while there is somebody."""
    if not _unfinished().filter(pk=obligation.pk).exists():
        return None
    last = UnitVersion.objects.filter(unit=obligation.writer_id).order_by("-valid_from", "-pk").first()
    return last if last and last.valid_to else None
