"""The officers' pages answer at their addresses."""

import pytest
from django.urls import reverse

from portal.models import Role
from tests.factories.portal import login, make_member, make_tree
from tests.factories.reports import make_cycle, report_of

pytestmark = pytest.mark.django_db


def test_pages_answer_the_officer(client):
    tree = make_tree(1)
    officer = make_member(tree[0], Role.OFFICER)
    cycle = make_cycle(tree.upper, by=make_member(tree.upper, Role.REVIEWER))
    report = report_of(cycle, tree[0])
    login(client, officer)

    addresses = [
        reverse("reports:mine"),
        reverse("reports:report", args=[report.pk]),
        reverse("reports:section", args=[report.pk, "II.2"]),
        reverse("reports:check", args=[report.pk]),
        reverse("reports:points", args=[report.pk]),
        reverse("reports:verify"),
    ]

    assert [client.get(address).status_code for address in addresses] == [200] * 6
