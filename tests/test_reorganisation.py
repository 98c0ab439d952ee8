"""The acts on the union tree: what each of them refuses, in which words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.models import Level, UnitAct, UnitVersion
from portal.reorganisation import (
    NewUnit,
    PlanRefused,
    TreeChanged,
    carry_out,
    plan_consolidate,
    plan_divide,
    plan_end,
    plan_found,
    plan_merge,
    plan_move,
    plan_relevel,
    plan_rename,
    plan_split,
)
from portal.reorganisation.tree import sibling_names
from portal.worktime import today
from tests.factories.portal import FOUNDED, act, decision, found, make_tree

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 1)
EVE = DAY - timedelta(days=1)


def when(day=DAY, number="12/QĐ-TLĐ"):
    return {"effective_on": day, "decision": decision(number)}


def new(name, parent, level=Level.GRASSROOTS):
    return NewUnit(name=name, level=level, parent=parent.pk if parent else None)


def spans(unit):
    """[(from, to, name, parent id)] of a unit, oldest first."""
    rows = unit.versions.order_by("valid_from")
    return list(rows.values_list("valid_from", "valid_to", "name", "parent"))


def edges(done):
    return set(done.edges.values_list("predecessor", "successor"))


def refused(plan):
    """The problems of a plan that must not be carried out, after making sure that it isn't."""
    before = UnitAct.objects.count(), list(UnitVersion.objects.order_by("pk").values())
    with pytest.raises(PlanRefused):
        carry_out(plan, by=None)
    assert (UnitAct.objects.count(), list(UnitVersion.objects.order_by("pk").values())) == before
    return list(plan.problems)


def test_act_without_decision_number_is_refused():
    tree = make_tree(2)

    plan = plan_merge([tree[0]], tree[1], effective_on=DAY, decision=decision("   "))

    assert refused(plan) == ["Chưa ghi số quyết định."]


def test_act_in_the_future_is_refused():
    tree = make_tree(2)
    tomorrow = today() + timedelta(days=1)

    problems = refused(plan_merge([tree[0]], tree[1], **when(tomorrow)))

    assert problems == [
        f"Ngày hiệu lực {tomorrow:%d/%m/%Y} ở sau hôm nay; chỉ ghi vào cổng khi quyết định đã có hiệu lực."
    ]


def test_decision_dated_after_today_is_refused():
    tree = make_tree(2)
    tomorrow = today() + timedelta(days=1)
    late = replace(decision(), issued_on=tomorrow)

    plan = plan_merge([tree[0]], tree[1], effective_on=DAY, decision=late)

    assert refused(plan) == [f"Ngày quyết định {tomorrow:%d/%m/%Y} ở sau hôm nay."]


def test_act_before_the_newest_version_is_refused():
    tree = make_tree(2)
    act(plan_rename(tree[0], {"name": "Công đoàn Mới"}, **when(DAY)))

    problems = refused(plan_rename(tree[0], {"code": "M"}, **when(EVE)))

    assert problems == ["“Công đoàn Mới” đã có thay đổi từ ngày 01/03/2025; ngày hiệu lực không được trước ngày đó."]


def test_second_rename_on_the_same_day_is_refused():
    tree = make_tree(1)
    act(plan_rename(tree[0], {"name": "Công đoàn Một"}, **when()))

    problems = refused(plan_rename(tree[0], {"name": "Công đoàn Hai"}, **when()))

    assert problems == [
        "“Công đoàn Một” đã đổi đúng thông tin này trong ngày 01/03/2025; xin chọn ngày hiệu lực sau đó."
    ]


def test_end_on_the_day_of_a_change_is_refused():
    tree = make_tree(1)
    act(plan_rename(tree[0], {"name": "Công đoàn Một"}, **when()))

    problems = refused(plan_end([tree[0]], **when()))

    assert problems == [
        "“Công đoàn Một” vừa bắt đầu hoặc thay đổi đúng ngày 01/03/2025 nên không thể kết thúc cùng ngày; "
        "xin chọn ngày hiệu lực sau đó."
    ]


