"""Rows as CSV for other programs: UTF-8 with BOM, commas, points as decimal marks; no text that a sheet would run."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from portal.text import clean_text

Value = str | int | float | Decimal | bool | dt.date | None
BOM = "\ufeff"
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")  # CR is "\\n" after the wash
_WORD = 60
_BLANK = " \u00a0\u200b\u2060\ufeff"
# A program of a country whose lists are parted by ";" opens the file too: what it would take for the next cell.
_NEXT_CELL = re.compile(rf"([;|\t\n][{_BLANK}]*)(?=[=@＝＠]|[+\-＋－][^\s+\-＋－])")


def write_csv(file: str | Path | BinaryIO, header: Iterable[str], rows: Iterable[Iterable[Value]]) -> int:
    """Write to a path or to a file open for bytes, which stays open; the number of rows below the header."""
    if isinstance(file, str | Path):
        with Path(file).open("wb") as opened:
            return write_csv(opened, header, rows)
    count = -1
    for line in csv_lines(header, rows):
        file.write(line.encode())
        count += 1
    return count


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Value]]) -> Iterator[str]:
    """The file line by line, for an answer that streams; the first line carries the BOM and the header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([harmless(label) for label in header])
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_field(value) for value in row])
        yield buffer.getvalue()


def harmless(text: str) -> str:
    """The clean text, with an apostrophe in front of whatever a spreadsheet would take for a formula."""
    text = _NEXT_CELL.sub(r"\1'", clean_text(text))
    seen = text.lstrip(_BLANK)
    return f"'{text}" if seen.startswith(_STARTS_FORMULA) else text


def _field(value: Value) -> str:
    """Numbers plain and without exponent, truth as "true" and "false", dates as ISO 8601, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() else ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value)
    return _harmless_word(value) if len(value) <= _WORD else harmless(value)


# A column of a long list says the same few things over and over.
_harmless_word = lru_cache(maxsize=1024)(harmless)
