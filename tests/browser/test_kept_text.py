"""What is typed into any form outlives the session, and is forgotten once the server has taken it."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from portal.models import Role, UnitAct
from reports.models import State
from tests.browser_support import sign_in
from tests.factories.office import make_office
from tests.factories.portal import PASSWORD, make_member, make_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in_again(page, person):
    expect(page.get_by_text("nội dung vừa gõ còn trên máy này")).to_be_visible()
    page.get_by_label("Thư điện tử").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def kept(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('go-do:'))")


def test_act_typed_before_the_session_ended_is_there_after_the_sign_in(browser_page):
    tree = make_tree(2)
    administrator = make_member(tree.upper, Role.ADMINISTRATOR, password=PASSWORD)
    sign_in(browser_page, administrator)
    page = f"{reverse('units:act', args=['doi-ten'])}?units={tree[0].pk}"
    browser_page.goto(page)
    browser_page.get_by_label("Tên đầy đủ").fill("Công đoàn Cơ quan mới")
    browser_page.get_by_label("Số, ký hiệu quyết định").fill("A15/QĐ-TLĐ")
    Session.objects.all().delete()

    browser_page.get_by_role("button", name="Xem trước").click()
    sign_in_again(browser_page, administrator)

    browser_page.wait_for_url(f"**{page}")
    expect(browser_page.get_by_text("Đã khôi phục nội dung gõ dở")).to_be_visible()
    expect(browser_page.get_by_label("Số, ký hiệu quyết định")).to_have_value("A15/QĐ-TLĐ")
    browser_page.get_by_role("button", name="Xem trước").click()
    browser_page.get_by_role("button", name="Xác nhận thực hiện").click()
    expect(browser_page.get_by_text("Đã thực hiện: ")).to_be_visible()
    assert UnitAct.objects.filter(decision_number="A15/QĐ-TLĐ").count() == 1
    assert kept(browser_page) == []


def test_refused_form_is_kept_until_it_is_taken(browser_page):
    tree = make_tree(1)
    administrator = make_member(tree.upper, Role.ADMINISTRATOR, password=PASSWORD)
    sign_in(browser_page, administrator)
    browser_page.goto(reverse("people:invite"))
    browser_page.get_by_label("Họ và tên").fill("Trần Thị Bình")

    browser_page.get_by_role("button", name="Giao vai trò và gửi lời mời").click()
    expect(browser_page.get_by_text("Chưa thực hiện được")).to_be_visible()
    Session.objects.all().delete()
    browser_page.get_by_role("button", name="Giao vai trò và gửi lời mời").click()
    sign_in_again(browser_page, administrator)

    expect(browser_page.get_by_label("Họ và tên")).to_have_value("Trần Thị Bình")


def test_reason_sent_to_a_page_without_a_face_leads_back_to_its_form(browser_page):
    office = make_office()
    report = office.walked(State.AWAITING_CERTIFICATION)
    head = make_member(office.tree[0], Role.HEAD, password=PASSWORD)
    sign_in(browser_page, head)
    browser_page.goto(reverse("reports:check", args=[report.pk]))
    browser_page.get_by_label("Lý do, việc cần sửa").fill("Số liệu mục II.4 chưa khớp.")
    Session.objects.all().delete()

    browser_page.get_by_role("button", name="Chuyển lại").click()
    sign_in_again(browser_page, head)

    expect(browser_page.get_by_label("Lý do, việc cần sửa")).to_have_value("Số liệu mục II.4 chưa khớp.")
    browser_page.get_by_role("button", name="Chuyển lại").click()
    browser_page.wait_for_url(f"**{reverse('reports:report', args=[report.pk])}")
    assert kept(browser_page) == []


def test_text_sent_but_not_taken_stays(browser_page):
    """The answer never came: the number of the copy was not given back."""
    tree = make_tree(1)
    sign_in(browser_page, make_member(tree.upper, Role.ADMINISTRATOR))
    browser_page.goto(reverse("people:invite"))
    browser_page.get_by_label("Họ và tên").fill("Lê Văn Cường")
    browser_page.route("**/nguoi-dung/moi/", lambda route: route.abort())
    browser_page.get_by_role("button", name="Giao vai trò và gửi lời mời").click()
    browser_page.unroute("**/nguoi-dung/moi/")

    browser_page.goto(reverse("people:invite"))

    expect(browser_page.get_by_label("Họ và tên")).to_have_value("Lê Văn Cường")


def test_text_of_one_person_is_not_shown_to_another(browser_page):
    tree = make_tree(1)
    sign_in(browser_page, make_member(tree.upper, Role.ADMINISTRATOR))
    browser_page.goto(reverse("people:invite"))
    browser_page.get_by_label("Họ và tên").fill("Lê Văn Cường")
    sign_in(browser_page, make_member(tree.upper, Role.ADMINISTRATOR))

    browser_page.goto(reverse("people:invite"))

    expect(browser_page.get_by_label("Họ và tên")).to_have_value("")


def test_page_of_before_another_sign_in_is_opened_again_with_its_text(browser_page):
    tree = make_tree(1)
    administrator = make_member(tree.upper, Role.ADMINISTRATOR)
    sign_in(browser_page, administrator)
    browser_page.goto(reverse("people:invite"))
    browser_page.get_by_label("Họ và tên").fill("Phạm Thị Dung")
    browser_page.context.clear_cookies(name="csrftoken")

    browser_page.get_by_role("button", name="Giao vai trò và gửi lời mời").click()
    browser_page.get_by_role("link", name="Mở lại trang vừa rồi").click()

    expect(browser_page.get_by_label("Họ và tên")).to_have_value("Phạm Thị Dung")
