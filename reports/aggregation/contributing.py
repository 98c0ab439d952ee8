"""What a figure of a run is made of: the units behind it, page by page, and their own sum as a check."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from reports.aggregation.reading import Measure, measures
from reports.aggregation.scoping import Scope, within
from reports.form_schema import FormDefinition
from reports.lookups import definition_of, indicator_keys
from reports.models import Cycle, Figure, Obligation, Report, SummaryBase, SummaryInput, SummaryRun

ESTIMATED, ABSENT = "estimated", "absent"
KINDS = (*Figure.Kind.values, ESTIMATED)
IN_ORDER = ("obligation__block_key", "obligation__position", "obligation__sort_key", "obligation")


@dataclass(frozen=True)
class Contribution:
    """One unit's part in a figure: its revision, what it gave for each operand, and last year's sum behind it."""

    obligation: Obligation
    revision: object
    figures: dict[str, Figure]
    before: dict[str, int]


@dataclass(frozen=True)
class Contributions:
    """The units behind one figure in one scope; `codes` are its operands (itself, for a plain indicator)."""

    run: SummaryRun
    measure: Measure
    scope: Scope
    codes: tuple[str, ...]
    keys: dict[int, str]
    definition: FormDefinition

    def inputs(self, *, kind: str = "", search: str = ""):
        """The inputs in protocol order; only those with such an answer to the figure, or a name like that (folded)."""
        found = self._all()
        if kind in KINDS:
            about = Q(estimated=True) if kind == ESTIMATED else Q(kind=kind)
            asked = Figure.objects.filter(about, revision=OuterRef("revision"), indicator__in=self.keys)
            found = found.filter(Exists(asked))
        if search:
            found = found.filter(obligation__search_key__contains=search)
        return found.select_related("obligation", "revision").defer("revision__snapshot").order_by(*IN_ORDER)

    def _all(self):
        inside = within(self.scope, "obligation__")
        return SummaryInput.objects.filter(inside, run=self.run, obligation__cycle=self.run.cycle_id)

    def rows(self, inputs) -> list[Contribution]:
        """The contributions of some inputs (one page)."""
        page = list(inputs)
        figures: dict[int, dict[str, Figure]] = {}
        for figure in Figure.objects.filter(revision__in=[i.revision_id for i in page], indicator__in=self.keys):
            figures.setdefault(figure.revision_id, {})[self.keys[figure.indicator_id]] = figure
        before = self._before([i.obligation_id for i in page])
        return [
            Contribution(i.obligation, i.revision, figures.get(i.revision_id, {}), before.get(i.obligation_id, {}))
            for i in page
        ]

    def _before(self, obligations: list[int]) -> dict[int, dict[str, int]]:
        found = (
            SummaryBase.objects.filter(run=self.run, obligation__in=obligations)
            .filter(revision__figures__indicator__code__in=self.codes, revision__figures__value__isnull=False)
            .values("obligation", "revision__figures__indicator__code")
            .annotate(total=Sum("revision__figures__value"))
            .order_by()
        )
        sums: dict[int, dict[str, int]] = {}
        for row in found:
            code = row["revision__figures__indicator__code"]
            sums.setdefault(row["obligation"], {})[code] = row["total"]
        return sums

    def added_up(self) -> tuple[Decimal | None, int]:
        """(sum of what the units gave, how many gave a number), read anew from their revisions; for plain sums."""
        (key,) = self.keys
        found = self._all().filter(revision__figures__indicator=key, revision__figures__value__isnull=False)
        sums = found.aggregate(total=Sum("revision__figures__value"), units=Count("pk"))
        scale = self.definition.indicator(self.measure.code).scale
        return (None if sums["total"] is None else Decimal(sums["total"]) / scale), sums["units"]

    def absent(self, *, search: str = ""):
        """Obligations in the scope from which nothing went into the run, in protocol order."""
        return left_out(self.run, search=search).filter(within(self.scope))


def contributions(run: SummaryRun, code: str, scope: Scope) -> Contributions:
    """What one figure in one scope is made of; KeyError for a code that the form does not know."""
    definition = definition_of(run.cycle.form_version_id)
    measure = measures(definition)[code]
    derived = next((item for item in definition.derived if item.code == code), None)
    if derived:
        codes = tuple(dict.fromkeys(derived.numerators + derived.denominators))
    else:
        weight = definition.indicator(code).weight_by
        codes = (code, weight) if weight else (code,)
    keys = indicator_keys(run.cycle.form_version_id)
    return Contributions(run, measure, scope, codes, {keys[c]: c for c in codes}, definition)


def absorbed_names(run: SummaryRun, obligations: list[int]) -> dict[int, list[str]]:
    """{obligation: names of the other units whose revisions of last year stand behind it}."""
    found = (
        SummaryBase.objects.filter(run=run, obligation__in=obligations)
        .exclude(revision__report__obligation__unit=F("obligation__unit"))
        .order_by("revision__report__obligation__sort_key")
        .values_list("obligation", "revision__report__obligation__unit_name")
    )
    names: dict[int, list[str]] = {}
    for obligation, name in found:
        names.setdefault(obligation, []).append(name)
    return names


def inputs_of(run: SummaryRun, *, search: str = ""):
    """What went into a run, in protocol order; only units with a name like that (folded), if given."""
    found = SummaryInput.objects.filter(run=run, obligation__cycle=run.cycle_id)
    if search:
        found = found.filter(obligation__search_key__contains=search)
    return found.select_related("obligation", "revision").defer("revision__snapshot").order_by(*IN_ORDER)


def left_out(run: SummaryRun, *, search: str = ""):
    """Obligations from which nothing went into the run, in protocol order."""
    went = SummaryInput.objects.filter(run=run, obligation=OuterRef("pk"))
    found = Obligation.objects.filter(~Exists(went), cycle=run.cycle_id).owing()
    if search:
        found = found.filter(search_key__contains=search)
    return found.select_related("report").order_by("block_key", "position", "sort_key", "pk")


@dataclass(frozen=True)
class News:
    """What has happened since a run took its inputs."""

    accepted: int
    reopened: int


def news_since(cycle: Cycle, run: SummaryRun | None) -> News:
    """How many reports were accepted since (or in another revision), and how many of its inputs no longer are."""
    reports = Report.objects.filter(obligation__cycle=cycle, obligation__cause__in=Obligation.OWING)
    accepted = reports.filter(accepted_revision__isnull=False)
    if run is None:
        return News(accepted.count(), 0)
    same = SummaryInput.objects.filter(
        run=run, obligation=OuterRef("obligation"), revision=OuterRef("accepted_revision")
    )
    fresh = accepted.filter(~Exists(same)).count()
    stands = Report.objects.filter(obligation=OuterRef("obligation"), accepted_revision=None)
    return News(fresh, SummaryInput.objects.filter(Exists(stands), run=run).count())
