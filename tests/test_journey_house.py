"""An administrator keeps house in Chromium: invites a person who comes in by the letter, and merges two unions."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from portal.models import Role, UnitVersion, User
from tests.factories.portal import PASSWORD, make_member, make_tree
from tests.journey.walker import Walker, walking, work_off

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNITS = ["Công đoàn Bộ Nội vụ", "Công đoàn Bộ Tư pháp", "Công đoàn Bộ Công Thương"]
CHOSEN = "mot-cau-dai-de-nho-2026"


@pytest.fixture
def tree(transactional_db):
    return make_tree(names=UNITS)


@pytest.fixture
def administrator(tree):
    return make_member(tree.upper, Role.ADMINISTRATOR, "Quản Thị Trị", password=PASSWORD)


def test_invited_person_comes_in_by_the_letter_once(open_page, tree, administrator):
    with walking(open_page) as walk:
        walker = walk(administrator)
        administrator_invites(walker, "lap@bonoivu.example", UNITS[0])
    link = link_of(mail.outbox[-1])
    guest, stranger = Walker(open_page()), Walker(open_page(), expects=(410,))
    guest_sets_a_password(guest, link)
    guest_signs_in(guest, "lap@bonoivu.example")
    stranger.page.goto(link)
    stranger.look("Lời mời không dùng được")
    stranger.close()

    invited = User.objects.get(email="lap@bonoivu.example")
    assert list(invited.memberships.values_list("unit", "role")) == [(tree[0].pk, Role.OFFICER)]


def administrator_invites(walker: Walker, address: str, unit: str) -> None:
    page = walker.page
    walker.menu("Người dùng", "Người dùng")
    walker.follow("Mời người dùng", "Mời người dùng")
    page.get_by_label("Họ và tên").fill("Nguyễn Văn Lập")
    page.get_by_label("Thư điện tử").fill(address)
    page.get_by_role("searchbox", name="Đơn vị").fill("noi vu")
    page.get_by_role("radio", name=unit).check()
    page.get_by_label("Vai trò").select_option("officer")
    walker.look()
    walker.press("Giao vai trò và gửi lời mời")
    walker.reads(f"Đã giao vai trò cho Nguyễn Văn Lập và gửi thư tới {address}.")
    walker.look("Nguyễn Văn Lập")
    work_off()


def link_of(letter) -> str:
    """The path of the one address that the letter gives."""
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def guest_sets_a_password(guest: Walker, link: str) -> None:
    page = guest.page
    page.goto(link)
    guest.look("Đặt mật khẩu")
    page.get_by_label("Mật khẩu", exact=True).fill("12345678")
    page.get_by_label("Nhập lại mật khẩu").fill("12345678")
    guest.press("Đặt mật khẩu")
    guest.reads("Chưa đặt được mật khẩu")
    guest.look("Đặt mật khẩu")
    page.get_by_label("Mật khẩu", exact=True).fill(CHOSEN)
    page.get_by_label("Nhập lại mật khẩu").fill(CHOSEN)
    guest.press("Đặt mật khẩu")
    guest.reads("Đã đặt mật khẩu.")
    guest.look("Đăng nhập")


def guest_signs_in(guest: Walker, address: str) -> None:
    guest.give_password(address, "sai-mat-khau")
    guest.reads("Chưa đăng nhập được")
    guest.look("Đăng nhập")
    guest.give_password(address, CHOSEN)
    guest.reads("Chào đồng chí Nguyễn Văn Lập.")
    guest.look("Việc cần làm")
    guest.close()


def test_administrator_merges_two_unions_after_a_dry_run(open_page, tree, administrator):
    make_member(tree[0], Role.OFFICER, "Nguyễn Văn Lập")
    with walking(open_page) as walk:
        walker = walk(administrator)
        page = walker.page
        walker.menu("Đơn vị", "Cây đơn vị")
        walker.follow(UNITS[0], UNITS[0])
        walker.follow("Sáp nhập vào đơn vị khác", "Sáp nhập vào đơn vị khác")
        page.get_by_role("radio", name=UNITS[1]).check()
        walker.press("Xem trước")
        expect(page.locator("#id_decision_number_error")).to_be_visible()
        walker.look("Sáp nhập vào đơn vị khác")
        expect(page.get_by_role("radio", name=UNITS[1])).to_be_checked()
        page.get_by_label("Số, ký hiệu quyết định").fill("88/QĐ-TLĐ")
        walker.press("Xem trước")
        expect(page.get_by_role("heading", level=1, name="Sẽ thực hiện như sau")).to_be_visible()
        walker.look()
        assert UnitVersion.objects.current().filter(unit=tree[0]).exists()
        walker.press("Xác nhận thực hiện")
        walker.reads("Đã thực hiện: ")
        walker.look()
        walker.follow(UNITS[0], UNITS[0])
        walker.reads("Đã kết thúc hoạt động")

    living = UnitVersion.objects.current().filter(parent=tree.upper).values_list("name", flat=True)
    assert sorted(living) == sorted(UNITS[1:])
