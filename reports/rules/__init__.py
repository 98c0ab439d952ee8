"""The check-rule language of a form: text in, tree out, and a verdict on the values of one report (pure).

The language is the one that the form's YAML names and nothing more: ``+ - * /``, comparisons, ``and or not``,
``true false``, numbers, parentheses, ``abs()``, ``is_null(CODE)``, ``rows(ANNEX[, column == 'value'])`` and
``for_each(group, condition)`` with ``cur`` and ``prev``. It is parsed by hand and never handed to Python.
"""

from reports.rules.errors import RuleSyntaxError
from reports.rules.evaluation import Failure, Outcome, evaluate
from reports.rules.kinds import check_kinds
from reports.rules.parser import parse
from reports.rules.tree import (
    NOT_APPLICABLE,
    Empty,
    Expr,
    Rows,
    Value,
    annex_names,
    compares_periods,
    groups_used,
    is_missing,
    names,
    ordered_names,
    rows_used,
)

__all__ = [
    "NOT_APPLICABLE",
    "Empty",
    "Expr",
    "Failure",
    "Outcome",
    "Rows",
    "RuleSyntaxError",
    "Value",
    "annex_names",
    "check_kinds",
    "compares_periods",
    "evaluate",
    "groups_used",
    "is_missing",
    "names",
    "ordered_names",
    "parse",
    "rows_used",
]
