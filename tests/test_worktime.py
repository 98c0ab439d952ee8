"""Deadlines and working days in Việt Nam."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text import weekday_name
from portal.worktime import (
    TZ,
    add_working_days,
    due_instant,
    is_working_day,
    last_on_time_day,
    local_day,
    remaining,
    step_instant,
    timeliness,
    today,
)

DUE = datetime(2026, 11, 19, 17, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_a_week_has_five_working_days():
    week = [is_working_day(date(2026, 11, day), {}) for day in range(16, 23)]

    assert week == [True] * 5 + [False] * 2


def test_exceptions_overrule_the_week():
    exceptions = {date(2026, 11, 24): "holiday", date(2026, 11, 28): "extra_working_day"}

    assert is_working_day(date(2026, 11, 24), exceptions) is False
    assert is_working_day(date(2026, 11, 28), exceptions) is True


def test_an_unknown_kind_of_exception_is_refused():
    with pytest.raises(KeyError):
        is_working_day(date(2026, 11, 24), {date(2026, 11, 24): "nghỉ"})


# domain 4: year, weekday of 19/11, working day before, working day after
YEARS = [
    (2022, "Thứ Bảy", 18, 21),
    (2023, "Chủ nhật", 17, 20),
    (2024, "Thứ Ba", 19, 19),
    (2025, "Thứ Tư", 19, 19),
    (2026, "Thứ Năm", 19, 19),
    (2027, "Thứ Sáu", 19, 19),
    (2028, "Chủ nhật", 17, 20),
    (2029, "Thứ Hai", 19, 19),
    (2033, "Thứ Bảy", 18, 21),
]


@pytest.mark.parametrize(("year", "weekday", "earlier", "later"), YEARS)
def test_before_20_november_ends_with_the_19th_or_its_neighbour(year, weekday, earlier, later):
    policies = ("keep", "previous_working_day", "next_working_day")

    days = [last_on_time_day(year, 11, 20, "before", policy, {}) for policy in policies]

    assert days == [date(year, 11, 19), date(year, 11, earlier), date(year, 11, later)]
    assert weekday_name(days[0]) == weekday


def test_on_or_before_includes_the_day_itself():
    assert last_on_time_day(2026, 11, 20, "on_or_before", "keep", {}) == date(2026, 11, 20)


def test_before_the_first_of_january_is_in_the_year_before():
    assert last_on_time_day(2027, 1, 1, "before", "keep", {}) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("policy", "last"),
    [("keep", (11, 24)), ("previous_working_day", (11, 23)), ("next_working_day", (11, 28))],
)
def test_holidays_and_swapped_days_move_the_last_day(policy, last):
    exceptions = {
        **{date(2026, 11, day): "holiday" for day in (24, 25, 26, 27)},
        date(2026, 11, 28): "extra_working_day",
    }

    assert last_on_time_day(2026, 11, 24, "on_or_before", policy, exceptions) == date(2026, *last)


@pytest.mark.parametrize(
    ("year", "relation", "last"),
    [
        (2027, "before", (2, 28)),
        (2027, "on_or_before", (2, 28)),
        (2028, "before", (2, 28)),
        (2028, "on_or_before", (2, 29)),
    ],
)
def test_29_february_is_the_end_of_february_in_every_year(year, relation, last):
    assert last_on_time_day(year, 2, 29, relation, "keep", {}) == date(year, *last)


def test_impossible_dates_and_unknown_words_are_refused():
    with pytest.raises(ValueError, match="day"):
        last_on_time_day(2026, 4, 31, "before", "keep", {})
    with pytest.raises(ValueError, match="after"):
        last_on_time_day(2026, 11, 20, "after", "keep", {})
    with pytest.raises(KeyError):
        last_on_time_day(2026, 11, 20, "before", "nearest", {})


def test_due_instant_is_the_midnight_that_ends_the_last_day():
    due = due_instant(date(2026, 11, 19))

    assert due == DUE
    assert due.tzinfo is UTC
    assert due.astimezone(TZ).isoformat() == "2026-11-20T00:00:00+07:00"


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ((2026, 11, 19), 0, (2026, 11, 19)),
        ((2026, 11, 21), 0, (2026, 11, 21)),
        ((2026, 11, 19), 1, (2026, 11, 20)),
        ((2026, 11, 19), 2, (2026, 11, 23)),
        ((2026, 11, 21), 1, (2026, 11, 23)),
        ((2026, 11, 19), 4, (2026, 11, 26)),
        ((2026, 11, 23), -1, (2026, 11, 20)),
        ((2026, 11, 22), -5, (2026, 11, 16)),
    ],
)
def test_add_working_days_does_not_count_the_day_itself_nor_days_off(start, n, end):
    assert add_working_days(date(*start), n, {date(2026, 11, 24): "holiday"}) == date(*end)


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_adding_and_taking_away_working_days_meet_on_a_working_day(day, n):
    start = add_working_days(day, 1, {})

    assert add_working_days(add_working_days(start, n, {}), -n, {}) == start


@pytest.mark.parametrize(
    ("offset", "hour", "instant"),
    [(0, 8, (2026, 11, 19, 1)), (-30, 8, (2026, 10, 20, 1)), (1, 8, (2026, 11, 20, 1)), (0, 0, (2026, 11, 18, 17))],
)
def test_step_instant_is_a_full_hour_in_vietnam(offset, hour, instant):
    assert step_instant(date(2026, 11, 19), offset, hour) == datetime(*instant, tzinfo=UTC)


def test_step_instant_is_at_eight_unless_said_otherwise():
    assert step_instant(date(2026, 11, 19), -3) == datetime(2026, 11, 16, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (timedelta(days=3, hours=4, minutes=59), "còn 3 ngày 4 giờ"),
        (timedelta(days=3, minutes=59), "còn 3 ngày"),
        (timedelta(days=1), "còn 1 ngày"),
        (timedelta(hours=5, minutes=12, seconds=30), "còn 5 giờ 12 phút"),
        (timedelta(hours=5), "còn 5 giờ"),
        (timedelta(minutes=8), "còn 8 phút"),
        (timedelta(seconds=59), "còn dưới 1 phút"),
        (timedelta(0), "quá hạn dưới 1 phút"),
        (-timedelta(seconds=59), "quá hạn dưới 1 phút"),
        (-timedelta(minutes=8), "quá hạn 8 phút"),
        (-timedelta(hours=3, minutes=59), "quá hạn 3 giờ"),
        (-timedelta(days=2, hours=23), "quá hạn 2 ngày"),
    ],
)
def test_remaining_says_in_words_how_far_the_deadline_is(gap, words):
    assert remaining(DUE - gap, DUE) == words


GRACE = DUE + timedelta(days=5)


@pytest.mark.parametrize(
    ("submitted", "now", "label"),
    [
        (DUE - MOMENT, GRACE, "on_time"),
        (DUE, GRACE, "grace"),
        (GRACE - MOMENT, GRACE, "grace"),
        (GRACE, GRACE, "late"),
        (None, DUE - MOMENT, "pending"),
        (None, DUE, "pending"),
        (None, GRACE - MOMENT, "pending"),
        (None, GRACE, "overdue"),
    ],
)
def test_timeliness_with_a_grace_period(submitted, now, label):
    assert timeliness(submitted, DUE, GRACE, now) == label


@pytest.mark.parametrize("grace", [None, DUE, DUE - timedelta(days=1)])
@pytest.mark.parametrize(
    ("submitted", "now", "label"),
    [
        (DUE - MOMENT, DUE, "on_time"),
        (DUE, DUE, "late"),
        (None, DUE - MOMENT, "pending"),
        (None, DUE, "overdue"),
    ],
)
def test_timeliness_without_a_grace_period(grace, submitted, now, label):
    assert timeliness(submitted, DUE, grace, now) == label


def test_local_day_changes_at_midnight_in_vietnam():
    assert local_day(DUE - MOMENT) == date(2026, 11, 19)
    assert local_day(DUE) == date(2026, 11, 20)


def test_local_day_refuses_a_moment_without_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 11, 20))


@pytest.mark.parametrize(("moment", "day"), [(DUE - MOMENT, 19), (DUE, 20)])
def test_today_is_the_day_in_vietnam(moment, day):
    with time_machine.travel(moment, tick=False):
        assert today() == date(2026, 11, day)
