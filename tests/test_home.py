"""The first page: what each role finds there, and that it costs the same for one and for three rows."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

import directives.agenda
from directives.confirming import begin, came_as_words
from directives.models import Activity, Programme
from directives.programmes import set_status
from portal.models import Job, Role
from reports.models import State
from tests.factories.directives import make_published
from tests.factories.portal import grant, login, make_member, make_tree, make_user
from tests.factories.programmes import hold, make_activity, make_programme
from tests.factories.reports import make_cycle, report_of, walk


def statuses(response) -> list[str]:
    return [own.tone for own in response.context["own_reports"]]


@pytest.fixture
def tree(db):
    return make_tree(3)


@pytest.fixture
def reviewer(tree):
    return make_member(tree.upper, Role.REVIEWER)


def test_home_of_a_visitor_is_the_door(client, db):
    response = client.get(reverse("home"))

    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next=/")


def test_home_of_a_person_without_a_role_says_so(client, tree):
    response = login(client, make_user()).get(reverse("home"))

    assert "chưa được giao vai trò" in response.content.decode()
    assert response.context["own_reports"] == []


@pytest.mark.parametrize(
    ("state", "officer_tone", "head_tone"),
    [
        (State.DRAFT, {"late", "due-soon", ""}, {"late", "due-soon", ""}),
        (State.AWAITING_CERTIFICATION, {"waiting"}, {"due-soon"}),
        (State.SUBMITTED, {"ok"}, {"ok"}),
        (State.RETURNED, {"due-soon"}, {"due-soon"}),
        (State.ACCEPTED, {"ok"}, {"ok"}),
    ],
)
def test_home_says_where_the_report_stands_to_officer_and_head(client, tree, reviewer, state, officer_tone, head_tone):
    officer, head = make_member(tree[0], Role.OFFICER), make_member(tree[0], Role.HEAD)
    cycle = make_cycle(tree.upper, by=reviewer)
    walk(report_of(cycle, tree[0]), state, officer=officer, head=head, reviewer=reviewer)

    seen_by_officer = statuses(login(client, officer).get(reverse("home")))
    seen_by_head = statuses(login(client, head).get(reverse("home")))

    assert len(seen_by_officer) == len(seen_by_head) == 1
    assert seen_by_officer[0] in officer_tone
    assert seen_by_head[0] in head_tone


def test_home_of_a_sibling_shows_nothing_of_the_other_union(client, tree, reviewer):
    officer, head = make_member(tree[0], Role.OFFICER), make_member(tree[0], Role.HEAD)
    cycle = make_cycle(tree.upper, by=reviewer)
    walk(report_of(cycle, tree[0]), State.SUBMITTED, officer=officer, head=head, reviewer=reviewer)

    response = login(client, make_member(tree[1], Role.OFFICER)).get(reverse("home"))

    assert [own.report.obligation.unit_id for own in response.context["own_reports"]] == [tree[1].pk]


def test_home_of_a_reviewer_counts_over_obligations(client, tree, reviewer):
    officer, head = make_member(tree[0], Role.OFFICER), make_member(tree[0], Role.HEAD)
    cycle = make_cycle(tree.upper, by=reviewer)
    walk(report_of(cycle, tree[0]), State.ACCEPTED, officer=officer, head=head, reviewer=reviewer)

    response = login(client, reviewer).get(reverse("home"))

    (desk,) = response.context["desks"]
    assert (desk.owing, desk.accepted, desk.missing, desk.to_review, desk.has_run) == (3, 1, 2, 0, False)


def test_home_counts_for_an_administrator_only_what_is_within_reach(client, tree):
    above, below = make_member(tree.root, Role.ADMINISTRATOR), make_member(tree[0], Role.ADMINISTRATOR)
    make_member(tree[1], Role.OFFICER)
    Job.objects.create(key="a", kind="mail.send", state=Job.State.FAILED, run_after=timezone.now())

    of_below = login(client, below).get(reverse("home")).context["house"]
    of_above = login(client, above).get(reverse("home")).context["house"]

    assert of_below == {"units": 1, "people": 1, "never_signed_in": 0, "failed_jobs": None}
    assert of_above == {"units": 5, "people": 3, "never_signed_in": 1, "failed_jobs": 1}


def test_home_lists_directives_that_wait_for_acknowledgement(client, tree):
    clerk = make_member(tree.upper, Role.CLERK)
    make_published(tree.upper, by=clerk)

    response = login(client, make_member(tree[0], Role.OFFICER)).get(reverse("home"))

    assert [line.unit_id for line in response.context["to_acknowledge"]] == [tree[0].pk]


def test_home_reminds_a_clerk_of_papers_that_are_read_and_not_confirmed(client, tree):
    clerk = make_member(tree.upper, Role.CLERK)
    begin(tree.upper, came_as_words("Kính gửi: Các công đoàn trực thuộc"), by=clerk)

    seen = login(client, clerk).get(reverse("home"))

    assert f'<a href="{reverse("directives:readings")}">1 văn bản đọc từ tệp chưa xác nhận xong</a>' in seen.text


@pytest.mark.parametrize(("day", "late"), [(date(2026, 6, 30), 1), (date(2026, 7, 1), 2)])
def test_home_tells_keepers_of_activities_whose_quarter_is_over(client, tree, monkeypatch, day, late):
    keeper = make_member(tree.upper, Role.CLERK)
    programme = make_programme(tree.upper, by=keeper, year_from=2026)
    for words in ("quý II/2026", "tháng 5/2026", "quý III/2026"):
        make_activity(programme, words, by=keeper)
    held = make_activity(programme, "tháng 3/2026", by=keeper)
    hold(held, "15/03/2026", by=keeper)
    held.refresh_from_db()
    set_status(held, Activity.Status.DONE, by=keeper, seen=held.version)
    called_off = make_activity(programme, "tháng 4/2026", by=keeper)
    set_status(called_off, Activity.Status.CANCELLED, by=keeper, seen=0, reason="Mưa bão")
    draft = make_programme(tree.upper, by=keeper, number="2/DT", year_from=2026, status=Programme.Status.DRAFT)
    make_activity(draft, "tháng 1/2026", by=keeper)
    monkeypatch.setattr(directives.agenda, "today", lambda: day)

    lines = login(client, keeper).get(reverse("home")).context["overdue_activities"]

    told = {"key": programme.pk, "number": programme.number, "year": 2026, "late": late, "since": date(2026, 5, 31)}
    assert lines == [told]


def test_home_tells_nobody_of_programmes_that_others_keep(client, tree):
    keeper = make_member(tree.upper, Role.CLERK)
    make_activity(make_programme(tree.upper, by=keeper), by=keeper)

    others = make_member(tree[0], Role.CLERK), make_member(tree.upper, Role.VIEWER)
    answers = [login(client, other).get(reverse("home")) for other in others]
    own = login(client, keeper).get(reverse("home"))

    assert [answer.context["overdue_activities"] for answer in answers] == [[], []]
    assert '?nam=2023">1 hoạt động năm 2023</a>' in own.text


def statement_count(client, django_assert_num_queries, number):
    with django_assert_num_queries(number):
        client.get(reverse("home"))


@pytest.mark.parametrize("units", [1, 3])
def test_home_costs_the_same_for_one_and_three_units(client, tree, reviewer, units, django_assert_num_queries):
    officer = make_user()
    for unit in tree.units[:units]:
        grant(officer, unit, Role.OFFICER)
    make_cycle(tree.upper, by=reviewer)
    make_published(tree.upper, by=make_member(tree.upper, Role.CLERK))
    login(client, officer)

    statement_count(client, django_assert_num_queries, 7)
