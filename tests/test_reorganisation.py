"""The acts on the union tree: what each refuses, what each writes, and who follows whom."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.models import Event, Level, Membership, Role, Unit, UnitAct, UnitLineage, UnitVersion
from portal.models.units import path_segment
from portal.reorganisation import (
    WHOLE,
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
    predecessors,
    predecessors_of,
    successors,
)
from portal.worktime import today
from tests.factories.portal import FOUNDED, act, decision, found, grant, make_member, make_tree, make_user

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


def path_of(*units):
    return "".join(path_segment(unit.pk) for unit in units)


def refused(plan):
    """The problems of a plan that must not be carried out, after making sure that it isn't."""
    before = UnitAct.objects.count(), list(UnitVersion.objects.order_by("pk").values())
    with pytest.raises(PlanRefused):
        carry_out(plan, by=None)
    assert (UnitAct.objects.count(), list(UnitVersion.objects.order_by("pk").values())) == before
    return list(plan.problems)


# --- what is refused --------------------------------------------------------------------------


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


# --- what is written --------------------------------------------------------------------------


def test_found_writes_versions_paths_keys_and_lineage():
    tree = make_tree(1)

    version = tree[0].latest

    assert version.path == path_of(tree.root, tree.upper, tree[0])
    assert version.short_name == "Cơ quan 1"
    assert version.search_key == "cong doan co quan 1 co quan 1"
    assert edges(UnitAct.objects.get()) == {(None, tree.root.pk), (None, tree.upper.pk), (None, tree[0].pk)}


def test_rename_closes_the_old_version_and_opens_a_new_one():
    tree = make_tree(1)

    done = act(plan_rename(tree[0], {"name": "Công đoàn Bộ Dân tộc và Tôn giáo", "short_name": ""}, **when()))

    assert spans(tree[0]) == [
        (FOUNDED, DAY, "Công đoàn Cơ quan 1", tree.upper.pk),
        (DAY, None, "Công đoàn Bộ Dân tộc và Tôn giáo", tree.upper.pk),
    ]
    assert tree[0].version_on(EVE).name == "Công đoàn Cơ quan 1"
    assert Unit.objects.get(pk=tree[0].pk).latest.short_name == "Bộ Dân tộc và Tôn giáo"
    assert edges(done) == {(tree[0].pk, tree[0].pk)}


def test_rename_tells_each_field_that_changes():
    tree = make_tree(1)

    plan = plan_rename(tree[0], {"block": "Khối III", "code": "CĐ1", "place": ""}, **when())

    assert plan.sentences == (
        "Khối, cụm thi đua: “Khối I” đổi thành “Khối III”.",
        "Ký hiệu văn bản: (để trống) đổi thành “CĐ1”.",
    )


def test_move_takes_everything_below_along():
    tree = make_tree(2)
    inner = found("Công đoàn bộ phận", tree[0])
    deep = found("Tổ công đoàn", inner)

    done = act(plan_move([tree[0]], tree[1], **when()))

    assert spans(tree[0])[-1] == (DAY, None, "Công đoàn Cơ quan 1", tree[1].pk)
    assert spans(deep) == [(FOUNDED, None, "Tổ công đoàn", inner.pk)]
    assert deep.latest.path == path_of(tree.root, tree.upper, tree[1], tree[0], inner, deep)
    assert edges(done) == {(tree[0].pk, tree[0].pk)}


def test_move_on_the_day_of_a_rename_joins_that_version():
    tree = make_tree(2)
    act(plan_rename(tree[0], {"name": "Công đoàn Mới"}, **when()))
    inner = found("Công đoàn bộ phận", tree[0])

    act(plan_move([tree[0]], tree[1], **when()))

    assert spans(tree[0]) == [
        (FOUNDED, DAY, "Công đoàn Cơ quan 1", tree.upper.pk),
        (DAY, None, "Công đoàn Mới", tree[1].pk),
    ]
    assert inner.latest.path == path_of(tree.root, tree.upper, tree[1], tree[0], inner)


def test_relevel_opens_a_version_with_the_new_level():
    tree = make_tree(1)

    plan = plan_relevel(tree[0], Level.UPPER, **when())
    act(plan)

    assert list(tree[0].versions.order_by("valid_from").values_list("level", flat=True)) == ["grassroots", "upper"]
    assert plan.sentences == (
        "“Công đoàn Cơ quan 1”: Công đoàn cơ sở chuyển thành Công đoàn cấp trên trực tiếp cơ sở, từ ngày 01/03/2025.",
    )


