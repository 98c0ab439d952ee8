"""From the tokens of a rule to its tree, by precedence: or, and, not, comparison, + -, * /, sign, primary."""

from decimal import Decimal

from reports.rules.errors import RuleSyntaxError
from reports.rules.kinds import check_kinds
from reports.rules.tokens import Token, tokenize
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

MAX_DEPTH = 20

FUNCTIONS = frozenset({"abs", "is_null", "rows", "for_each"})
RESERVED = frozenset({"and", "or", "not", "true", "false", CURRENT, PREVIOUS}) | FUNCTIONS

_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


def parse(source: str) -> Expr:
    """The tree of one rule.

    Raises RuleSyntaxError when the text is not in the language, is longer than 1,000 characters or 250 tokens,
    is nested deeper than 20 levels, or mixes conditions and numbers in a way that no value could make right.
    """
    parser = _Parser(tokenize(source))
    expr = parser.whole()
    check_kinds(expr, {})
    return expr


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0
        self.inside_each = False

    @property
    def here(self) -> Token:
        return self.tokens[self.index]

    def whole(self) -> Expr:
        if self.here.kind == "end":
            raise RuleSyntaxError("Quy tắc để trống", 0)
        expr = self.disjunction()
        if self.here.kind != "end":
            raise self.unexpected()
        return expr

    def disjunction(self) -> Expr:
        left = self.conjunction()
        while self.is_word("or"):
            at = self.advance().at
            left = Logic("or", left, self.conjunction(), at=at)
        return left

    def conjunction(self) -> Expr:
        left = self.negation()
        while self.is_word("and"):
            at = self.advance().at
            left = Logic("and", left, self.negation(), at=at)
        return left

    def negation(self) -> Expr:
        if not self.is_word("not"):
            return self.comparison()
        at = self.advance().at
        self.enter(at)
        operand = self.negation()
        self.depth -= 1
        return Not(operand, at=at)

    def comparison(self) -> Expr:
        left = self.sum()
        if not self.is_sign(*_COMPARISONS):
            return left
        sign = self.advance()
        right = self.sum()
        if self.is_sign(*_COMPARISONS):
            raise RuleSyntaxError("Không so sánh nối tiếp; hãy dùng “and” hoặc dấu ngoặc", self.here.at)
        return Comparison(sign.text, left, right, at=sign.at)

    def sum(self) -> Expr:
        left = self.product()
        while self.is_sign("+", "-"):
            sign = self.advance()
            left = Arithmetic(sign.text, left, self.product(), at=sign.at)
        return left

    def product(self) -> Expr:
        left = self.signed()
        while self.is_sign("*", "/"):
            sign = self.advance()
            left = Arithmetic(sign.text, left, self.signed(), at=sign.at)
        return left

    def signed(self) -> Expr:
        if not self.is_sign("-"):
            return self.primary()
        at = self.advance().at
        self.enter(at)
        operand = self.signed()
        self.depth -= 1
        return Negative(operand, at=at)

    def primary(self) -> Expr:
        token = self.here
        if token.kind == "number":
            self.advance()
            return Number(Decimal(token.text), at=token.at)
        if self.is_sign("("):
            return self.parenthesised()
        if token.kind == "text":
            raise RuleSyntaxError("Chuỗi trong dấu nháy chỉ được dùng bên trong rows(…)", token.at)
        if token.kind == "word":
            return self.word()
        raise self.unexpected()

    def parenthesised(self) -> Expr:
        self.enter(self.advance().at)
        expr = self.disjunction()
        self.expect(")")
        self.depth -= 1
        return expr

    def word(self) -> Expr:
        token = self.advance()
        if token.text in FUNCTIONS:
            return self.call(token)
        if self.is_sign("("):
            raise RuleSyntaxError(f"Không có hàm “{token.text}”", token.at)
        if token.text in ("true", "false"):
            return Boolean(token.text == "true", at=token.at)
        if token.text in (CURRENT, PREVIOUS) and not self.inside_each:
            raise RuleSyntaxError(f"“{token.text}” chỉ được dùng bên trong for_each(…)", token.at)
        if token.text in ("and", "or", "not"):
            raise RuleSyntaxError(f"“{token.text}” đặt không đúng chỗ", token.at)
        return Name(token.text, at=token.at)

    def call(self, function: Token) -> Expr:
        self.enter(function.at)
        self.expect("(")
        match function.text:
            case "abs":
                expr: Expr = Absolute(self.disjunction(), at=function.at)
            case "is_null":
                expr = self.null_test(function)
            case "rows":
                expr = self.row_count(function)
            case _:
                expr = self.each(function)
        self.expect(")")
        self.depth -= 1
        return expr

    def null_test(self, function: Token) -> Expr:
        operand = self.word() if self.here.kind == "word" else None
        if not isinstance(operand, Name):
            raise RuleSyntaxError("is_null(…) cần đúng một mã chỉ tiêu", function.at)
        return IsNull(operand, at=function.at)

    def row_count(self, function: Token) -> Expr:
        annex = self.identifier("rows(…) cần mã phụ lục")
        if not self.is_sign(","):
            return Rows(annex, at=function.at)
        self.advance()
        column = self.identifier("rows(…) cần tên cột sau dấu phẩy")
        self.expect("==")
        if self.here.kind != "text":
            raise RuleSyntaxError("Giá trị của cột phải đặt trong dấu nháy đơn", self.here.at)
        return Rows(annex, column, self.advance().text, at=function.at)

    def each(self, function: Token) -> Expr:
        if self.inside_each:
            raise RuleSyntaxError("Không lồng for_each(…) trong for_each(…)", function.at)
        group = self.identifier("for_each(…) cần tên nhóm chỉ tiêu")
        self.expect(",")
        self.inside_each = True
        body = self.disjunction()
        self.inside_each = False
        return ForEach(group, body, at=function.at)

    def identifier(self, message_vi: str) -> str:
        if self.here.kind != "word" or self.here.text in RESERVED:
            raise RuleSyntaxError(message_vi, self.here.at)
        return self.advance().text

    def is_word(self, text: str) -> bool:
        return self.here.kind == "word" and self.here.text == text

    def is_sign(self, *texts: str) -> bool:
        return self.here.kind == "sign" and self.here.text in texts

    def advance(self) -> Token:
        token = self.here
        self.index += 1
        return token

    def expect(self, sign: str) -> None:
        if not self.is_sign(sign):
            raise RuleSyntaxError(f"Thiếu dấu “{sign}”", self.here.at)
        self.advance()

    def enter(self, at: int) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RuleSyntaxError(f"Quy tắc lồng nhau quá {MAX_DEPTH} tầng", at)

    def unexpected(self) -> RuleSyntaxError:
        if self.here.kind == "end":
            return RuleSyntaxError("Quy tắc kết thúc giữa chừng", self.here.at)
        return RuleSyntaxError(f"“{self.here.text}” đặt không đúng chỗ", self.here.at)
