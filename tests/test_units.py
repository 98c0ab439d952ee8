"""Reading the tree: as of a day, branch by branch, searched with and without accents."""

from datetime import date, timedelta

import pytest

from portal.models import Role
from portal.reorganisation import plan_end, plan_merge, plan_move, plan_rename
from portal.units import (
    acts_of,
    ancestors,
    children,
    day_or_today,
    may_restructure,
    neighbours,
    parents_on,
    search,
    tops,
    units_within,
)
from portal.worktime import today
from tests.factories.portal import FOUNDED, act, decision, found, grant, make_member, make_tree, make_user

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 1)
EVE = DAY - timedelta(days=1)


def when(day=DAY):
    return {"effective_on": day, "decision": decision()}


def names(versions):
    return [version.name for version in versions]


@pytest.fixture
def viewer():
    """A reader of everything in `make_tree`'s first tree: bound to a unit by `grant` in the test."""
    return make_user()


def test_children_on_a_day_are_those_of_that_day():
    tree = make_tree(2)
    act(plan_rename(tree[0], {"name": "Công đoàn Mới"}, **when()))
    act(plan_end([tree[1]], **when()))
    found("Công đoàn Trẻ", tree.upper, on=DAY)

    assert names(children(tree.upper.pk, EVE).versions) == ["Công đoàn Cơ quan 1", "Công đoàn Cơ quan 2"]
    assert names(children(tree.upper.pk, DAY).versions) == ["Công đoàn Trẻ", "Công đoàn Mới"]
    assert names(children(tree.upper.pk, FOUNDED - timedelta(days=1)).versions) == []


def test_children_are_in_their_order_then_by_the_vietnamese_alphabet():
    tree = make_tree(0)
    for name, position in [("Văn phòng", 0), ("Ủy ban", 0), ("Đài", 0), ("Tòa án", 0), ("Bộ Nội vụ", 1), ("Ban", 0)]:
        found(name, tree.upper, position=position)

    assert names(children(tree.upper.pk, today()).versions) == [
        "Ban",
        "Đài",
        "Tòa án",
        "Ủy ban",
        "Văn phòng",
        "Bộ Nội vụ",
    ]


def test_long_list_of_children_continues_where_it_stopped():
    tree = make_tree(7)
    seen, after = [], None
    for _ in range(3):
        branch = children(tree.upper.pk, today(), after=after, limit=3)
        seen += [version.unit_id for version in branch.versions]
        after = branch.after

    assert seen == [unit.pk for unit in tree.units]
    assert after is None


def test_list_of_exactly_one_page_does_not_continue():
    tree = make_tree(3)

    assert children(tree.upper.pk, today(), limit=3).after is None


def test_child_count_is_that_of_the_day():
    tree = make_tree(1)
    found("Bộ phận", tree[0], on=DAY)

    assert [version.child_count for version in children(tree.upper.pk, EVE).versions] == [0]
    assert [version.child_count for version in children(tree.upper.pk, DAY).versions] == [1]


def test_children_cost_two_statements_for_any_number(django_assert_num_queries):
    tree = make_tree(9)

    for limit in (1, 3):
        with django_assert_num_queries(2):
            children(tree.upper.pk, today(), limit=limit)


def test_parents_on_a_day_are_the_whole_tree_of_that_day():
    tree = make_tree(2)
    act(plan_move([tree[0]], tree[1], **when()))

    assert parents_on(EVE)[tree[0].pk] == tree.upper.pk
    assert parents_on(DAY) == {
        tree.root.pk: None,
        tree.upper.pk: tree.root.pk,
        tree[0].pk: tree[1].pk,
        tree[1].pk: tree.upper.pk,
    }


def test_ancestors_are_those_of_the_day_from_the_top():
    tree = make_tree(2)
    inner = found("Bộ phận", tree[0])
    act(plan_move([inner], tree[1], **when()))

    assert names(ancestors(inner.pk, EVE))[-1] == "Công đoàn Cơ quan 1"
    assert names(ancestors(inner.pk, DAY)) == [
        "Tổng Liên đoàn Lao động Việt Nam",
        "Công đoàn Viên chức Việt Nam",
        "Công đoàn Cơ quan 2",
    ]


def test_ancestors_of_today_cost_two_statements_at_any_depth(django_assert_num_queries):
    tree = make_tree(1)
    inner = found("Tầng năm", found("Tầng bốn", tree[0]))

    with django_assert_num_queries(2):
        chain = ancestors(inner.pk, today())

    assert [version.unit_id for version in chain][:3] == [tree.root.pk, tree.upper.pk, tree[0].pk]
    assert names(chain)[-1] == "Tầng bốn"


