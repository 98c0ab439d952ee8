"""`manage.py begin`: how an empty portal gets its first union and its first administrator."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from portal import jobs
from portal.models import Membership, Unit, User

pytestmark = pytest.mark.django_db
ASKED = {
    "unit": "Công đoàn Viên chức Việt Nam",
    "founded": date(1994, 7, 2),
    "decision": "Số 01/QĐ-TLĐ",
    "email": "quan.tri@congdoan.example",
    "name": "Quản trị hệ thống",
}


def test_begin_founds_the_union_and_invites_its_administrator(client):
    call_command("begin", **ASKED)
    jobs.run_due()

    (membership,) = Membership.objects.values_list("unit__versions__name", "role", "user__email")
    assert membership == ("Công đoàn Viên chức Việt Nam", "administrator", "quan.tri@congdoan.example")
    (letter,) = mail.outbox
    assert letter.to == ["quan.tri@congdoan.example"]
    link = re.search(r"http://127\.0\.0\.1:8000(/\S+)", letter.body)[1]
    assert client.get(link, follow=True).status_code == 200


def test_begin_twice_is_refused_and_changes_nothing():
    call_command("begin", **ASKED)

    with pytest.raises(CommandError, match="has units already"):
        call_command("begin", **ASKED | {"unit": "Công đoàn khác"})

    assert (Unit.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.parametrize("wrong", [{"email": "không phải thư"}, {"founded": date(2999, 1, 1)}, {"unit": " "}])
def test_begin_with_a_wrong_answer_changes_nothing(wrong):
    with pytest.raises(CommandError):
        call_command("begin", **ASKED | wrong)

    assert (Unit.objects.count(), User.objects.count()) == (0, 0)