def test_move_below_its_own_descendant_is_refused():
    tree = make_tree(1)
    inner = found("Công đoàn bộ phận", tree[0])

    problems = refused(plan_move([tree.upper], inner, **when()))

    assert problems == ["“Công đoàn Viên chức Việt Nam” không thể trực thuộc chính mình hoặc đơn vị ở dưới mình."]


def test_move_below_itself_is_refused():
    tree = make_tree(1)

    problems = refused(plan_move([tree[0]], tree[0], **when()))

    assert problems == ["“Công đoàn Cơ quan 1” không thể trực thuộc chính mình hoặc đơn vị ở dưới mình."]


def test_backdated_move_below_a_former_descendant_is_refused():
    tree = make_tree(2)
    inner = found("Công đoàn bộ phận", tree[0])
    act(plan_move([inner], tree.upper, **when(DAY)))

    problems = refused(plan_move([tree[0]], inner, **when(EVE)))

    assert problems == ["“Công đoàn Cơ quan 1” không thể trực thuộc chính mình hoặc đơn vị ở dưới mình."]


def test_move_to_the_parent_it_has_is_refused():
    tree = make_tree(1)

    problems = refused(plan_move([tree[0]], tree.upper, **when()))

    assert problems == ["“Công đoàn Cơ quan 1” đang trực thuộc “Công đoàn Viên chức Việt Nam”."]


def test_move_under_an_ended_unit_is_refused():
    tree = make_tree(2)
    act(plan_end([tree[1]], **when(EVE)))

    problems = refused(plan_move([tree[0]], tree[1], **when()))

    assert problems == [
        "“Công đoàn Cơ quan 2” đã kết thúc hoạt động.",
        "Công đoàn cấp trên hoặc đơn vị tiếp nhận đã kết thúc hoạt động.",
    ]


def test_move_under_a_unit_not_yet_founded_that_day_is_refused():
    tree = make_tree(1)
    young = found("Công đoàn Trẻ", tree.upper, on=DAY)

    problems = refused(plan_move([tree[0]], young, **when(EVE)))

    assert problems == ["“Công đoàn Trẻ” chưa thành lập vào ngày 28/02/2025."]


def test_end_with_children_and_no_new_parent_is_refused():
    tree = make_tree(2)

    problems = refused(plan_end([tree.upper], **when()))

    assert problems == [
        "“Công đoàn Viên chức Việt Nam” còn 2 đơn vị trực thuộc: “Công đoàn Cơ quan 1” và “Công đoàn Cơ quan 2”; "
        "xin chọn công đoàn cấp trên mới cho các đơn vị này."
    ]


def test_end_of_the_root_without_a_keeper_is_refused():
    tree = make_tree(0)

    problems = refused(plan_end([tree.root, tree.upper], **when()))

    assert problems[:2] == [
        "Chưa chỉ định đơn vị lưu giữ hồ sơ của “Tổng Liên đoàn Lao động Việt Nam”.",
        "Chưa chỉ định đơn vị lưu giữ hồ sơ của “Công đoàn Viên chức Việt Nam”.",
    ]


def test_end_kept_by_a_unit_that_ends_too_is_refused():
    tree = make_tree(2)

    problems = refused(plan_end([tree[0], tree[1]], custodian=tree[1], **when()))

    assert problems == ["“Công đoàn Cơ quan 2” kết thúc hoạt động trong chính việc này nên không thể tiếp nhận."]


def test_end_before_a_child_left_is_refused():
    tree = make_tree(2)
    inner = found("Công đoàn bộ phận", tree[0])
    act(plan_move([inner], tree[1], **when(DAY)))

    problems = refused(plan_end([tree[0]], **when(EVE)))

    assert problems == [
        "“Công đoàn bộ phận” còn trực thuộc “Công đoàn Cơ quan 1” đến trước ngày 01/03/2025; "
        "ngày hiệu lực không được trước ngày đó."
    ]


def test_merge_into_itself_is_refused():
    tree = make_tree(1)

    problems = refused(plan_merge([tree[0]], tree[0], **when()))

    assert problems == ["“Công đoàn Cơ quan 1” kết thúc hoạt động trong chính việc này nên không thể tiếp nhận."]


