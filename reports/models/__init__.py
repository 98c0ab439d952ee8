"""Tables of the yearly report: form, cycle, obligations, drafts, revisions, figures, review, summary."""

from reports.models.answer import TaskAnswer
from reports.models.cycle import Amendment, Cycle, Extension, Obligation
from reports.models.form import FormVersion, Indicator
from reports.models.report import DraftSection, DraftSource, Explanation, Report, State
from reports.models.review import Reading, ReviewPoint
from reports.models.revision import Figure, Revision
from reports.models.summary import (
    ExportFile,
    Summary,
    SummaryBase,
    SummaryFigure,
    SummaryInput,
    SummaryRun,
    SummarySection,
)

__all__ = [
    "Amendment",
    "Cycle",
    "DraftSection",
    "DraftSource",
    "Explanation",
    "ExportFile",
    "Extension",
    "Figure",
    "FormVersion",
    "Indicator",
    "Obligation",
    "Reading",
    "Report",
    "ReviewPoint",
    "Revision",
    "State",
    "Summary",
    "SummaryBase",
    "SummaryFigure",
    "SummaryInput",
    "SummaryRun",
    "SummarySection",
    "TaskAnswer",
]
