"""What the log says of a request: where it went wrong, and no secret of an address."""

import io
import logging.config
from copy import deepcopy

import pytest
from django.conf import settings
from django.urls import reverse

from directives import feeds
from portal.models import Role
from tests.factories.portal import make_member, make_tree


@pytest.fixture
def lines():
    """What is logged by the handlers of a deployment."""
    stream = io.StringIO()
    config = deepcopy(settings.LOGGING)
    config["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(config)
    yield stream.getvalue
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.django_db
def test_log_of_a_feed_that_is_refused_does_not_hold_its_token(client, lines):
    person = make_member(make_tree(1).upper, Role.CLERK)
    token = feeds.renew(person)
    person.memberships.update(valid_to="2020-01-02")

    client.get(reverse("directives:feed", args=[token]))

    said = lines()
    assert "Not Found: /van-ban/lich/***" in said
    assert token not in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/nguoi-dung/loi-moi/" + "WzEsImE5:1wXyZ2:" + "aB3-_" * 9 + "/", "/nguoi-dung/loi-moi/***/"),
        ("/khong-co/bao-cao-cong-tac-dan-van/12/", "/khong-co/bao-cao-cong-tac-dan-van/12/"),
        ("/tai-khoan/khong-co/1-cz0wy2-" + "0a" * 16 + "/", "/tai-khoan/khong-co/***/"),
    ],
)
def test_log_names_addresses_without_their_secrets(client, lines, address, shown):
    client.get(address)

    assert shown in lines()
