"""The pages of compiling: runs and their figures, the bench where the summary is written, the files that leave."""

from reports.views.summary.bench import summary, summary_frame, summary_section
from reports.views.summary.exporting import export_file, export_progress, exports
from reports.views.summary.figures import figure, run
from reports.views.summary.running import run_changes, run_inputs, run_progress, runs
from reports.views.summary.saving import summary_autosave, summary_look

__all__ = [
    "export_file",
    "export_progress",
    "exports",
    "figure",
    "run",
    "run_changes",
    "run_inputs",
    "run_progress",
    "runs",
    "summary",
    "summary_autosave",
    "summary_frame",
    "summary_look",
    "summary_section",
]
