"""Two people at the tree at once: one act is done, the other is told; never half of each."""

from datetime import date

import pytest

from portal.models import UnitAct, UnitVersion
from portal.reorganisation import carry_out, plan_merge, plan_move
from tests.at_once import at_once
from tests.factories.portal import decision, make_tree

pytestmark = pytest.mark.django_db(transaction=True)

WHEN = {"effective_on": date(2025, 3, 1)}


def test_two_units_merging_into_each_other_leave_one():
    tree = make_tree(2)
    plans = [
        plan_merge([tree[0]], tree[1], decision=decision(), **WHEN),
        plan_merge([tree[1]], tree[0], decision=decision(), **WHEN),
    ]

    results = at_once(*[lambda plan=plan: carry_out(plan, by=None) for plan in plans])

    assert sorted(type(result).__name__ for result in results) == ["TreeChanged", "UnitAct"]
    assert UnitVersion.objects.current().filter(parent=tree.upper).count() == 1


def test_two_units_moving_below_each_other_make_no_circle():
    tree = make_tree(2)
    plans = [
        plan_move([tree[0]], tree[1], decision=decision(), **WHEN),
        plan_move([tree[1]], tree[0], decision=decision(), **WHEN),
    ]

    results = at_once(*[lambda plan=plan: carry_out(plan, by=None) for plan in plans])

    assert sorted(type(result).__name__ for result in results) == ["TreeChanged", "UnitAct"]
    assert UnitVersion.objects.current().filter(parent=tree.upper).count() == 1


def test_one_button_pressed_many_times_at_once_is_one_act():
    tree = make_tree(2)
    plan = plan_merge([tree[0]], tree[1], decision=decision(), **WHEN)

    results = at_once(*[lambda: carry_out(plan, by=None, client_key="k") for _ in range(5)])

    assert {result.pk for result in results} == {UnitAct.objects.get(kind="merge").pk}
