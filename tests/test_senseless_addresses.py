"""Addresses that nobody was given: numbers beyond any database, years that never were; not found, never a fault."""

import re

import pytest
from django.urls import get_resolver

from portal.models import Role
from tests.factories.directives import make_published
from tests.factories.portal import grant, login, make_member, make_tree

pytestmark = pytest.mark.django_db

HUGE = str(10**25)


def patterns(resolver, prefix: str = ""):
    """Every address of the portal as it is written in its urls modules."""
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        yield from patterns(one, route) if hasattr(one, "url_patterns") else [route]


NUMBERED = [route for route in patterns(get_resolver()) if "<int:" in route]


@pytest.fixture
def person(db):
    """Somebody in every role: nothing is hidden from them by a missing capability."""
    tree = make_tree(1)
    clerk = make_member(tree.upper, Role.CLERK)
    make_published(tree.upper, by=clerk)
    for role in set(Role) - {Role.CLERK}:
        grant(clerk, tree.upper, role)
    return clerk


def addresses(route: str):
    """The route with a huge number at one place after the other and a small one elsewhere."""
    route = re.sub(r"<(slug|str|path):\w+>", "x", route.replace("<str:code>", "A01"))
    count = len(re.findall(r"<int:\w+>", route))
    for huge in range(count):
        numbers = iter([HUGE if place == huge else "1" for place in range(count)])
        yield "/" + re.sub(r"<int:\w+>", lambda _, numbers=numbers: next(numbers), route)


def test_numbers_beyond_any_database_are_not_found(client, person):
    login(client, person)

    for route in NUMBERED:
        for address in addresses(route):
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code in (302, 404, 405), address


def test_register_of_a_year_that_never_was_is_shown_empty(client, person):
    login(client, person)

    for year in ("0000", "0001", "9999", "٢٠٢٦", "-1", "²²²²"):
        assert client.get(f"/van-ban/so-van-ban-di/?nam={year}").status_code == 200
