"""The officer and the head at a telephone of 360 px: a report is written, checked, sent and certified with thumbs."""

import pytest
from playwright.sync_api import expect

from portal.models import Role
from reports.models import DraftSection, State
from tests.factories.office import make_office
from tests.factories.portal import PASSWORD, make_member
from tests.factories.reports import fill
from tests.journey.walker import Walker, walking, work_off

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def office(transactional_db):
    office = make_office()
    office.officer = make_member(office.tree[0], Role.OFFICER, "Nguyễn Văn Lập", password=PASSWORD)
    office.head = make_member(office.tree[0], Role.HEAD, "Lê Thị Chủ", password=PASSWORD)
    return office


def test_report_is_written_sent_and_certified_on_phones(open_page, office):
    fill(office.report, by=office.officer)
    DraftSection.objects.filter(report=office.report, code="II.2").delete()
    with walking(open_page) as walk:
        officer = walk(office.officer, **PHONE)
        officer_finds_what_is_left(officer, office)
        officer_writes_it(officer)
        officer_sends(officer)
        work_off()
        head_certifies(walk(office.head, **PHONE), office)
    assert office.report.state == State.SUBMITTED


def officer_finds_what_is_left(walker: Walker, office) -> None:
    page = walker.page
    walker.press("Mục lục")
    walker.menu("Báo cáo của đơn vị", "Báo cáo của đơn vị")
    walker.follow(office.cycle.title, office.cycle.title)
    page.get_by_role("link", name="Viết tiếp: 2. Tuyên truyền").click()
    expect(page.locator("#id_C01")).to_have_value("")
    walker.look()


def officer_writes_it(walker: Walker) -> None:
    """By the keyboard alone: a telephone's, or that of somebody who uses no mouse."""
    page = walker.page
    page.locator("#id_text").focus()
    page.keyboard.type("Đã tổ chức 18 buổi.")
    for figure in ("18", "960", "", "6", "5", "6", "5", "", "4", "210"):
        tab_to_figure(page)
        page.keyboard.type(figure)
    page.keyboard.press("Control+s")
    walker.saved()
    walker.look()


def tab_to_figure(page) -> None:
    """Press Tab until the next box for a figure has the focus."""
    before = page.evaluate("document.activeElement.id")
    for _ in range(5):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.id")
        if name != before and page.evaluate("document.activeElement.matches('.field-figure-input input')"):
            return
    raise AssertionError(f"no figure follows {before}")


def officer_sends(walker: Walker) -> None:
    page = walker.page
    page.locator(".side-nav summary").click()
    walker.follow("Kiểm tra và gửi", "Kiểm tra trước khi gửi")
    walker.reads("Không còn lỗi nào phải sửa.")
    page.get_by_label("Tôi xác nhận báo cáo không chứa").check()
    walker.press("Trình lãnh đạo xác nhận")
    walker.reads("Đã trình lãnh đạo xác nhận.")
    walker.look()


def head_certifies(walker: Walker, office) -> None:
    page = walker.page
    walker.follow("Xem và xác nhận", "Xem và xác nhận báo cáo")
    page.get_by_role("link", name="Tới phần xác nhận").click()
    page.get_by_label("Tôi đã xem toàn bộ báo cáo").check()
    walker.press("Xác nhận và nộp")
    walker.look()
    walker.agree("Xác nhận và nộp")
    page.wait_for_url("**/bien-nhan/*/")
    walker.look()
    work_off()
    page.goto("/thong-bao/")
    walker.look()
