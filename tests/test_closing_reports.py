"""The report of a unit that has ended: written by its heir or the keeper of its papers, judged like any other."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from portal.jobs import run_due
from portal.models import Message, Role
from portal.reorganisation import plan_end, plan_merge
from portal.worktime import today
from reports.models import Obligation, Report, State
from reports.obligations import CycleRefused, allowed_amendments, amend
from reports.reminders import remind_one
from tests.factories.portal import act, decision, forget_hats, grant, login, make_member, make_tree
from tests.factories.reports import fill, fire, make_cycle, report_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """Unit 1 was merged into unit 0 in March, and owes a closing report that 0 writes."""
    tree = make_tree(3)
    act(plan_merge([tree[1]], tree[0], effective_on=date(2026, 3, 1), decision=decision()))
    people = {
        "officer": make_member(tree[0], Role.OFFICER),
        "head": make_member(tree[0], Role.HEAD),
        "stranger": make_member(tree[2], Role.OFFICER),
        "reviewer": make_member(tree.upper, Role.REVIEWER),
    }
    overrides = {tree[1].pk: ("closing", "Báo cáo phần việc đến khi nhập")}
    return tree, make_cycle(tree.upper, by=people["reviewer"], overrides=overrides), people


def test_closing_report_is_written_certified_and_accepted(client, office):
    tree, cycle, people = office
    report = report_of(cycle, tree[1])
    assert report.obligation.writer_id == tree[0].pk
    login(client, people["officer"])
    pages = [client.get(reverse(name, args=[report.pk])).status_code for name in ("reports:report", "reports:check")]

    fill(report, by=people["officer"])
    fire(report, "send", by=people["officer"])
    fire(report, "submit", by=people["head"], client_key="k")
    fire(report, "accept", by=people["reviewer"])

    assert pages == [200, 200]
    assert (report.state, report.latest_revision.snapshot["unit"]["id"]) == (State.ACCEPTED, tree[1].pk)


def test_heir_finds_both_reports_on_the_first_page(client, office):
    tree, cycle, people = office

    own = login(client, people["officer"]).get(reverse("home")).context["own_reports"]

    assert {one.report.obligation.unit_id for one in own} == {tree[0].pk, tree[1].pk}


def test_closing_report_is_nobody_elses(client, office):
    tree, cycle, people = office
    report = report_of(cycle, tree[1])

    answers = [
        login(client, people[who]).get(reverse("reports:check", args=[report.pk])).status_code
        for who in ("stranger", "reviewer")
    ]

    assert answers == [404, 404]


def test_who_writes_for_an_ended_unit_never_reviews_it(office):
    tree, cycle, people = office
    both = people["head"]
    grant(both, tree.upper, Role.REVIEWER)

    assert report_of(cycle, tree[1]) not in Report.objects.reviewable_by(forget_hats(both))


def test_heir_is_told_and_reminded(office):
    tree, cycle, people = office
    run_due()
    told = set(Message.objects.values_list("user", flat=True))

    duty = Obligation.objects.select_related("cycle", "report").get(cycle=cycle, unit=tree[1])
    with time_machine.travel("2026-11-18T09:00:00+07:00"):
        count = remind_one(duty, by=people["reviewer"])

    assert told >= {people["officer"].pk, people["head"].pk}
    assert count == 2


def test_closing_report_goes_on_to_whoever_keeps_the_papers_when_its_writer_ends(client, office):
    tree, cycle, people = office
    duty = Obligation.objects.select_related("cycle", "unit").get(cycle=cycle, unit=tree[1])
    assert Obligation.Cause.CLOSING not in allowed_amendments(duty)
    act(plan_merge([tree[0]], tree[2], effective_on=today(), decision=decision()))
    duty = Obligation.objects.select_related("cycle", "unit").get(pk=duty.pk)
    page = reverse("reports:obligation", args=[duty.pk])
    login(client, people["reviewer"])

    offered = client.get(page).text
    answer = client.post(page, {"viec": "dieu-chinh", "cause": "closing", "reason": "Đã sáp nhập tiếp"}, follow=True)

    duty.refresh_from_db()
    assert '<option value="closing">' in offered
    assert duty.writer_id == tree[2].pk
    assert f"Giao {tree[2]} lập “Báo cáo kết thúc” của {duty.unit_name}: Đã sáp nhập tiếp" in answer.text
    assert report_of(cycle, tree[1]) in Report.objects.writable_by(people["stranger"])
    with pytest.raises(CycleRefused):
        amend(duty, cause="closing", reason="Lần nữa", by=people["reviewer"])


def test_unit_that_ends_after_the_opening_is_written_for_by_the_keeper_of_its_papers(office):
    tree, cycle, people = office
    with time_machine.travel("2026-11-20T09:00:00+07:00"):
        act(plan_end([tree[2]], custodian=tree[0], effective_on=date(2026, 11, 19), decision=decision()))
        duty = Obligation.objects.select_related("cycle", "unit").get(cycle=cycle, unit=tree[2])
        amend(duty, cause="closing", reason="Kết thúc hoạt động", by=people["reviewer"])

        found = Report.objects.writable_by(forget_hats(people["officer"]))

    assert duty.writer_id == tree[0].pk
    assert report_of(cycle, tree[2]) in found
