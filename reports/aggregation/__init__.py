"""Accepted revisions in, figures out: how a run is compiled from scratch, and how its figures are read."""

from reports.aggregation.asking import NoSuchCycle, ask_for_run, latest_run, the_cycle
from reports.aggregation.comparing import changed_codes, figure_changes, unit_changes
from reports.aggregation.compiling import compile_run
from reports.aggregation.contributing import (
    Contributions,
    absorbed_names,
    contributions,
    inputs_of,
    left_out,
    news_since,
)
from reports.aggregation.plan import ordered_codes
from reports.aggregation.reading import ShownFigure, few_yet, shown_code, shown_figures
from reports.aggregation.rolling import TooLarge
from reports.aggregation.scoping import Scope, scope_from, scope_of, scopes_of

__all__ = [
    "Contributions",
    "NoSuchCycle",
    "Scope",
    "ShownFigure",
    "TooLarge",
    "absorbed_names",
    "ask_for_run",
    "changed_codes",
    "compile_run",
    "contributions",
    "few_yet",
    "figure_changes",
    "inputs_of",
    "latest_run",
    "left_out",
    "news_since",
    "ordered_codes",
    "scope_from",
    "scope_of",
    "scopes_of",
    "shown_code",
    "shown_figures",
    "the_cycle",
    "unit_changes",
]
