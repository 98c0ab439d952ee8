"""Reminding of reports: which steps a deadline has, who is told at each, in which words, and by hand."""

from reports.reminders.by_hand import Letter, ask_for_block, letters_for, remind_block, remind_one, wanted
from reports.reminders.digest import MissingSource
from reports.reminders.ledger import ledger_of, state_counts, step_condition
from reports.reminders.steps import DueStep, last_day_of, owing, step_label, steps_of
from reports.reminders.unsubmitted import ObligationSource
from reports.reminders.upcoming import Upcoming, upcoming

__all__ = [
    "DueStep",
    "Letter",
    "MissingSource",
    "ObligationSource",
    "Upcoming",
    "ask_for_block",
    "last_day_of",
    "ledger_of",
    "letters_for",
    "owing",
    "remind_block",
    "remind_one",
    "state_counts",
    "step_condition",
    "step_label",
    "steps_of",
    "upcoming",
    "wanted",
]
