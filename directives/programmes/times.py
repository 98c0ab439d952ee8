"""A planned or held time in words: which days it names, and how exactly (pure; domain.md 6).

Words are understood whole or not at all: a number that stays unread means None, and the person gives the days.
"""

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


_LINK = r"\s*(?:,|va|den het|den|-|toi|&|\+)\s*"
_DAY = r"(\d{1,2})/(\d{1,2})/(\d{4})\b"
_DAYS = re.compile(rf"\b{_DAY}")
_OTHER_SIGNS = re.compile(r"\b(\d{1,2})([.-])(\d{1,2})\2(\d{4})\b")
_HOUR = re.compile(r"\b\d{1,2} ?(?:h|gio)(?: ?\d\d)?\b")
# "18 tháng 10 năm 2023"; in "tháng 9 tháng 10" the first number is no day.
_IN_WORDS = re.compile(r"(?<!thang )(?<!\d)(\d{1,2}) thang (\d{1,2})\b(?:(?: nam |/)(\d{4})\b)?")
# "15 và 16/6/2023", "từ ngày 28/12 đến ngày 05/01/2024": what the first day leaves out is said by the next.
_BEFORE_A_DAY = r"(?:^|(?<=ngay )|(?<=mong )|(?<=tu )|(?<=va )|(?<=den )|(?<=toi )|(?<=[-,&+])|(?<=[-,&+] ))"
_SHORT = re.compile(rf"{_BEFORE_A_DAY}(\d{{1,2}})(?:/(\d{{1,2}}))?({_LINK}(?:ngay )?){_DAY}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BEHIND_A_MONTH = re.compile(r"\s*(?:/|\bnam\b)\s*$")
_QUARTER = r"(?:iv|i{1,3}|[1-4])\b"
_QUARTERS = re.compile(rf"\bquy\s*{_QUARTER}(?:{_LINK}(?:quy\s*)?{_QUARTER})*")
_MONTH = r"(?:1[0-2]|0?[1-9])\b"
_MONTHS = re.compile(rf"\bthang\s*{_MONTH}(?:{_LINK}(?:thang\s*)?{_MONTH})*")
_HALVES = {"6 thang dau nam": (1, 6), "6 thang cuoi nam": (7, 12), "nua dau nam": (1, 6), "nua cuoi nam": (7, 12)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WHOLE_YEAR = ("nam", "trong nam", "ca nam")
_UNREAD = re.compile(r"\d|\bquy\b|\bthang\b")


def planned_span(words: str, year: int | None = None) -> Span | None:
    """What a time in words means; None where they don't say.

    "quý II/2023", "tháng 10 và tháng 11/2023", "6 tháng đầu năm 2023", "15/6/2023", "15 và 16/6/2023", "ngày 18 tháng
    10 năm 2023", "từ 01/10/2023 đến 15/10/2023", "trong năm 2023". `year` serves words that name none.
    """
    text = _with_whole_days(fold(words))
    if re.search(r"\btruoc\b", text):
        return None
    if _DAYS.search(text):
        return _span_of_days(text)
    years = {int(found) for found in _YEAR.findall(text)} or {year}
    if len(years) != 1 or None in years:
        return None
    (the_year,) = years
    if _YEAR.sub("", text).strip() in _WHOLE_YEAR:
        return Span(date(the_year, 1, 1), date(the_year, 12, 31), Precision.YEAR)
    return _part_of_year(text, the_year)


def span_of(first: date, last: date) -> Span:
    """A span given by its days."""
    return Span(first, last, Precision.DAY if first == last else Precision.DAYS)


def _with_whole_days(text: str) -> str:
    """The text with each day that it names as d/m/yyyy."""
    text = _OTHER_SIGNS.sub(r"\1/\3/\4", _HOUR.sub("", text))
    text = _IN_WORDS.sub(lambda match: "/".join(filter(None, match.groups())), text)
    while (longer := _SHORT.sub(_completed, text)) != text:
        text = longer
    return text


def _completed(match: re.Match) -> str:
    day, month, link, *next_day = match.groups()
    next_month, year = int(next_day[1]), int(next_day[2])
    month = int(month or next_month)
    year -= month > next_month
    return f"{day}/{month}/{year}{link}{'/'.join(next_day)}"


def _span_of_days(text: str) -> Span | None:
    days = [parse_date(found[0]) for found in _DAYS.finditer(text)]
    if None in days or _UNREAD.search(_DAYS.sub("", text)):
        return None
    return span_of(min(days), max(days))


def _part_of_year(text: str, year: int) -> Span | None:
    found = _months(_without_years(text))
    if found is None:
        return None
    months, precision = found
    last = max(months)
    return Span(date(year, min(months), 1), date(year, last, monthrange(year, last)[1]), precision)


def _without_years(text: str) -> str:
    """ "tháng 10/2023 và tháng 11 năm 2023" as "tháng 10 và tháng 11"; "6 tháng đầu năm 2023" keeps its "năm"."""
    parts = _YEAR.split(text)
    halves = tuple(_HALVES)
    cut = [part if part.rstrip().endswith(halves) else _BEHIND_A_MONTH.sub("", part) for part in parts[:-1]]
    return "".join([*cut, parts[-1]])


def _months(text: str) -> tuple[list[int], Precision] | None:
    """The first and last month of what the words name: a half year, quarters or months; nothing may stay unread."""
    for words, span in _HALVES.items():
        if words in text:
            return (list(span), Precision.MONTHS) if not _UNREAD.search(text.replace(words, "", 1)) else None
    if (match := _QUARTERS.search(text)) and _is_all(match):
        quarters = [_ROMAN.get(one) or int(one) for one in re.findall(rf"\b{_QUARTER}", match[0])]
        return [3 * q - 2 for q in quarters] + [3 * q for q in quarters], Precision.QUARTER
    if (match := _MONTHS.search(text)) and _is_all(match):
        months = [int(one) for one in re.findall(_MONTH, match[0])]
        return months, Precision.MONTH if len(set(months)) == 1 else Precision.MONTHS
    return None


def _is_all(match: re.Match) -> bool:
    """Whether nothing else that names a time stands around the match."""
    return not _UNREAD.search(match.string[: match.start()] + " " + match.string[match.end() :])
