"""Tasks in a real browser: the matrix and where it leads, the officer's list, a form drafted and loaded."""

import re

import pytest
from playwright.sync_api import expect

from directives.publishing import TaskLine
from portal.models import Role
from reports.models import FormVersion
from tests.browser_support import check_accessible, check_fits, sign_in
from tests.factories.directives import make_published
from tests.factories.office import make_office
from tests.factories.portal import make_member
from tests.factories.reports import submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TASKS = tuple(TaskLine(f"Việc thứ {n} của văn bản, làm trong năm.", "trước ngày 20 tháng 11") for n in range(1, 6))


@pytest.fixture
def office(transactional_db):
    office = make_office(3)
    clerk = make_member(office.tree.upper, Role.CLERK)
    directive = make_published(office.tree.upper, by=clerk, tasks=TASKS)
    type(office.cycle).objects.filter(pk=office.cycle.pk).update(directive=directive)
    office.cycle.refresh_from_db()
    office.directive = directive
    return office


def sound(page) -> None:
    check_fits(page)
    check_accessible(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_reviewer_goes_from_the_matrix_to_the_place(open_page, office, width):
    submit(office.report, officer=office.officer, head=office.head, answers={"C03": ""})
    page = open_page(width=width)
    sign_in(page, office.reviewer)
    page.goto(f"/bao-cao/ky/{office.cycle.pk}/nhiem-vu/")
    sound(page)

    page.get_by_role("link", name=re.compile("^Một phần.*nhiệm vụ 2 của Công đoàn Cơ quan 1$")).click()

    expect(page.locator("[id='xem-II.2']")).to_be_in_viewport()
    sound(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_officer_goes_from_a_task_to_its_section(open_page, office, width):
    page = open_page(width=width)
    sign_in(page, office.officer)
    page.goto(f"/bao-cao/{office.report.pk}/")
    sound(page)

    page.get_by_role("link", name="3. Việc thứ 3 của văn bản").click()

    expect(page.get_by_text("Mục này trả lời nhiệm vụ 3")).to_be_visible()
    page.goto(f"/bao-cao/{office.report.pk}/kiem-tra/")
    expect(page.get_by_text("Nhiệm vụ 3 của văn bản chưa được trả lời")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_department_head_drafts_a_form_and_loads_it(open_page, office, width):
    page = open_page(width=width)
    sign_in(page, make_member(office.tree.upper, Role.DEPARTMENT_HEAD))
    page.goto("/bao-cao/mau/")
    page.get_by_role("link", name=str(office.directive)).click()
    sound(page)

    page.get_by_label("Mục trả lời nhiệm vụ 5").select_option("moi")
    page.get_by_role("button", name="Dựng và xem trước").click()
    expect(page.get_by_text("Mẫu không có lỗi, nạp được.")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Nạp thành phiên bản mới").click()
    page.get_by_role("button", name="Nạp mẫu").click()

    expect(page.get_by_text("Đã nạp mẫu BC-DANVAN-NAM, phiên bản 1.1.0.")).to_be_visible()
    form = FormVersion.objects.get(version="1.1.0").definition
    assert [form.task_places[n].sections[0].code for n in range(1, 6)] == ["II.1", "II.2", "II.3", "II.4", "II.6"]
