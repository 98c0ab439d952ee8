"""What stood in an activity's own columns moves into plans and occurrences, there and back."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.models import Role
from tests.factories.portal import make_member, make_tree
from tests.factories.programmes import make_programme

BEFORE, AFTER = [("directives", "0010_approval_before_publishing")], [("directives", "0013_activities_without_results")]


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def newest(transactional_db):
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.slow
def test_results_become_occurrences_and_come_back(newest):
    tree = make_tree(1)
    number = make_programme(tree.upper, by=make_member(tree.upper, Role.CLERK)).pk
    old = migrate(BEFORE).get_model("directives", "Activity")
    span = {"programme_id": number, "year": 2023, "kind": "toa_dam"}
    quarter = {"planned_words": "quý II/2023", "planned_from": date(2023, 4, 1), "planned_to": date(2023, 6, 30)}
    held = {"status": "done", "held_on": date(2023, 5, 5), "participants_actual": 90, "result": "Tốt"}
    old.objects.create(title="a", topics="một\n hai\n", **span, **quarter, **held)
    old.objects.create(title="b", status="done", **span, **quarter)
    old.objects.create(title="c", status="cancelled", **span, **quarter)

    new = migrate(AFTER).get_model("directives", "Activity")
    first, second, third = new.objects.order_by("title")
    assert [one.plan.year for one in (first, second, third)] == [2023] * 3
    assert (first.topics, first.planned_precision) == (["một", "hai"], "quarter")
    (one,) = first.occurrences.all()
    assert (one.held_words, one.held_precision, one.participants, one.result) == ("05/05/2023", "day", 90, "Tốt")
    assert [(one.held_words, one.held_to) for one in second.occurrences.all()] == [("quý II/2023", date(2023, 6, 30))]
    assert (third.occurrences.count(), third.status_reason) == (0, "Không ghi lý do")

    back = migrate(BEFORE).get_model("directives", "Activity").objects.order_by("title")
    assert list(back.values_list("year", "topics", "held_on", "participants_actual", "result"))[0] == (
        2023,
        "một\nhai",
        date(2023, 5, 5),
        90,
        "Tốt",
    )
