"""The pages of directives in a real browser: rows, the checklist of units, reading on a phone, access."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from directives.models import Directive
from directives.programmes import PartyLine, ProgrammeContent, create_programme
from portal.models import Role
from tests.browser_support import check_accessible, check_fits, sign_in
from tests.factories.directives import make_draft, make_published, receipt_of
from tests.factories.portal import make_member, make_tree
from tests.factories.programmes import make_activity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree(transactional_db):
    return make_tree(
        4, names=["Công đoàn Bộ Nội vụ", "Công đoàn Bộ Tài chính", "Công đoàn Bộ Tư pháp", "Công đoàn Đài"]
    )


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def programme(tree, clerk):
    parties = (PartyLine("Công đoàn Viên chức Việt Nam"), PartyLine("Bộ Nội vụ"))
    made = create_programme(tree.upper, ProgrammeContent("01/A-B", "Phối hợp", 2022, parties=parties), by=clerk)
    make_activity(made, by=clerk, topics=("Dân chủ ở cơ sở",))
    return made


def test_clerk_writes_and_publishes_without_a_new_page_for_rows(browser_page, tree, clerk):
    page, chief = browser_page, make_member(tree.upper, Role.HEAD)
    sign_in(page, clerk)
    page.goto("/van-ban/moi/")
    page.get_by_label("Số, ký hiệu").first.fill("7/CĐVC-TG")
    page.get_by_label("Ngày ban hành").fill("02/03/2026")
    page.get_by_label("Trích yếu").first.fill("Về công tác dân vận")
    page.get_by_label("Nội dung chính").fill("Đề nghị các đơn vị thực hiện.")

    for text in ("Việc thứ nhất", "Việc bỏ đi", "Việc thứ hai"):
        page.get_by_role("button", name="Thêm nhiệm vụ").click()
        page.locator(":focus").fill(text)
    page.get_by_role("group", name="Nhiệm vụ 2").get_by_role("button", name="Bỏ dòng này").click()
    page.get_by_role("button", name="Thêm văn bản viện dẫn").click()
    cited = page.get_by_role("group", name="Văn bản viện dẫn 1")
    cited.get_by_label("Loại văn bản").fill("Nghị quyết")
    cited.get_by_label("Số, ký hiệu").fill("25-NQ/TW")
    expect(page.get_by_role("group", name=re.compile("^Nhiệm vụ"))).to_have_count(2)
    page.get_by_label("Chỉ những đơn vị chọn dưới đây").check()
    page.get_by_label("Lọc theo tên đơn vị").fill("noi vu")
    expect(page.get_by_role("checkbox", name=re.compile("^Công đoàn"))).to_have_count(1)
    page.get_by_label("Công đoàn Bộ Nội vụ").check()
    expect(page.get_by_text("Đã chọn 1/4 đơn vị.")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Lưu dự thảo").click()
    check_accessible(page)
    page.get_by_role("button", name="Trình duyệt nội dung").click()
    expect(page.get_by_text("CHỜ DUYỆT NỘI DUNG")).to_be_visible()
    sign_in(page, chief)
    page.goto("/")
    page.get_by_role("link", name="Công văn số 7/CĐVC-TG: Về công tác dân vận").click()
    check_accessible(page)
    page.get_by_role("button", name="Duyệt nội dung").click()
    expect(page.get_by_text("ĐÃ DUYỆT NỘI DUNG – chưa ban hành")).to_be_visible()
    sign_in(page, clerk)
    page.goto("/")
    page.get_by_role("link", name="Công văn số 7/CĐVC-TG").click()
    page.get_by_role("link", name="Ban hành…").click()
    check_accessible(page)
    page.get_by_role("button", name="Ban hành, gửi 1 đơn vị").click()

    expect(page.get_by_text("Đã ban hành Công văn số 7/CĐVC-TG, gửi tới 1 đơn vị.")).to_be_visible()
    directive = Directive.objects.get()
    assert list(directive.tasks.values_list("number", "text")) == [(1, "Việc thứ nhất"), (2, "Việc thứ hai")]
    assert list(directive.recipients.values_list("unit_name", flat=True)) == ["Công đoàn Bộ Nội vụ"]
    assert directive.citations.get().number == "25-NQ/TW"


def test_officer_reads_and_acknowledges_on_a_phone(phone_page, tree, clerk):
    page = phone_page
    published = make_published(tree.upper, by=clerk, issued_on=date(2026, 3, 2))
    sign_in(page, make_member(tree[0], Role.OFFICER))

    page.goto("/van-ban/")
    check_fits(page)
    check_accessible(page)
    page.get_by_role("link", name="Công văn số 12/CĐVC-TG").click()
    check_fits(page)
    check_accessible(page)
    page.get_by_role("button", name="Xác nhận đã nhận").click()

    expect(page.get_by_text("Công đoàn Bộ Nội vụ đã xác nhận việc nhận văn bản")).to_be_visible()
    assert receipt_of(published, tree[0]).acknowledged_role == "officer"


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_accessible_and_fit(open_page, tree, clerk, programme, width):
    published = make_published(tree.upper, by=clerk)
    draft = make_draft(tree.upper, by=clerk, number="20/CĐVC-TG", to_all=False, unit_ids=(tree[0].pk,))
    activity = programme.activities.get()
    page = open_page(width=width)
    sign_in(page, clerk)

    for address in (
        "/van-ban/?q=khong-co",
        f"/van-ban/{published.pk}/noi-nhan/",
        f"/van-ban/{published.pk}/thu-hoi/",
        f"/van-ban/{draft.pk}/",
        f"/van-ban/{draft.pk}/sua/",
        "/van-ban/chuong-trinh/",
        f"/van-ban/chuong-trinh/{programme.pk}/",
        f"/van-ban/chuong-trinh/{programme.pk}/sua/",
        f"/van-ban/chuong-trinh/{programme.pk}/hoat-dong/{activity.pk}/",
    ):
        page.goto(address)
        check_fits(page)
        check_accessible(page)


def test_draft_survives_a_session_that_ended(browser_page, tree, clerk):
    page = browser_page
    sign_in(page, clerk)
    page.goto("/van-ban/moi/")
    page.get_by_label("Số, ký hiệu").first.fill("8/CĐVC-TG")
    page.get_by_label("Trích yếu").first.fill("Lời văn gõ dở")
    page.get_by_role("button", name="Thêm nhiệm vụ").click()
    page.locator(":focus").fill("Việc gõ dở")
    page.get_by_label("Chỉ những đơn vị chọn dưới đây").check()
    page.get_by_label("Công đoàn Bộ Tư pháp").check()

    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Lưu dự thảo").click()
    page.wait_for_url("**/tai-khoan/**")
    sign_in(page, clerk)
    page.goto("/van-ban/moi/")
    expect(page.get_by_text("Đã khôi phục nội dung gõ dở")).to_be_visible()
    page.get_by_role("button", name="Lưu dự thảo").click()
    page.wait_for_url("**/van-ban/*/?da_luu=1")
    page.goto("/van-ban/moi/")

    draft = Directive.objects.get()
    assert (draft.title, [task["text"] for task in draft.content["tasks"]]) == ("Lời văn gõ dở", ["Việc gõ dở"])
    assert draft.content["units"] == [tree[2].pk]
    expect(page.get_by_label("Trích yếu").first).to_have_value("")
