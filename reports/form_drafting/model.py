"""What a person chooses for a new form, and what comes of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TaskChoice:
    """One task of the directive: the section of the old form that answers it ("" for a new one), and its heading.

    Without `heading` a section that is carried over keeps its own, and a new one takes the task's first clause.
    """

    number: int
    text: str
    carried: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class FormPlan:
    """What a person chose: number of the version, the tasks, codes of further sections that stay, the legal basis."""

    version: str
    tasks: tuple[TaskChoice, ...]
    kept: frozenset[str] = frozenset()
    basis: str = ""


@dataclass
class FormSkeleton:
    """The proposed source text, and in words what did not come along with it and why."""

    source: str = ""
    notes: list[str] = field(default_factory=list)
