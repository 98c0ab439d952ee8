"""Roles and accounts: what is refused, what is written, what an invitation is worth and for how long."""

import re
import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection

from portal import people
from portal.models import Event, Job, Membership, Role, User
from portal.people import PeopleRefused
from portal.reorganisation import plan_end
from portal.worktime import today
from tests.factories.portal import (
    FOUNDED,
    PASSWORD,
    act,
    decision,
    forget_hats,
    found,
    grant,
    make_member,
    make_tree,
    make_user,
)

DAY = date(2025, 3, 1)


def refusal(deed, *args, **options):
    before = list(Membership.objects.order_by("pk").values()), list(User.objects.order_by("pk").values())
    with pytest.raises(PeopleRefused) as caught:
        deed(*args, **options)
    after = list(Membership.objects.order_by("pk").values()), list(User.objects.order_by("pk").values())
    assert after == before
    return str(caught.value)


def invite(unit, by, **changes):
    values = {"email": "moi@congdoan.example", "full_name": "Cán Bộ Mới", "role": Role.OFFICER, "valid_from": today()}
    return people.invite(**(values | changes), unit=unit, by=by)


def token_in(letter):
    return re.search(r"/loi-moi/([^/\s]+)/", letter.args["body"])[1]


# --- roles ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nobody_gives_a_role_to_themself_where_another_administrator_can():
    tree = make_tree(1)
    alone = make_member(tree.upper, Role.ADMINISTRATOR)

    seat = people.grant(alone, tree[0], Role.OFFICER, by=alone)
    make_member(tree.root, Role.ADMINISTRATOR)
    words = refusal(people.grant, alone, tree[0], Role.HEAD, by=alone)

    assert seat.granted_by == alone
    assert words == "Không tự giao vai trò cho mình; xin đề nghị một quản trị khác của công đoàn giao."
    assert words == refusal(invite, tree.upper, alone, email=alone.email, role=Role.DEPARTMENT_HEAD)


@pytest.mark.django_db
def test_role_at_an_ended_unit_is_refused():
    tree = make_tree(1)
    user = make_user("Lan")
    act(plan_end([tree[0]], effective_on=DAY, decision=decision()))

    assert refusal(people.grant, user, tree[0], Role.OFFICER) == "“Công đoàn Cơ quan 1” đã kết thúc hoạt động."


@pytest.mark.django_db
def test_role_before_the_unit_was_founded_is_refused():
    tree = make_tree(0)
    young = found("Công đoàn Trẻ", tree.upper, on=DAY)

    words = refusal(people.grant, make_user(), young, Role.OFFICER, valid_from=DAY - timedelta(days=1))

    assert words == "“Công đoàn Trẻ” chưa thành lập vào ngày 28/02/2025."


@pytest.mark.django_db
def test_role_for_a_closed_account_is_refused():
    tree = make_tree(1)
    user = make_user("Lan", is_active=False)

    words = refusal(people.grant, user, tree[0], Role.OFFICER)

    assert words == "Tài khoản của Lan đã ngừng hoạt động; xin mở lại tài khoản trước."


@pytest.mark.django_db
@pytest.mark.parametrize("first", [DAY - timedelta(days=400), DAY + timedelta(days=1)])
def test_role_held_at_that_time_already_is_refused(first):
    tree = make_tree(1)
    user = make_user("Lan")
    grant(user, tree[0], Role.OFFICER, on=DAY)

    words = refusal(people.grant, user, tree[0], Role.OFFICER, valid_from=first)

    assert words == "Lan đã có vai trò Cán bộ lập báo cáo tại “Công đoàn Cơ quan 1” trong thời gian đó."


@pytest.mark.django_db
def test_same_grant_twice_is_one_membership_and_one_event():
    tree = make_tree(1)
    user = make_user()

    first = people.grant(user, tree[0], Role.OFFICER, valid_from=DAY)
    second = people.grant(user, tree[0], Role.OFFICER, valid_from=DAY)

    assert second == first
    assert Event.objects.filter(kind="membership.granted").count() == 1


@pytest.mark.django_db
def test_role_may_be_given_again_after_it_ended():
    tree = make_tree(1)
    user, admin = make_user(), make_user()
    old = grant(user, tree[0], Role.OFFICER)
    people.end_role(old, on=DAY, by=admin)

    people.grant(user, tree[0], Role.OFFICER, valid_from=DAY)

    spans = user.memberships.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(spans) == [(FOUNDED, DAY), (DAY, None)]


@pytest.mark.django_db
def test_end_before_the_beginning_is_refused():
    tree = make_tree(1)
    seat = grant(make_user(), tree[0], Role.OFFICER, on=DAY)

    words = refusal(people.end_role, seat, on=DAY - timedelta(days=1))

    assert words == "Vai trò bắt đầu từ ngày 01/03/2025, không thể hết trước đó."


