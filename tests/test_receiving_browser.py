"""Receiving, passing on, the register and the graph in a real browser: a walk over two unions, access, width."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from directives.models import Forwarding, Recipient
from directives.publishing import CitationLine, acknowledge, begin_forwarding, content_of
from portal.models import Role
from tests.browser_support import check_accessible, check_fits, sign_in
from tests.factories.directives import make_published, receipt_of
from tests.factories.portal import make_member, make_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree(transactional_db):
    return make_tree(2, names=["Công đoàn Bộ Nội vụ", "Công đoàn Bộ Tài chính"])


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư")


@pytest.fixture
def original(tree):
    return make_published(tree.root, by=make_member(tree.root, Role.CLERK), number="880/TLĐ")


def test_clerk_acknowledges_and_begins_to_pass_on(browser_page, tree, clerk, original):
    page = browser_page
    sign_in(page, clerk)
    page.goto(reverse("directives:detail", args=[original.pk]))

    page.get_by_role("button", name="Xác nhận đã nhận").click()
    expect(page.get_by_text("Công đoàn Viên chức Việt Nam đã xác nhận việc nhận văn bản")).to_be_visible()
    page.get_by_role("link", name="Chuyển tiếp…").click()
    check_accessible(page)
    page.get_by_role("button", name="Lập công văn chuyển tiếp").click()

    expect(page.get_by_label("Trích yếu").first).to_have_value(
        "Triển khai thực hiện Công văn số 880/TLĐ của Tổng Liên đoàn Lao động Việt Nam"
    )
    row = Forwarding.objects.get()
    assert (row.recipient.directive, row.unit, row.forwarded_at) == (original, tree.upper, None)


def test_keyboard_walks_the_graph(browser_page, tree, clerk):
    cited = CitationLine("Nghị quyết", "25-NQ/TW", None, relation="basis")
    paper = make_published(tree.upper, by=clerk, citations=(cited,))
    page = browser_page
    sign_in(page, clerk)
    page.goto(reverse("directives:graph", args=[paper.pk]))

    page.locator("svg.graph a.graph-cited").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Nghị quyết số 25-NQ/TW")


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_accessible_and_fit(open_page, tree, clerk, original, width):
    acknowledge(receipt_of(original, tree.upper), by=clerk)
    begin_forwarding(receipt_of(original, tree.upper), by=clerk)
    make_member(tree[0], Role.OFFICER)
    cited = CitationLine("Nghị quyết", "25-NQ/TW", None, relation="basis")
    paper = make_published(tree.upper, by=clerk, citations=(cited, *content_of(original).citations))
    first, received = Recipient.objects.filter(directive=paper).first(), receipt_of(original, tree.upper)
    page = open_page(width=width)
    sign_in(page, clerk)

    for address in (
        reverse("directives:recipients", args=[paper.pk]),
        reverse("directives:remind", args=[paper.pk, first.pk]),
        reverse("directives:detail", args=[original.pk]),
        reverse("directives:forward", args=[original.pk, received.pk]),
        reverse("directives:graph", args=[paper.pk]),
        reverse("directives:cited", args=["nghi-quyet", "25-NQ/TW"]),
        reverse("directives:register"),
        reverse("directives:register-note", args=[paper.pk]),
    ):
        page.goto(address)
        check_fits(page)
        check_accessible(page)
