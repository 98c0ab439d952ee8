"""The pages of compiling: runs and their figures, the bench where the summary is written, the files that leave."""

from reports.views.summary.bench import summary, summary_section
from reports.views.summary.exporting import export_file, exports
from reports.views.summary.figures import figure, run
from reports.views.summary.running import run_progress, runs

__all__ = ["export_file", "exports", "figure", "run", "run_progress", "runs", "summary", "summary_section"]