@pytest.mark.django_db
def test_end_of_a_role_that_ended_earlier_is_refused():
    tree = make_tree(1)
    seat = grant(make_user(), tree[0], Role.OFFICER)
    people.end_role(seat, on=DAY)

    words = refusal(people.end_role, seat, on=DAY + timedelta(days=1))

    assert words == "Vai trò này đã hết hiệu lực từ ngày 01/03/2025."


@pytest.mark.django_db
def test_own_last_administrator_role_cannot_be_ended():
    tree = make_tree(1)
    admin = make_member(tree.upper, Role.ADMINISTRATOR)
    grant(admin, tree.upper, Role.CLERK)
    grant(admin, tree[0], Role.ADMINISTRATOR, on=today() + timedelta(days=9))

    seat = admin.memberships.get(role=Role.ADMINISTRATOR, unit=tree.upper)

    words = refusal(people.end_role, seat, on=today(), by=admin)
    assert words == "Không thể tự kết thúc vai trò Quản trị cuối cùng của chính mình."


@pytest.mark.django_db
def test_administrator_may_end_one_of_two_own_roles_and_those_of_others():
    tree = make_tree(1)
    admin, other = make_member(tree.upper, Role.ADMINISTRATOR), make_member(tree.upper, Role.ADMINISTRATOR)
    second = grant(admin, tree[0], Role.ADMINISTRATOR)

    people.end_role(second, on=today(), by=admin)
    people.end_role(other.memberships.get(), on=today(), by=admin)

    assert list(Membership.objects.in_force().values_list("user", "unit")) == [(admin.pk, tree.upper.pk)]


@pytest.mark.django_db
def test_ended_role_tells_who_and_when_and_twice_changes_nothing():
    tree = make_tree(1)
    admin = make_member(tree.upper, Role.ADMINISTRATOR)
    seat = grant(make_user("Lan"), tree[0], Role.OFFICER)

    people.end_role(seat, on=DAY, by=admin)
    people.end_role(seat, on=DAY, by=admin)

    seat.refresh_from_db()
    assert (seat.valid_to, seat.ended_by) == (DAY, admin)
    assert [event.what for event in Event.objects.filter(kind="membership.ended")] == [
        "Kết thúc vai trò Cán bộ lập báo cáo tại Công đoàn Cơ quan 1 của Lan từ ngày 01/03/2025."
    ]


# --- invitations ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_invitation_makes_an_account_a_role_and_a_letter():
    tree = make_tree(1)
    admin = make_member(tree.upper, Role.ADMINISTRATOR)

    seat = invite(tree[0], admin)

    letter = Job.objects.get(kind="mail.send")
    assert (seat.user.email, seat.user.has_usable_password(), seat.role) == ("moi@congdoan.example", False, "officer")
    assert (letter.args["to"], letter.args["subject"]) == (
        "moi@congdoan.example",
        "Lời mời sử dụng Cổng báo cáo dân vận",
    )
    assert people.invited_user(token_in(letter)) == seat.user


@pytest.mark.django_db
def test_refused_invitation_leaves_no_account_behind():
    tree = make_tree(1)
    act(plan_end([tree[0]], effective_on=DAY, decision=decision()))

    assert refusal(invite, tree[0], make_user()) == "“Công đoàn Cơ quan 1” đã kết thúc hoạt động."
    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_same_invitation_twice_writes_one_letter():
    tree = make_tree(1)
    admin = make_user()

    assert invite(tree[0], admin) == invite(tree[0], admin)
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_invitation_of_someone_with_an_account_only_tells_the_role():
    tree = make_tree(1)
    known = make_user("Lan", email="moi@congdoan.example", password=PASSWORD)

    seat = invite(tree[0], make_user(), full_name="Tên Khác")

    letter = Job.objects.get()
    assert seat.user == known
    assert User.objects.get(pk=known.pk).full_name == "Lan"
    assert letter.args["subject"] == "Đồng chí được giao vai trò mới trên Cổng báo cáo dân vận"
    assert "/loi-moi/" not in letter.args["body"]


@pytest.mark.django_db
def test_invitation_is_worth_nothing_after_seven_days():
    tree = make_tree(1)
    with time_machine.travel("2026-03-01T09:00:00+07:00", tick=False):
        seat = invite(tree[0], make_user(), valid_from=DAY)
        token = token_in(Job.objects.get())
    with time_machine.travel("2026-03-08T08:59:00+07:00", tick=False):
        assert people.invited_user(token) == seat.user
    with time_machine.travel("2026-03-08T09:01:00+07:00", tick=False):
        assert people.invited_user(token) is None


