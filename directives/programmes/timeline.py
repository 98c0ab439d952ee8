"""The year of a programme as a picture: where each bar stands, in shares of the width (pure; drawn by a template)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from directives.models import Activity
from directives.programmes.outcome import Line

HEAD, LANE, BAR = 30, 52, 10
SHORTEST = 0.9  # of the width in per cent: a single day can still be seen and pressed
SHORT_LABEL, LONG_LABEL = 34, 110  # characters that fit on a phone and on an office screen


@dataclass(frozen=True)
class Bar:
    """A bar from `x` over `width`, both in per cent of the picture, as text with a decimal point."""

    x: str
    width: str
    words: str
    exact: bool = True


@dataclass(frozen=True)
class Lane:
    """One activity: its number in the list, its planned bar and those of its occurrences; heights in pixels.

    `elsewhen` tells of occurrences that lie wholly outside the year, for which there is no bar.
    """

    number: int
    line: Line
    tone: str
    words: str
    label: str
    long_label: str
    top: int
    plan: Bar
    held: tuple[Bar, ...]
    elsewhen: str

    @property
    def text_y(self) -> int:
        return self.top + 17

    @property
    def plan_y(self) -> int:
        return self.top + 24

    @property
    def held_y(self) -> int:
        return self.top + 36

    @property
    def elsewhen_y(self) -> int:
        return self.top + 46


@dataclass(frozen=True)
class Month:
    """One month: its name, where it begins and where its name stands."""

    name: str
    x: str
    middle: str


@dataclass(frozen=True)
class Timeline:
    """A whole picture of a year."""

    year: int
    height: int
    months: tuple[Month, ...]
    lanes: tuple[Lane, ...]
    today: str | None
    description: str

    @property
    def bottom(self) -> int:
        return self.height - 4


def timeline_of(year: int, lines: list[Line], day: date) -> Timeline:
    """The picture of a year's lines as of `day`; bars are cut at the edges of the year."""
    lanes = tuple(_lane(number, line, year) for number, line in enumerate(lines, start=1))
    here = _percent(_place(day, year)) if day.year == year else None
    description = "; ".join(f"{lane.number}. {lane.line.activity.title}: {lane.words}" for lane in lanes)
    return Timeline(year, HEAD + LANE * len(lanes) + 8, _months(year), lanes, here, description)


def _months(year: int) -> tuple[Month, ...]:
    found = []
    for month in range(1, 13):
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        x, end = _place(first, year), _end(last, year)
        found.append(Month(f"T{month}", _percent(x), _percent((x + end) / 2)))
    return tuple(found)


def _lane(number: int, line: Line, year: int) -> Lane:
    activity = line.activity
    tone, state = _state(line)
    words = f"dự kiến {activity.planned_words}; {state}"
    if line.held:
        words += "; đã tổ chức " + ", ".join(one.held_words for one in line.occurrences)
    within = [one for one in line.occurrences if one.held_from.year <= year <= one.held_to.year]
    outside = [one.held_words for one in line.occurrences if one not in within]
    return Lane(
        number=number,
        line=line,
        tone=tone,
        words=words,
        label=f"{number}. {_short(activity.title, SHORT_LABEL)}",
        long_label=f"{number}. {_short(activity.title, LONG_LABEL)}",
        top=HEAD + LANE * (number - 1),
        plan=_bar(activity.planned_from, activity.planned_to, year, f"Dự kiến: {activity.planned_words}"),
        held=tuple(
            _bar(one.held_from, one.held_to, year, f"Đã tổ chức: {one.held_words}", exact=one.held_precision in _EXACT)
            for one in within
        ),
        elsewhen=f"Đã tổ chức: {', '.join(outside)}" if outside else "",
    )


_EXACT = ("day", "days")
_WORDS = {
    Activity.Status.DONE: ("done", "hoàn thành"),
    Activity.Status.POSTPONED: ("stopped", "hoãn"),
    Activity.Status.CANCELLED: ("stopped", "hủy"),
    Activity.Status.RUNNING: ("running", "đang thực hiện"),
    Activity.Status.PLANNED: ("planned", "chưa thực hiện"),
}


def _state(line: Line) -> tuple[str, str]:
    if line.late:
        return "late", "quá thời gian dự kiến"
    return _WORDS[line.activity.status]


def _bar(first: date, last: date, year: int, words: str, *, exact: bool = True) -> Bar:
    x, end = _place(first, year), _end(last, year)
    width = max(end - x, SHORTEST)
    return Bar(_percent(min(x, 100 - width)), _percent(width), words, exact)


def _place(day: date, year: int) -> float:
    """Where a day begins, in per cent of the year; days outside stand at the edges."""
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    return min(max((day - first).days, 0), length) * 100 / length


def _end(day: date, year: int) -> float:
    """Where a day ends."""
    return _place(date.fromordinal(day.toordinal() + 1), year)


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def _short(title: str, longest: int) -> str:
    return title if len(title) <= longest else title[: longest - 1].rstrip() + "…"
