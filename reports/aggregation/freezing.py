"""What goes into a run, frozen before anything is added up: this year's revisions, last year's, who owes, where."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.models import Level, UnitVersion
from portal.models.units import SEGMENT, path_segment
from reports.aggregation.worktables import PLACE, REACH, SCOPE, SPOT, execute, fill, finish, make, rows
from reports.lineage import predecessors_between, previous_cycle
from reports.models import Cycle, Obligation, Report, SummaryBase, SummaryInput, SummaryRun

OBLIGATION = Obligation._meta.db_table
REPORT = Report._meta.db_table
INPUT = SummaryInput._meta.db_table
BASE = SummaryBase._meta.db_table
OWING = tuple(str(cause) for cause in Obligation.OWING)

TOTAL, BLOCK, LEVEL, SUBTREE = "total", "block", "level", "subtree"
TREE, FLAT = 1, 2


def freeze(run: SummaryRun) -> int:
    """Store which revisions the run is made of and compared with; how many it is made of.

    Anything stored by an earlier attempt goes. Call inside a transaction that holds the job's lease.
    """
    _number_places(run.cycle)
    SummaryInput.objects.filter(run=run).delete()
    SummaryBase.objects.filter(run=run).delete()
    taken = execute(
        f"INSERT INTO {INPUT} (run_id, obligation_id, revision_id, place)"  # noqa: S608
        f" SELECT %s, s.obligation_id, r.accepted_revision_id, s.place FROM {SPOT} s"
        f" JOIN {REPORT} r ON r.obligation_id = s.obligation_id WHERE r.accepted_revision_id IS NOT NULL",
        [run.pk],
    )
    before = previous_cycle(run.cycle)
    if before is not None:
        _take_base(run, before)
    return taken


def _number_places(cycle: Cycle) -> None:
    """Number the places (union above, block, level) of the units that owe a report."""
    above = f"substr(o.unit_path, 1, length(o.unit_path) - {SEGMENT})"
    make(
        SPOT,
        "SELECT o.id AS obligation_id, o.unit_id,"  # noqa: S608
        f" CAST(DENSE_RANK() OVER (ORDER BY {above}, o.block_key, o.block, o.level) AS INTEGER) AS place,"
        f" {above} AS above, o.block_key, o.block, o.level"
        f" FROM {OBLIGATION} o WHERE o.cycle_id = %s AND o.cause IN (%s, %s)",
        [cycle.pk, *OWING],
    )
    finish(SPOT, "obligation_id", "unit_id")


def _take_base(run: SummaryRun, before: Cycle) -> None:
    """Last year's accepted revisions, each at the obligation of its unit or of the one that absorbed it, if any."""
    fill("summary_heir", "absorbed BIGINT, heir BIGINT", _heirs(before, run.cycle))
    execute(
        f"INSERT INTO {BASE} (run_id, revision_id, obligation_id, place)"  # noqa: S608
        " SELECT %s, r.accepted_revision_id, s.obligation_id, COALESCE(s.place, 0)"
        f" FROM {OBLIGATION} p JOIN {REPORT} r ON r.obligation_id = p.id"
        " LEFT JOIN summary_heir h ON h.absorbed = p.unit_id"
        f" LEFT JOIN {SPOT} s ON s.unit_id = COALESCE(h.heir, p.unit_id)"
        " WHERE p.cycle_id = %s AND r.accepted_revision_id IS NOT NULL",
        [run.pk, before.pk],
    )
    execute("DROP TABLE summary_heir")


def _heirs(before: Cycle, cycle: Cycle) -> Iterator[tuple[int, int]]:
    """(unit absorbed since last year, the nearest successor that owes a report this year); each unit once.

    A unit that owes a report itself, if only a closing one, is nobody's predecessor yet.
    """
    absorbed = predecessors_between(before, cycle)
    if not absorbed:
        return
    owing = {unit for (unit,) in rows(f"SELECT unit_id FROM {SPOT}")}  # noqa: S608
    found: dict[int, int] = {}
    for heir in sorted(owing & absorbed.keys(), key=lambda unit: len(absorbed[unit])):
        for unit in absorbed[heir] - owing:
            found.setdefault(unit, heir)
    yield from found.items()


