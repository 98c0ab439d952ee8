"""Last year's sums on this year's scopes: each unit's figures stand where it, or who absorbed it, stands now."""

from dataclasses import replace
from itertools import chain

from reports.aggregation import sums
from reports.aggregation.folding import TOTAL, Scoped, fold
from reports.lineage import predecessors_between, previous_cycle
from reports.lookups import definition_of
from reports.models import Cycle, Obligation

REVISION = "r.accepted_revision_id"


def _same_units(before: Cycle, cycle: Cycle) -> sums.Source:
    """Last year's accepted revisions, standing where the same unit stands this year."""
    rows = (
        f"FROM {sums.OBLIGATION} p JOIN {sums.REPORT} r ON r.obligation_id = p.id"
        f" JOIN {sums.OBLIGATION} o ON o.unit_id = p.unit_id"
    )
    owing = tuple(str(cause) for cause in Obligation.OWING)
    where = f"p.cycle_id = %s AND {REVISION} IS NOT NULL AND o.cycle_id = %s AND o.cause IN (%s, %s)"
    return sums.Source(rows, where, (before.pk, cycle.pk, *owing), REVISION)


def _own_places(before: Cycle, unit: int | None = None) -> sums.Source:
    """Last year's accepted revisions where they stood, of all units or of one."""
    rows = f"FROM {sums.OBLIGATION} o JOIN {sums.REPORT} r ON r.obligation_id = o.id"
    where = f"o.cycle_id = %s AND {REVISION} IS NOT NULL"
    if unit is None:
        return sums.Source(rows, where, (before.pk,), REVISION)
    return sums.Source(rows, f"{where} AND o.unit_id = %s", (before.pk, unit), REVISION)


def folded(cycle: Cycle, root: str, all_sums) -> dict[tuple[str, str, object], Scoped]:
    """Last year's figures by this year's scopes; empty without a cycle of the year before.

    The whole is last year's whole, also of units that are no more; parts follow the lineage.
    """
    before = previous_cycle(cycle)
    if before is None:
        return {}
    definition = definition_of(before.form_version_id)

    def read(source: sums.Source):
        return all_sums(before, definition, source)

    parts = fold(chain(read(_same_units(before, cycle)), _absorbed(cycle, before, read)), root)
    whole = fold(read(_own_places(before)), root)
    parts = {key: value for key, value in parts.items() if key[0] != TOTAL}
    parts |= {key: value for key, value in whole.items() if key[0] == TOTAL}
    return parts


def _absorbed(cycle: Cycle, before: Cycle, read):
    """Sums of the units absorbed since last year, put where their successor stands."""
    heirs = predecessors_between(before, cycle)
    places = {
        unit: sums.Place(path[:-6], block_key, block, level)
        for unit, path, block_key, block, level in Obligation.objects.filter(cycle=cycle, unit__in=heirs)
        .owing()
        .values_list("unit_id", "unit_path", "block_key", "block", "level")
    }
    standing = (
        set(Obligation.objects.filter(cycle=cycle).owing().values_list("unit_id", flat=True)) if places else set()
    )
    for heir, place in places.items():
        for unit in heirs[heir] - standing:
            found = read(_own_places(before, unit))
            for item in found:
                yield replace(item, place=place)
