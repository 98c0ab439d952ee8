"""Between tests that commit: every row goes, but for what Django wrote with the tables."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from portal.models import Event, Unit, UnitVersion
from tests.factories.portal import make_tree


def kept() -> list[int]:
    return [ContentType.objects.count(), Permission.objects.count()]


@pytest.mark.django_db(transaction=True)
def test_emptying_leaves_what_django_wrote_with_the_tables():
    make_tree()
    before = kept()

    # As Django's TransactionTestCase calls it when a test ends.
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=False)

    assert [Unit.objects.count(), UnitVersion.objects.count(), Event.objects.count()] == [0, 0, 0]
    assert (kept(), 0 in before) == (before, False)
