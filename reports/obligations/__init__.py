"""Who owes a report: planned from the dated tree, frozen when a cycle opens, amended only with a reason."""

from reports.obligations.amending import allowed_amendments, amend, extend
from reports.obligations.deadline import POLICIES, DeadlineSpec, PolicyDay, policy_days, reckon_deadline
from reports.obligations.leaving import ask_to_tell, left_open, nobody_is_left, still_owed
from reports.obligations.opening import open_cycle
from reports.obligations.planning import Candidate, candidates, data_day, fingerprint, overridden, possible_causes
from reports.obligations.refusal import AlreadyOpen, CycleRefused

__all__ = [
    "POLICIES",
    "AlreadyOpen",
    "Candidate",
    "CycleRefused",
    "DeadlineSpec",
    "PolicyDay",
    "allowed_amendments",
    "amend",
    "ask_to_tell",
    "candidates",
    "data_day",
    "extend",
    "fingerprint",
    "left_open",
    "nobody_is_left",
    "open_cycle",
    "overridden",
    "policy_days",
    "possible_causes",
    "reckon_deadline",
    "still_owed",
]
