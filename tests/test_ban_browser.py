"""The Ban's pages in a browser: points without a reload, keys, one tick for all, a deadline while typing, access."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.models import Role
from reports.models import Report, ReviewPoint
from tests.browser_support import check_accessible, check_fits, sign_in
from tests.factories.portal import grant, make_member, make_tree
from tests.factories.reports import make_cycle, make_form, report_of, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk():
    """Two submitted reports and one that is not, in the cycle of this year; (cycle, reviewer, reports)."""
    tree = make_tree(3)
    officer, head = make_member(tree[0], Role.OFFICER), make_member(tree[0], Role.HEAD)
    grant(officer, tree[1], Role.OFFICER)
    grant(head, tree[1], Role.HEAD)
    reviewer = make_member(tree.upper, Role.REVIEWER, "Thẩm định Một")
    cycle = make_cycle(tree.upper, by=reviewer, year=timezone.localdate().year)
    reports = [report_of(cycle, unit) for unit in tree.units]
    for report in reports[:2]:
        submit(report, officer=officer, head=head)
    return cycle, reviewer, reports


def pages(cycle, reports):
    duty = cycle.obligations.get(report=reports[0])
    return [
        reverse("reports:cycles"),
        reverse("reports:cycle", args=[cycle.pk]),
        reverse("reports:obligations", args=[cycle.pk]),
        reverse("reports:obligation", args=[duty.pk]),
        reverse("reports:missing", args=[cycle.pk]),
        reverse("reports:cycle_journal", args=[cycle.pk]),
        reverse("reports:cycle_open"),
        reverse("reports:forms"),
        reverse("reports:form_version", args=[cycle.form_version_id]),
        reverse("reports:queue"),
        reverse("reports:review", args=[reports[0].pk]),
    ]


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_is_accessible_and_fits(open_page, desk, width):
    cycle, reviewer, reports = desk
    page = open_page(width=width)
    sign_in(page, reviewer)

    for address in pages(cycle, reports):
        page.goto(address)
        check_accessible(page)
        check_fits(page)


def test_point_is_written_and_taken_back_without_a_reload(browser_page, desk):
    _, reviewer, reports = desk
    page = browser_page
    sign_in(page, reviewer)
    page.goto(reverse("reports:review", args=[reports[0].pk]))
    page.evaluate("window.samePage = true")
    section = page.locator("#muc-II\\.2")

    section.get_by_text("Ghi ý kiến về mục này").click()
    section.get_by_label("Về chỉ tiêu").select_option("C02")
    section.get_by_label("Ý kiến gửi đơn vị").fill("Đề nghị rà soát số lượt người.")
    section.get_by_role("button", name="Ghi ý kiến").click()
    section.locator(".point.draft").wait_for()

    assert section.locator(".point.draft p").inner_text() == "Đề nghị rà soát số lượt người."
    assert page.locator("#so-y-kien").inner_text() == "1 ý kiến chưa gửi"
    assert list(ReviewPoint.objects.values_list("indicator", "state")) == [("C02", "draft")]

    section.get_by_role("button", name="Bỏ").click()
    section.locator(".point").wait_for(state="detached")

    assert ReviewPoint.objects.count() == 0
    assert page.locator("#so-y-kien").inner_text() == "Không có ý kiến chưa gửi"
    assert page.evaluate("window.samePage") is True


def test_keys_lead_to_the_next_report_and_back(browser_page, desk):
    _, reviewer, reports = desk
    page = browser_page
    sign_in(page, reviewer)
    page.goto(reverse("reports:review", args=[reports[0].pk]) + "?tt=cho-tham-dinh")

    page.keyboard.press("j")
    page.wait_for_url(f"**{reverse('reports:review', args=[reports[1].pk])}?tt=cho-tham-dinh")
    page.keyboard.press("k")
    page.wait_for_url(f"**{reverse('reports:review', args=[reports[0].pk])}?tt=cho-tham-dinh")


def test_one_tick_chooses_all_and_gives_them(browser_page, desk):
    _, reviewer, _ = desk
    page = browser_page
    sign_in(page, reviewer)
    page.goto(reverse("reports:queue"))

    page.get_by_label("Chọn mọi báo cáo trên trang này").check()
    page.get_by_role("button", name="Giao", exact=True).click()
    page.get_by_text("Đã giao 2 báo cáo cho Thẩm định Một.").wait_for()

    assert Report.objects.filter(reviewer=reviewer).count() == 2


def test_accepting_asks_first_and_is_done_once(browser_page, desk):
    _, reviewer, reports = desk
    page = browser_page
    sign_in(page, reviewer)
    page.goto(reverse("reports:review", args=[reports[0].pk]))

    page.get_by_role("button", name="Chấp nhận báo cáo").click()
    page.locator("dialog.ask").get_by_role("button", name="Chấp nhận").click()
    page.get_by_text("Đã chấp nhận báo cáo của").wait_for()

    assert Report.objects.get(pk=reports[0].pk).state == "accepted"


def test_deadline_follows_what_is_typed(browser_page):
    make_form()
    reviewer = make_member(make_tree(1).upper, Role.REVIEWER)
    page = browser_page
    sign_in(page, reviewer)
    page.goto(reverse("reports:cycle_open"))

    page.get_by_label("Năm báo cáo").fill("2028")
    page.get_by_label("Nếu ngày cuối là ngày nghỉ").select_option("previous_working_day")

    page.get_by_text("Đúng hạn đến hết ngày Thứ Sáu 17/11/2028").wait_for()
    assert page.get_by_label("Ngày chốt số liệu").input_value() == "15/11/2028"
    assert page.get_by_label("Số liệu từ ngày").input_value() == "16/11/2027"
