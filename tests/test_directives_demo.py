"""The demo's papers: the facts of the two seed documents, and years of invented ones that look alive."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from directives.confirming import items_of
from directives.demo import Office, seed_directives, seed_forwarding, seed_unit_programme, seed_year
from directives.demo.telling import _at_work
from directives.models import (
    Activity,
    Directive,
    DirectiveAct,
    Forwarding,
    Occurrence,
    PaperReading,
    Programme,
    Recipient,
)
from directives.programmes import outcome_of, timeline_of
from directives.publishing import is_intact
from portal.models import Role
from portal.worktime import today
from tests.factories.portal import make_member, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree(10, on=date(2010, 1, 1))


def office_of(unit, **options) -> Office:
    return Office(unit, make_member(unit, Role.CLERK, **options), make_member(unit, Role.DEPARTMENT_HEAD, **options))


@pytest.fixture
def office(tree):
    return office_of(tree.upper)


@pytest.mark.parametrize("day", ["2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"])
def test_offices_acknowledge_in_office_hours(day):
    told = {timezone.localtime(_at_work(date.fromisoformat(day), number * 5)) for number in range(12)}

    assert {moment.hour for moment in told} == {8, 9, 10, 11, 14, 15, 16}
    assert {moment.weekday() for moment in told} <= {0, 1, 2, 3, 4}
    assert len(told) == 12


def test_seed_directive_keeps_the_facts(tree, office):
    directive = seed_directives(office)

    assert (directive.type_name, directive.state, directive.issued_on) == ("Công văn", "published", date(2016, 7, 5))
    assert directive.tasks.count() == 5
    assert directive.department == "Ban Tuyên giáo"
    assert "trước ngày 20 tháng 11" in directive.deadline_words
    assert set(directive.citations.values_list("type_name", "number", "issued_on")) == {
        ("Công văn", "880/TLĐ", date(2016, 6, 15)),
        ("Chỉ thị", "16/CT-TTg", date(2016, 5, 16)),
        ("Chương trình hành động", "299/CTr-TLĐ", date(2014, 3, 17)),
        ("Chương trình hành động", "110/CTr-CĐVC", date(2014, 4, 1)),
        ("Nghị quyết", "25-NQ/TW", date(2013, 6, 3)),
        ("Quyết định", "217-QĐ/TW", date(2013, 12, 12)),
        ("Quyết định", "218-QĐ/TW", date(2013, 12, 12)),
    }
    assert directive.recipients.count() == 10
    assert is_intact(directive)


def test_seed_directive_waits_for_the_first_unions():
    late = make_tree(2, on=date(2023, 1, 1))

    directive = seed_directives(office_of(late.upper, on=date(2023, 1, 1)))

    assert directive.issued_on == date(2023, 1, 1)


def test_seed_programme_keeps_the_facts(tree, office):
    seed_directives(office)

    programme = Programme.objects.get()
    assert (programme.number, programme.signed_on, programme.signed_at_place) == (
        "01/BNV-CĐVCVN",
        date(2023, 2, 22),
        "Hà Nội",
    )
    assert list(
        programme.activities.values_list(
            "plan__year", "kind", "status", "planned_to", "quantity", "participants_from", "participants_to"
        ).order_by("plan__year", "planned_from", "pk")
    ) == [
        (2022, Activity.Kind.TALK, "done", date(2022, 12, 31), 1, None, None),
        (2022, Activity.Kind.CONTEST, "done", date(2022, 12, 31), 1, None, None),
        (2023, Activity.Kind.TALK, "planned", date(2023, 6, 30), 1, None, None),
        (2023, Activity.Kind.TRAINING, "planned", date(2023, 11, 30), 2, 150, 200),
    ]


def test_seed_contest_keeps_its_rounds_and_prizes(office):
    seed_directives(office)

    contest = Activity.objects.get(kind=Activity.Kind.CONTEST)
    assert list(contest.rounds.values_list("form", flat=True)) == ["Thi trắc nghiệm trực tuyến", "Thi sân khấu hóa"]
    assert list(contest.prizes.values_list("kind", "quantity")) == [
        ("nhat", 1),
        ("nhi", 2),
        ("ba", 3),
        ("khuyen_khich", 8),
    ]
    assert [str(party) for party in (contest.lead, *contest.co_leads.all())] == [
        "Công đoàn Viên chức Việt Nam",
        "Bộ Nội vụ",
    ]


def test_seed_programme_s_timeline_and_outcome_are_right(office):
    seed_directives(office)
    programme = Programme.objects.get()

    at_signing, in_july = (outcome_of(programme, day) for day in (date(2023, 2, 22), date(2023, 7, 1)))

    assert [(one.year, one.totals.share, one.totals.late) for one in at_signing.years] == [
        (2022, "2/2 (100,0%)", 0),
        (2023, "0/2 (0,0%)", 0),
    ]
    assert [(one.totals.late, one.so_far.late) for one in in_july.years] == [(0, 0), (1, 1)]
    plan = in_july.of(2023)
    assert (plan.totals.planned_times, plan.totals.people_few, plan.totals.people_many) == (3, 300, 400)
    assert (plan.so_far.planned_times, plan.so_far.held, plan.so_far.activities) == (5, 2, 4)
    picture = timeline_of(2023, list(plan.lines), date(2023, 7, 1))
    assert [(lane.tone, lane.plan.x, lane.plan.width) for lane in picture.lanes] == [
        ("late", "24.66%", "24.93%"),
        ("planned", "74.79%", "16.71%"),
    ]


@pytest.mark.parametrize("day", ["2026-04-01", "2026-11-22"])
def test_invented_programme_of_a_unit_tells_nothing_that_is_still_ahead(tree, day):
    officer = make_member(tree[0], Role.OFFICER)

    with time_machine.travel(f"{day}T09:00:00+07:00", tick=False):
        programme = seed_unit_programme(tree[0], officer, 2026)

    held = [one.held_to for one in Occurrence.objects.filter(activity__programme=programme)]
    assert held and max(held) <= date.fromisoformat(day)
    assert programme.activities.filter(status="postponed").exclude(status_reason="").count() == 1


def test_year_of_invented_papers_is_labelled_received_and_told_in_its_time(tree, office):
    for unit in tree.units:
        make_member(unit, Role.OFFICER)
    seed = seed_directives(office)

    made = seed_year(office, 2025)

    assert [one.title.endswith("(văn bản minh họa)") or "minh họa" in one.title for one in made] == [True] * 5
    assert sorted(Directive.objects.filter(issued_on__year=2025).values_list("state", flat=True)) == [
        "published",
        "published",
        "published",
        "published",
        "recalled",
    ]
    assert sorted(one.number for one in made) == [
        "01/KH-CĐVC",
        "01/TB-CĐVC",
        "02/TB-CĐVC",
        "380/CĐVC-TG",
        "381/CĐVC-TG",
    ]
    assert sorted(DirectiveAct.objects.values_list("kind", flat=True)) == ["corrects", "recalls", "replaces"]
    assert {one.published_at.year for one in made} == {2025}
    assert Recipient.objects.filter(directive=made[0], acknowledged_at__isnull=False).count() == 7
    assert (
        Recipient.objects.filter(directive=made[0], acknowledged_at__isnull=True, opened_at__isnull=False).count() == 2
    )
    assert list(Directive.objects.filter(citations__cited=seed).values_list("type_name", flat=True)) == ["Công văn"]
    assert Directive.objects.filter(citations__relation="replaces", citations__cited__state="recalled").count() == 1


def test_running_year_leaves_a_paper_to_confirm_on_the_desk(office):
    seed_directives(office)

    seed_year(office, today().year)

    items = items_of(PaperReading.objects.being_read().get().items)
    assert [item.key for item in items if item.counts] == ["type_name", "number"]
    assert [item.key for item in items if item.is_blank] == []
    assert [item.values["number"] for item in items if item.kind == "citation"] == [
        "25-NQ/TW",
        "412/CĐVC-TG",
        "11/HD-CĐVC",
    ]
    assert [item.values["due_words"] for item in items if item.kind == "task"] == [
        "",
        f"trước ngày 15/01/{today().year + 1}",
        "",
    ]


def test_paper_from_above_is_passed_on_received_and_noted(tree):
    above = Office(tree.root, make_member(tree.root, Role.CLERK), make_member(tree.root, Role.HEAD))
    office = office_of(tree.upper)
    for unit in tree.units:
        make_member(unit, Role.OFFICER)

    covering = seed_forwarding(above, office)

    row = Forwarding.objects.select_related("recipient__directive").get()
    assert (row.covering, row.forwarded_at) == (covering, covering.published_at)
    assert row.recipient.acknowledged_by == office.clerk
    assert "(văn bản minh họa)" in row.recipient.directive.title
    assert 0 < covering.recipients.filter(acknowledged_at__isnull=True).count() < len(tree.units)
    assert covering.register_note.copies == 3