@pytest.mark.django_db
def test_invitation_can_be_used_once():
    tree = make_tree(1)
    seat = invite(tree[0], make_user())
    token = token_in(Job.objects.get())
    same = people.invited_user(token)

    first = people.accept_invitation(people.invited_user(token), PASSWORD)
    second = people.accept_invitation(same, "mat-khau-cua-nguoi-khac")

    assert (first, second) == (True, False)
    assert people.invited_user(token) is None
    assert User.objects.get(pk=seat.user_id).check_password(PASSWORD)


@pytest.mark.django_db
def test_newer_invitation_ends_the_older_one():
    tree = make_tree(1)
    admin = make_user()
    seat = invite(tree[0], admin)
    old = token_in(Job.objects.get())

    people.invite_again(seat.user, by=admin)

    new = token_in(Job.objects.latest("pk"))
    assert people.invited_user(old) is None
    assert people.invited_user(new) == seat.user


@pytest.mark.django_db
def test_invitation_of_a_closed_account_is_worth_nothing():
    tree = make_tree(1)
    admin = make_member(tree.upper, Role.ADMINISTRATOR)
    seat = invite(tree[0], admin)
    token = token_in(Job.objects.get())

    people.close_account(seat.user, by=admin)

    assert people.invited_user(token) is None
    closed = User.objects.get(pk=seat.user_id)
    words = refusal(people.invite_again, closed, by=admin)
    assert words == "Tài khoản của Cán Bộ Mới đã ngừng hoạt động; xin mở lại tài khoản trước."


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "abc", "WzEsIngiXQ:1abcde:xxxxxxxx", "a:b:c:d", "\u0000"])
def test_nonsense_is_no_invitation(token):
    assert people.invited_user(token) is None


@pytest.mark.django_db
def test_inviting_again_someone_with_a_password_is_refused():
    user = make_user("Lan", password=PASSWORD)

    words = refusal(people.invite_again, user, by=make_user())

    assert words == "Lan đã đặt mật khẩu; nếu quên, xin dùng mục “Quên mật khẩu” ở trang đăng nhập."


# --- accounts ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_own_account_cannot_be_closed():
    admin = make_member(make_tree(0).upper, Role.ADMINISTRATOR)

    words = refusal(people.close_account, admin, by=admin)

    assert words == "Không thể tự ngừng tài khoản của chính mình."


@pytest.mark.django_db
def test_account_with_a_role_elsewhere_cannot_be_closed():
    tree = make_tree(2)
    admin = make_member(tree[0], Role.ADMINISTRATOR)
    user = make_member(tree[0], Role.OFFICER, "Lan")
    grant(user, tree[1], Role.OFFICER)

    words = refusal(people.close_account, user, by=admin)

    assert words == "Lan còn vai trò tại đơn vị ngoài phạm vi quản lý của đồng chí."


@pytest.mark.django_db
def test_closed_account_keeps_its_roles_and_may_be_opened_again():
    tree = make_tree(1)
    admin = make_member(tree.upper, Role.ADMINISTRATOR)
    user = make_member(tree[0], Role.OFFICER)

    people.close_account(user, by=admin)
    people.close_account(user, by=admin)
    closed = forget_hats(user)
    people.reopen_account(user, by=admin)

    assert closed.is_active is False
    assert closed.memberships.in_force().count() == 1
    assert forget_hats(user).is_active is True
    kinds = list(Event.objects.filter(subject_id=user.pk, kind__startswith="user.").values_list("kind", flat=True))
    assert kinds == ["user.closed", "user.reopened"]


@pytest.mark.django_db
def test_people_are_sorted_by_given_name_as_vietnamese_do():
    for name in ("Trần Thị Ưng", "Lê Văn Ân", "Đỗ Anh", "Phạm Ái Đào", "Nguyễn Văn Ánh"):
        make_user(name)

    names = list(User.objects.order_by("sort_key").values_list("full_name", flat=True))

    assert names == ["Đỗ Anh", "Nguyễn Văn Ánh", "Lê Văn Ân", "Phạm Ái Đào", "Trần Thị Ưng"]


@pytest.mark.django_db
def test_new_name_is_found_and_noted():
    user = make_user("Nguyễn Thị Lan")

    people.describe(user, full_name="Nguyễn Thị Ngọc Lan", job_title="Chủ tịch", phone="024")

    user.refresh_from_db()
    assert (user.search_key.startswith("nguyen thi ngoc lan"), user.job_title) == (True, "Chủ tịch")
    assert Event.objects.get(kind="user.renamed").detail == {
        "before": "Nguyễn Thị Lan",
        "after": "Nguyễn Thị Ngọc Lan",
    }


@pytest.mark.django_db(transaction=True)
def test_same_person_invited_at_once_by_two_is_one_account():
    tree = make_tree(2)
    admin = make_user()
    start, seats = threading.Barrier(2), []

    def one(unit):
        try:
            start.wait()
            seats.append(invite(unit, admin))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(unit,)) for unit in tree.units]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seats) == 2
    assert User.objects.filter(email="moi@congdoan.example").count() == 1
