"""The acts on the union tree: which versions, paths, roles and lineage each of them writes."""

from datetime import date, timedelta

import pytest

from portal.models import Event, Level, Membership, Role, Unit, UnitAct
from portal.models.units import path_segment
from portal.reorganisation import (
    NewUnit,
    plan_consolidate,
    plan_divide,
    plan_end,
    plan_merge,
    plan_move,
    plan_relevel,
    plan_rename,
    plan_split,
)
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
