"""An officer's bad day in Chromium: the session ends, a button is pressed twice, another window was quicker."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from portal.models import Event, Role
from reports.models import DraftSection, Report, State
from tests.factories.office import make_office
from tests.factories.portal import PASSWORD, make_member
from tests.factories.reports import fill, fire
from tests.journey.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(transactional_db):
    office = make_office()
    office.officer = make_member(office.tree[0], Role.OFFICER, "Nguyễn Văn Lập", password=PASSWORD)
    office.head = make_member(office.tree[0], Role.HEAD, "Lê Thị Chủ", password=PASSWORD)
    return office


def test_officer_loses_nothing_on_a_bad_day(open_page, office):
    fill(office.report, by=office.officer)
    walker = Walker(open_page(), expects=(401,))
    walker.enter(office.officer)
    session_ends_while_typing(walker, office)
    presses_twice(walker, office)
    sends_from_a_stale_tab(walker, office)
    walker.close()


def session_ends_while_typing(walker: Walker, office) -> None:
    page = walker.page
    page.goto(reverse("reports:section", args=[office.report.pk, "III.1"]))
    walker.look()
    Session.objects.all().delete()
    page.locator("#id_text").fill("Viết đúng lúc phiên hết.")
    page.keyboard.press("Control+s")
    walker.reads("Phiên làm việc đã hết.")
    walker.look()
    walker.follow("Đăng nhập lại", "Đăng nhập")
    walker.give_password(office.officer.email)
    walker.reads("Trên máy này còn nội dung chưa lưu")
    walker.look()
    walker.press("Khôi phục và lưu")
    walker.saved()
    stored = DraftSection.objects.get(report=office.report, code="III.1")
    assert stored.content["text"] == "Viết đúng lúc phiên hết."


def sendings(office) -> int:
    return Event.objects.about(office.report).filter(kind="report.send").count()


def presses_twice(walker: Walker, office) -> None:
    page, posted = walker.page, []
    page.goto(reverse("reports:check", args=[office.report.pk]))
    walker.look("Kiểm tra trước khi gửi")
    page.get_by_label("Tôi xác nhận báo cáo không chứa").check()
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Trình lãnh đạo xác nhận").dblclick()
    walker.reads("Đã trình lãnh đạo xác nhận.")
    walker.look()
    assert (len(posted), sendings(office), office.report.state) == (1, 1, State.AWAITING_CERTIFICATION)


def sends_from_a_stale_tab(walker: Walker, office) -> None:
    """The same page in two windows: the second learns what the first did, and does nothing itself."""
    page = walker.page
    walker.press("Rút lại để sửa")
    walker.agree("Rút lại")
    walker.reads("Đã rút báo cáo lại để sửa.")
    page.goto(reverse("reports:check", args=[office.report.pk]))
    page.get_by_label("Tôi xác nhận báo cáo không chứa").check()
    Report.objects.filter(pk=office.report.pk).update(no_secret=True)
    fire(office.report, "send", by=office.officer)
    walker.press("Trình lãnh đạo xác nhận")
    walker.reads("không thực hiện được bước này. Trang này cho thấy trạng thái hiện tại.")
    walker.look()
    assert (sendings(office), office.report.state) == (2, State.AWAITING_CERTIFICATION)