def test_merge_ends_the_absorbed_unit_and_hands_over_everything():
    tree = make_tree(2)
    inner = found("Công đoàn bộ phận", tree[0])
    officer = make_member(tree[0], Role.OFFICER)
    clerk = make_user()

    plan = plan_merge([tree[0]], tree[1], **when())
    done = act(plan, by=clerk)

    assert spans(tree[0]) == [(FOUNDED, DAY, "Công đoàn Cơ quan 1", tree.upper.pk)]
    assert spans(tree[1]) == [(FOUNDED, None, "Công đoàn Cơ quan 2", tree.upper.pk)]
    assert spans(inner)[-1] == (DAY, None, "Công đoàn bộ phận", tree[1].pk)
    assert inner.latest.path == path_of(tree.root, tree.upper, tree[1], inner)
    assert edges(done) == {(tree[0].pk, tree[1].pk), (inner.pk, inner.pk)}
    assert Unit.objects.get(pk=tree[0].pk).custodian == tree[1]
    membership = officer.memberships.get()
    assert (membership.valid_to, membership.ended_by) == (DAY, clerk)
    assert plan.sentences == (
        "“Công đoàn Cơ quan 1” sáp nhập vào “Công đoàn Cơ quan 2” và kết thúc hoạt động từ ngày 01/03/2025.",
        "1 đơn vị trực thuộc “Công đoàn Cơ quan 1” chuyển về “Công đoàn Cơ quan 2”: “Công đoàn bộ phận”.",
        "1 vai trò của người dùng tại đơn vị kết thúc hoạt động hết hiệu lực từ ngày 01/03/2025.",
        "Hồ sơ của “Công đoàn Cơ quan 1” do “Công đoàn Cơ quan 2” lưu giữ.",
    )


def test_merge_records_one_event_with_before_and_after():
    tree = make_tree(2)
    inner = found("Công đoàn bộ phận", tree[0])
    clerk = make_user()

    done = act(plan_merge([tree[0]], tree[1], **when()), by=clerk)

    event = Event.objects.about(done).get()
    assert (event.kind, event.actor) == ("unit.merge", clerk)
    assert event.what == (
        "Sáp nhập “Công đoàn Cơ quan 1” vào “Công đoàn Cơ quan 2”, hiệu lực từ ngày 01/03/2025, theo 12/QĐ-TLĐ."
    )
    assert event.detail["before"] == {str(inner.pk): {"parent_id": tree[0].pk}}
    assert event.detail["after"] == {str(inner.pk): {"parent_id": tree[1].pk}}


def test_merge_leaves_an_old_membership_as_it_was():
    tree = make_tree(2)
    officer = make_member(tree[0], Role.OFFICER)
    Membership.objects.update(valid_to=EVE)

    act(plan_merge([tree[0]], tree[1], **when()))

    assert officer.memberships.get().valid_to == EVE


def test_membership_that_began_after_a_backdated_end_has_no_day():
    tree = make_tree(2)
    user = make_user()
    grant(user, tree[0], Role.OFFICER, on=DAY + timedelta(days=9))

    act(plan_merge([tree[0]], tree[1], **when()))

    membership = user.memberships.get()
    assert membership.valid_to == membership.valid_from
    assert user.memberships.in_force().count() == 0


def test_consolidate_ends_both_and_founds_one():
    tree = make_tree(2)
    inner = [found(f"Bộ phận {i}", tree[i]) for i in range(2)]

    done = act(
        plan_consolidate([tree[0], tree[1]], new("Công đoàn Bộ Nông nghiệp và Môi trường", tree.upper), **when())
    )

    born = Unit.objects.latest("pk")
    assert spans(born) == [(DAY, None, "Công đoàn Bộ Nông nghiệp và Môi trường", tree.upper.pk)]
    assert [spans(unit)[-1][1] for unit in tree.units] == [DAY, DAY]
    assert [unit.latest.path for unit in inner] == [path_of(tree.root, tree.upper, born, unit) for unit in inner]
    lineage = {(tree[0].pk, born.pk), (tree[1].pk, born.pk)} | {(unit.pk, unit.pk) for unit in inner}
    assert edges(done) == lineage
    assert list(Unit.objects.filter(custodian=born).order_by("pk")) == tree.units


