"""The life of a directive: drafted, approved, published for good, received, recalled; the only writer of its rows."""

from directives.publishing.acts import publish, recall
from directives.publishing.approving import approve, send_back, submit, withdraw
from directives.publishing.drafts import create_draft, put_away, save_draft, take_up
from directives.publishing.errors import NotAllowed, NotPossible, Refused, StalePage
from directives.publishing.forwarding import begin_forwarding, forwarding_hat
from directives.publishing.numbering import PolicyContent, begun_years, expected_number, policy_of, save_policy
from directives.publishing.orders import Due, due_of, orders_of
from directives.publishing.paper import CitationLine, DraftContent, TaskLine, content_of, is_intact, number_key
from directives.publishing.planning import Plan, plan, twins
from directives.publishing.receiving import acknowledge, open_by
from directives.publishing.scheduling import post_due, schedule, unschedule
from directives.publishing.steps import STEPS, Step, possible_steps
from directives.publishing.succeeding import acting_content

__all__ = [
    "CitationLine",
    "DraftContent",
    "Due",
    "STEPS",
    "NotAllowed",
    "NotPossible",
    "Plan",
    "PolicyContent",
    "Refused",
    "StalePage",
    "Step",
    "TaskLine",
    "acknowledge",
    "acting_content",
    "approve",
    "begin_forwarding",
    "begun_years",
    "content_of",
    "create_draft",
    "due_of",
    "expected_number",
    "forwarding_hat",
    "is_intact",
    "number_key",
    "open_by",
    "orders_of",
    "plan",
    "policy_of",
    "possible_steps",
    "post_due",
    "publish",
    "put_away",
    "recall",
    "save_draft",
    "save_policy",
    "schedule",
    "send_back",
    "submit",
    "take_up",
    "twins",
    "unschedule",
    "withdraw",
]
