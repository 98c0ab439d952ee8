"""Which of a directive's tasks a report answers, and what of each is still open (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from directives.models import Task
from reports.form_schema import FormDefinition, TaskPlace
from reports.models import Figure, TaskAnswer

# What says something; "không áp dụng" closes its box but answers nothing by itself.
_ANSWERS = (Figure.Kind.NUMBER, Figure.Kind.NONE_OCCURRED)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a report says to one task; `state` is None where its form has no place for the task.

    `section` is the code of the section to go to: the first with something open, else the first of all.
    `open_texts` are sections whose narrative is asked for and blank, `open_figures` indicators that nobody entered.
    """

    task: Task
    state: TaskAnswer.State | None
    section: str = ""
    open_texts: tuple[str, ...] = ()
    open_figures: tuple[str, ...] = ()

    @property
    def is_unanswered(self) -> bool:
        return self.state == TaskAnswer.State.NOT


def replies(
    definition: FormDefinition,
    tasks: Iterable[Task],
    narratives: Mapping[str, str],
    kinds: Mapping[str, str],
    annexes: Mapping[str, Sequence],
) -> tuple[Reply, ...]:
    """The reply to each task, in the order given.

    `narratives` maps a section to its text, `kinds` an indicator to its Figure.Kind, `annexes` an annex to its rows.
    A task is answered when every narrative that the form asks for is written and every figure of it is entered, be it
    as "không phát sinh" or "không áp dụng"; it is not answered when there is no text, figure or row at all.
    """
    return tuple(_reply(definition, task, narratives, kinds, annexes) for task in tasks)


def _reply(definition, task, narratives, kinds, annexes) -> Reply:
    place = definition.task_places.get(task.number)
    if place is None:
        return Reply(task, None)
    texts = [section for section in place.sections if section.required]
    if not texts and not place.indicators:
        texts = place.sections
    open_texts = tuple(section.code for section in texts if not _is_written(narratives, section.code))
    entered = {item.code for item in place.indicators if _kind(kinds, item.code) != Figure.Kind.NOT_ENTERED}
    open_figures = tuple(item.code for item in place.indicators if item.code not in entered)
    if not _says_something(place, narratives, kinds, annexes):
        state = TaskAnswer.State.NOT
    else:
        state = TaskAnswer.State.PARTLY if open_texts or open_figures else TaskAnswer.State.ANSWERED
    return Reply(task, state, _section_to_go_to(definition, place, open_texts, open_figures), open_texts, open_figures)


def _is_written(narratives: Mapping[str, str], code: str) -> bool:
    return bool((narratives.get(code) or "").strip())


def _kind(kinds: Mapping[str, str], code: str) -> str:
    return kinds.get(code) or Figure.Kind.NOT_ENTERED


def _says_something(place: TaskPlace, narratives, kinds, annexes) -> bool:
    return (
        any(_is_written(narratives, section.code) for section in place.sections)
        or any(_kind(kinds, item.code) in _ANSWERS for item in place.indicators)
        or any(annexes.get(key) for key in place.annexes)
    )


def _section_to_go_to(definition: FormDefinition, place: TaskPlace, open_texts, open_figures) -> str:
    """The first section, in the form's order, in which something is open."""
    waiting = {*open_texts, *(definition.section_of(code).code for code in open_figures)}
    concerned = {section.code for section in place.sections}
    concerned |= {definition.section_of(item.code).code for item in place.indicators}
    in_order = [section.code for section in definition.writable_sections]
    return next(code for code in in_order if code in (waiting or concerned))


def open_words(reply: Reply) -> str:
    """What is still open in a few words; "" where nothing is."""
    parts = []
    if reply.open_texts:
        parts.append(f"chưa viết mục {', '.join(reply.open_texts)}")
    if reply.open_figures:
        shown = ", ".join(reply.open_figures[:6]) + (", …" if len(reply.open_figures) > 6 else "")
        parts.append(f"còn {len(reply.open_figures)} chỉ tiêu chưa nhập ({shown})")
    return "; ".join(parts)