def test_merge_into_an_own_child_is_refused():
    tree = make_tree(1)
    inner = found("Công đoàn bộ phận", tree[0])

    problems = refused(plan_merge([tree[0]], inner, **when()))

    assert problems == ["“Công đoàn bộ phận” không thể trực thuộc chính mình hoặc đơn vị ở dưới mình."]


def test_merge_of_an_ended_unit_is_refused():
    tree = make_tree(2)
    act(plan_end([tree[0]], **when(EVE)))

    problems = refused(plan_merge([tree[0]], tree[1], **when()))

    assert problems == ["“Công đoàn Cơ quan 1” đã kết thúc hoạt động.", "Chưa chọn đơn vị nào."]


def test_consolidating_one_unit_is_refused():
    tree = make_tree(1)

    problems = refused(plan_consolidate([tree[0]], new("Công đoàn Mới", tree.upper), **when()))

    assert problems == ["Hợp nhất cần từ hai đơn vị trở lên."]


def test_consolidated_unit_below_an_ending_one_is_refused():
    tree = make_tree(2)

    problems = refused(plan_consolidate([tree[0], tree[1]], new("Công đoàn Mới", tree[0]), **when()))

    assert problems == ["“Công đoàn Cơ quan 1” kết thúc hoạt động trong chính việc này nên không thể tiếp nhận."]


def test_dividing_without_a_place_for_each_child_is_refused():
    tree = make_tree(1)
    found("Công đoàn bộ phận", tree[0])
    parts = [new("Công đoàn A", tree.upper), new("Công đoàn B", tree.upper)]

    problems = refused(plan_divide(tree[0], parts, children={}, **when()))

    assert problems == ["Chưa chọn nơi nhận cho 1 đơn vị trực thuộc: “Công đoàn bộ phận”."]


def test_dividing_into_one_is_refused():
    tree = make_tree(1)

    problems = refused(plan_divide(tree[0], [new("Công đoàn A", tree.upper)], children={}, **when()))

    assert problems == ["Chia cần từ hai đơn vị mới trở lên."]


def test_splitting_off_a_child_of_another_unit_is_refused():
    tree = make_tree(2)

    plan = plan_split(tree[0], [new("Công đoàn A", tree.upper)], children={tree[1].pk: 0}, **when())

    assert refused(plan) == ["Danh sách phân bổ có đơn vị không trực thuộc đơn vị này hoặc không có nơi nhận."]


def test_splitting_before_the_unit_lived_is_refused():
    tree = make_tree(0)
    young = found("Công đoàn Trẻ", tree.upper, on=DAY)

    problems = refused(plan_split(young, [new("Công đoàn A", tree.upper)], children={}, **when(EVE)))

    assert problems == ["“Công đoàn Trẻ” chưa thành lập vào ngày hiệu lực."]


@pytest.mark.parametrize("name", ["Công đoàn Toà án", "CÔNG ĐOÀN TÒA ÁN", "Công đoàn  Tòa án"])
def test_founding_a_sibling_of_the_same_name_is_refused(name):
    tree = make_tree(names=["Công đoàn Tòa án"])

    problems = refused(plan_found([new(name, tree.upper)], **when()))

    assert problems == [f"Đã có đơn vị cùng tên “{name}” dưới cùng một công đoàn cấp trên."]


def test_founding_without_name_or_level_is_refused():
    tree = make_tree(0)

    problems = refused(plan_found([NewUnit(" ", "", tree.upper.pk)], **when()))

    assert problems == ["Chưa ghi tên của đơn vị mới.", "Chưa chọn cấp của “ ”."]


def test_founding_a_child_before_its_new_parent_is_refused():
    tree = make_tree(0)
    rows = [NewUnit("Công đoàn con", Level.GRASSROOTS, "new:1"), new("Công đoàn cha", tree.upper)]

    problems = refused(plan_found(rows, **when()))

    assert problems == ["Công đoàn cấp trên của “Công đoàn con” phải đứng trước nó trong danh sách."]


def test_tree_deeper_than_paths_can_hold_is_refused():
    rows = [NewUnit(f"Cấp {i}", Level.UPPER, f"new:{i - 1}" if i else None) for i in range(13)]

    assert refused(plan_found(rows, **when())) == ["Cây đơn vị không được sâu quá 12 cấp."]


