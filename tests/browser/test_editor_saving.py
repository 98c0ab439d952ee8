"""The editor in Chromium: what is typed is saved by itself, and comes through everything that can go wrong."""

import json
import time

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from portal.models import Role
from reports import workflow
from reports.models import DraftSection, Report
from tests.browser_support import sign_in
from tests.factories.office import make_office
from tests.factories.portal import PASSWORD, make_member
from tests.factories.reports import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATE = "[data-save-state]"


@pytest.fixture
def office():
    return make_office()


def open_section(page, office, user, code="III.1"):
    sign_in(page, user)
    page.goto(reverse("reports:section", args=[office.report.pk, code]))
    return page.locator("#id_text")


def stored(office, code="III.1"):
    return DraftSection.objects.get(report=office.report, code=code)


def kept(page):
    """What this machine keeps of unsaved texts."""
    found = page.evaluate("JSON.stringify(Object.entries(localStorage).filter(e => e[0].startsWith('bao-cao:')))")
    return [json.loads(value)["content"]["text"] for _, value in json.loads(found)]


def test_typed_text_is_saved_by_itself(browser_page, office):
    text = open_section(browser_page, office, office.officer)

    text.type("Kết quả nổi bật trong năm.")

    expect(browser_page.locator(STATE)).to_have_text("Có thay đổi chưa lưu")
    expect(browser_page.locator(STATE)).to_contain_text("Đã lưu ", timeout=8000)
    assert (stored(office).content["text"], stored(office).saved_by) == ("Kết quả nổi bật trong năm.", office.officer)
    assert kept(browser_page) == []


def test_nothing_is_sent_while_nothing_changed(browser_page, office):
    sent = []
    browser_page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    text = open_section(browser_page, office, office.officer)

    text.focus()
    browser_page.keyboard.press("Control+s")
    browser_page.keyboard.press("ArrowLeft")
    browser_page.wait_for_timeout(3500)

    assert sent == []


def test_save_button_and_ctrl_s_save_at_once(browser_page, office):
    text = open_section(browser_page, office, office.officer)

    text.fill("một")
    browser_page.get_by_role("button", name="Lưu mục này").click()
    expect(browser_page.locator(STATE)).to_contain_text("Đã lưu ")
    text.fill("hai")
    browser_page.keyboard.press("Control+s")
    expect(browser_page.locator(STATE)).to_have_attribute("data-state", "saved")

    assert (stored(office).content["text"], stored(office).version) == ("hai", 2)


def test_text_typed_without_a_network_is_kept_and_saved_when_it_is_back(browser_page, office):
    text = open_section(browser_page, office, office.officer)
    browser_page.context.set_offline(True)

    text.fill("gõ khi mất mạng")
    browser_page.keyboard.press("Control+s")

    expect(browser_page.locator(STATE)).to_have_text("Mất mạng – nội dung đã giữ trên máy này")
    assert kept(browser_page) == ["gõ khi mất mạng"]
    browser_page.context.set_offline(False)
    expect(browser_page.locator(STATE)).to_contain_text("Đã lưu ")
    assert (stored(office).content["text"], kept(browser_page)) == ("gõ khi mất mạng", [])


def test_busy_server_is_asked_again_after_its_pause(browser_page, office):
    text = open_section(browser_page, office, office.officer)
    answers = [503]

    def busy_once(route):
        if answers:
            route.fulfill(status=answers.pop(), headers={"Retry-After": "1"}, body="{}")
        else:
            route.continue_()

    browser_page.route("**/luu/", busy_once)
    text.fill("chờ một chút")
    browser_page.keyboard.press("Control+s")

    expect(browser_page.locator(STATE)).to_have_text("Chưa lưu được, đang thử lại")
    expect(browser_page.locator(STATE)).to_contain_text("Đã lưu ")
    assert stored(office).content["text"] == "chờ một chút"


def test_text_survives_a_session_that_ended_and_the_sign_in(browser_page, office):
    writer = make_member(office.tree[0], Role.OFFICER, password=PASSWORD)
    text = open_section(browser_page, office, writer)
    Session.objects.all().delete()

    text.fill("viết trong lúc phiên đã hết")
    browser_page.keyboard.press("Control+s")
    browser_page.get_by_role("link", name="Đăng nhập lại").click()
    browser_page.get_by_label("Thư điện tử").fill(writer.email)
    browser_page.locator("input[name=password]").fill(PASSWORD)
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("button", name="Khôi phục và lưu").click()

    expect(browser_page.locator(STATE)).to_contain_text("Đã lưu ")
    expect(browser_page.locator("#id_text")).to_have_value("viết trong lúc phiên đã hết")
    assert (stored(office).content["text"], kept(browser_page)) == ("viết trong lúc phiên đã hết", [])


