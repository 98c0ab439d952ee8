"""Sessions and their people: what ends one, ends it at the next request."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from portal.models import Role, User
from tests.factories.portal import login, make_member, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_member(make_tree(1)[0], Role.OFFICER)


def is_in(client) -> bool:
    return client.get(reverse("ground:account")).status_code == 200


def test_session_holds_over_requests_and_knows_its_person(client, officer):
    login(client, officer)

    assert is_in(client)
    assert client.get(reverse("ground:account")).wsgi_request.user == officer


@pytest.mark.parametrize("change", ["expired", "deleted", "disabled", "new password"])
def test_session_ends_with_what_it_stood_on(client, officer, change):
    login(client, officer)
    assert is_in(client)

    if change == "expired":
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    elif change == "deleted":
        Session.objects.all().delete()
    elif change == "disabled":
        User.objects.filter(pk=officer.pk).update(is_active=False)
    else:
        officer.set_password("mat-khau-moi-hoan-toan")
        officer.save()

    assert not is_in(client)


@pytest.mark.parametrize("key", ["", "x", "' OR 1=1 --xxxxxxxx", "a" * 5000])
def test_made_up_session_is_nobodys(client, officer, key):
    client.cookies["sessionid"] = key

    assert not is_in(client)
