"""A new form out of an old one and a directive's tasks: which sections stay, and what hangs on them (pure)."""

from reports.form_drafting.drafting import draft_form
from reports.form_drafting.model import FormPlan, FormSkeleton, TaskChoice
from reports.form_drafting.proposing import next_version, propose_sections, short_heading

__all__ = [
    "FormPlan",
    "FormSkeleton",
    "TaskChoice",
    "draft_form",
    "next_version",
    "propose_sections",
    "short_heading",
]
