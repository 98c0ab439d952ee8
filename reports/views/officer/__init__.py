"""Pages of those who write and certify a unit's report, and of those who hold its receipt."""

from reports.views.officer.answering import points
from reports.views.officer.checking import check
from reports.views.officer.editor import section
from reports.views.officer.listing import mine
from reports.views.officer.overview import report
from reports.views.officer.prefilling import prefill
from reports.views.officer.receipts import receipt, revision, verify
from reports.views.officer.saving import autosave, look_over, old_fonts
from reports.views.officer.stepping import step

__all__ = [
    "autosave",
    "check",
    "look_over",
    "mine",
    "old_fonts",
    "points",
    "prefill",
    "receipt",
    "report",
    "revision",
    "section",
    "step",
    "verify",
]
