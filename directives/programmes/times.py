"""A planned or held time in words: which days it names, and how exactly (pure; domain.md 6)."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from directives.models import Precision
from portal.text import fold, parse_date


class Span(NamedTuple):
    """First and last day that the words name, and how exactly they name them."""

    first: date
    last: date
    precision: Precision


_DAY = re.compile(r"\b\d{1,2}([/.-])\d{1,2}\1\d{4}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LINK = r"(?:\s*(?:,|va|den|-|den het|toi)\s*(?:{word}\s*)?)"
_QUARTER = r"(?:iv|i{1,3}|[1-4])\b"
_QUARTERS = re.compile(rf"\bquy\s*{_QUARTER}(?:{_LINK.format(word='quy')}{_QUARTER})*")
_MONTH = r"(?:1[0-2]|0?[1-9])\b"
_MONTHS = re.compile(rf"\bthang\s*{_MONTH}(?:{_LINK.format(word='thang')}{_MONTH})*")
_HALVES = {"6 thang dau nam": (1, 6), "6 thang cuoi nam": (7, 12), "nua dau nam": (1, 6), "nua cuoi nam": (7, 12)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


_WHOLE_YEAR = ("nam", "trong nam", "ca nam")


def planned_span(words: str, year: int | None = None) -> Span | None:
    """What a time in words means; None where they don't say.

    "quý II/2023", "tháng 10 và tháng 11/2023", "6 tháng đầu năm 2023", "15/6/2023", "từ 01/10/2023 đến 15/10/2023",
    "trong năm 2023". `year` serves words that name none.
    """
    text = fold(words)
    days = [parse_date(found[0]) for found in _DAY.finditer(text)]
    if days:
        return span_of(min(days), max(days)) if None not in days else None
    years = {int(found) for found in _YEAR.findall(text)} or {year}
    if len(years) != 1 or None in years:
        return None
    (the_year,) = years
    text = _YEAR.sub("", text).strip()
    if text in _WHOLE_YEAR:
        return Span(date(the_year, 1, 1), date(the_year, 12, 31), Precision.YEAR)
    return _part_of_year(text, the_year)


def span_of(first: date, last: date) -> Span:
    """A span given by its days."""
    return Span(first, last, Precision.DAY if first == last else Precision.DAYS)


def _part_of_year(text: str, year: int) -> Span | None:
    found = _months(text)
    if found is None:
        return None
    months, precision = found
    last = max(months)
    return Span(date(year, min(months), 1), date(year, last, monthrange(year, last)[1]), precision)


def _months(text: str) -> tuple[list[int], Precision] | None:
    """The first and last month of what the words name: a half year, quarters or months."""
    for words, span in _HALVES.items():
        if words in text:
            return list(span), Precision.MONTHS
    if match := _QUARTERS.search(text):
        quarters = [_ROMAN.get(one) or int(one) for one in re.findall(_QUARTER, match[0])]
        return [3 * q - 2 for q in quarters] + [3 * q for q in quarters], Precision.QUARTER
    if match := _MONTHS.search(text):
        months = [int(one) for one in re.findall(_MONTH, match[0])]
        return months, Precision.MONTH if len(set(months)) == 1 else Precision.MONTHS
    return None
