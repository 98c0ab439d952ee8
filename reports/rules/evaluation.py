"""The verdict of a rule on the values of one report or of one annex row."""

import decimal
import enum
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from reports.rules.tree import (
    CURRENT,
    PREVIOUS,
    Absolute,
    Arithmetic,
    Boolean,
    Comparison,
    Expr,
    ForEach,
    IsNull,
    Logic,
    Name,
    Negative,
    Not,
    Number,
    Rows,
    Value,
    compares_periods,
    is_missing,
    names,
)

SKIP = "skip"
EVALUATE = "evaluate"

_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
_COMPARISON = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PRECISION = 60  # sums and products of stored figures stay exact


class Failure(NamedTuple):
    """One indicator of a for_each that does not hold, with both figures in the units that people type."""

    code: str
    cur: Value
    prev: Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """``holds`` is None when the rule was skipped; ``failures`` are filled only by a for_each that fails."""

    holds: bool | None
    failures: tuple[Failure, ...] = ()


class _Unknown(enum.Enum):
    """No answer: an operand is missing, or the sum has no result (division by zero)."""

    MISSING = 1
    UNDEFINED = 2


_Answer = Decimal | bool | _Unknown


def evaluate(
    expr: Expr,
    values: Mapping[str, Value],
    annexes: Mapping[str, Sequence[Mapping[str, object]]],
    *,
    null_handling: str = SKIP,
    previous: Mapping[str, Value] | None = None,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> Outcome:
    """Whether the rule holds for ``values``: code -> Decimal | int | bool | None | NOT_APPLICABLE, as typed.

    ``annexes`` maps an annex to its rows; ``previous`` holds the figures of the period before, or is None where
    there is none; ``groups`` maps the groups of for_each to their codes.

    Under "skip" a rule is skipped as soon as one code that it names is missing. Under "evaluate" it is worked out
    from left to right as far as the answer needs: is_null() tells a missing value, and a rule whose answer hangs on
    one does not hold. Either way a division by zero that the answer needs, and a look at a period that is not
    there, skip it. for_each passes over the codes whose current or earlier figure is missing under "skip".

    Raises TypeError for a value of the wrong kind and KeyError for a group that ``groups`` does not hold.
    """
    if compares_periods(expr) and previous is None:
        return Outcome(None)
    if null_handling == SKIP and any(is_missing(values.get(code)) for code in names(expr)):
        return Outcome(None)
    work = _Evaluation(values, annexes, null_handling, previous or {}, groups or {})
    with decimal.localcontext(decimal.Context(prec=_PRECISION)):
        answer = work.answer(expr)
    if answer is _Unknown.UNDEFINED or (answer is _Unknown.MISSING and null_handling == SKIP):
        return Outcome(None)
    if answer is True:
        return Outcome(True)
    return Outcome(False, tuple(work.failures))


class _Evaluation:
    def __init__(self, values, annexes, null_handling, previous, groups) -> None:
        self.values = values
        self.annexes = annexes
        self.null_handling = null_handling
        self.previous = previous
        self.groups = groups
        self.pair: dict[str, Value] = {}
        self.failures: list[Failure] = []

    def answer(self, node: Expr) -> _Answer:
        return _HANDLERS[type(node)](self, node)

    def literal(self, node: Number | Boolean) -> _Answer:
        return node.value

    def name(self, node: Name) -> _Answer:
        return _checked(node.code, self.value_of(node))

    def value_of(self, node: Name) -> Value:
        if node.code in (CURRENT, PREVIOUS):
            return self.pair[node.code]
        return self.values.get(node.code)

    def is_null(self, node: IsNull) -> bool:
        return is_missing(self.value_of(node.operand))

    def rows(self, node: Rows) -> Decimal:
        rows = self.annexes.get(node.annex, ())
        if node.column is None:
            return Decimal(len(rows))
        return Decimal(sum(1 for row in rows if row.get(node.column) == node.value))

    def negative(self, node: Negative) -> _Answer:
        operand = self.answer(node.operand)
        return operand if isinstance(operand, _Unknown) else -_number(operand)

    def absolute(self, node: Absolute) -> _Answer:
        operand = self.answer(node.operand)
        return operand if isinstance(operand, _Unknown) else abs(_number(operand))

    def arithmetic(self, node: Arithmetic) -> _Answer:
        left, right = self.answer(node.left), self.answer(node.right)
        if isinstance(left, _Unknown) or isinstance(right, _Unknown):
            return _unknown_of(left, right)
        try:
            return _ARITHMETIC[node.sign](_number(left), _number(right))
        except (decimal.DivisionByZero, decimal.InvalidOperation, decimal.Overflow):
            return _Unknown.UNDEFINED

    def comparison(self, node: Comparison) -> _Answer:
        left, right = self.answer(node.left), self.answer(node.right)
        if isinstance(left, _Unknown) or isinstance(right, _Unknown):
            return _unknown_of(left, right)
        if isinstance(left, bool) and isinstance(right, bool) and node.sign in ("==", "!="):
            return _COMPARISON[node.sign](left, right)
        return _COMPARISON[node.sign](_number(left), _number(right))

    def negation(self, node: Not) -> _Answer:
        operand = self.answer(node.operand)
        return operand if isinstance(operand, _Unknown) else not _condition(operand)

    def logic(self, node: Logic) -> _Answer:
        decisive = node.word == "or"
        left = self.answer(node.left)
        if not isinstance(left, _Unknown) and _condition(left) is decisive:
            return decisive
        right = self.answer(node.right)
        if not isinstance(right, _Unknown) and _condition(right) is decisive:
            return decisive
        return _unknown_of(left, right) if _Unknown in (type(left), type(right)) else not decisive

    def for_each(self, node: ForEach) -> _Answer:
        answers = [self.one_of_group(node.body, code) for code in self.groups[node.group]]
        known = [answer for answer in answers if answer is not None]
        return all(known) if known else _Unknown.UNDEFINED

    def one_of_group(self, body: Expr, code: str) -> bool | None:
        self.pair = {CURRENT: self.values.get(code), PREVIOUS: self.previous.get(code)}
        if self.null_handling == SKIP and any(map(is_missing, self.pair.values())):
            return None
        answer = self.answer(body)
        if answer is _Unknown.UNDEFINED:
            return None
        if answer is not True:
            self.failures.append(Failure(code, *self.pair.values()))
        return answer is True


_HANDLERS = {
    Number: _Evaluation.literal,
    Boolean: _Evaluation.literal,
    Name: _Evaluation.name,
    IsNull: _Evaluation.is_null,
    Rows: _Evaluation.rows,
    Negative: _Evaluation.negative,
    Absolute: _Evaluation.absolute,
    Arithmetic: _Evaluation.arithmetic,
    Comparison: _Evaluation.comparison,
    Not: _Evaluation.negation,
    Logic: _Evaluation.logic,
    ForEach: _Evaluation.for_each,
}


def _checked(code: str, value: Value) -> _Answer:
    if is_missing(value):
        return _Unknown.MISSING
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if not isinstance(value, Decimal):
        raise TypeError(f"{code}: {value!r} is neither a number nor a condition")
    return value if value.is_finite() else _Unknown.UNDEFINED


def _unknown_of(left: _Answer, right: _Answer) -> _Unknown:
    return _Unknown.UNDEFINED if _Unknown.UNDEFINED in (left, right) else _Unknown.MISSING


def _number(answer: _Answer) -> Decimal:
    if isinstance(answer, Decimal):
        return answer
    raise TypeError(f"a number is needed, not {answer!r}")


def _condition(answer: _Answer) -> bool:
    if isinstance(answer, bool):
        return answer
    raise TypeError(f"a condition is needed, not {answer!r}")
