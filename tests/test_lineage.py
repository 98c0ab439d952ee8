"""Which units of last year stand behind a unit of this year, and what their figures add up to."""

from datetime import date

import pytest
import time_machine
from django.db.models import QuerySet

from portal.models import Level, Role
from portal.reorganisation import NewUnit, plan_consolidate, plan_divide, plan_merge, plan_rename
from reports.lineage import previous_cycle, previous_figures, previous_revisions, units_behind
from reports.models import Figure
from tests.factories.portal import act, decision, grant, make_member, make_tree
from tests.factories.reports import make_cycle, report_of, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Three units with accepted reports of 2025: C02 = 100, 20 and 3; then the tree of 2026 is the test's."""
    tree = make_tree(3)
    people = {
        "officer": make_member(tree[0], Role.OFFICER),
        "head": make_member(tree[0], Role.HEAD),
        "reviewer": make_member(tree.upper, Role.REVIEWER),
    }
    for unit in tree.units[1:]:
        grant(people["officer"], unit, Role.OFFICER)
        grant(people["head"], unit, Role.HEAD)
    with time_machine.travel("2025-11-10T09:00:00+07:00", tick=False):
        before = make_cycle(tree.upper, by=people["reviewer"], year=2025)
        for index, c02 in enumerate(("100", "20", "3")):
            walk(report_of(before, tree[index]), "accepted", **people, answers={"C02": c02})
    with time_machine.travel("2026-10-01T09:00:00+07:00", tick=False):
        yield tree, people, before


def cycle_2026(tree, people):
    return make_cycle(tree.upper, by=people["reviewer"])


def c02(cycle, unit):
    found = previous_figures(cycle, unit.pk).get("C02")
    return (found["value"], found["units"]) if found else None


def test_unchanged_unit_stands_behind_itself(told):
    tree, people, _ = told
    cycle = cycle_2026(tree, people)

    assert units_behind(cycle, tree[0].pk) == {tree[0].pk}
    assert c02(cycle, tree[0]) == (100, 1)


def test_merged_units_add_up(told):
    tree, people, _ = told
    act(plan_merge([tree[1], tree[2]], tree[0], effective_on=date(2026, 3, 1), decision=decision()))
    cycle = cycle_2026(tree, people)

    assert c02(cycle, tree[0]) == (123, 3)
    assert [r.unit_name for r in previous_revisions(cycle, units_behind(cycle, tree[0].pk))] == [
        "Công đoàn Cơ quan 1",
        "Công đoàn Cơ quan 3",
        "Công đoàn Cơ quan 2",
    ]


def test_chain_of_mergers_adds_up_to_the_end(told):
    tree, people, _ = told
    act(plan_merge([tree[2]], tree[1], effective_on=date(2026, 2, 1), decision=decision()))
    act(plan_merge([tree[1]], tree[0], effective_on=date(2026, 5, 1), decision=decision()))

    assert c02(cycle_2026(tree, people), tree[0]) == (123, 3)


def test_consolidated_unit_has_its_predecessors_behind_it(told):
    tree, people, _ = told
    new = NewUnit("Công đoàn Cơ quan mới", Level.GRASSROOTS, tree.upper.pk)
    done = act(plan_consolidate([tree[0], tree[1]], new, effective_on=date(2026, 4, 1), decision=decision()))

    assert c02(cycle_2026(tree, people), done.edges.first().successor) == (120, 2)


def test_parts_of_a_division_have_nothing_behind_them(told):
    tree, people, _ = told
    parts = [NewUnit(f"Công đoàn Cơ quan 1{c}", Level.GRASSROOTS, tree.upper.pk) for c in "AB"]
    done = act(plan_divide(tree[0], parts, children={}, effective_on=date(2026, 4, 1), decision=decision()))
    cycle = cycle_2026(tree, people)

    heirs = {edge.successor for edge in done.edges.select_related("successor") if edge.successor_id}
    assert [c02(cycle, heir) for heir in heirs] == [None, None]


def test_renamed_unit_is_the_same_unit(told):
    tree, people, _ = told
    act(plan_rename(tree[0], {"name": "Công đoàn Tên mới"}, effective_on=date(2026, 4, 1), decision=decision()))

    assert c02(cycle_2026(tree, people), tree[0]) == (100, 1)


def test_merger_before_last_years_data_date_is_in_last_years_report_already(told):
    tree, people, before = told
    before.data_to = date(2025, 11, 15)
    act(plan_merge([tree[1]], tree[0], effective_on=date(2025, 11, 15), decision=decision()))

    assert c02(cycle_2026(tree, people), tree[0]) == (100, 1)


def test_merger_after_this_years_data_date_is_not_counted_yet(told):
    tree, people, _ = told
    cycle = cycle_2026(tree, people)
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        act(plan_merge([tree[1]], tree[0], effective_on=date(2026, 11, 18), decision=decision()))

    assert c02(cycle, tree[0]) == (100, 1)


def test_report_that_was_not_accepted_counts_for_nothing(told):
    tree, people, before = told
    other = make_cycle(tree.upper, by=people["reviewer"], year=2024)
    walk(report_of(other, tree[0]), "submitted", **people)

    assert previous_figures(before, tree[0].pk) == {}


def test_first_cycle_has_none_before_it(told):
    tree, people, before = told

    assert (previous_cycle(before), previous_cycle(cycle_2026(tree, people))) == (None, before)


def test_kinds_of_empty_add_up_only_with_themselves(told):
    tree, people, before = told
    act(plan_merge([tree[1]], tree[0], effective_on=date(2026, 3, 1), decision=decision()))
    figures = Figure.objects.filter(revision__report__obligation__cycle=before)
    by_code = {code: figures.filter(indicator__code=code) for code in ("F01", "F02", "D01")}
    QuerySet.update(by_code["F01"], kind="none_occurred", value=0)
    QuerySet.update(by_code["F02"], kind="not_applicable", value=None)
    absorbed = by_code["D01"].filter(revision__report__obligation__unit=tree[1])
    QuerySet.update(absorbed, kind="not_entered", value=None)

    found = previous_figures(cycle_2026(tree, people), tree[0].pk)

    assert [(found[c]["kind"], found[c]["value"]) for c in ("F01", "F02", "D01")] == [
        ("none_occurred", 0),
        ("not_applicable", None),
        ("number", 10),
    ]
