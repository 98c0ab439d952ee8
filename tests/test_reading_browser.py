"""A paper is read, confirmed and made a draft in a real browser; the pages are fit for a phone and for everybody."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from directives.confirming import begin, came_as_words, items_of
from directives.models import Directive, PaperReading
from portal.models import Role
from portal.text import format_date
from portal.worktime import today
from tests.browser_support import check_accessible, check_fits, sign_in
from tests.factories.directives import make_published
from tests.factories.papers import make_docx
from tests.factories.portal import make_member, make_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEED = (Path(__file__).parent / "data" / "seed_directive.txt").read_text()


@pytest.fixture
def tree(transactional_db):
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


def test_uploaded_paper_is_confirmed_one_by_one_and_becomes_a_draft(browser_page, tree, clerk):
    page = browser_page
    paper = make_docx(lambda document: [document.add_paragraph(line) for line in SEED.splitlines()])
    sign_in(page, clerk)
    page.goto("/van-ban/")
    page.get_by_role("link", name="Đọc từ tệp").click()
    check_accessible(page)
    expect(page.get_by_text("Chưa chọn tệp nào")).to_be_visible()
    page.get_by_label("Tệp văn bản").set_input_files(
        {"name": "cong-van.docx", "mimeType": "application/octet-stream", "buffer": paper}
    )
    expect(page.get_by_text("cong-van.docx", exact=True)).to_be_visible()
    page.get_by_role("button", name="Đọc văn bản").click()
    expect(page.get_by_text("Còn 17 điều chờ xác nhận")).to_be_visible()
    check_accessible(page)
    check_fits(page)

    page.get_by_role("button", name="Chấp nhận Loại văn bản").click()
    expect(page.get_by_text("Còn 16 điều chờ xác nhận")).to_be_visible()
    page.get_by_label("Số, ký hiệu").first.fill("99/CĐVC-TG")
    page.get_by_label("Số, ký hiệu").first.press("Enter")
    expect(page.locator("#de-nghi-number")).to_have_attribute("data-state", "corrected")
    page.get_by_role("button", name="Bỏ Văn bản viện dẫn 7").click()
    expect(page.locator("mark[data-item=citation-7]").first).to_have_attribute("data-state", "dropped")
    expect(page.get_by_role("button", name="Chấp nhận Nội dung chính")).to_be_focused()
    page.get_by_label("Ngày ban hành").fill(format_date(today()))
    page.get_by_label("Trích yếu").first.fill("Thực hiện công tác dân vận")
    page.get_by_role("link", name="Điều tiếp theo").click()
    expect(page.get_by_label("Cơ quan ban hành").first).to_be_focused()
    page.get_by_role("link", name="Điều tiếp theo").click()
    expect(page.get_by_label("Ban đầu mối").first).to_be_focused()
    page.get_by_role("button", name=re.compile("^Chấp nhận 15 điều còn lại")).click()
    expect(page.get_by_text("Đã xem hết các đề nghị")).to_be_visible()
    expect(page.get_by_role("button", name="Lập dự thảo")).to_be_focused()
    check_accessible(page)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Dự thảo Công văn số 99/CĐVC-TG", level=1).wait_for()
    check_accessible(page)

    draft = Directive.objects.get()
    assert (draft.number, draft.title, draft.issued_on) == ("99/CĐVC-TG", "Thực hiện công tác dân vận", today())
    assert (len(draft.content["tasks"]), len(draft.content["citations"])) == (5, 6)
    assert [row.file.name for row in draft.files.all()] == ["cong-van.docx"]


def test_words_picked_in_the_text_become_a_task(browser_page, tree, clerk):
    reading = begin(tree.upper, came_as_words("Công văn 𝒜: gửi các đơn vị.\nPhải lập kế hoạch ngay."), by=clerk)
    page = browser_page
    sign_in(page, clerk)
    page.goto(f"/van-ban/doc/{reading.pk}/")

    page.get_by_text("Phải lập kế hoạch ngay.").evaluate(
        """piece => {
            const text = piece.firstChild, start = text.data.indexOf("lập kế hoạch"), range = document.createRange();
            range.setStart(text, start);
            range.setEnd(text, start + 12);
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
        }"""
    )
    expect(page.locator("[name=chon_tu]")).not_to_have_value("")
    page.get_by_role("button", name="Thêm nhiệm vụ").click()

    expect(page.get_by_label("Nội dung nhiệm vụ")).to_have_value("lập kế hoạch")
    expect(page.locator("mark[data-item=task-1]")).to_have_text("lập kế hoạch")


def test_typed_words_come_back_after_the_session_ended(browser_page, tree, clerk):
    reading = begin(tree.upper, came_as_words(SEED), by=clerk)
    page = browser_page
    sign_in(page, clerk)
    page.goto(f"/van-ban/doc/{reading.pk}/")

    with page.expect_response("**/dang-go/"):
        page.get_by_label("Trích yếu").first.fill("Gõ dở chưa bấm")
        page.get_by_label("Trích yếu").first.blur()
    page.context.clear_cookies()
    sign_in(page, clerk)
    page.goto(f"/van-ban/doc/{reading.pk}/")

    expect(page.get_by_label("Trích yếu").first).to_have_value("Gõ dở chưa bấm")
    assert all(item.is_open for item in items_of(PaperReading.objects.get().items))


def signed_in_elsewhere(page):
    """What a sign-in in another tab does to the cookies of the browser."""
    (cookie,) = (one for one in page.context.cookies() if one["name"] == "csrftoken")
    page.context.add_cookies([cookie | {"value": "a" * 32}])


@pytest.mark.parametrize("button", ["nhan:task-1", "lap"])
def test_open_page_goes_on_after_a_sign_in_in_another_tab(browser_page, tree, clerk, button):
    reading = begin(tree.upper, came_as_words(SEED), by=clerk)
    page = browser_page
    sign_in(page, clerk)
    page.goto(f"/van-ban/doc/{reading.pk}/")
    signed_in_elsewhere(page)

    with page.expect_response(f"**/doc/{reading.pk}/") as answer:
        page.locator(f"button[value='{button}']").click()

    assert answer.value.status == 200


def test_putting_away_goes_on_after_a_sign_in_in_another_tab(browser_page, tree, clerk):
    reading = begin(tree.upper, came_as_words(SEED), by=clerk)
    page = browser_page
    sign_in(page, clerk)
    page.goto(f"/van-ban/doc/{reading.pk}/")
    signed_in_elsewhere(page)

    page.get_by_role("button", name="Bỏ bản đọc").click()
    page.get_by_role("dialog").get_by_role("button", name="Bỏ bản đọc").click()

    expect(page.get_by_text("Đã bỏ bản đọc")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_search_is_accessible_and_fits(open_page, tree, clerk, width):
    make_published(tree.upper, by=clerk)
    page = open_page(width=width)
    sign_in(page, clerk)
    page.goto("/")
    page.get_by_role("link", name="Tìm kiếm").click()
    check_accessible(page)

    page.get_by_role("searchbox").fill("dan van")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Nhiệm vụ 1 của Công văn số 12/CĐVC-TG")).to_be_visible()
    check_fits(page)
    check_accessible(page)


def test_phone_confirms_beside_the_text(phone_page, tree, clerk):
    reading = begin(tree.upper, came_as_words(SEED), by=clerk)
    page = phone_page
    sign_in(page, clerk)
    page.goto("/van-ban/doc/")
    check_fits(page)
    page.goto(f"/van-ban/doc/{reading.pk}/")

    check_fits(page)
    check_accessible(page)
    page.locator("mark[data-item=citation-2] a").first.click()
    expect(page.locator("#de-nghi-citation-2")).to_be_in_viewport()
    page.get_by_role("button", name="Chấp nhận Văn bản viện dẫn 2").click()
    expect(page.locator("#de-nghi-citation-2")).to_have_attribute("data-state", "accepted")