def test_tops_leave_out_what_hangs_below_another(viewer):
    tree = make_tree(2)
    grant(viewer, tree[0], Role.VIEWER)
    grant(viewer, tree.upper, Role.CLERK)

    assert names(tops(viewer, today())) == ["Công đoàn Viên chức Việt Nam"]


def test_tops_are_every_unit_of_the_person_that_stands_alone(viewer):
    tree = make_tree(3)
    for unit in (tree[2], tree[0]):
        grant(viewer, unit, Role.VIEWER)

    assert names(tops(viewer, today())) == ["Công đoàn Cơ quan 1", "Công đoàn Cơ quan 3"]


def test_officer_reads_no_tree():
    tree = make_tree(1)
    officer = make_member(tree.upper, Role.OFFICER)

    assert tops(officer, today()) == []
    assert units_within(officer).count() == 0


@pytest.mark.parametrize(
    "typed", ["dan van kheo", "DÂN VẬN", "Dân  vận", "dan\u0302 va\u0323\u0302n", "kheo dan", "CĐDVK", "cddvk"]
)
def test_search_finds_with_and_without_accents(viewer, typed):
    tree = make_tree(2)
    wanted = found("Công đoàn Dân vận khéo", tree.upper, code="CĐDVK")
    grant(viewer, tree.upper, Role.VIEWER)

    assert [version.unit_id for version in search(viewer, typed, today())] == [wanted.pk]


def test_search_puts_the_very_accents_first(viewer):
    tree = make_tree(names=["Công đoàn Dẫn", "Công đoàn Dân", "Công đoàn Đan"])
    grant(viewer, tree.upper, Role.VIEWER)

    assert names(search(viewer, "dân", today()))[0] == "Công đoàn Dân"
    assert names(search(viewer, "dẫn", today()))[0] == "Công đoàn Dẫn"
    assert len(search(viewer, "dan", today())) == 3


def test_search_keeps_to_reach_and_to_the_day(viewer):
    tree = make_tree(2)
    grant(viewer, tree[0], Role.VIEWER)
    act(plan_rename(tree[0], {"name": "Công đoàn Tên Mới"}, **when()))

    assert names(search(viewer, "cong doan", today())) == ["Công đoàn Tên Mới"]
    assert names(search(viewer, "co quan", today())) == []
    assert names(search(viewer, "co quan", EVE)) == ["Công đoàn Cơ quan 1"]


def test_search_through_all_times_finds_former_names_and_ended_units(viewer):
    tree = make_tree(3)
    grant(viewer, tree.upper, Role.VIEWER)
    act(plan_rename(tree[0], {"name": "Công đoàn Tên Mới"}, **when()))
    act(plan_merge([tree[1]], tree[2], **when()))

    found_units = {version.unit_id for version in search(viewer, "co quan", today(), all_times=True)}

    assert found_units == {unit.pk for unit in tree.units}
    assert names(search(viewer, "co quan", today())) == ["Công đoàn Cơ quan 3"]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "\\", "'; drop table"])
def test_search_for_nothing_or_for_signs_finds_nothing(viewer, typed):
    tree = make_tree(2)
    grant(viewer, tree.upper, Role.VIEWER)

    assert search(viewer, typed, today()) == []


def test_only_someone_above_restructures_a_unit():
    tree = make_tree(1)
    above, own = make_member(tree.upper, Role.ADMINISTRATOR), make_member(tree[0], Role.ADMINISTRATOR)
    version = tree[0].latest

    assert (may_restructure(above, version), may_restructure(own, version)) == (True, False)
    assert may_restructure(above, tree.upper.latest) is False


def test_acts_and_neighbours_tell_where_a_unit_came_from_and_went():
    tree = make_tree(2)
    act(plan_rename(tree[1], {"code": "X"}, **when(EVE)))
    done = act(plan_merge([tree[0]], tree[1], **when()))

    assert [one.kind for one in acts_of(tree[1])] == ["merge", "rename", "found"]
    assert neighbours(tree[1]) == {
        "before": [{"unit": tree[0].pk, "name": "Công đoàn Cơ quan 1", "act": done, "is_living": False}],
        "after": [],
    }
    assert [row["unit"] for row in neighbours(tree[0])["after"]] == [tree[1].pk]


def test_day_in_the_future_is_today():
    assert day_or_today(today() + timedelta(days=1)) == today()
    assert day_or_today(None) == today()
    assert day_or_today(EVE) == EVE
