"""A year of reporting as its people live it in Chromium: from the directive to the document that leaves the house."""

import pytest

from tests.factories.reports import submit
from tests.journey import department, union, unit
from tests.journey.walker import walking, work_off
from tests.journey.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_year_from_the_directive_to_the_report_to_the_confederation(open_page, transactional_db):
    world = make_world()
    with walking(open_page) as walk:
        union.administrator_drafts(walk(world.administrator), world)
        union.department_head_approves(walk(world.department_head), world)
        union.administrator_publishes(walk(world.administrator), world)
        union.reviewer_opens_the_cycle(walk(world.reviewer), world)
        unit.officer_acknowledges(walk(world.officer), world)
        unit.officer_writes(walk(world.officer), world)
        unit.officer_mends_explains_and_sends(walk(world.officer), world)
        unit.head_certifies(walk(world.head), world, revision=1)
        union.reviewer_returns(walk(world.reviewer), world)
        unit.officer_answers_and_sends_again(walk(world.officer), world)
        unit.head_certifies(walk(world.head), world, revision=2)
        submit(world.report(1), officer=world.second_officer, head=world.second_head)
        work_off()
        union.reviewer_accepts_both(walk(world.reviewer), world)
        union.reviewer_reminds_the_third(walk(world.reviewer), world)
        department.head_of_department_compiles(walk(world.department_head), world)
        department.head_of_department_writes(walk(world.department_head), world)
        department.head_of_department_exports(walk(world.department_head), world)
        department.confederation_reads(walk(world.viewer), world)
