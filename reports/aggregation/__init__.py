"""Accepted revisions in, figures out: how a run is compiled from scratch, and how its figures are read."""

from reports.aggregation.compiling import ask_for_run, compile_run
from reports.aggregation.reading import ShownFigure, contributions, shown_figures

__all__ = ["ShownFigure", "ask_for_run", "compile_run", "contributions", "shown_figures"]