@dataclass
class Scopes:
    """The scopes of a run, and which of them each place counts in."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    owing: dict[tuple[str, str], int] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, kind: str, key: str, name: str, owing: int = 0) -> int:
        scope = (kind, key)
        self.names.setdefault(scope, name)
        self.owing[scope] = self.owing.get(scope, 0) + owing
        return self.numbers.setdefault(scope, len(self.numbers) + 1)


def lay_out_scopes(cycle: Cycle) -> int:
    """Make the tables of places and scopes from the numbered places; how many units owe a report.

    Figures add up along two axes, so that a place counts once on each: flat (the whole, level, block) and tree (each
    union strictly between the collector and the unit).
    """
    scopes, places, reach = Scopes(), [], set()
    flats: dict[tuple, int] = {}
    trees: dict[str, int] = {}
    whole = scopes.number(TOTAL, "", cycle.collector_name)
    root = None
    for place, above, block_key, block, level, owing in _places():
        root = _depth_of(cycle.collector_id, above) if root is None else root
        flat = flats.setdefault((block_key, block, level), len(flats) + 1)
        tree = trees.setdefault(above, len(trees) + 1)
        places.append((place, tree, flat))
        reach.add((FLAT, flat, scopes.number(TOTAL, "", cycle.collector_name, owing)))
        reach.add((FLAT, flat, scopes.number(LEVEL, level, str(Level(level).label), owing)))
        if block:
            reach.add((FLAT, flat, scopes.number(BLOCK, block_key, block, owing)))
        for end in range(root + SEGMENT, len(above) + 1, SEGMENT):
            reach.add((TREE, tree, scopes.number(SUBTREE, above[:end], "", owing)))
    places.append((0, 0, 0))
    reach.add((FLAT, 0, whole))
    _store(cycle, scopes, places, sorted(reach))
    return scopes.owing[TOTAL, ""]


def _places() -> Iterator[tuple]:
    return rows(
        f"SELECT place, above, block_key, block, level, COUNT(*) FROM {SPOT} GROUP BY 1, 2, 3, 4, 5"  # noqa: S608
    )


def _depth_of(collector: int, above: str) -> int:
    """How much of a path leads down to the collector, itself included; the whole path where it isn't on it."""
    segment = path_segment(collector)
    for start in range(0, len(above), SEGMENT):
        if above[start : start + SEGMENT] == segment:
            return start + SEGMENT
    return len(above)


def _store(cycle: Cycle, scopes: Scopes, places: list[tuple], reach: list[tuple]) -> None:
    names = _names_of_subtrees(cycle, [key for kind, key in scopes.numbers if kind == SUBTREE])
    fill(PLACE, "place INTEGER, tree INTEGER, flat INTEGER", places)
    fill(REACH, "axis INTEGER, number INTEGER, scope INTEGER", reach)
    fill(
        SCOPE,
        "scope INTEGER, kind VARCHAR(8), scope_key VARCHAR(80), label VARCHAR(250), owing INTEGER",
        [
            (number, kind, key, names.get(key) or scopes.names[kind, key] or key, scopes.owing[kind, key])
            for (kind, key), number in scopes.numbers.items()
        ],
    )
    finish(PLACE, "place")
    finish(REACH, "number")
    finish(SCOPE)


def _names_of_subtrees(cycle: Cycle, keys: list[str]) -> dict[str, str]:
    """The names of the unions in between as they were on the data date."""
    units = {int(key[-SEGMENT:], 36): key for key in keys}
    wanted = sorted(units)
    names: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        known = UnitVersion.objects.filter(unit__in=wanted[start : start + 500], valid_from__lte=cycle.data_to)
        for unit, name in known.order_by("valid_from").values_list("unit_id", "name"):
            names[units[unit]] = name
    return names
