"""The mutable draft: opened, read as typed values, saved section by section on a version, and closed with its words."""

from reports.drafts.closing import Clash, Typed, save_closing
from reports.drafts.content import MAX_CELL, MAX_RAW, MAX_TEXT, TooLong, clean_content, empty_content, is_blank
from reports.drafts.legacy import legacy_texts, without_legacy
from reports.drafts.marks import mark
from reports.drafts.reading import DraftValues, read_raw, read_values
from reports.drafts.saving import WRITABLE, Locked, Saved, Stale, open_sections, save_section

__all__ = [
    "MAX_CELL",
    "MAX_RAW",
    "MAX_TEXT",
    "WRITABLE",
    "Clash",
    "DraftValues",
    "Locked",
    "Saved",
    "Stale",
    "TooLong",
    "Typed",
    "clean_content",
    "empty_content",
    "is_blank",
    "legacy_texts",
    "mark",
    "open_sections",
    "read_raw",
    "read_values",
    "save_closing",
    "save_section",
    "without_legacy",
]
