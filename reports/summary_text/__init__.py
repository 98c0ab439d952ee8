"""The summary as it is written: its frame, its words, and what the units wrote beside them."""

from reports.summary_text.frame import default_frame, open_summary, quote_run, save_frame, summary_of
from reports.summary_text.narratives import Narrative, Narratives, blocks_of
from reports.summary_text.outcomes import Locked, Saved, Stale, TooLong
from reports.summary_text.texts import MAX_TEXT, OutlineSection, cleaned, outline, save_text, texts_of

__all__ = [
    "MAX_TEXT",
    "Locked",
    "Narrative",
    "Narratives",
    "OutlineSection",
    "Saved",
    "Stale",
    "TooLong",
    "blocks_of",
    "cleaned",
    "default_frame",
    "open_summary",
    "outline",
    "quote_run",
    "save_frame",
    "save_text",
    "summary_of",
    "texts_of",
]
