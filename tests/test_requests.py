"""What surrounds every request: its id, and the limit on what may be sent."""

import pytest
from django.urls import reverse

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


def test_refusal_is_a_page_in_vietnamese(client):
    page = send(client, reverse("account_login"), VISITOR + 1)

    assert "Nội dung gửi lên quá lớn" in page.content.decode()
    assert len(page["X-Request-ID"]) == 32
