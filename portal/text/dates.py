"""Dates and moments as Vietnamese papers write them, in the time of Việt Nam."""

import re
from datetime import date, datetime, time, timedelta

from portal.text.cleaning import clean_line
from portal.worktime import TZ, local_day

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def format_date(day: date) -> str:
    """ "05/01/2026". A moment counts as its day in Việt Nam; ValueError for one without a time zone."""
    day = _day(day)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_date_long(day: date) -> str:
    """ "ngày 05 tháng 01 năm 2020", "ngày 29 tháng 6 năm 2019": a zero only for days under 10 and months 1, 2.

    Source: NĐ 30/2020/NĐ-CP, Phụ lục I (domain 2.2, element 4).
    """
    day = _day(day)
    month = f"{day.month:02}" if day.month <= 2 else day.month
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def format_datetime(moment: datetime) -> str:
    """ "09:12 ngày 18/11/2026" in Việt Nam; ValueError for a moment without a time zone."""
    day = format_date(moment)
    return f"{moment.astimezone(TZ):%H:%M} ngày {day}"


def format_deadline(due: datetime) -> str:
    """The last moment before `due`: "hết ngày Thứ Năm 19/11/2026" at a midnight, else "trước 17:00 ngày 27/11/2026"."""
    if due.astimezone(TZ).time() != time(0):
        return f"trước {format_datetime(due)}"
    day = local_day(due - timedelta(seconds=1))
    return f"hết ngày {weekday_name(day)} {format_date(day)}"


def weekday_name(day: date) -> str:
    """ "Thứ Hai" … "Thứ Bảy", "Chủ nhật"."""
    return _WEEKDAYS[_day(day).weekday()]


def _day(day: date) -> date:
    return local_day(day) if isinstance(day, datetime) else day


_SHAPES = (
    re.compile(r"(?P<day>[0-9]{1,2}) ?(?P<mark>[/.-]) ?(?P<month>[0-9]{1,2}) ?(?P=mark) ?(?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?:ngày )?(?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2}),? năm (?P<year>[0-9]{4})", re.IGNORECASE),
)


def parse_date(raw: str) -> date | None:
    """The date that a person typed, day first, with a year of four digits; None for anything else (domain 7.4).

    20/11/2026, 20-11-2026, 20.11.2026, 2026-11-20, "ngày 20 tháng 11 năm 2026". The month never comes first.
    """
    text = clean_line(raw)
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            return _date_or_none(int(match["year"]), int(match["month"]), int(match["day"]))
    return None


_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2}) ?(?::|h|g|giờ) ?(?P<minute>[0-9]{2})?(?: ?phút)?(?::00)?", re.IGNORECASE)


def parse_clock(raw: str) -> time | None:
    """The time of day that a person typed, of 24 hours; None for anything else.

    08:00, 8:00, 8h, 8h30, "8 giờ 30", "16g15".
    """
    match = _CLOCK.fullmatch(clean_line(raw))
    if match is None or int(match["hour"]) > 23 or int(match["minute"] or 0) > 59:
        return None
    return time(int(match["hour"]), int(match["minute"] or 0))


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
