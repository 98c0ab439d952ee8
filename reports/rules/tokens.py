"""From the text of a rule to its words, numbers and signs, each with its position."""

from dataclasses import dataclass

from reports.rules.errors import RuleSyntaxError

MAX_LENGTH = 1000
MAX_TOKENS = 250

_DIGITS = frozenset("0123456789")
_WORD_START = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_WORD = _WORD_START | _DIGITS
_LONG_SIGNS = ("==", "!=", "<=", ">=")
_SIGNS = frozenset("+-*/<>(),")
_SPACES = frozenset(" \t\r\n")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a rule; ``kind`` is word, number, text, sign or end."""

    kind: str
    text: str
    at: int


def tokenize(source: str) -> list[Token]:
    """All tokens of ``source``, closed by an ``end`` token; linear in its length.

    Raises RuleSyntaxError for a character that belongs to no token and for a rule beyond the bounds.
    """
    if len(source) > MAX_LENGTH:
        raise RuleSyntaxError(f"Quy tắc dài quá {MAX_LENGTH} ký tự", MAX_LENGTH)
    tokens: list[Token] = []
    at = 0
    while at < len(source):
        if source[at] in _SPACES:
            at += 1
            continue
        token = _next_token(source, at)
        tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            raise RuleSyntaxError(f"Quy tắc có quá {MAX_TOKENS} thành phần", at)
        at += len(token.text) + (2 if token.kind == "text" else 0)
    return [*tokens, Token("end", "", len(source))]


def _next_token(source: str, at: int) -> Token:
    character = source[at]
    if character in _WORD_START:
        return Token("word", _run(source, at, _WORD), at)
    if character in _DIGITS:
        return _number(source, at)
    if character == "'":
        return _quoted(source, at)
    if source[at : at + 2] in _LONG_SIGNS:
        return Token("sign", source[at : at + 2], at)
    if character in _SIGNS:
        return Token("sign", character, at)
    if character == "=":
        raise RuleSyntaxError("So sánh bằng phải viết là “==”", at)
    raise RuleSyntaxError(f"Ký tự “{character}” không dùng được trong quy tắc", at)


def _run(source: str, at: int, allowed: frozenset[str]) -> str:
    end = at
    while end < len(source) and source[end] in allowed:
        end += 1
    return source[at:end]


def _number(source: str, at: int) -> Token:
    text = _run(source, at, _DIGITS)
    after = at + len(text)
    if source[after : after + 1] == ".":
        fraction = _run(source, after + 1, _DIGITS)
        if not fraction:
            raise RuleSyntaxError("Thiếu chữ số sau dấu chấm thập phân", after)
        text = f"{text}.{fraction}"
        after = at + len(text)
    if source[after : after + 1] in _WORD:
        raise RuleSyntaxError("Số viết liền với chữ", after)
    return Token("number", text, at)


def _quoted(source: str, at: int) -> Token:
    end = source.find("'", at + 1)
    if end < 0:
        raise RuleSyntaxError("Thiếu dấu nháy đơn đóng", at)
    return Token("text", source[at + 1 : end], at)
