"""The scopes of a run: the whole, blocks, levels, unions in between; what they are called and which units they hold."""

from dataclasses import dataclass

from django.db.models import Q

from portal.models.units import below
from reports.aggregation.plan import ordered_codes
from reports.lookups import definition_of
from reports.models import SummaryFigure, SummaryRun

KINDS = {
    SummaryFigure.Scope.TOTAL: "toan_he_thong",
    SummaryFigure.Scope.BLOCK: "khoi",
    SummaryFigure.Scope.LEVEL: "cap",
    SummaryFigure.Scope.SUBTREE: "cap_tren",
}


@dataclass(frozen=True)
class Scope:
    """One scope of a run; `owing` units owe a report in it."""

    kind: str
    key: str
    label: str
    owing: int

    @property
    def kind_label(self) -> str:
        return SummaryFigure.Scope(self.kind).label

    @property
    def code(self) -> str:
        """How addresses name it: "khoi:0001 Khối I"; empty for the whole."""
        return "" if self.kind == SummaryFigure.Scope.TOTAL else f"{KINDS[self.kind]}:{self.key}"


def scope_from(row: SummaryFigure) -> Scope:
    """The scope in which a figure stands."""
    return Scope(row.scope, row.scope_key, row.scope_label, row.units_owing)


def scopes_of(run: SummaryRun, kind: str | None = None) -> list[Scope]:
    """The scopes of a run, of one kind if given: the whole, then blocks, levels and unions in their order."""
    code = ordered_codes(definition_of(run.cycle.form_version_id))[0]
    found = run.figures.filter(code=code)
    if kind is not None:
        found = found.filter(scope=kind)
    order = list(KINDS)
    rows = [Scope(*row) for row in found.values_list("scope", "scope_key", "scope_label", "units_owing")]
    return sorted(rows, key=lambda scope: (order.index(scope.kind), scope.key))


def scope_of(run: SummaryRun, code: str) -> Scope | None:
    """The scope that an address names, or None; the whole costs no statement."""
    if not code:
        return Scope(SummaryFigure.Scope.TOTAL, "", run.cycle.collector_name, run.obligations)
    name, _, key = code.partition(":")
    kind = next((kind for kind, word in KINDS.items() if word == name and kind != SummaryFigure.Scope.TOTAL), None)
    found = run.figures.filter(scope=kind, scope_key=key) if kind else SummaryFigure.objects.none()
    row = found.first()
    return scope_from(row) if row else None


def within(scope: Scope, prefix: str = "") -> Q:
    """Condition on obligations, whose fields stand behind `prefix`: the unit counts in the scope."""
    if scope.kind == SummaryFigure.Scope.BLOCK:
        return Q(**{f"{prefix}block_key": scope.key}) & ~Q(**{f"{prefix}block": ""})
    if scope.kind == SummaryFigure.Scope.LEVEL:
        return Q(**{f"{prefix}level": scope.key})
    if scope.kind == SummaryFigure.Scope.SUBTREE:
        return below(scope.key, f"{prefix}unit_path") & ~Q(**{f"{prefix}unit_path": scope.key})
    return Q()
