"""Numbers as Vietnamese papers write them, 1.234.567,5: read from what people type, and written out."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from portal.text.cleaning import clean_line

MAX_DIGITS = 15


@dataclass(frozen=True)
class ParsedNumber:
    """What a typed number came to: a value, or choices to ask the person about, or an error to show; or none (empty).

    Offer a choice as `format_number(choice, decimals)`: sent back in that form it is read without doubt.
    """

    value: Decimal | None = None
    choices: tuple[Decimal, ...] = ()
    error: str | None = None


_GROUPED = r"[1-9][0-9]{0,2}"
_INTEGER = re.compile(rf"[0-9]+|{_GROUPED}(?: [0-9]{{3}})+|{_GROUPED}(?:\.[0-9]{{3}}){{2,}}")
_DECIMAL = re.compile(rf"(?P<whole>[0-9]+|{_GROUPED}(?: [0-9]{{3}})+|{_GROUPED}(?:\.[0-9]{{3}})+),(?P<part>[0-9]+)")
_POINTED = re.compile(rf"(?P<whole>[0-9]+|{_GROUPED}(?: [0-9]{{3}})+)\.(?P<part>[0-9]+)")
_ONE_GROUP = re.compile(rf"(?P<whole>{_GROUPED})(?P<mark>[.,])(?P<part>[0-9]{{3}})")
_ENGLISH = re.compile(
    rf"(?P<whole>{_GROUPED}(?:,[0-9]{{3}}){{2,}}|{_GROUPED}(?:,[0-9]{{3}})+(?=\.))(?:\.(?P<part>[0-9]+))?"
)


def parse_number(raw: str, *, decimals: int) -> ParsedNumber:
    """The number that a person typed into a field with so many decimals (domain 7.4). Never guesses.

    Groups by dots or spaces, a decimal comma; a dot is a decimal point only where it cannot part groups. "1.234" is
    1234 in a field of integers and two choices elsewhere; "1,234" is asked about unless three decimals fit; English
    "1,234.5" is one choice, to be confirmed. A leading minus is read; ranges are checked elsewhere. Errors are
    Vietnamese sentences that say what to type.
    """
    text = clean_line(raw)
    minus = text[:1] in ("-", "−")
    body = text[1:].lstrip() if minus else text
    if not text:
        return ParsedNumber()
    if len(re.findall("[0-9]", body)) > MAX_DIGITS:
        return ParsedNumber(error=f"Số quá dài: chỉ gõ tối đa {MAX_DIGITS} chữ số, ví dụ: {_example(decimals)}.")
    parsed = _parse_unsigned(body, decimals)
    return _negative(parsed) if minus else parsed


def _parse_unsigned(body: str, decimals: int) -> ParsedNumber:
    if _INTEGER.fullmatch(body):
        return ParsedNumber(value=_number(body))
    if group := _ONE_GROUP.fullmatch(body):
        return _ask_about_group(group, decimals)
    if match := _DECIMAL.fullmatch(body) or _POINTED.fullmatch(body):
        if " " in match["whole"] and body[match.end("whole")] == "." and len(match["part"]) == 3:
            return ParsedNumber(error=_form_error(decimals))
        return _fit(_number(match["whole"], match["part"]), decimals)
    if english := _ENGLISH.fullmatch(body):
        fitted = _fit(_number(english["whole"], english["part"] or ""), decimals)
        return fitted if fitted.error else ParsedNumber(choices=(fitted.value,))
    return ParsedNumber(error=_form_error(decimals))


def _ask_about_group(group: re.Match, decimals: int) -> ParsedNumber:
    """What "1.234" and "1,234" are: the mark may part thousands or decimals."""
    thousands, fraction = _number(group["whole"] + group["part"]), _number(group["whole"], group["part"])
    if group["mark"] == "." and decimals == 0:
        return ParsedNumber(value=thousands)
    if group["mark"] == "," and decimals >= 3:
        return ParsedNumber(value=fraction)
    if decimals == 0 and fraction % 1:
        return ParsedNumber(choices=(thousands,))
    return ParsedNumber(choices=(thousands, fraction))


def _number(whole: str, part: str = "") -> Decimal:
    return Decimal(f"{re.sub('[., ]', '', whole)}.{part or '0'}" if part else re.sub("[., ]", "", whole))


def _fit(value: Decimal, decimals: int) -> ParsedNumber:
    if value == round(value, decimals):
        return ParsedNumber(value=value)
    if decimals == 0:
        return ParsedNumber(error="Chỉ tiêu này là số nguyên, không có phần thập phân. Hãy gõ số nguyên, ví dụ: 1.234.")
    return ParsedNumber(
        error=f"Chỉ tiêu này có tối đa {decimals} chữ số thập phân. Hãy làm tròn, ví dụ: {_example(decimals)}."
    )


def _negative(parsed: ParsedNumber) -> ParsedNumber:
    value = None if parsed.value is None else -parsed.value
    return ParsedNumber(value, tuple(-choice for choice in parsed.choices), parsed.error)


def _example(decimals: int) -> str:
    return format_number(Decimal("1234.5678"), min(decimals, 4)) if decimals else "1.234"


def _form_error(decimals: int) -> str:
    if decimals == 0:
        return f"Chưa đọc được số này. Chỉ gõ chữ số, dấu chấm ngăn hàng nghìn, ví dụ: {_example(decimals)}."
    return (
        "Chưa đọc được số này. Chỉ gõ chữ số, dấu chấm ngăn hàng nghìn, dấu phẩy trước phần thập phân, "
        f"ví dụ: {_example(decimals)}."
    )


_WIDE = Context(prec=100, rounding=ROUND_HALF_UP)
_VIETNAMESE_MARKS = str.maketrans(",.", ".,")


def format_number(value: Decimal | int, decimals: int = 0) -> str:
    """The finite number with exactly so many decimals, as in "-1.234,5"; halves are rounded away from zero."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    return f"{rounded if rounded else abs(rounded):,f}".translate(_VIETNAMESE_MARKS)
