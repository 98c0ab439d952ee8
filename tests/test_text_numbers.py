"""Numbers and dates as Vietnamese people type and read them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text import (
    ParsedNumber,
    format_date,
    format_date_long,
    format_datetime,
    format_deadline,
    format_number,
    parse_clock,
    parse_date,
    parse_number,
    weekday_name,
)

calm = settings(deadline=None)
INTEGER_ONLY = "Chỉ tiêu này là số nguyên, không có phần thập phân. Hãy gõ số nguyên, ví dụ: 1.234."
UNREADABLE = "Chưa đọc được số này. Chỉ gõ chữ số, dấu chấm ngăn hàng nghìn, ví dụ: 1.234."


@pytest.mark.parametrize(
    ("raw", "decimals", "value"),
    [
        ("1234", 0, "1234"),
        ("1.234", 0, "1234"),
        ("1 234", 0, "1234"),
        ("1\u00a0234\u202f567", 0, "1234567"),
        (" 007 ", 0, "7"),
        ("0", 0, "0"),
        ("-0", 0, "0"),
        ("-5", 0, "-5"),
        ("− 1.234", 0, "-1234"),
        ("12,0", 0, "12"),
        ("999.999.999.999.999", 0, "999999999999999"),
        ("1234,5", 1, "1234.5"),
        ("1.234,5", 1, "1234.5"),
        ("1 234,5", 1, "1234.5"),
        ("1.234.567,5", 1, "1234567.5"),
        ("1.234.567", 1, "1234567"),
        ("1234.5", 1, "1234.5"),
        ("1 234.5", 1, "1234.5"),
        ("12,50", 1, "12.5"),
        ("-1.234,5", 1, "-1234.5"),
        ("1,234", 3, "1.234"),
        ("0.123", 3, "0.123"),
        ("0,125", 3, "0.125"),
        ("1234.567", 3, "1234.567"),
    ],
)
def test_parse_number_reads_what_has_one_meaning(raw, decimals, value):
    assert parse_number(raw, decimals=decimals) == ParsedNumber(value=Decimal(value))


@pytest.mark.parametrize(
    ("raw", "decimals", "choices"),
    [
        ("1.234", 1, ["1234", "1.234"]),
        ("1.234", 3, ["1234", "1.234"]),
        ("-1.234", 2, ["-1234", "-1.234"]),
        ("1.000", 2, ["1000", "1"]),
        ("1,234", 2, ["1234", "1.234"]),
        ("1,234", 0, ["1234"]),
        ("1,000", 0, ["1000", "1"]),
        ("1,234,567", 0, ["1234567"]),
        ("1,234.5", 1, ["1234.5"]),
    ],
)
def test_parse_number_asks_about_what_has_several_meanings(raw, decimals, choices):
    assert parse_number(raw, decimals=decimals) == ParsedNumber(choices=tuple(map(Decimal, choices)))


@pytest.mark.parametrize(("raw", "decimals"), [("1.234", 1), ("1.234", 3), ("1,234", 0), ("1,234", 2), ("1,234.5", 1)])
def test_a_choice_sent_back_as_it_is_shown_is_read_without_doubt(raw, decimals):
    shown = [format_number(choice, decimals) for choice in parse_number(raw, decimals=decimals).choices]

    again = [parse_number(choice, decimals=decimals) for choice in shown]

    assert [format_number(parsed.value, decimals) for parsed in again] == shown


@pytest.mark.parametrize("raw", ["", " ", "\u00a0\t\n", "\ufeff"])
def test_parse_number_of_blanks_is_empty_and_no_error(raw):
    assert parse_number(raw, decimals=0) == ParsedNumber(value=None, choices=(), error=None)


@pytest.mark.parametrize("raw", ["1234,5", "1.234,5", "1234.5", "0.5", "0,123", "1,234.5"])
def test_parse_number_refuses_fractions_of_what_is_counted(raw):
    assert parse_number(raw, decimals=0) == ParsedNumber(error=INTEGER_ONLY)


@pytest.mark.parametrize("raw", ["1,25", "0,125", "1234.567", "1.234,567"])
def test_parse_number_refuses_more_decimals_than_the_field_has(raw):
    assert parse_number(raw, decimals=1) == ParsedNumber(
        error="Chỉ tiêu này có tối đa 1 chữ số thập phân. Hãy làm tròn, ví dụ: 1.234,6."
    )


@pytest.mark.parametrize(
    "raw",
    [
        *("abc", "12 người", "12%", "1.23.4", "1.2345.678", "12.34.567", "1 23", "0.123.456", "1.234 567", "1 234.567"),
        *("1e5", "NaN", "Infinity", "0x10", "1_000", "+5", "--5", "-", ".", ",", "5,", ",5", "1,2,3", "1.234,5,6"),
        *("١٢٣", "１２３", "²", "½", "Ⅳ", "=1+1", "<b>1</b>"),
    ],
)
def test_parse_number_says_what_to_type_instead(raw):
    assert parse_number(raw, decimals=0) == ParsedNumber(error=UNREADABLE)


@pytest.mark.parametrize(
    "raw", ["1" * 16, "1.234.567.890.123.456", "-" + "9" * 16, "1234567890123,456", "9" * 1_000_000]
)
def test_parse_number_refuses_more_than_fifteen_digits(raw):
    assert parse_number(raw, decimals=0) == ParsedNumber(error="Số quá dài: chỉ gõ tối đa 15 chữ số, ví dụ: 1.234.")


@calm
@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_formatted_integers_are_read_back(number):
    assert parse_number(format_number(number), decimals=0).value == number


@calm
@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([2, 4]))
def test_formatted_decimals_are_read_back(number, decimals):
    assert parse_number(format_number(number, decimals), decimals=decimals).value == number


@calm
@given(st.text("0123456789.,- \u00a0eE+", max_size=20), st.integers(0, 4))
def test_parse_number_gives_exactly_one_kind_of_answer(raw, decimals):
    parsed = parse_number(raw, decimals=decimals)

    answers = [parsed.value is not None, bool(parsed.choices), parsed.error is not None]
    assert sum(answers) == (1 if raw.strip() else 0)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 0, "0"),
        (1234567, 0, "1.234.567"),
        (-1234, 0, "-1.234"),
        (Decimal("1234.5"), 1, "1.234,5"),
        (Decimal("1234567.5"), 2, "1.234.567,50"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "-3"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.4"), 0, "0"),
        (Decimal("-0.04"), 1, "0,0"),
        (Decimal("1E+3"), 0, "1.000"),
        (10**40, 1, "10" + ".000" * 13 + ",0"),
    ],
)
def test_format_number_groups_by_dots_and_rounds_half_away_from_zero(value, decimals, shown):
    assert format_number(value, decimals) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [(date(2026, 11, 20), "20/11/2026"), (date(2026, 1, 5), "05/01/2026"), (date(2014, 4, 1), "01/04/2014")],
)
def test_format_date_has_two_digits(day, shown):
    assert format_date(day) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2020, 2, 10), "ngày 10 tháng 02 năm 2020"),
        (date(2014, 4, 1), "ngày 01 tháng 4 năm 2014"),
        (date(2019, 6, 29), "ngày 29 tháng 6 năm 2019"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_format_date_long_has_a_zero_only_where_the_decree_wants_it(day, shown):
    assert format_date_long(day) == shown


LATE_EVENING = datetime(2026, 11, 17, 17, 5, tzinfo=UTC)  # 00:05 on the 18th in Việt Nam


def test_moments_are_shown_in_the_time_of_vietnam():
    assert format_datetime(datetime(2026, 11, 18, 2, 12, tzinfo=UTC)) == "09:12 ngày 18/11/2026"
    assert format_datetime(LATE_EVENING) == "00:05 ngày 18/11/2026"
    assert format_date(LATE_EVENING) == "18/11/2026"
    assert format_date_long(LATE_EVENING) == "ngày 18 tháng 11 năm 2026"
    assert weekday_name(LATE_EVENING) == "Thứ Tư"


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (datetime(2026, 11, 19, 17, tzinfo=UTC), "hết ngày Thứ Năm 19/11/2026"),
        (datetime(2026, 11, 27, 10, tzinfo=UTC), "trước 17:00 ngày 27/11/2026"),
        (datetime(2026, 11, 19, 17, 30, tzinfo=UTC), "trước 00:30 ngày 20/11/2026"),
    ],
)
def test_deadline_is_named_by_its_last_moment(due, shown):
    assert format_deadline(due) == shown


@pytest.mark.parametrize("function", [format_date, format_date_long, format_datetime, weekday_name])
def test_a_moment_without_a_time_zone_is_refused(function):
    with pytest.raises(ValueError, match="time zone"):
        function(datetime(2026, 11, 18, 9, 12))


def test_weekday_name_knows_the_week():
    week = [weekday_name(date(2026, 11, day)) for day in range(16, 23)]

    assert week == ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"]


@pytest.mark.parametrize(
    "raw",
    [
        *("20/11/2026", "20-11-2026", "20.11.2026", " 20 / 11 / 2026 ", "2026-11-20"),
        *("ngày 20 tháng 11 năm 2026", "Ngày\u00a020 tháng 11, năm 2026", "20 THÁNG 11 NĂM 2026"),
        "nga\u0300y 20 tha\u0301ng 11 na\u0306m 2026",
    ],
)
def test_parse_date_reads_the_day_first(raw):
    assert parse_date(raw) == date(2026, 11, 20)


def test_parse_date_reads_dates_without_zeros():
    assert parse_date("1/4/2014") == date(2014, 4, 1)


@pytest.mark.parametrize(
    "raw",
    [
        *("", "11/20/2026", "31/4/2026", "29/02/2026", "0/1/2026", "1/0/2026", "1/1/0000", "20/11/26", "20/11", "2026"),
        *("20/11-2026", "20112026", "2026/11/20", "ngày 20 tháng 11", "trước ngày 20/11/2026", "20/11/2026 08:00"),
        *("٢٠/١١/٢٠٢٦", "20/11/20266", "2026-13-01", "x" * 1_000_000),
    ],
)
def test_parse_date_of_anything_else_is_none(raw):
    assert parse_date(raw) is None


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        *(("08:00", time(8)), ("8:05", time(8, 5)), (" 16 : 30 ", time(16, 30)), ("23:59:00", time(23, 59))),
        *(("8h", time(8)), ("16H15", time(16, 15)), ("7g30", time(7, 30)), ("0 giờ", time(0))),
        *(
            ("8 giờ 30", time(8, 30)),
            ("8 giờ 30 phút", time(8, 30)),
            ("gio\u031b\u0300".join(("9 ", " 05")), time(9, 5)),
        ),
    ],
)
def test_parse_clock_reads_hours_as_people_write_them(raw, at):
    assert parse_clock(raw) == at


@pytest.mark.parametrize(
    "raw", ["", "8", "24:00", "12:60", "8:5", "08:00 AM", "8h30 chiều", "-1:00", "٠٨:٠٠", "ngày 8", "1" * 1_000_000]
)
def test_parse_clock_of_anything_else_is_none(raw):
    assert parse_clock(raw) is None


@calm
@given(st.dates())
def test_formatted_dates_are_read_back(day):
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day
    assert day.year < 1000 or parse_date(format_date_long(day)) == day
