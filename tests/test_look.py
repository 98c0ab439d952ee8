"""The look and the behaviour of the frame in a real browser: access, narrow screens, doubled presses, doors."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from portal.models import User
from tests import look_urls
from tests.browser_support import check_accessible

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.look_urls")]

PASSWORD = "mot-cau-dai-de-nho"
DOORS = [
    "/tai-khoan/login/",
    "/tai-khoan/password/reset/",
    "/tai-khoan/password/reset/done/",
    "/tai-khoan/password/reset/key/1-abc/",
    "/tai-khoan/inactive/",
    "/tai-khoan/signup/",
]
FAULTS = ["400.html", "403.html", "404.html", "413.html", "429.html", "500.html", "503.html", "errors/csrf.html"]


@pytest.fixture(autouse=True)
def _sent():
    look_urls.SENT.clear()


@pytest.fixture
def officer():
    return User.objects.create_user("ha@example.vn", PASSWORD, full_name="Trần Thị Minh Hà")


def overflow(page):
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def log_in(page, password=PASSWORD):
    page.goto("/tai-khoan/login/")
    page.get_by_label("Thư điện tử").fill("ha@example.vn")
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_style_guide_is_accessible_and_fits(open_page, width):
    page = open_page(width=width)

    page.goto("/")

    assert overflow(page) == 0
    check_accessible(page)


@pytest.mark.parametrize("address", DOORS)
def test_doors_are_accessible_on_a_phone(phone_page, address):
    phone_page.goto(address)

    assert overflow(phone_page) == 0
    check_accessible(phone_page)


@pytest.mark.parametrize("template", FAULTS)
def test_faults_are_accessible_on_a_phone(phone_page, template):
    phone_page.goto(f"/loi/{template}")

    assert overflow(phone_page) == 0
    expect(phone_page.get_by_role("link", name="Về trang đầu")).to_be_visible()
    check_accessible(phone_page)


def test_a_form_with_faults_is_accessible(browser_page):
    browser_page.goto("/bieu-mau/?sai=1")

    expect(browser_page.get_by_text("Chưa nhập mục này.")).to_have_count(5)
    expect(browser_page.get_by_role("alert")).to_be_focused()
    check_accessible(browser_page)


def test_a_doubled_press_is_sent_once(browser_page):
    browser_page.goto("/bieu-mau/")

    browser_page.locator("#plain button").evaluate(
        "async (button) => { button.click(); await new Promise((go) => setTimeout(go, 200)); button.click() }"
    )
    browser_page.get_by_text("Đã nhận").wait_for()

    assert look_urls.SENT == ["gui"]


def test_a_form_is_free_again_after_going_back(browser_page):
    browser_page.goto("/bieu-mau/")
    browser_page.locator("#plain button").click()
    browser_page.get_by_text("Đã nhận").wait_for()

    browser_page.go_back()
    browser_page.locator("#plain button").click()
    browser_page.get_by_text("Đã nhận").wait_for()

    assert look_urls.SENT == ["gui", "gui"]


def test_a_question_answered_no_sends_nothing(browser_page):
    browser_page.goto("/bieu-mau/")

    browser_page.locator("#asked button").click()
    browser_page.get_by_role("button", name="Không, quay lại").click()

    expect(browser_page.get_by_role("dialog")).to_have_count(0)
    assert look_urls.SENT == []


def test_a_question_answered_yes_sends_the_pressed_button(browser_page):
    browser_page.goto("/bieu-mau/")

    browser_page.locator("#asked button").click()
    check_accessible(browser_page)
    browser_page.get_by_role("button", name="Thực hiện").click()
    browser_page.get_by_text("Đã nhận").wait_for()

    assert look_urls.SENT == ["hoi"]


def test_htmx_carries_the_csrf_token(browser_page):
    browser_page.goto("/bieu-mau/")

    browser_page.locator("#part").click()

    expect(browser_page.locator("#answer")).to_have_text("Đã nhận")
    assert look_urls.SENT == ["htmx"]


def test_an_ended_session_never_puts_the_door_into_a_fragment(browser_page):
    browser_page.goto("/bieu-mau/")

    browser_page.locator("#out").click()

    expect(browser_page.get_by_text("Phiên làm việc đã hết.")).to_be_visible()
    expect(browser_page.locator("#answer")).to_have_text("trống")


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(days=9, hours=5), "còn 9 ngày"),
        (timedelta(days=3, hours=4), "còn 3 ngày 4 giờ"),
        (timedelta(hours=2, minutes=5), "còn 2 giờ 5 phút"),
        (timedelta(days=-2), "quá hạn 2 ngày"),
    ],
)
def test_time_left_counts_from_the_servers_clock(browser_page, ahead, words):
    browser_page.clock.set_fixed_time(datetime(2020, 1, 1, tzinfo=UTC))
    due = datetime.now(UTC) + ahead + timedelta(seconds=20 if ahead > timedelta() else -20)

    browser_page.goto(f"/bieu-mau/?han={due:%Y-%m-%dT%H:%M:%SZ}")

    expect(browser_page.locator("#due")).to_have_text(words)


def test_keys_follow_the_next_link_but_not_while_typing(browser_page):
    browser_page.goto("/bieu-mau/")

    field = browser_page.get_by_label("Số và ký hiệu")
    field.press_sequentially("j")
    expect(field).to_have_value("j")
    browser_page.locator("h1").click()
    browser_page.keyboard.press("j")

    browser_page.wait_for_url("**/?trang=2")


def test_the_chart_is_drawn_in_the_themes_colour(browser_page):
    browser_page.goto("/")

    navy = browser_page.evaluate(
        "() => Chart.getChart(document.querySelector('canvas[data-chart]')).data.datasets[0].backgroundColor"
    )

    assert navy == "#12305b"


def test_a_wrong_password_is_told_without_telling_which(phone_page, officer):
    log_in(phone_page, password="sai")

    expect(phone_page.get_by_role("alert")).to_contain_text("Thư điện tử hoặc mật khẩu không đúng.")
    check_accessible(phone_page)


def test_signing_in_and_out_on_a_phone(phone_page, officer):
    log_in(phone_page)
    phone_page.locator(".user-menu summary").click()
    check_accessible(phone_page)

    phone_page.get_by_role("button", name="Đăng xuất").click()

    expect(phone_page.get_by_text("Đồng chí đã đăng xuất.")).to_be_visible()


def test_a_shown_password_can_be_hidden_again(browser_page):
    browser_page.goto("/tai-khoan/login/")
    field = browser_page.locator("#id_password")

    browser_page.get_by_role("button", name="Hiện mật khẩu").click()
    shown = field.get_attribute("type")
    browser_page.get_by_role("button", name="Ẩn mật khẩu").click()

    assert (shown, field.get_attribute("type")) == ("text", "password")


def test_the_narrow_menu_opens_by_keyboard_and_closes_by_escape(phone_page, officer):
    log_in(phone_page)
    menu = phone_page.locator(".user-menu summary")

    menu.focus()
    phone_page.keyboard.press("Enter")
    opened = phone_page.locator(".user-menu").evaluate("menu => menu.open")
    phone_page.keyboard.press("Escape")

    expect(menu).to_be_focused()
    assert (opened, phone_page.locator(".user-menu").evaluate("menu => menu.open")) == (True, False)
