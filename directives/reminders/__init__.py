"""Reminding of receipts: which steps a delivery has, who is told at each, in which words, and by hand."""

from directives.reminders.by_hand import Letter, letters_for, remind_one
from directives.reminders.digest import ReceiptDigest
from directives.reminders.ledger import Told, told_about, was_told
from directives.reminders.receipts import ReceiptSource
from directives.reminders.steps import DueStep, step_label, steps_of

__all__ = [
    "DueStep",
    "Letter",
    "ReceiptDigest",
    "ReceiptSource",
    "Told",
    "letters_for",
    "remind_one",
    "step_label",
    "steps_of",
    "told_about",
    "was_told",
]