def test_consolidated_unit_may_bear_the_name_of_one_that_ends():
    tree = make_tree(2)

    act(plan_consolidate([tree[0], tree[1]], new("Công đoàn Cơ quan 1", tree.upper), **when()))

    assert Unit.objects.active_on(DAY).count() == 3
    assert Unit.objects.active_on(EVE).count() == 4


def test_divide_ends_the_unit_and_allots_its_children():
    tree = make_tree(1)
    inner = [found(f"Bộ phận {i}", tree[0]) for i in range(2)]
    parts = [new("Công đoàn A", tree.upper), new("Công đoàn B", tree.upper)]

    done = act(plan_divide(tree[0], parts, children={inner[0].pk: 1, inner[1].pk: 0}, **when()))

    a, b = Unit.objects.order_by("-pk")[1], Unit.objects.order_by("-pk")[0]
    assert [unit.latest.name for unit in (a, b)] == ["Công đoàn A", "Công đoàn B"]
    assert [unit.latest.parent for unit in inner] == [b, a]
    assert edges(done) == {(tree[0].pk, a.pk), (tree[0].pk, b.pk)} | {(unit.pk, unit.pk) for unit in inner}
    assert Unit.objects.get(pk=tree[0].pk).custodian == a


def test_split_leaves_the_unit_alive():
    tree = make_tree(1)
    inner = [found(f"Bộ phận {i}", tree[0]) for i in range(2)]

    done = act(plan_split(tree[0], [new("Công đoàn A", tree.upper)], children={inner[0].pk: 0}, **when()))

    a = Unit.objects.latest("pk")
    assert spans(tree[0]) == [(FOUNDED, None, "Công đoàn Cơ quan 1", tree.upper.pk)]
    assert [unit.latest.parent for unit in inner] == [a, tree[0]]
    assert edges(done) == {(tree[0].pk, a.pk), (inner[0].pk, inner[0].pk)}


def test_end_of_many_units_is_one_act():
    tree = make_tree(163)

    plan = plan_end(tree.units, **when())
    done = act(plan)

    assert Unit.objects.active_on(DAY).count() == 2
    assert Unit.objects.active_on(EVE).count() == 165
    assert done.edges.filter(successor=None).count() == 163
    assert Unit.objects.filter(custodian=tree.upper).count() == 163
    assert plan.sentences[0] == (
        "“Công đoàn Cơ quan 1”, “Công đoàn Cơ quan 2”, “Công đoàn Cơ quan 3”, “Công đoàn Cơ quan 4”, "
        "“Công đoàn Cơ quan 5” và 158 đơn vị khác kết thúc hoạt động từ ngày 01/03/2025."
    )


def test_end_moves_children_to_the_new_parent():
    tree = make_tree(2)

    act(plan_end([tree.upper], new_parent=tree.root, **when()))

    assert [unit.latest.path for unit in tree.units] == [path_of(tree.root, unit) for unit in tree.units]
    assert Unit.objects.get(pk=tree.upper.pk).custodian == tree.root


def test_end_of_a_parent_together_with_its_children_needs_no_new_parent():
    tree = make_tree(2)

    act(plan_end([tree.upper, *tree.units], **when()))

    assert list(Unit.objects.active_on(DAY)) == [tree.root]
    assert set(Unit.objects.exclude(custodian=None).values_list("custodian", flat=True)) == {tree.root.pk}


def test_nested_units_that_end_with_children_between_keep_right_paths():
    tree = make_tree(1)
    middle = found("Tầng giữa", tree[0])
    inner = found("Đơn vị kết thúc", middle)
    leaf = found("Lá", inner)
    twig = found("Nhánh", leaf)

    act(plan_end([tree[0], inner], new_parent=tree.upper, **when()))

    assert middle.latest.path == path_of(tree.root, tree.upper, middle)
    assert leaf.latest.path == path_of(tree.root, tree.upper, leaf)
    assert twig.latest.path == path_of(tree.root, tree.upper, leaf, twig)


def test_papers_kept_by_a_unit_that_ends_get_a_living_keeper():
    tree = make_tree(3)
    act(plan_merge([tree[0]], tree[1], **when(EVE)))

    plan = plan_merge([tree[1]], tree[2], **when())
    act(plan)

    assert Unit.objects.get(pk=tree[0].pk).custodian == tree[2]
    assert plan.sentences[-1] == "Hồ sơ của 1 đơn vị đã kết thúc trước đây được chuyển giao cùng."


# --- who follows whom -------------------------------------------------------------------------


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
