"""What surrounds every request: its id, and the limit on what may be sent."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import Client
from django.urls import reverse

from portal.middleware import PlainNotFoundMiddleware
from portal.models import Role
from tests.factories.portal import login, make_member, make_tree

pytestmark = pytest.mark.django_db

VISITOR, PERSON = 6 * 1024 * 1024, 206 * 1024 * 1024


def send(client, address: str, announced: int):
    """A form that says to be so long; only its few bytes are sent."""
    return client.post(address, b"login=a", "application/x-www-form-urlencoded", CONTENT_LENGTH=str(announced))


@pytest.mark.parametrize(("length", "status"), [(VISITOR, 405), (VISITOR + 1, 413), (10**14, 413)])
def test_visitor_may_send_what_a_form_needs(client, length, status):
    assert send(client, reverse("reports:verify"), length).status_code == status


@pytest.mark.parametrize(("length", "status"), [(PERSON, 405), (PERSON + 1, 413)])
def test_person_may_send_files_up_to_a_limit(client, length, status, settings):
    settings.MAX_BODY_BYTES = PERSON
    login(client, make_member(make_tree(1)[0], Role.OFFICER))

    assert send(client, reverse("reports:cycles"), length).status_code == status


def test_no_cache_between_keeps_what_one_person_was_shown(client):
    administrator = make_member(make_tree(1).upper, Role.ADMINISTRATOR)
    login(client, administrator)

    answers = [
        client.get(address) for address in ("/", "/khong-co/", reverse("units:template"), reverse("people:list"))
    ]

    assert [(one.status_code, one["Cache-Control"]) for one in answers] == [
        (200, "private, no-cache"),
        (404, "private, no-cache"),
        (200, "private, no-cache"),
        (200, "private, no-cache"),
    ]
    assert client.get(reverse("directives:feed-address"))["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )


def test_address_with_a_nul_is_not_found(client):
    """PostgreSQL takes no text that holds one."""
    login(client, make_member(make_tree(1).upper, Role.DEPARTMENT_HEAD))

    pages = [client.get(f"/van-ban/vien-dan/nghi-quyet/25%00/{query}") for query in ("", "?q=a")]
    pages += [client.get(f"{reverse(name)}?{query}") for name, query in (("search", "q=%00"), ("home", "x=1&y=a%00b"))]

    assert [page.status_code for page in pages] == [404, 404, 404, 404]
    assert "Không có trang này" in pages[-1].content.decode()


def test_key_of_a_press_may_hold_anything(client):
    tree = make_tree(1)
    login(client, make_member(tree.upper, Role.ADMINISTRATOR))

    page = client.post(
        reverse("units:act", args=["doi-ten"]), {"units": tree[0].pk, "khoa": "a\0b" * 99, "buoc": "xem"}
    )

    assert (page.status_code, page.context["key"]) == (200, ("ab" * 99)[:64])


def test_refusal_is_a_page_in_vietnamese(client):
    page = send(client, reverse("account_login"), VISITOR + 1)

    assert "Nội dung gửi lên quá lớn" in page.content.decode()
    assert len(page["X-Request-ID"]) == 32


NUMBER = "m1abcdefgh"


def test_form_that_was_taken_gets_its_number_back(client):
    administrator = make_member(make_tree(1).upper, Role.ADMINISTRATOR)
    login(client, administrator)

    taken = client.post(reverse("ground:account"), {"full_name": "Trần Thị Bình", "giu_nhap": NUMBER})
    refused = client.post(reverse("ground:account"), {"full_name": "", "giu_nhap": NUMBER})
    odd = client.post(reverse("ground:account"), {"full_name": "Trần Thị Bình", "giu_nhap": "a; Path=/"})

    assert (taken.status_code, taken.cookies["da_nhan"].value) == (302, NUMBER)
    assert (refused.status_code, "da_nhan" in refused.cookies) == (200, False)
    assert (odd.status_code, "da_nhan" in odd.cookies) == (302, False)


@pytest.mark.parametrize(
    ("came_from", "back_to"),
    [
        ("http://testserver/bao-cao/7/?muc=2", "/bao-cao/7/?muc=2"),
        ("http://elsewhere.example/bao-cao/7/", "/bao-cao/7/buoc/"),
        ("http://testserver//elsewhere.example/", "/elsewhere.example/"),
        ("", "/bao-cao/7/buoc/"),
    ],
)
def test_form_of_an_ended_session_leads_by_the_door_back_to_its_page(client, came_from, back_to):
    page = client.post(reverse("reports:step", args=[7]), {"buoc": "send"}, headers={"referer": came_from}, follow=True)

    address, code = page.redirect_chain[0]
    assert (urlsplit(address).path, code) == (reverse("account_login"), 302)
    assert parse_qs(urlsplit(address).query) == {"next": [back_to]}
    assert "Phiên làm việc đã hết nên việc vừa gửi chưa được nhận." in page.content.decode()


def test_who_signs_out_leaves_no_page_for_the_next_at_the_machine(client):
    login(client, make_member(make_tree(1).upper, Role.ADMINISTRATOR))

    asked, left = client.get(reverse("account_logout")), client.post(reverse("account_logout"))

    assert "Clear-Site-Data" not in asked
    assert (left.status_code, left["Clear-Site-Data"]) == (302, '"cache"')
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("fault", "shown"), [(Http404("Directive"), "Không có trang này"), (ValueError("x"), None)])
def test_development_shows_people_the_portals_page_for_what_is_not_there(rf, fault, shown):
    request = rf.get("/van-ban/9/")
    request.user = AnonymousUser()

    page = PlainNotFoundMiddleware(None).process_exception(request, fault)

    assert (page and page.status_code) == (shown and 404)
    assert shown is None or shown in page.content.decode()


def test_visitor_who_signs_out_is_told_of_no_ended_session(client):
    page = client.post(reverse("account_logout"), follow=True)

    assert "Phiên làm việc đã hết" not in page.content.decode()


@pytest.mark.parametrize(
    ("came_from", "links"),
    [
        ("http://testserver/nguoi-dung/moi/?don_vi=2", ["/nguoi-dung/moi/?don_vi=2", "/"]),
        ("http://testserver//elsewhere.example/", ["/elsewhere.example/", "/"]),
        ("http://elsewhere.example/", ["/"]),
        ("", ["/"]),
    ],
)
def test_form_with_an_old_token_leads_back_to_its_page(came_from, links):
    strict = Client(enforce_csrf_checks=True)
    login(strict, make_member(make_tree(1).upper, Role.ADMINISTRATOR))

    page = strict.post(reverse("people:invite"), {"full_name": "Bình"}, headers={"referer": came_from})

    content = page.content.decode()
    assert page.status_code == 403
    assert "Nội dung vừa gõ còn trên máy này" in content
    actions = content.partition('<div class="actions">')[2].partition("</div>")[0]
    assert re.findall('href="([^"]*)"', actions) == links
