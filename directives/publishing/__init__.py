"""The life of a directive: drafted, published for good, received, recalled; the only writer of its rows."""

from directives.publishing.acts import Plan, plan, publish, recall
from directives.publishing.drafts import create_draft, save_draft, twins
from directives.publishing.errors import NotAllowed, NotPossible, Refused, StalePage
from directives.publishing.paper import CitationLine, DraftContent, TaskLine, content_of, is_intact, number_key
from directives.publishing.receiving import acknowledge, open_by

__all__ = [
    "CitationLine",
    "DraftContent",
    "NotAllowed",
    "NotPossible",
    "Plan",
    "Refused",
    "StalePage",
    "TaskLine",
    "acknowledge",
    "content_of",
    "create_draft",
    "is_intact",
    "number_key",
    "open_by",
    "plan",
    "publish",
    "recall",
    "save_draft",
    "twins",
]
