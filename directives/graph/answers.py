"""Where what answers a task is told: a register, for reports stand above directives and directives never look up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """How a task was answered, in words, and the page that shows it."""

    words: str
    url: str


# (user, keys of tasks) → {key of a task: Answered}, only as far as the user may see it
Source = Callable[[object, Iterable[int]], dict[int, Answered]]
SOURCES: list[Source] = []


def register(source: Source) -> Source:
    """Add what knows of answers; an app does so once, when it is loaded."""
    if source not in SOURCES:
        SOURCES.append(source)
    return source


def answers_to(user, tasks: Iterable[int]) -> dict[int, Answered]:
    """{task: Answered} from everything registered."""
    keys = list(tasks)
    found: dict[int, Answered] = {}
    for source in SOURCES:
        found |= source(user, keys)
    return found
