"""Pages of the Ban before compiling: cycles and their opening, obligations, who is missing, form versions."""

from reports.views.cycles.closing import cycle_close
from reports.views.cycles.form_drafts import form_from_directive
from reports.views.cycles.form_versions import form_source, form_version, forms
from reports.views.cycles.journal import cycle_journal
from reports.views.cycles.listing import cycles
from reports.views.cycles.missing import missing, missing_file
from reports.views.cycles.obligations import obligation, obligations, obligations_file
from reports.views.cycles.opening import cycle_deadline, cycle_open
from reports.views.cycles.overview import cycle
from reports.views.cycles.tasks import cycle_tasks, cycle_tasks_file, directive_tasks

__all__ = [
    "cycle",
    "cycle_close",
    "cycle_deadline",
    "cycle_journal",
    "cycle_open",
    "cycle_tasks",
    "cycle_tasks_file",
    "directive_tasks",
    "cycles",
    "form_from_directive",
    "form_source",
    "form_version",
    "forms",
    "missing",
    "missing_file",
    "obligation",
    "obligations",
    "obligations_file",
]
