"""The browser of the tests: that its checks can fail, and that a session opened for a person holds."""

import pytest

from portal.models import User
from tests.browser_support import Watch, check_accessible, check_fits, settled, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_sign_in_opens_a_session(browser_page):
    user = User.objects.create_user("van.thu@congdoan.example", full_name="Văn thư")

    sign_in(browser_page, user)

    browser_page.goto("/tai-khoan/password/change/")
    assert browser_page.url.endswith(("/password/change/", "/password/set/"))


def test_check_accessible_finds_a_picture_without_words(browser_page):
    browser_page.set_content("<html lang='vi'><title>t</title><main><img src='data:image/png;base64,'></main>")

    with pytest.raises(AssertionError, match="image-alt"):
        check_accessible(browser_page)


def test_check_fits_finds_a_page_wider_than_a_phone(phone_page):
    phone_page.set_content("<p style='width: 900px'>rộng</p>")

    with pytest.raises(AssertionError, match="wider"):
        check_fits(phone_page)


def test_settled_waits_for_the_page_that_a_press_asked_for(browser_page):
    def late(route):
        browser_page.wait_for_timeout(400)
        route.continue_()

    browser_page.goto("/tai-khoan/login/")
    browser_page.route("**/password/reset/", late)
    browser_page.get_by_role("link", name="Quên mật khẩu").click()

    settled(browser_page)

    assert browser_page.url.endswith("/password/reset/")
    assert browser_page.evaluate("document.readyState") == "complete"


def test_settled_comes_back_where_no_page_is_on_its_way(browser_page):
    browser_page.goto("/tai-khoan/login/")
    browser_page.evaluate("() => { document.title = 'vẫn trang này' }")

    settled(browser_page)

    assert browser_page.title() == "vẫn trang này"


def test_watch_hears_of_a_foreign_host(browser_page):
    watch = Watch("portal.example")
    watch.attach(browser_page)

    browser_page.goto("/static/img/favicon.svg")

    assert watch.faults == [f"foreign host: {browser_page.url}"]


def test_watch_hears_of_an_inline_script(open_page, chromium, live_server):
    page = chromium.new_context(base_url=live_server.url).new_page()
    watch = Watch(live_server.url.removeprefix("http://"))
    watch.attach(page)
    page.goto("/tai-khoan/login/")

    page.evaluate("() => { const s = document.createElement('script'); s.text = '1'; document.body.append(s) }")
    page.wait_for_timeout(100)

    page.context.close()
    assert [fault[:3] for fault in watch.faults] == ["CSP"]
