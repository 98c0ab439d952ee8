"""The ground's words: everything about Vietnamese text, numbers and dates that needs no database (pure functions)."""

from portal.text.cleaning import clean_line, clean_text, count_words
from portal.text.collation import sort_key
from portal.text.dates import (
    format_date,
    format_date_long,
    format_datetime,
    format_deadline,
    parse_clock,
    parse_date,
    weekday_name,
)
from portal.text.folding import canonical_tone, fold
from portal.text.legacy import convert_legacy, detect_legacy
from portal.text.numbering import list_letter, roman
from portal.text.numbers import ParsedNumber, format_number, parse_number

__all__ = [
    "ParsedNumber",
    "canonical_tone",
    "clean_line",
    "clean_text",
    "convert_legacy",
    "count_words",
    "detect_legacy",
    "fold",
    "format_date",
    "format_date_long",
    "format_datetime",
    "format_deadline",
    "format_number",
    "list_letter",
    "parse_clock",
    "parse_date",
    "parse_number",
    "roman",
    "sort_key",
    "weekday_name",
]