def test_move_that_makes_the_tree_too_deep_is_refused():
    rows = [NewUnit(f"Cấp {i}", Level.UPPER, f"new:{i - 1}" if i else None) for i in range(7)]
    units = [edge.successor for edge in act(plan_found(rows, **when(FOUNDED))).edges.order_by("pk")]
    other = [NewUnit(f"Nhánh {i}", Level.UPPER, f"new:{i - 1}" if i else None) for i in range(6)]
    branch = [edge.successor for edge in act(plan_found(other, **when(FOUNDED))).edges.order_by("pk")]

    assert refused(plan_move([branch[0]], units[-1], **when())) == ["Cây đơn vị không được sâu quá 12 cấp."]
    assert plan_move([branch[0]], units[-2], **when()).problems == ()


def test_rename_to_the_same_is_refused():
    tree = make_tree(1)

    problems = refused(plan_rename(tree[0], {"name": "Công đoàn Cơ quan 1"}, **when()))

    assert problems == ["Thông tin mới của “Công đoàn Cơ quan 1” không khác thông tin hiện nay."]


def test_rename_of_the_parent_field_is_a_programming_error():
    tree = make_tree(1)

    with pytest.raises(ValueError):
        plan_rename(tree[0], {"parent_id": tree.root.pk}, **when())


def test_relevel_to_the_level_it_has_is_refused():
    tree = make_tree(1)

    assert refused(plan_relevel(tree[0], Level.GRASSROOTS, **when())) == ["“Công đoàn Cơ quan 1” đang ở cấp này."]


def test_same_unit_twice_is_refused():
    tree = make_tree(2)

    assert refused(plan_merge([tree[0], tree[0]], tree[1], **when())) == ["Có đơn vị được chọn hai lần."]


def test_plan_made_before_the_tree_changed_is_refused():
    tree = make_tree(2)
    plan = plan_merge([tree[0]], tree[1], **when())
    found("Công đoàn bộ phận", tree[0])

    with pytest.raises(TreeChanged):
        carry_out(plan, by=None)

    assert tree[0].versions.current().count() == 1


def test_dry_run_writes_nothing():
    tree = make_tree(2)

    plan = plan_merge([tree[0]], tree[1], **when())

    assert plan.problems == ()
    assert UnitAct.objects.count() == 1
    assert spans(tree[0]) == [(FOUNDED, None, "Công đoàn Cơ quan 1", tree.upper.pk)]


def test_second_press_with_the_same_key_gives_the_first_act():
    tree = make_tree(2)
    plan = plan_merge([tree[0]], tree[1], **when())

    first = carry_out(plan, by=None, client_key="k-1")
    second = carry_out(plan, by=None, client_key="k-1")

    assert second == first
    assert UnitAct.objects.count() == 2


# --- very many units ------------------------------------------------------------------------


def test_of_many_siblings_only_possible_namesakes_are_read():
    tree = make_tree(3, names=["Công đoàn Hòa Bình", "Công đoàn Hoà Bình 2", "Công đoàn Khác"])

    found = sibling_names({tree.upper.pk}, {"CÔNG ĐOÀN HOÀ BÌNH"})

    assert sorted(name for _, _, name in found) == ["Công đoàn Hoà Bình 2", "Công đoàn Hòa Bình"]


def test_acts_upon_many_units_take_as_many_statements_as_upon_one():
    tree = make_tree(9)
    into = found("Công đoàn Ngành nhận", tree.root, level=Level.CENTRAL)
    units = tree.units
    acts = [
        (plan_move, units[0:1], into),
        (plan_move, units[1:4], into),
        (plan_merge, units[4:5], units[8]),
        (plan_merge, units[5:8], units[8]),
    ]
    counted = []
    for planning, chosen, target in acts:
        plan = planning(chosen, target, **when())
        with CaptureQueriesContext(connection) as captured:
            carry_out(plan, by=None)
        counted.append(len(captured))

    assert (counted[0], counted[2]) == (counted[1], counted[3])
