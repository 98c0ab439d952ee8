"""The officers' pages in Chromium: from the list to the receipt, by two people, on a screen and on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from portal import clock
from reports.models import Report, ReviewPoint, Revision, State
from reports.points import answer_point
from tests.browser_support import check_accessible, check_fits, sign_in
from tests.factories.office import EARLY, make_office
from tests.factories.reports import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office():
    return make_office()


def send(page):
    page.get_by_label("Tôi xác nhận báo cáo không chứa").check()
    page.get_by_role("button", name="Trình lãnh đạo xác nhận").click()


def certify(page):
    page.get_by_label("Tôi đã xem toàn bộ báo cáo").check()
    page.get_by_role("button", name="Xác nhận và nộp").click()
    page.get_by_role("dialog").get_by_role("button", name="Xác nhận và nộp").click()


def test_officer_sends_and_head_submits(open_page, office):
    fill(office.report, by=office.officer, answers={"B02": "0", "A04": ""})
    officer, head = open_page(), open_page(width=360, height=740)
    sign_in(officer, office.officer)
    sign_in(head, office.head)

    officer.goto(reverse("reports:mine"))
    officer.get_by_role("link", name="Viết tiếp").click()
    officer.get_by_role("link", name="Kiểm tra trước khi gửi").click()
    officer.get_by_role("link", name="Trong đó: đoàn viên là nữ (A04): chưa nhập.").click()
    expect(officer.locator("#id_A04")).to_be_focused()
    officer.keyboard.type("540")
    officer.keyboard.press("Control+s")
    expect(officer.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    officer.get_by_role("link", name="Kiểm tra và gửi").first.click()
    officer.get_by_role("textbox", name="Giải trình").fill("Kế hoạch ban hành chung với chính quyền.")
    send(officer)
    expect(officer.get_by_text("CHỜ LÃNH ĐẠO XÁC NHẬN")).to_be_visible()
    head.goto(reverse("reports:mine"))
    head.get_by_role("link", name="Xem và xác nhận").click()
    expect(head.get_by_text("Kế hoạch ban hành chung với chính quyền.")).to_be_visible()
    certify(head)

    head.wait_for_url("**/bien-nhan/*/")
    revision = Revision.objects.get()
    expect(head.locator(".receipt-code")).to_have_text(revision.receipt_code)
    officer.reload()
    expect(officer.locator(".status-strip")).to_contain_text(f"biên nhận {revision.receipt_code}")


def test_press_on_a_page_kept_open_is_told_and_submits_no_more(open_page, office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    first, kept_open = open_page(), open_page()
    for page in (first, kept_open):
        sign_in(page, office.head)
        page.goto(reverse("reports:check", args=[report.pk]))
    certify(first)
    first.wait_for_url("**/bien-nhan/*/")

    certify(kept_open)

    expect(kept_open.get_by_text("Trang này cho thấy trạng thái hiện tại.")).to_be_visible()
    expect(kept_open.locator(".status-strip")).to_contain_text("ĐÃ NỘP")
    assert Revision.objects.count() == 1


def test_officer_answers_the_points_and_sends_again(browser_page, office):
    report = office.walked(State.RETURNED)
    sign_in(browser_page, office.officer)

    browser_page.goto(reverse("reports:mine"))
    browser_page.get_by_role("link", name="Xem ý kiến, trả lời").click()
    browser_page.get_by_role("textbox", name="Trả lời của đơn vị").fill("Số lượt tính theo danh sách điểm danh.")
    browser_page.get_by_role("button", name="Lưu các câu trả lời").click()
    expect(browser_page.get_by_text("Đã trả lời 1/1 ý kiến")).to_be_visible()
    browser_page.get_by_role("link", name="Kiểm tra và gửi lại").click()
    send(browser_page)

    expect(browser_page.get_by_text("CHỜ LÃNH ĐẠO XÁC NHẬN BẢN BỔ SUNG")).to_be_visible()
    assert Report.objects.get(pk=report.pk).state == State.AWAITING_CERTIFICATION


def test_answers_survive_a_page_that_was_left(browser_page, office):
    report = office.walked(State.RETURNED)
    sign_in(browser_page, office.officer)
    browser_page.goto(reverse("reports:points", args=[report.pk]))

    browser_page.get_by_role("textbox", name="Trả lời của đơn vị").fill("viết dở")
    browser_page.goto(reverse("reports:mine"))
    browser_page.goto(reverse("reports:points", args=[report.pk]))

    expect(browser_page.get_by_role("textbox", name="Trả lời của đơn vị")).to_have_value("viết dở")
    browser_page.get_by_role("button", name="Bỏ nội dung đó").click()
    expect(browser_page.get_by_role("textbox", name="Trả lời của đơn vị")).to_have_value("")
    assert ReviewPoint.objects.get().answer == ""


def test_answer_typed_here_is_laid_beside_a_newer_one(browser_page, office):
    report = office.walked(State.RETURNED)
    sign_in(browser_page, office.officer)
    browser_page.goto(reverse("reports:points", args=[report.pk]))
    browser_page.get_by_role("textbox", name="Trả lời của đơn vị").fill("của cán bộ")
    answer_point(report.points.get(), text="của Chủ tịch", by=office.head)

    browser_page.reload()

    box = browser_page.get_by_role("textbox", name="Trả lời của đơn vị")
    expect(box).to_have_value("của Chủ tịch")
    expect(browser_page.get_by_text("của cán bộ")).to_be_visible()
    browser_page.get_by_role("button", name="Dùng nội dung này").click()
    expect(box).to_have_value("của cán bộ")


def test_receipt_is_verified_by_a_stranger(browser_page, office):
    revision = office.submitted().latest_revision

    browser_page.goto(reverse("reports:verify"))
    browser_page.get_by_label("Mã biên nhận").fill(revision.receipt_code.lower().replace("-", " "))
    browser_page.keyboard.press("Enter")

    expect(browser_page.get_by_text("BIÊN NHẬN HỢP LỆ")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("state", [State.DRAFT, State.AWAITING_CERTIFICATION, State.SUBMITTED, State.RETURNED])
def test_pages_are_accessible_and_fit(open_page, office, state, width):
    answers = {"B02": "0", "A04": "9.999"} if state == State.DRAFT else None
    report = office.walked(state, answers=answers)
    page = open_page(width=width, height=740)
    sign_in(page, office.head)
    addresses = [
        reverse("reports:mine"),
        *(reverse(f"reports:{n}", args=[report.pk]) for n in ("report", "check", "points")),
    ]
    if report.latest_revision_id:
        addresses += [
            reverse("reports:receipt", args=[report.latest_revision.receipt_code]),
            reverse("reports:revision", args=[report.latest_revision_id]),
            reverse("reports:verify") + f"?ma={report.latest_revision.receipt_code}",
        ]

    for address in addresses:
        page.goto(address)
        check_fits(page)
        check_accessible(page)


@pytest.mark.parametrize("name", ["receipt", "revision"])
def test_paper_prints_without_the_frame(browser_page, office, name):
    with clock.told_as(EARLY):
        revision = office.submitted().latest_revision
    sign_in(browser_page, office.officer)
    browser_page.goto(reverse(f"reports:{name}", args=[revision.receipt_code if name == "receipt" else revision.pk]))

    browser_page.emulate_media(media="print")

    expect(browser_page.locator(".doc-page")).to_be_visible()
    for part in (".frame", ".foot", ".crumbs", ".toolbar, .receipt-actions"):
        expect(browser_page.locator(part).first).to_be_hidden()
