"""Which units of last year stand behind a unit of this year (domain.md 1.2.9): comparison follows the lineage."""

from collections import defaultdict

from django.db.models import BigIntegerField, Exists, F, IntegerField, OuterRef

from portal.models import ActKind, UnitLineage
from portal.prepared import Prepared
from reports.models import Cycle, Figure, Obligation, Report, Revision

# A successor of these acts takes over the whole of its predecessors; after a division nobody can say who did what.
WHOLE = (ActKind.CONSOLIDATE, ActKind.MERGE)


def previous_cycle(cycle: Cycle) -> Cycle | None:
    """The same collector's cycle of the year before."""
    return Cycle.objects.filter(collector=cycle.collector_id, year=cycle.year - 1).first()


def predecessors_between(previous: Cycle, cycle: Cycle) -> dict[int, set[int]]:
    """{unit: units wholly absorbed into it, transitively, after last year's data date and up to this year's}."""
    edges = UnitLineage.objects.filter(
        act__kind__in=WHOLE,
        act__effective_on__gt=previous.data_to,
        act__effective_on__lte=cycle.data_to,
        predecessor__isnull=False,
        successor__isnull=False,
    ).values_list("predecessor_id", "successor_id")
    direct = defaultdict(set)
    for predecessor, successor in edges:
        if predecessor != successor:
            direct[successor].add(predecessor)
    return {unit: _closure(unit, direct) for unit in list(direct)}


def _closure(unit: int, direct: dict[int, set[int]]) -> set[int]:
    found, waiting = set(), [unit]
    while waiting:
        for predecessor in direct.get(waiting.pop(), ()):
            if predecessor not in found and predecessor != unit:
                found.add(predecessor)
                waiting.append(predecessor)
    return found


def with_past(reports):
    """Reports that know whether their unit ever took over the whole of another (`unit_has_past`)."""
    edges = UnitLineage.objects.filter(
        successor=OuterRef("obligation__unit"), predecessor__isnull=False, act__kind__in=WHOLE
    )
    return reports.annotate(unit_has_past=Exists(edges))


def figures_before(report: Report) -> dict[str, dict]:
    """As `previous_figures`, of a report's unit: one statement where the report is `with_past` and there is none."""
    duty = report.obligation
    has_past = getattr(report, "unit_has_past", True)
    return previous_figures(duty.cycle, duty.unit_id, None if has_past else {duty.unit_id})


def previous_figures(cycle: Cycle, unit_id: int, behind: set[int] | None = None) -> dict[str, dict]:
    """Last year's accepted figures behind one unit: {code: {"value": scaled int|None, "kind": …, "units": n}}.

    Sums over the unit itself and its predecessors; what does not add up (weighted means) is given only when one
    unit stands behind it. Two statements, and one more for each generation of predecessors; one statement when
    `behind`, what units_behind gives, is known.
    """
    behind = units_behind(cycle, unit_id) if behind is None else behind
    if len(behind) == 1:
        return _combine(_FIGURES.fetch(collector=cycle.collector_id, year=cycle.year - 1, unit=next(iter(behind))))
    owed = Obligation.objects.filter(cycle__collector=cycle.collector_id, cycle__year=cycle.year - 1, unit__in=behind)
    return _combine(_figures_of(owed))


def _figures_of(owed):
    """The figures of the accepted reports of these obligations, in the form's order."""
    accepted = Report.objects.filter(obligation__in=owed, accepted_revision__isnull=False)
    return (
        Figure.objects.filter(revision__in=accepted.values("accepted_revision"))
        .order_by("indicator__position")
        .values_list("indicator__code", "indicator__agg_units", "kind", "value", "estimated")
    )


_FIGURES = Prepared(
    lambda collector, year, unit: _figures_of(
        Obligation.objects.filter(cycle__collector=collector, cycle__year=year, unit=unit)
    ),
    collector=BigIntegerField(),
    year=IntegerField(),
    unit=BigIntegerField(),
)


def previous_revisions(cycle: Cycle, behind: set[int]) -> list[Revision]:
    """Last year's accepted revisions of those units with their unit_name, in protocol order. One statement."""
    rows = Revision.objects.filter(
        report__obligation__cycle__collector=cycle.collector_id,
        report__obligation__cycle__year=cycle.year - 1,
        report__obligation__unit__in=behind,
        report__accepted_revision=F("pk"),
    ).annotate(unit_name=F("report__obligation__unit_name"))
    return list(rows.order_by("report__obligation__block_key", "report__obligation__position", "pk"))


def units_behind(cycle: Cycle, unit_id: int) -> set[int]:
    """The unit itself and those wholly absorbed into it between last year's data date and this year's."""
    return {unit_id} | _absorbed(cycle, unit_id)


def _absorbed(cycle: Cycle, unit_id: int) -> set[int]:
    """One statement where nothing was ever absorbed, which is the rule; then one more, and one for each generation."""
    found, generation, since = set(), {unit_id}, None
    while generation:
        edges = list(
            UnitLineage.objects.filter(
                successor__in=generation,
                predecessor__isnull=False,
                act__kind__in=WHOLE,
                act__effective_on__lte=cycle.data_to,
            ).values_list("predecessor", "act__effective_on")
        )
        if edges and since is None:
            previous = previous_cycle(cycle)
            since = previous.data_to if previous else cycle.data_to
        generation = {unit for unit, day in edges if day > since} - found - {unit_id}
        found |= generation
    return found


def _combine(rows) -> dict[str, dict]:
    found: dict[str, dict] = {}
    for code, aggregate, kind, value, estimated in rows:
        known = found.get(code)
        if known is None:
            found[code] = {"value": value, "kind": kind, "estimated": estimated, "units": 1}
            continue
        known["units"] += 1
        known["estimated"] |= estimated
        if aggregate in ("sum", "count_true"):
            if value is not None:
                known["value"] = (known["value"] or 0) + value
                known["kind"] = kind if kind == known["kind"] else Figure.Kind.NUMBER
        else:
            known["value"], known["kind"] = None, Figure.Kind.NOT_ENTERED
    return found
