"""Who followed whom: successors and predecessors through every kind of act."""

from datetime import date, timedelta

import pytest

from portal.models import Level, Unit, UnitAct, UnitLineage
from portal.reorganisation import (
    WHOLE,
    NewUnit,
    plan_consolidate,
    plan_end,
    plan_merge,
    plan_rename,
    plan_split,
    predecessors,
    predecessors_of,
    successors,
)
from tests.factories.portal import FOUNDED, act, decision, make_tree

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 1)
EVE = DAY - timedelta(days=1)


def when(day=DAY, number="12/QĐ-TLĐ"):
    return {"effective_on": day, "decision": decision(number)}


def new(name, parent, level=Level.GRASSROOTS):
    return NewUnit(name=name, level=level, parent=parent.pk if parent else None)


def edges(done):
    return set(done.edges.values_list("predecessor", "successor"))


def test_successors_follow_every_step_until_the_day():
    tree = make_tree(4)
    act(plan_merge([tree[0]], tree[1], **when(date(2024, 1, 1))))
    act(plan_consolidate([tree[1], tree[2]], new("Công đoàn Mới", tree.upper), **when(date(2025, 1, 1))))
    act(plan_end([tree[3]], **when(date(2025, 1, 1))))
    born = Unit.objects.latest("pk")

    assert successors([tree[0].pk, tree[3].pk], date(2023, 12, 31)) == {
        tree[0].pk: {tree[0].pk},
        tree[3].pk: {tree[3].pk},
    }
    assert successors([tree[0].pk], date(2024, 6, 1)) == {tree[0].pk: {tree[1].pk}}
    assert successors([tree[0].pk, tree[3].pk], date(2025, 6, 1)) == {tree[0].pk: {born.pk}, tree[3].pk: set()}


def test_successor_of_a_split_unit_is_itself():
    tree = make_tree(1)
    act(plan_split(tree[0], [new("Công đoàn A", tree.upper)], children={}, **when()))

    assert successors([tree[0].pk], DAY) == {tree[0].pk: {tree[0].pk}}


def test_predecessors_are_those_that_flowed_in_since_the_day():
    tree = make_tree(4)
    act(plan_merge([tree[0]], tree[1], **when(date(2024, 1, 1))))
    act(plan_merge([tree[1]], tree[2], **when(date(2025, 1, 1))))
    act(plan_rename(tree[2], {"name": "Công đoàn Mới"}, **when(date(2025, 2, 1))))

    assert predecessors(tree[2].pk, date(2023, 12, 31)) == {tree[0].pk, tree[1].pk}
    assert predecessors(tree[2].pk, date(2024, 1, 1)) == {tree[1].pk}
    assert predecessors_of([tree[2].pk, tree[3].pk], date(2025, 1, 1)) == {tree[2].pk: set(), tree[3].pk: set()}


def test_successors_of_a_unit_split_before_it_ended_leave_the_part_out():
    tree = make_tree(2)
    act(plan_split(tree[0], [new("Công đoàn A", tree.upper)], children={}, **when(EVE)))
    act(plan_merge([tree[0]], tree[1], **when()))

    assert successors([tree[0].pk], DAY) == {tree[0].pk: {tree[1].pk}}


def test_what_joined_after_a_split_did_not_flow_into_the_part():
    tree = make_tree(2)
    act(plan_split(tree[0], [new("Công đoàn A", tree.upper)], children={}, **when(EVE)))
    part = Unit.objects.latest("pk")
    act(plan_merge([tree[1]], tree[0], **when()))

    assert predecessors(part.pk, FOUNDED) == {tree[0].pk}
    assert predecessors(part.pk, FOUNDED, kinds=WHOLE) == set()
    assert predecessors(tree[0].pk, FOUNDED, kinds=WHOLE) == {tree[1].pk}


def test_lineage_that_runs_in_a_circle_ends():
    tree = make_tree(2)
    done = act(plan_rename(tree[0], {"code": "A"}, **when()))
    UnitAct.objects.filter(pk=done.pk).update(kind="merge")
    for one, other in ((0, 1), (1, 0)):
        UnitLineage.objects.create(act=done, predecessor=tree[one], successor=tree[other])

    assert predecessors(tree[0].pk, EVE) == {tree[1].pk}
    assert successors([tree[0].pk], DAY) == {tree[0].pk: {tree[0].pk}}
