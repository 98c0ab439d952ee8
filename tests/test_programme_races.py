"""Two people, or two presses, at a programme at once: nothing saved is lost, and no state contradicts another."""

import pytest

from directives.models import Activity, Occurrence, OutcomeFile, Programme, ProgrammeParty, YearPlan
from directives.programmes import (
    DocumentLine,
    PartyLine,
    PrizeLine,
    ProgrammeChanged,
    ProgrammeRefused,
    ask_for_outcome,
    create_activity,
    create_programme,
    record_occurrence,
    remove_occurrence,
    save_activity,
    save_occurrence,
    save_programme,
    set_status,
)
from portal.models import Event, Role
from tests.at_once import at_once, names_of
from tests.factories.portal import make_member, make_tree
from tests.factories.programmes import (
    PARTIES,
    activity_content,
    hold,
    make_activity,
    make_programme,
    occurrence_content,
    programme_content,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree():
    return make_tree(1)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư")


@pytest.fixture
def other(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư thứ hai")


@pytest.fixture
def programme(tree, clerk):
    return make_programme(tree.upper, by=clerk)


@pytest.fixture
def activity(programme, clerk):
    return make_activity(programme, by=clerk)


def test_programme_activity_and_occurrence_begun_by_many_presses_are_one_each(tree, clerk, programme, activity):
    programmes = at_once(
        *[lambda: create_programme(tree.upper, programme_content(number="02/X-Y"), by=clerk, key="p")] * 4
    )
    activities = at_once(*[lambda: create_activity(programme, activity_content(), by=clerk, key="a")] * 4)
    occurrences = at_once(*[lambda: record_occurrence(activity, occurrence_content(), by=clerk, key="o")] * 4)

    assert {one.pk for one in programmes} == {Programme.objects.get(number="02/X-Y").pk}
    assert {one.pk for one in activities} == {Activity.objects.exclude(pk=activity.pk).get().pk}
    assert {one.pk for one in occurrences} == {Occurrence.objects.get().pk}


def test_activity_is_never_cancelled_and_held(programme, clerk, other):
    for _ in range(4):
        activity = make_activity(programme, by=clerk)

        at_once(
            lambda activity=activity: set_status(activity, "cancelled", reason="Không còn cần", by=clerk, seen=0),
            lambda activity=activity: record_occurrence(activity, occurrence_content(), by=other),
        )

        activity.refresh_from_db()
        assert (activity.status == "cancelled") != activity.occurrences.exists()


def test_activity_is_never_done_without_an_occurrence(programme, clerk, other):
    for _ in range(4):
        activity = make_activity(programme, by=clerk)
        held = hold(activity, by=clerk)
        activity.refresh_from_db()

        at_once(
            lambda activity=activity, seen=activity.version: set_status(activity, "done", by=clerk, seen=seen),
            lambda held=held: remove_occurrence(held, by=other, seen=0),
        )

        activity.refresh_from_db()
        assert activity.status != "done" or activity.occurrences.exists()


def test_occurrence_saved_and_taken_out_at_once_is_one_of_both(activity, clerk, other):
    held = hold(activity, by=clerk)

    results = at_once(
        lambda: save_occurrence(held, occurrence_content(result="Tốt"), by=clerk, seen=0),
        lambda: remove_occurrence(held, by=other, seen=0),
    )

    assert sum(isinstance(result, ProgrammeChanged) for result in results) == 1
    assert Event.objects.filter(kind__in=("occurrence.saved", "occurrence.removed")).count() == 1


def test_two_who_save_one_activity_at_once_are_one_and_a_word(activity, clerk, other):
    results = at_once(
        *[
            lambda by=by: save_activity(activity, activity_content(title=f"Lớp của {by}"), by=by, seen=0)
            for by in (clerk, other)
        ]
    )

    assert names_of(results) == ["Activity", "ProgrammeChanged"]


def test_party_that_leads_an_activity_begun_at_once_stays(tree, clerk, other):
    for number in range(4):
        programme = make_programme(tree.upper, by=clerk, number=f"{number}/A-B")
        parties = list(programme.parties.all())
        lines = (PartyLine(parties[0].name, pk=parties[0].pk), PartyLine("Bộ khác"))

        results = at_once(
            lambda programme=programme, lines=lines: save_programme(
                programme, programme_content(number=programme.number, parties=lines), by=clerk, seen=0
            ),
            lambda programme=programme, parties=parties: create_activity(
                programme, activity_content(lead_id=parties[1].pk), by=other
            ),
        )

        assert {type(result) for result in results} <= {Programme, Activity, ProgrammeRefused}
        assert programme.activities.count() == ProgrammeParty.objects.filter(pk=parties[1].pk).count()


def test_programme_never_ends_before_a_plan_that_is_begun_at_once(tree, clerk, other):
    for number in range(4):
        programme = make_programme(tree.upper, by=clerk, number=f"{number}/A-B")
        shorter = programme_content(number=programme.number, year_to=2022, parties=PARTIES)

        at_once(
            lambda programme=programme, shorter=shorter: save_programme(programme, shorter, by=clerk, seen=0),
            lambda programme=programme: create_activity(programme, activity_content(), by=other),
        )

        programme.refresh_from_db()
        assert programme.year_to is None or not YearPlan.objects.filter(programme=programme, year=2023).exists()


def test_same_page_sent_again_with_other_lines_keeps_them(tree, clerk):
    """“Back” and “save” once more: the key is known, and what was added since must not be dropped in silence."""
    first = create_programme(tree.upper, programme_content(), by=clerk, key="p")
    document = DocumentLine("Công văn", "5/CV-X")
    create_programme(tree.upper, programme_content(documents=(document,)), by=clerk, key="p")
    contest = {"kind": "cuoc_thi", "title": "Hội thi"}
    activity = create_activity(first, activity_content(**contest), by=clerk, key="a")
    prizes = (PrizeLine("nhat", 1, "Đội một"),)
    create_activity(first, activity_content(**contest, prizes=prizes), by=clerk, key="a")

    assert [one.number for one in first.documents.all()] == ["5/CV-X"]
    assert [one.winners for one in activity.prizes.all()] == ["Đội một"]
    assert Event.objects.filter(kind__in=("programme.created", "activity.created")).count() == 2


def test_outcome_asked_for_by_many_presses_is_made_once(programme, activity, clerk):
    results = at_once(*[lambda: ask_for_outcome(programme, 2023, by=clerk)] * 4)

    assert {result.pk for result in results} == {OutcomeFile.objects.get().pk}
