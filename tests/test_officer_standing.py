"""The words of the status strip: every state, before and after the deadline, decided by hand."""

from datetime import datetime, timedelta

import pytest

from portal import clock
from portal.worktime import TZ
from reports.models import Cycle, Obligation, Report, State
from reports.obligations import extend
from reports.views.officer.standing import deadline_words, standing_of
from tests.factories.office import EARLY, make_office

pytestmark = pytest.mark.django_db


def at(day, hour=9, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=TZ)


def strip(report, now):
    report = Report.objects.select_related("obligation__cycle", "latest_revision", "sent_by").get(pk=report.pk)
    return standing_of(report.obligation, report, now)


@pytest.mark.parametrize(
    ("now", "tone", "due_words"),
    [
        (at(1, month=10), "", "còn 49 ngày 15 giờ"),
        (at(16, 20), "due-soon", "còn 3 ngày 4 giờ"),
        (at(19, 23, 59), "due-soon", "còn 1 phút"),
        (at(20, 0), "late", "quá hạn dưới 1 phút"),
        (at(22, 0), "late", "quá hạn 2 ngày"),
    ],
)
def test_report_not_submitted_counts_down(now, tone, due_words):
    found = strip(make_office().report, now)

    assert (found.words, found.tone, found.due_words) == ("CHƯA NỘP", tone, due_words)
    assert found.lines[0] == "Hạn nộp: trước ngày 20 tháng 11 (chậm nhất hết ngày Thứ Năm 19/11/2026)."


@pytest.mark.parametrize(
    ("now", "lines"),
    [
        (at(19, 23, 59), ()),
        (
            at(20, 0),
            (
                "Vẫn nộp được. Nộp chậm nhất hết ngày Thứ Ba 24/11/2026 thì được ghi là "
                "nộp trong thời gian gia hạn chung.",
            ),
        ),
        (at(25, 0), ("Vẫn nộp được. Báo cáo sẽ được ghi là nộp muộn.",)),
    ],
)
def test_lateness_is_a_label_and_never_a_lock(now, lines):
    assert strip(make_office().report, now).lines[1:] == lines


def test_extension_moves_the_last_moment_and_keeps_the_words():
    office = make_office()
    obligation = office.report.obligation
    with clock.told_as(EARLY):
        extend(obligation, new_due_at=at(25, 0), reason="Sáp nhập", by=office.reviewer)

    found = strip(office.report, at(21))

    assert (found.due_words, found.tone) == ("còn 3 ngày 15 giờ", "due-soon")
    assert found.lines == (
        "Hạn nộp chung: trước ngày 20 tháng 11; đơn vị được gia hạn đến hết ngày Thứ Ba 24/11/2026.",
    )


def test_report_awaiting_says_that_it_is_not_submitted_yet():
    found = strip(make_office().walked(State.AWAITING_CERTIFICATION), at(12))

    assert (found.words, found.tone) == ("CHỜ LÃNH ĐẠO XÁC NHẬN", "waiting")
    assert found.lines == (
        "Nguyễn Văn Lập đã trình lúc 09:00 ngày 10/11/2026.",
        "Báo cáo chỉ được tính là đã nộp sau khi lãnh đạo công đoàn xác nhận.",
    )


def test_report_awaiting_after_the_deadline_is_late():
    assert strip(make_office().walked(State.AWAITING_CERTIFICATION), at(21)).tone == "late"


@pytest.mark.parametrize(
    ("submitted", "label"),
    [
        (at(19, 23, 59), "Nộp đúng hạn"),
        (at(20, 0), "Nộp trong thời gian gia hạn"),
        (at(24, 23, 59), "Nộp trong thời gian gia hạn"),
        (at(25, 0), "Nộp muộn"),
    ],
)
def test_submitted_report_says_when_and_how_it_lies_to_the_deadline(submitted, label):
    report = make_office().submitted()
    Report.objects.filter(pk=report.pk).update(first_submitted_at=submitted, submitted_at=submitted)

    found = strip(report, at(30))

    code = report.latest_revision.receipt_code
    assert found.words == f"ĐÃ NỘP {submitted:%H:%M} ngày {submitted:%d/%m/%Y}, biên nhận {code}"
    assert found.label[1] == label


@pytest.mark.parametrize(("after", "tone"), [(timedelta(days=1), "due-soon"), (timedelta(days=6), "late")])
def test_returned_report_counts_down_to_its_own_deadline(after, tone):
    report = make_office().walked(State.RETURNED)

    found = strip(report, report.return_due_at - timedelta(days=5) + after)

    assert (found.words, found.tone, found.label[1]) == ("CẦN BỔ SUNG", tone, "Nộp đúng hạn")


def test_return_never_makes_an_on_time_report_late():
    report = make_office().walked(State.RETURNED)

    assert strip(report, at(1, month=12)).label[1] == "Nộp đúng hạn"


def test_accepted_report_is_done():
    found = strip(make_office().walked(State.ACCEPTED), at(12))

    assert (found.words, found.tone) == ("ĐÃ CHẤP NHẬN 09:00 ngày 10/11/2026", "ok")


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (Obligation.Cause.EXEMPT, "ĐƯỢC MIỄN BÁO CÁO"),
        (Obligation.Cause.ENDED, "ĐƠN VỊ ĐÃ KẾT THÚC HOẠT ĐỘNG"),
        (Obligation.Cause.SUCCESSOR, "ĐƠN VỊ KẾ THỪA BÁO CÁO"),
    ],
)
def test_unit_that_owes_nothing_is_told_why(cause, words):
    obligation = make_office().report.obligation
    obligation.cause, obligation.cause_note = cause, "Lý do cụ thể"

    found = standing_of(obligation, None, at(1))

    assert (found.words, found.lines) == (words, ("Lý do cụ thể",))


def test_deadline_is_told_in_the_directives_words_and_as_a_moment():
    office = make_office()

    assert deadline_words(office.report.obligation) == (
        "Hạn nộp: trước ngày 20 tháng 11 (chậm nhất hết ngày Thứ Năm 19/11/2026)."
    )


def test_closed_cycle_says_that_nothing_is_taken_any_more():
    office = make_office()
    Cycle.objects.filter(pk=office.cycle.pk).update(state=Cycle.State.CLOSED)

    assert "Kỳ báo cáo đã khóa sổ, không nhận báo cáo nữa." in strip(office.report, at(30)).lines
