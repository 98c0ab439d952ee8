"""Prepared statements: the same rows as the queryset gives that they were made of, for every value put in."""

import pytest
from django.db.models import BigIntegerField, CharField

from portal.models import Message, Role
from portal.prepared import Prepared, PreparedUpdate
from tests.factories.portal import make_member, make_tree

MINE = Prepared(
    lambda user, subject: Message.objects.filter(user=user, subject=subject).select_related("user").order_by("pk"),
    user=BigIntegerField(),
    subject=CharField(),
)
RENAMED = PreparedUpdate(
    lambda user, subject: (Message.objects.filter(user=user, user__is_active=True), {"subject": subject}),
    user=BigIntegerField(),
    subject=CharField(),
)


@pytest.fixture
def people(db):
    tree = make_tree(1)
    found = [make_member(tree[0], Role.OFFICER, "Nguyễn Văn Lập"), make_member(tree[0], Role.HEAD, "Lê Thị Chủ")]
    for number, user in enumerate(found):
        Message.objects.create(key=f"{number}", user=user, subject="Nhắc nộp %s", body="…")
    return found


def test_prepared_rows_are_those_of_the_queryset_for_each_value(people, django_assert_num_queries):
    for user in people:
        plain = list(Message.objects.filter(user=user))
        with django_assert_num_queries(1):
            found = [(message, message.user) for message in MINE.fetch(user=user.pk, subject="Nhắc nộp %s")]
        assert found == [(message, user) for message in plain]

    assert MINE.fetch(user=people[0].pk, subject="khác") == []


@pytest.mark.parametrize("key", [2**63, 10**30, -(2**63) - 1])
def test_number_that_no_column_can_hold_finds_and_changes_nothing(people, key):
    assert MINE.fetch(user=key, subject="Nhắc nộp %s") == []
    assert RENAMED.run(user=key, subject="x") == 0


def test_prepared_update_changes_only_its_rows(people):
    assert RENAMED.run(user=people[0].pk, subject="Đã đọc '; --") == 1

    assert [m.subject for m in Message.objects.order_by("key")] == ["Đã đọc '; --", "Nhắc nộp %s"]