def test_sign_in_on_another_tab_lets_this_one_save(browser_page, office):
    text = open_section(browser_page, office, office.officer)
    Session.objects.all().delete()
    text.fill("chờ đăng nhập ở thẻ khác")
    browser_page.keyboard.press("Control+s")
    expect(browser_page.get_by_text("Phiên làm việc đã hết.")).to_be_visible()

    other = browser_page.context.new_page()
    sign_in(other, office.officer)
    other.goto(reverse("reports:mine"))
    browser_page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(browser_page.locator(STATE)).to_contain_text("Đã lưu ")
    expect(browser_page.get_by_text("Phiên làm việc đã hết.")).to_have_count(0)
    assert stored(office).content["text"] == "chờ đăng nhập ở thẻ khác"


def test_another_person_at_the_same_machine_is_offered_nothing(browser_page, office):
    text = open_section(browser_page, office, office.officer)
    Session.objects.all().delete()
    text.fill("của cán bộ")
    browser_page.keyboard.press("Control+s")
    expect(browser_page.get_by_text("Phiên làm việc đã hết.")).to_be_visible()

    text = open_section(browser_page, office, office.head)

    expect(text).to_have_value("")
    expect(browser_page.locator("[data-banner]")).to_have_count(0)
    assert stored(office).version == 0


@pytest.fixture
def clashing(open_page, office):
    """The officer's page after the head has saved the same section, told of both texts."""
    mine, theirs = open_page(), open_page()
    text = open_section(mine, office, office.officer)
    open_section(theirs, office, office.head).fill("của Chủ tịch")
    theirs.keyboard.press("Control+s")
    expect(theirs.locator(STATE)).to_contain_text("Đã lưu ")

    text.fill("của cán bộ")
    mine.keyboard.press("Control+s")

    box = mine.get_by_role("alert")
    expect(box).to_contain_text("Lê Thị Chủ vừa lưu mục này")
    expect(box.locator("[data-mine]")).to_contain_text("của cán bộ")
    expect(box.locator("[data-theirs]")).to_contain_text("của Chủ tịch")
    assert stored(office).content["text"] == "của Chủ tịch"
    return mine


def test_clash_keep_mine(clashing, office):
    clashing.get_by_role("button", name="Giữ bản của tôi").click()

    expect(clashing.locator(STATE)).to_contain_text("Đã lưu ")
    assert (stored(office).content["text"], stored(office).saved_by) == ("của cán bộ", office.officer)


def test_clash_take_theirs_sets_mine_aside(clashing, office):
    clashing.get_by_role("button", name="Lấy bản đã lưu").click()

    expect(clashing.locator("#id_text")).to_have_value("của Chủ tịch")
    clashing.get_by_text("Bản của đồng chí trước khi lấy bản đã lưu").click()
    expect(clashing.locator(".set-aside")).to_contain_text("của cán bộ")
    assert (stored(office).content["text"], stored(office).version) == ("của Chủ tịch", 1)


def test_clash_merged_by_hand(clashing, office):
    clashing.get_by_role("button", name="Ghép bằng tay").click()
    clashing.locator("#id_text").fill("của cán bộ và của Chủ tịch")
    clashing.wait_for_timeout(3500)
    before = stored(office).content["text"]
    clashing.get_by_role("button", name="Lưu bản đã ghép").click()

    expect(clashing.locator(STATE)).to_contain_text("Đã lưu ")
    assert (before, stored(office).content["text"]) == ("của Chủ tịch", "của cán bộ và của Chủ tịch")


def test_copy_older_than_the_server_is_laid_beside_it(browser_page, office):
    text = open_section(browser_page, office, office.officer)
    browser_page.context.set_offline(True)
    text.fill("chưa kịp lưu")
    browser_page.keyboard.press("Control+s")
    expect(browser_page.locator(STATE)).to_contain_text("Mất mạng")
    browser_page.evaluate("window.onbeforeunload = null")
    DraftSection.objects.filter(pk=stored(office).pk).update(
        content={"text": "đã có người lưu", "figures": {}, "annexes": {}}, version=1, saved_by=office.head
    )
    browser_page.context.set_offline(False)

    open_section(browser_page, office, office.officer)

    expect(browser_page.locator("[data-mine]")).to_contain_text("chưa kịp lưu")
    expect(browser_page.locator("[data-theirs]")).to_contain_text("đã có người lưu")


