"""What changed from one run to another: which figures, and which units brought it about."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery

from reports.aggregation.reading import ShownFigure, shown_figures
from reports.models import Figure, SummaryInput, SummaryRun

ADDED, REMOVED, REPLACED = "added", "removed", "replaced"


@dataclass(frozen=True)
class FigureChange:
    """One figure as it was in the older run and is in the newer one."""

    before: ShownFigure | None
    after: ShownFigure

    @property
    def difference(self):
        """New less old, exact; None where one of them is nothing."""
        if self.before is None or self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value


def figure_changes(older: SummaryRun, newer: SummaryRun) -> list[FigureChange]:
    """The figures of the whole that differ, in value, in the units behind them or in estimates."""
    known = {figure.code: figure for figure in shown_figures(older)}
    found = [FigureChange(known.get(figure.code), figure) for figure in shown_figures(newer)]
    return [change for change in found if change.before is None or _facts(change.before) != _facts(change.after)]


def _facts(figure: ShownFigure) -> tuple:
    return figure.value, figure.coverage, figure.row.units_estimated


@dataclass(frozen=True)
class UnitChanges:
    """Inputs that differ, as querysets of SummaryInput in protocol order: of the newer run (`added`, `replaced`, each
    with `old_revision`), of the older one (`removed`)."""

    added: object
    replaced: object
    removed: object


def unit_changes(older: SummaryRun, newer: SummaryRun) -> UnitChanges:
    """The units that came in, sent another revision, or went out."""
    fresh = _beside(newer, older)
    return UnitChanges(
        added=fresh.filter(old_revision__isnull=True),
        replaced=fresh.filter(old_revision__isnull=False).exclude(old_revision=F("revision_id")),
        removed=_beside(older, newer).filter(old_revision__isnull=True),
    )


def _beside(run: SummaryRun, other: SummaryRun):
    theirs = SummaryInput.objects.filter(run=other, obligation=OuterRef("obligation")).values("revision")[:1]
    return (
        SummaryInput.objects.filter(run=run)
        .annotate(old_revision=Subquery(theirs))
        .select_related("obligation", "revision")
        .defer("revision__snapshot")
        .order_by("obligation__block_key", "obligation__position", "obligation__sort_key", "obligation")
    )


def changed_codes(pairs: list[tuple[int, int]]) -> dict[int, list[str]]:
    """{newer revision: codes of the indicators that differ from the older one} for (older, newer) revisions."""
    if not pairs:
        return {}
    keys = {revision for pair in pairs for revision in pair}
    found = Figure.objects.filter(revision__in=keys).select_related("indicator").order_by("indicator__position")
    answers: dict[int, dict[str, tuple]] = {}
    for figure in found.filter(~Q(indicator=None)):
        answer = figure.kind, figure.value, figure.estimated
        answers.setdefault(figure.revision_id, {})[figure.indicator.code] = answer
    return {
        new: [code for code, answer in answers.get(new, {}).items() if answers.get(old, {}).get(code) != answer]
        for old, new in pairs
    }
