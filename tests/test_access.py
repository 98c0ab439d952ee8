"""The one door: which role gives what, and how far it reaches in the dated tree."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from portal.access import (
    CAPABILITIES,
    hat_at,
    hats,
    keeper_of_calendar,
    may,
    reach,
    reach_with_kept,
    units_with,
    unread,
)
from portal.models import Membership, Message, Role, Unit, User
from portal.reorganisation import plan_end, plan_merge, plan_move
from portal.worktime import today
from tests.factories.portal import act, decision, forget_hats, found, grant, make_member, make_tree, make_user

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 1)
OFFICER, HEAD, VIEWER = Role.OFFICER, Role.HEAD, Role.VIEWER
REVIEWER, DEPARTMENT_HEAD = Role.REVIEWER, Role.DEPARTMENT_HEAD
CLERK, ADMINISTRATOR = Role.CLERK, Role.ADMINISTRATOR

# Decided by hand: who may, and whether it reaches below the unit of the role.
DECIDED = {
    "report.write": ({OFFICER, HEAD}, "own"),
    "report.certify": ({HEAD}, "own"),
    "report.read_own": ({OFFICER, HEAD, VIEWER}, "own"),
    "report.read": ({REVIEWER, DEPARTMENT_HEAD, VIEWER}, "below"),
    "report.review": ({REVIEWER, DEPARTMENT_HEAD}, "own"),
    "cycle.manage": ({REVIEWER, DEPARTMENT_HEAD}, "own"),
    "cycle.read": ({REVIEWER, DEPARTMENT_HEAD, VIEWER}, "below"),
    "summary.compile": ({REVIEWER, DEPARTMENT_HEAD}, "own"),
    "summary.write": ({DEPARTMENT_HEAD}, "own"),
    "summary.read": ({REVIEWER, DEPARTMENT_HEAD, VIEWER}, "below"),
    "reminder.read": ({REVIEWER, DEPARTMENT_HEAD}, "own"),
    "form.read": ({REVIEWER, DEPARTMENT_HEAD, ADMINISTRATOR}, "own"),
    "form.write": ({DEPARTMENT_HEAD, ADMINISTRATOR}, "own"),
    "directive.write": ({CLERK, ADMINISTRATOR}, "own"),
    "directive.approve": ({HEAD, DEPARTMENT_HEAD}, "own"),
    "directive.follow": ({CLERK, ADMINISTRATOR, REVIEWER, DEPARTMENT_HEAD}, "own"),
    "directive.receive": ({OFFICER, HEAD, CLERK}, "own"),
    "directive.read": (set(Role), "own"),
    "programme.write": ({CLERK, ADMINISTRATOR, REVIEWER, DEPARTMENT_HEAD, OFFICER, HEAD}, "own"),
    "unit.read": ({ADMINISTRATOR, VIEWER, CLERK, REVIEWER, DEPARTMENT_HEAD}, "below"),
    "unit.manage": ({ADMINISTRATOR}, "below"),
    "people.manage": ({ADMINISTRATOR}, "below"),
    "calendar.manage": ({ADMINISTRATOR}, "own"),
    "journal.read": ({ADMINISTRATOR}, "below"),
}


def reached(user, capability):
    return set(Unit.objects.filter(reach(user, capability, "pk")))


def test_every_capability_is_decided_by_hand():
    assert set(CAPABILITIES) == set(DECIDED)


@pytest.mark.parametrize("role", list(Role))
def test_role_reaches_what_is_decided(role):
    tree = make_tree(2)
    inner = found("Công đoàn bộ phận", tree[0])
    user = make_member(tree[0], role)

    got = {capability: reached(user, capability) for capability in CAPABILITIES}

    wanted = {
        capability: set() if role not in roles else {tree[0], inner} if far == "below" else {tree[0]}
        for capability, (roles, far) in DECIDED.items()
    }
    assert got == wanted
    assert {capability for capability in CAPABILITIES if may(user, capability)} == {
        capability for capability, (roles, _) in DECIDED.items() if role in roles
    }


def test_visitor_and_person_without_role_reach_nothing():
    tree = make_tree(1)

    for user in (AnonymousUser(), make_user()):
        assert hats(user) == ()
        assert reached(user, "directive.read") == set()
        assert hat_at(user, "directive.read", tree[0].pk) is None


def test_closed_account_reaches_nothing():
    tree = make_tree(1)
    user = make_member(tree.upper, ADMINISTRATOR)
    user.is_active = False
    user.save()

    assert reached(forget_hats(user), "unit.manage") == set()


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (timedelta(days=0), None, True),
        (timedelta(days=1), None, False),
        (timedelta(days=-9), timedelta(days=1), True),
        (timedelta(days=-9), timedelta(days=0), False),
        (timedelta(days=0), timedelta(days=0), False),
    ],
)
def test_role_counts_only_on_its_days(first, last, holds):
    tree = make_tree(1)
    user = make_user()
    Membership.objects.create(
        user=user,
        unit=tree[0],
        role=OFFICER,
        valid_from=today() + first,
        valid_to=None if last is None else today() + last,
    )

    assert (reached(user, "report.write") == {tree[0]}) is holds


def test_roles_in_two_units_do_not_mix():
    tree = make_tree(2)
    user = make_member(tree[0], OFFICER)
    grant(user, tree[1], VIEWER)

    assert units_with(user, "report.write") == {tree[0].pk}
    assert reached(user, "report.read") == {tree[1]}
    assert hat_at(user, "report.write", tree[1].pk) is None


def test_reach_follows_a_moved_unit():
    tree = make_tree(2)
    inner = found("Công đoàn bộ phận", tree[0])
    old, new = make_member(tree[0], ADMINISTRATOR), make_member(tree[1], ADMINISTRATOR)

    act(plan_move([inner], tree[1], effective_on=DAY, decision=decision()))

    assert reached(forget_hats(old), "unit.manage") == {tree[0]}
    assert reached(forget_hats(new), "unit.manage") == {tree[1], inner}


def test_role_in_a_unit_that_ended_gives_nothing():
    tree = make_tree(2)
    user = make_member(tree[0], ADMINISTRATOR)

    act(plan_end([tree[0]], effective_on=DAY, decision=decision()))

    assert hats(forget_hats(user)) == ()


def test_ended_unit_is_reached_by_those_above_the_keeper_of_its_papers():
    tree = make_tree(3)
    heir, stranger = make_member(tree[1], ADMINISTRATOR), make_member(tree[2], ADMINISTRATOR)
    act(plan_merge([tree[0]], tree[1], effective_on=DAY, decision=decision()))

    assert set(Unit.objects.filter(reach_with_kept(heir, "unit.manage", "pk"))) == {tree[1], tree[0]}
    assert set(Unit.objects.filter(reach_with_kept(stranger, "unit.manage", "pk"))) == {tree[2]}
    assert reached(heir, "unit.manage") == {tree[1]}


def test_hat_at_looks_down_only_where_the_capability_does():
    tree = make_tree(1)
    user = make_member(tree.upper, ADMINISTRATOR)
    path = tree[0].latest.path

    assert hat_at(user, "unit.manage", tree[0].pk, path).unit_id == tree.upper.pk
    assert hat_at(user, "unit.manage", tree[0].pk) is None
    assert hat_at(user, "directive.write", tree[0].pk, path) is None


def test_hats_are_read_once_and_tell_name_and_role(django_assert_num_queries):
    tree = make_tree(1)
    user = make_member(tree[0], HEAD)

    with django_assert_num_queries(1):
        first, second = hats(user), hats(user)

    assert first is second
    assert [(hat.label, hat.unit_name, hat.unit_short) for hat in first] == [
        ("Lãnh đạo công đoàn (xác nhận)", "Công đoàn Cơ quan 1", "Cơ quan 1")
    ]


def test_unread_notices_are_counted_with_the_hats_and_without_any(django_assert_num_queries):
    tree = make_tree(1)
    member, stranger = make_member(tree[0], HEAD), make_user()
    for user in (member, stranger):
        for number in range(3):
            read_at = timezone.now() if number == 0 else None
            Message.objects.create(key=f"{user.pk}-{number}", user=user, subject="…", body="…", read_at=read_at)

    with django_assert_num_queries(1):
        assert (unread(member), len(hats(member))) == (2, 1)
    assert (unread(stranger), unread(make_member(tree[0], HEAD))) == (2, 0)


def test_calendar_is_kept_by_the_topmost_administrator():
    tree = make_tree(1)
    below, middle = make_member(tree[0], ADMINISTRATOR), make_member(tree.upper, ADMINISTRATOR)

    assert keeper_of_calendar(below) is None
    assert keeper_of_calendar(middle).unit_id == tree.upper.pk
    make_member(tree.root, ADMINISTRATOR)
    assert keeper_of_calendar(middle) is None


def test_calendar_is_kept_from_below_when_the_one_above_is_gone():
    tree = make_tree(1)
    below, gone = make_member(tree[0], ADMINISTRATOR), make_member(tree.upper, ADMINISTRATOR)
    Membership.objects.filter(user=gone).update(valid_to=today())
    make_member(tree.root, ADMINISTRATOR)
    User.objects.filter(memberships__unit=tree.root).update(is_active=False)

    assert keeper_of_calendar(below).unit_id == tree[0].pk
