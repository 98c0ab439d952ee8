"""The numbered orders of a paper: the run of points that holds its tasks, each with its sub-points."""

import re
from dataclasses import dataclass
from itertools import pairwise

from directives.reading.model import ProposedTask
from directives.reading.paper import CLOSING, Line, Paper

_POINT = re.compile(r"(?P<number>[0-9]{1,2})(?P<mark>[.)/-]) +(?=\S)")
_SECTION = re.compile(r"(?:[IVX]{1,5}(?:[.-]|/ )|[A-D]\.|(?:Phần|Chương|PHẦN|CHƯƠNG) ) *\S")
_TASK_WORDS = re.compile(r"(?i:nhiệm vụ|nội dung|giải pháp|yêu cầu)")
_SUB_POINT = re.compile("(?:[-+*•▪◦\uf0a7\uf0b7]|[a-zđ]\\)|[0-9]{1,2}\\.[0-9])")
_NO_ORDERS = frozenset({"Báo cáo", "Biên bản", "Giấy mời", "Quy chế", "Quy định", "Tờ trình"})
_FEWEST = 2
_SHORT = 100


@dataclass(slots=True)
class _Run:
    """Points 1, 2, 3 … with one kind of mark, by the places of their lines, and whether their section names tasks."""

    mark: str
    places: list[int]
    is_of_tasks: bool = False


def read_tasks(paper: Paper, type_word: str | None) -> tuple[ProposedTask, ...]:
    """The points of the longest run, one under a heading of tasks first; none when the paper has no two points.

    Papers of some types have points and give no orders.
    """
    if type_word in _NO_ORDERS:
        return ()
    runs = [run for run in _runs(paper.own_lines) if len(run.places) >= _FEWEST]
    if not runs:
        return ()
    run = max(runs, key=lambda run: (run.is_of_tasks, len(run.places)))
    ends = [*run.places[1:], None]
    have_bodies = any(later - place > 1 for place, later in pairwise(run.places))
    return tuple(
        _task(paper, place, following, have_bodies=have_bodies)
        for place, following in zip(run.places, ends, strict=True)
    )


def _runs(lines: list[Line]) -> list[_Run]:
    runs: list[_Run] = []
    open_runs: dict[str, _Run] = {}
    is_of_tasks = False
    for place, line in enumerate(lines):
        if _SECTION.match(line.words):
            is_of_tasks = bool(_TASK_WORDS.search(line.words))
            open_runs.clear()
        elif match := _POINT.match(line.words):
            mark, number = match["mark"], int(match["number"])
            run = open_runs.get(mark)
            if run and number == len(run.places) + 1:
                run.places.append(place)
            elif number == 1:
                open_runs[mark] = _Run(mark, [place], is_of_tasks)
                runs.append(open_runs[mark])
    return runs


def _task(paper: Paper, place: int, following: int | None, *, have_bodies: bool) -> ProposedTask:
    line = paper.lines[place]
    match = _POINT.match(line.words)
    last = _last_line(paper, place, following, have_bodies=have_bodies)
    words = paper.words(line.start + match.end(), last.end)
    return ProposedTask(int(match["number"]), words, *paper.span(line.start, last.end))


def _last_line(paper: Paper, place: int, following: int | None, *, have_bodies: bool) -> Line:
    """The last line of a point: up to the next one; of the last point its paragraph and the sub-points below it.

    A title alone has its paragraph below it only where the points before have one too.
    """
    last = paper.lines[place]
    is_title = have_bodies and following is None and len(last.words) < _SHORT and last.words[-1] not in ".;"
    for line in paper.own_lines[place + 1 : following]:
        if _SECTION.match(line.words) or CLOSING.match(line.words):
            break
        goes_on = "\n" not in paper.flow[last.end : line.start] or _SUB_POINT.match(line.words)
        if following is None and not goes_on and not is_title:
            break
        is_title = False
        last = line
    return last
