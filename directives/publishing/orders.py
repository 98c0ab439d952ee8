"""The orders of a paper as rows: who is addressed, by when in words, and the day that those words mean (pure)."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from directives.models import Directive, Task
from directives.publishing.paper import DraftContent, TaskLine
from directives.reading import ProposedDeadline, time_limits
from portal.text import parse_date
from portal.worktime import last_on_time_day

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?: *(?:/|-|năm) *|, *năm *)(?P<year>[0-9]{4})(?![0-9])"
_QUARTER = re.compile(rf"(?i:quý) *(?P<quarter>(?i:iv|i{{1,3}})|[1-4]){_YEAR}")
_MONTH = re.compile(rf"(?i:tháng) *(?P<month>1[0-2]|0?[1-9])(?![0-9]){_YEAR}")
_WHOLE_YEAR = re.compile(r"(?i:năm) *(?P<year>[0-9]{4})(?![0-9])")
_YEARS = range(1930, 2101)


@dataclass(frozen=True, slots=True)
class Due:
    """The last day on time; of a task for every year the first such day from the day of issue on."""

    day: date
    is_yearly: bool = False


def due_of(words: str, issued_on: date | None) -> Due | None:
    """What the words of a time limit mean, None where they name no day.

    "trước ngày 20 tháng 11" is the 19th (domain.md 4); a day without a year is the first one from `issued_on` on, and
    means nothing while that is unknown; "quý II/2026", "tháng 9/2026" and "năm 2026" end with their last day.
    """
    limits = time_limits(words)
    if limits:
        return _limit(limits[0], issued_on)
    plain = parse_date(re.sub(r"(?i:\A *ngày *)", "", words))
    day = plain or _end_of_span(words)
    return Due(day) if day and day.year in _YEARS else None


def _limit(limit: ProposedDeadline, issued_on: date | None) -> Due | None:
    if limit.year is not None:
        return Due(_last_day(limit, limit.year)) if limit.year in _YEARS else None
    if issued_on is None:
        return None
    this_year = _last_day(limit, issued_on.year)
    day = this_year if this_year >= issued_on else _last_day(limit, issued_on.year + 1)
    return Due(day, is_yearly=limit.is_yearly)


def _last_day(limit: ProposedDeadline, year: int) -> date:
    return last_on_time_day(year, limit.month, limit.day, limit.relation, "keep", {})


def _end_of_span(words: str) -> date | None:
    """The last day of the quarter, month or year that the words name."""
    for pattern in (_QUARTER, _MONTH, _WHOLE_YEAR):
        spans = list(pattern.finditer(words))
        if spans:
            return max(_last_of(span.groupdict()) for span in spans)
    return None


def _last_of(span: dict[str, str]) -> date:
    year = int(span["year"]) or 1
    month = _QUARTERS[span["quarter"].lower()] * 3 if "quarter" in span else int(span.get("month", 12))
    return date(year, month, monthrange(year, month)[1])


def due_of_line(line: TaskLine, issued_on: date | None) -> Due | None:
    """When one order (a TaskLine) falls due: the day that a person wrote, else what its words mean."""
    return Due(line.due_on) if line.due_on else due_of(line.due_words, issued_on)


def orders_of(content: DraftContent) -> list[tuple[TaskLine, Due | None]]:
    """The orders of a paper in its own order, each with when it falls due."""
    return [(line, due_of_line(line, content.issued_on)) for line in content.tasks]


def task_rows(published: Directive, lines: Iterable[TaskLine]) -> list[Task]:
    """The unsaved rows of a paper's orders, numbered by their place."""
    rows = []
    for number, line in enumerate(lines, start=1):
        due = due_of_line(line, published.issued_on)
        rows.append(
            Task(
                directive=published,
                number=number,
                text=line.text,
                who=line.who,
                due_words=line.due_words,
                due_on=due.day if due else None,
                is_yearly=bool(due and due.is_yearly),
            )
        )
    return rows