def test_report_sent_while_writing_keeps_a_copy_to_read(browser_page, office):
    report = fill(office.report, by=office.officer)
    text = open_section(browser_page, office, office.head)
    workflow.fire(report, "send", by=office.officer, seen=report.version)

    text.fill("viết sau khi đã trình")
    browser_page.keyboard.press("Control+s")

    notice = browser_page.locator("[data-banner=locked]")
    expect(notice).to_contain_text("Báo cáo đã được gửi đi")
    expect(notice).to_contain_text("viết sau khi đã trình")
    expect(text).to_be_disabled()
    assert stored(office).content["text"] != "viết sau khi đã trình"


def test_text_too_long_is_told_and_saved_once_it_is_shorter(browser_page, office):
    text = open_section(browser_page, office, office.officer)

    text.fill("a" * 100_001)
    browser_page.keyboard.press("Control+s")

    expect(browser_page.locator("[data-banner=long]")).to_contain_text("vượt giới hạn 100.000 ký tự")
    text.fill("ngắn lại")
    browser_page.keyboard.press("Control+s")
    expect(browser_page.locator(STATE)).to_contain_text("Đã lưu ")
    expect(browser_page.locator("[data-banner=long]")).to_have_count(0)
    assert stored(office).content["text"] == "ngắn lại"


def test_link_followed_at_once_saves_first(browser_page, office):
    text = open_section(browser_page, office, office.officer)

    text.fill("bấm Mục sau ngay")
    browser_page.get_by_role("link", name="Mục sau").click()

    browser_page.wait_for_url("**/muc/III.2/")
    assert stored(office).content["text"] == "bấm Mục sau ngay"


def test_page_left_at_once_saves_on_the_way_out(browser_page, office):
    text = open_section(browser_page, office, office.officer)

    text.fill("đóng trang ngay")
    browser_page.goto(reverse("reports:mine"))

    assert soon(lambda: stored(office).content["text"], "đóng trang ngay") == "đóng trang ngay"


def soon(read, awaited, seconds=5):
    """What `read` gives, waited for until it is as awaited: a page's last request outlives the page."""
    end = time.monotonic() + seconds
    while read() != awaited and time.monotonic() < end:
        time.sleep(0.05)
    return read()


def test_two_quick_saves_do_not_clash_with_themselves(browser_page, office):
    text = open_section(browser_page, office, office.officer)

    for letter in "abcdef":
        text.press(letter)
        browser_page.keyboard.press("Control+s")
    expect(browser_page.locator(STATE)).to_contain_text("Đã lưu ", timeout=15_000)
    browser_page.wait_for_function(
        "document.querySelector('[data-save-state]').dataset.state === 'saved'", timeout=15_000
    )

    assert stored(office).content["text"] == "abcdef"
    expect(browser_page.locator("[data-banner]")).to_have_count(0)


def test_section_is_saved_without_scripts(chromium, live_server, office):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    text = open_section(page, office, office.officer, "II.2")

    text.fill("không cần JavaScript")
    page.locator("#id_C01").fill("18")
    page.locator("#id_PL1-1-ten").fill("Một cửa không chờ")
    page.get_by_role("button", name="Lưu và sang mục sau").click()

    page.wait_for_url("**/muc/II.3/")
    context.close()
    content = stored(office, "II.2").content
    assert (content["text"], content["figures"]["C01"]["raw"]) == ("không cần JavaScript", "18")
    assert [row["ten"] for row in content["annexes"]["PL1"]] == ["Một cửa không chờ"]


def test_explanation_survives_a_session_that_ended(browser_page, office):
    writer = make_member(office.tree[0], Role.OFFICER, password=PASSWORD)
    report = fill(office.report, by=writer, answers={"B02": "0"})
    sign_in(browser_page, writer)
    browser_page.goto(reverse("reports:check", args=[report.pk]))
    Session.objects.all().delete()

    browser_page.get_by_role("textbox", name="Giải trình").fill("Kế hoạch ban hành chung với chính quyền.")
    browser_page.get_by_role("button", name="Lưu, chưa gửi").click()
    browser_page.get_by_label("Thư điện tử").fill(writer.email)
    browser_page.locator("input[name=password]").fill(PASSWORD)
    browser_page.keyboard.press("Enter")

    expect(browser_page.get_by_role("textbox", name="Giải trình")).to_have_value(
        "Kế hoạch ban hành chung với chính quyền."
    )
    browser_page.get_by_role("button", name="Lưu, chưa gửi").click()
    expect(browser_page.get_by_text("Đã lưu giải trình và số báo cáo.")).to_be_visible()
    assert list(Report.objects.get(pk=report.pk).explanations.values_list("text", flat=True)) == [
        "Kế hoạch ban hành chung với chính quyền."
    ]
    assert browser_page.evaluate("Object.keys(localStorage).length") == 0
