"""The shape of a parsed rule, the kinds of empty value, and plain questions about a tree."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache


class Empty(enum.Enum):
    """A figure that was answered without a number; "not entered" is None and "none occurred" is 0."""

    NOT_APPLICABLE = "KAD"


NOT_APPLICABLE = Empty.NOT_APPLICABLE

Value = Decimal | int | bool | Empty | None

CURRENT = "cur"
PREVIOUS = "prev"


def is_missing(value: Value) -> bool:
    """True when there is nothing to reckon with: not entered, or not applicable."""
    return value is None or value is NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Expr:
    """A node; ``at`` is its 0-based place in the text and does not count in comparisons."""

    at: int = field(compare=False, kw_only=True, default=0)


@dataclass(frozen=True, slots=True)
class Number(Expr):
    value: Decimal


@dataclass(frozen=True, slots=True)
class Boolean(Expr):
    value: bool


@dataclass(frozen=True, slots=True)
class Name(Expr):
    """A code of the form, a column of the annex, or ``cur``/``prev`` inside for_each."""

    code: str


@dataclass(frozen=True, slots=True)
class Negative(Expr):
    operand: Expr


@dataclass(frozen=True, slots=True)
class Absolute(Expr):
    operand: Expr


@dataclass(frozen=True, slots=True)
class Not(Expr):
    operand: Expr


@dataclass(frozen=True, slots=True)
class Arithmetic(Expr):
    sign: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Comparison(Expr):
    sign: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Logic(Expr):
    """``word`` is "and" or "or"."""

    word: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class IsNull(Expr):
    operand: Name


@dataclass(frozen=True, slots=True)
class Rows(Expr):
    """The number of rows of an annex, of those only whose ``column`` holds ``value`` where one is named."""

    annex: str
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class ForEach(Expr):
    group: str
    body: Expr


def walk(expr: Expr) -> Iterator[Expr]:
    """Every node of the tree, each before its parts, from left to right."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(parts(node)))


def parts(node: Expr) -> tuple[Expr, ...]:
    """The nodes directly below this one, from left to right."""
    match node:
        case Arithmetic() | Comparison() | Logic():
            return (node.left, node.right)
        case Negative() | Absolute() | Not() | IsNull():
            return (node.operand,)
        case ForEach():
            return (node.body,)
        case _:
            return ()


@lru_cache(maxsize=1024)
def ordered_names(expr: Expr) -> tuple[str, ...]:
    """The codes that the rule uses, each once, in the order of the text; without ``cur`` and ``prev``."""
    found = (node.code for node in walk(expr) if isinstance(node, Name))
    return tuple(dict.fromkeys(code for code in found if code not in (CURRENT, PREVIOUS)))


@lru_cache(maxsize=1024)
def names(expr: Expr) -> frozenset[str]:
    """The codes that the rule uses, without ``cur`` and ``prev``."""
    return frozenset(ordered_names(expr))


def rows_used(expr: Expr) -> tuple[Rows, ...]:
    """Every count of annex rows in the rule, in the order of the text."""
    return tuple(node for node in walk(expr) if isinstance(node, Rows))


def annex_names(expr: Expr) -> frozenset[str]:
    """The annexes whose rows the rule counts."""
    return frozenset(node.annex for node in rows_used(expr))


def groups_used(expr: Expr) -> tuple[ForEach, ...]:
    """Every for_each of the rule, in the order of the text."""
    return tuple(node for node in walk(expr) if isinstance(node, ForEach))


@lru_cache(maxsize=1024)
def compares_periods(expr: Expr) -> bool:
    """True when the rule looks at the figures of the period before."""
    return any(isinstance(node, Name) and node.code == PREVIOUS for node in walk(expr))
