"""Whether the parts of a rule fit: numbers where numbers belong, conditions where conditions belong."""

from collections.abc import Mapping

from reports.rules.errors import RuleSyntaxError
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
)

NUMBER = "number"
BOOLEAN = "boolean"
UNKNOWN = "unknown"

_EXPECTED_VI = {NUMBER: "Ở đây phải là một số", BOOLEAN: "Ở đây phải là một điều kiện đúng/sai"}


def check_kinds(expr: Expr, kinds: Mapping[str, str]) -> None:
    """Refuse a rule that is not a condition, or that reckons with one.

    ``kinds`` maps code -> "number" | "boolean"; a code that it does not hold may be either. Raises
    RuleSyntaxError at the part that does not fit.
    """
    _require(expr, BOOLEAN, kinds)


def _require(expr: Expr, wanted: str, kinds: Mapping[str, str]) -> None:
    if _kind(expr, kinds) not in (wanted, UNKNOWN):
        raise RuleSyntaxError(_EXPECTED_VI[wanted], expr.at)


def _kind(expr: Expr, kinds: Mapping[str, str]) -> str:
    match expr:
        case Number() | Rows():
            return NUMBER
        case Boolean() | IsNull():
            return BOOLEAN
        case Name(code):
            return NUMBER if code in (CURRENT, PREVIOUS) else kinds.get(code, UNKNOWN)
        case Negative(operand) | Absolute(operand):
            _require(operand, NUMBER, kinds)
            return NUMBER
        case Arithmetic():
            _require(expr.left, NUMBER, kinds)
            _require(expr.right, NUMBER, kinds)
            return NUMBER
        case Comparison():
            return _comparison(expr, kinds)
        case _:
            return _condition(expr, kinds)


def _comparison(expr: Comparison, kinds: Mapping[str, str]) -> str:
    if expr.sign not in ("==", "!="):
        _require(expr.left, NUMBER, kinds)
        _require(expr.right, NUMBER, kinds)
        return BOOLEAN
    left = _kind(expr.left, kinds)
    right = _kind(expr.right, kinds)
    if UNKNOWN not in (left, right) and left != right:
        raise RuleSyntaxError("Không so sánh một số với một điều kiện đúng/sai", expr.at)
    return BOOLEAN


def _condition(expr: Expr, kinds: Mapping[str, str]) -> str:
    match expr:
        case Logic():
            _require(expr.left, BOOLEAN, kinds)
            _require(expr.right, BOOLEAN, kinds)
        case Not():
            _require(expr.operand, BOOLEAN, kinds)
        case ForEach():
            _require(expr.body, BOOLEAN, kinds)
        case _:
            raise TypeError(f"not a rule: {expr!r}")
    return BOOLEAN
