"""Whatever acts follow each other, backdated or not: the tree stays a tree every day and the past stays as it was."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.models import Level, Membership, Role, Unit, UnitVersion
from portal.models.units import path_segment
from portal.reorganisation import (
    Decision,
    NewUnit,
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
    predecessors_of,
    successors,
)
from tests.factories.portal import grant, make_tree, make_user

BASE = date(2025, 1, 1)
SPAN = 8
DAYS = [BASE + timedelta(days=i) for i in range(-1, SPAN + 1)]

KINDS = ["found", "rename", "move", "relevel", "merge", "consolidate", "divide", "split", "end"]
STEPS = st.tuples(
    st.sampled_from(KINDS),
    st.integers(0, SPAN),
    st.lists(st.integers(0, 30), min_size=4, max_size=4),
)


def draw_plan(kind, day, picks, number):
    """A plan out of drawn numbers; it may well be impossible."""
    units = list(Unit.objects.order_by("pk"))
    a, b, c, d = (units[pick % len(units)] for pick in picks)
    heading = {"effective_on": BASE + timedelta(days=day), "decision": Decision(f"{number}/QĐ")}
    parts = [NewUnit(f"Đơn vị {number}.{i}", Level.GRASSROOTS, b.pk) for i in range(2)]
    below = UnitVersion.objects.current().filter(parent=a).values_list("unit", flat=True)
    children = {unit: (unit + picks[3]) % 2 for unit in below}
    plans = {
        "found": lambda: plan_found([parts[0], NewUnit(f"Con {number}", Level.GRASSROOTS, "new:0")], **heading),
        "rename": lambda: plan_rename(a, {"name": f"Tên {number}"}, **heading),
        "move": lambda: plan_move([a, c], b, **heading),
        "relevel": lambda: plan_relevel(a, list(Level)[picks[1] % 4], **heading),
        "merge": lambda: plan_merge([a, c], b, **heading),
        "consolidate": lambda: plan_consolidate([a, c, d], parts[0], **heading),
        "divide": lambda: plan_divide(a, parts, children=children, **heading),
        "split": lambda: plan_split(a, parts, children=children, **heading),
        "end": lambda: plan_end([a, c], new_parent=b if picks[3] % 2 else None, **heading),
    }
    return plans[kind]()


def picture():
    """{day: {unit: (parent, name, level)}} for every day of the story."""
    fields = ("unit", "parent", "name", "level")
    return {
        day: {unit: tuple(rest) for unit, *rest in UnitVersion.objects.as_of(day).values_list(*fields)} for day in DAYS
    }


def check_tree(tree_of_day):
    """Every parent lives on the same day, and nobody is above oneself."""
    for day, units in tree_of_day.items():
        for unit in units:
            seen, here = set(), unit
            while here is not None:
                assert here in units, f"{here} has no version on {day}"
                assert here not in seen, f"{here} is above itself on {day}"
                seen.add(here)
                here = units[here][0]


def check_versions():
    """Versions of a unit follow each other without gap or overlap, only the last may be open."""
    rows = {}
    for version in UnitVersion.objects.order_by("unit", "valid_from"):
        rows.setdefault(version.unit_id, []).append(version)
    for versions in rows.values():
        for earlier, later in zip(versions, versions[1:], strict=False):
            assert earlier.valid_to == later.valid_from
    assert set(rows) == set(Unit.objects.values_list("pk", flat=True))


def check_paths():
    """Today's paths are the parent's path and one's own segment, for every living unit."""
    paths = dict(UnitVersion.objects.current().values_list("unit", "path"))
    parents = dict(UnitVersion.objects.current().values_list("unit", "parent"))
    for unit, path in paths.items():
        assert path == paths.get(parents[unit], "") + path_segment(unit)


def check_ended():
    """Whoever ended has a living keeper of papers, and nobody holds a role there."""
    living = set(UnitVersion.objects.current().values_list("unit", flat=True))
    keepers = dict(Unit.objects.values_list("pk", "custodian"))
    ended = set(keepers) - living
    assert {keepers[unit] for unit in ended} <= living
    assert {keepers[unit] for unit in living} <= {None}
    assert not Membership.objects.filter(unit__in=ended, valid_to=None).exists()
    assert all(found <= living for found in successors(ended, DAYS[-1]).values())


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(story=st.lists(STEPS, min_size=1, max_size=12))
def test_any_story_of_acts_keeps_the_tree_whole_and_the_past_unchanged(story):
    with transaction.atomic():
        tree = make_tree(4, on=BASE - timedelta(days=1))
        user = make_user()
        for unit in tree.units:
            grant(user, unit, Role.OFFICER, on=BASE + timedelta(days=unit.pk % SPAN))
        for number, (kind, day, picks) in enumerate(story):
            plan = draw_plan(kind, day, picks, number)
            if plan.problems:
                continue
            before = picture()
            carry_out(plan, by=None)

            after = picture()
            unchanged = [d for d in DAYS if d < plan.effective_on]
            assert {d: before[d] for d in unchanged} == {d: after[d] for d in unchanged}
            check_tree(after)
            check_versions()
            check_paths()
            check_ended()
        everyone = list(Unit.objects.values_list("pk", flat=True))
        assert all(unit not in found for unit, found in predecessors_of(everyone, BASE).items())
        transaction.set_rollback(True)
