"""Pages of those who write and certify a unit's report, and of those who hold its receipt."""

from reports.views.officer.minimal import (
    autosave,
    check,
    mine,
    points,
    receipt,
    report,
    revision,
    section,
    step,
    verify,
)

__all__ = [
    "autosave",
    "check",
    "mine",
    "points",
    "receipt",
    "report",
    "revision",
    "section",
    "step",
    "verify",
]
