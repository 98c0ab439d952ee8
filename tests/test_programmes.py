"""Programmes and their years: planned times in words, what is refused, who keeps them, what was held."""

from datetime import date
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from directives.models import Activity, Occurrence, Precision, Programme, YearPlan
from directives.programmes import (
    DocumentLine,
    PartyLine,
    PlanContent,
    PrizeLine,
    ProgrammeChanged,
    ProgrammeNotAllowed,
    ProgrammeRefused,
    RoundLine,
    create_activity,
    create_programme,
    papers_with_directives,
    planned_span,
    record_occurrence,
    remove_occurrence,
    save_activity,
    save_occurrence,
    save_plan,
    save_programme,
    set_status,
)
from portal.files import store_upload
from portal.models import Event, Role
from portal.reorganisation import plan_end, plan_merge, plan_rename
from portal.worktime import today
from tests.factories.directives import make_published
from tests.factories.portal import act, decision, forget_hats, make_member, make_tree
from tests.factories.programmes import (
    activity_content,
    hold,
    make_activity,
    make_programme,
    occurrence_content,
    programme_content,
)


@pytest.fixture
def tree(db):
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def programme(tree, clerk):
    return make_programme(tree.upper, by=clerk)


@pytest.fixture
def activity(programme, clerk):
    return make_activity(programme, by=clerk)


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("quý II/2023", (date(2023, 4, 1), date(2023, 6, 30), "quarter")),
        ("Quý 2 năm 2023", (date(2023, 4, 1), date(2023, 6, 30), "quarter")),
        ("quý III và quý IV/2024", (date(2024, 7, 1), date(2024, 12, 31), "quarter")),
        ("quý I, II/2023", (date(2023, 1, 1), date(2023, 6, 30), "quarter")),
        ("tháng 10/2023", (date(2023, 10, 1), date(2023, 10, 31), "month")),
        ("tháng 10 và tháng 11/2023", (date(2023, 10, 1), date(2023, 11, 30), "months")),
        ("từ tháng 10 đến tháng 11/2023", (date(2023, 10, 1), date(2023, 11, 30), "months")),
        ("tháng 10-11/2023", (date(2023, 10, 1), date(2023, 11, 30), "months")),
        ("THÁNG 2/2024", (date(2024, 2, 1), date(2024, 2, 29), "month")),
        ("6 tháng đầu năm 2023", (date(2023, 1, 1), date(2023, 6, 30), "months")),
        ("15/6/2023", (date(2023, 6, 15), date(2023, 6, 15), "day")),
        ("từ 01/10/2023 đến 15/10/2023", (date(2023, 10, 1), date(2023, 10, 15), "days")),
        ("năm 2023", (date(2023, 1, 1), date(2023, 12, 31), "year")),
        ("trong năm 2022", (date(2022, 1, 1), date(2022, 12, 31), "year")),
        ("từ tháng 10 và tháng 11/2023", (date(2023, 10, 1), date(2023, 11, 30), "months")),
        ("tháng 10/2023 và tháng 11/2023", (date(2023, 10, 1), date(2023, 11, 30), "months")),
        ("tháng 10 & 11/2023", (date(2023, 10, 1), date(2023, 11, 30), "months")),
        ("ngày 18 tháng 10 năm 2023", (date(2023, 10, 18), date(2023, 10, 18), "day")),
        ("ngày 15 và ngày 16 tháng 6 năm 2023", (date(2023, 6, 15), date(2023, 6, 16), "days")),
        ("từ ngày 30 tháng 6 đến ngày 02 tháng 7 năm 2023", (date(2023, 6, 30), date(2023, 7, 2), "days")),
        ("15-17/6/2023", (date(2023, 6, 15), date(2023, 6, 17), "days")),
        ("từ 28/12 đến 05/01/2024", (date(2023, 12, 28), date(2024, 1, 5), "days")),
        ("8h30 ngày 15.6.2023", (date(2023, 6, 15), date(2023, 6, 15), "day")),
        ("tháng 9, tháng 10 năm 2023", (date(2023, 9, 1), date(2023, 10, 31), "months")),
        ("trong năm", None),
        ("trước ngày 30/6/2023", None),
        ("quý II/2023 (tháng 5)", None),
        ("tháng 10 tháng 11/2023", None),
        ("lớp 2, ngày 15/6/2023", None),
        ("1-" * 55 + "1/13/2023", None),
        ("tháng 13/2023", None),
        ("31/2/2023", None),
        ("quý IV/2022 và quý I/2023", None),
        ("", None),
    ],
)
def test_planned_span_reads_words(words, span):
    found = planned_span(words)

    assert (found and (found.first, found.last, str(found.precision))) == span


def test_planned_span_takes_the_plan_s_year_where_words_name_none():
    assert planned_span("quý III", 2025) == (date(2025, 7, 1), date(2025, 9, 30), "quarter")
    assert planned_span("trong năm", 2025) == (date(2025, 1, 1), date(2025, 12, 31), "year")


@pytest.mark.parametrize(
    ("status", "day", "late"),
    [
        ("planned", date(2023, 6, 30), False),
        ("planned", date(2023, 7, 1), True),
        ("running", date(2023, 7, 1), True),
        ("done", date(2023, 7, 1), False),
        ("postponed", date(2023, 7, 1), False),
        ("cancelled", date(2023, 7, 1), False),
    ],
)
def test_activity_of_a_quarter_is_late_only_after_its_last_day(status, day, late):
    activity = Activity(status=status, planned_from=date(2023, 4, 1), planned_to=date(2023, 6, 30))

    assert activity.is_overdue(day) is late


# --- the rules ------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "role"), [("upper", Role.VIEWER), ("below", Role.OFFICER), ("root", Role.CLERK)])
def test_people_who_keep_no_programmes_there_are_refused(tree, clerk, place, role):
    other = make_member({"upper": tree.upper, "below": tree[0], "root": tree.root}[place], role)
    programme = make_programme(tree.upper, by=clerk)
    activity = create_activity(programme, activity_content(), by=clerk)

    for step in (
        lambda: create_programme(tree.upper, programme_content(number="2"), by=other),
        lambda: save_programme(programme, programme_content(), by=other, seen=0),
        lambda: create_activity(programme, activity_content(), by=other),
        lambda: save_activity(activity, activity_content(), by=other, seen=0),
    ):
        with pytest.raises(ProgrammeNotAllowed):
            step()


@pytest.mark.parametrize("number", ["01/bnv-CĐVCVN", "01/bnv-cđvcvn"])
def test_number_is_given_once_per_unit(tree, clerk, number):
    make_programme(tree.upper, by=clerk)

    with pytest.raises(ProgrammeRefused):
        create_programme(tree.upper, programme_content(number=number), by=clerk)

    assert Programme.objects.count() == 1


def test_stale_saves_change_nothing(tree, clerk):
    programme = make_programme(tree.upper, by=clerk)
    activity = create_activity(programme, activity_content(), by=clerk)
    save_programme(programme, programme_content(title="Bản thứ nhất"), by=clerk, seen=0)
    save_activity(activity, activity_content(title="Bản thứ nhất"), by=clerk, seen=0)

    with pytest.raises(ProgrammeChanged):
        save_programme(programme, programme_content(title="Bản thứ hai"), by=clerk, seen=0)
    with pytest.raises(ProgrammeChanged):
        save_activity(activity, activity_content(title="Bản thứ hai"), by=clerk, seen=0)

    programme.refresh_from_db()
    activity.refresh_from_db()
    assert (programme.title, activity.title) == ("Bản thứ nhất", "Bản thứ nhất")


def test_party_that_leads_an_activity_stays(tree, clerk):
    programme = make_programme(tree.upper, by=clerk)
    first, second = programme.parties.all()
    create_activity(programme, activity_content(lead_id=second.pk), by=clerk)
    only_first = (PartyLine(first.name, pk=first.pk), PartyLine("Bên khác"))

    with pytest.raises(ProgrammeRefused):
        save_programme(programme, programme_content(parties=only_first), by=clerk, seen=0)

    programme.refresh_from_db()
    assert programme.version == 0


def test_lead_must_be_a_party_of_the_programme(tree, clerk):
    programme = make_programme(tree.upper, by=clerk)
    other = create_programme(tree.upper, programme_content(number="2/A-B"), by=clerk)

    with pytest.raises(ProgrammeRefused):
        create_activity(programme, activity_content(lead_id=other.parties.first().pk), by=clerk)


def test_parties_keep_their_rows_and_order(tree, clerk):
    programme = make_programme(tree.upper, by=clerk)
    first, second = programme.parties.all()
    turned = (PartyLine("Bộ Nội vụ", "Bộ trưởng", second.pk), PartyLine("Bên mới"), PartyLine("CĐVC", "", first.pk))

    save_programme(programme, programme_content(parties=turned), by=clerk, seen=0)

    assert list(programme.parties.values_list("pk", "name", "signer_title"))[::2] == [
        (second.pk, "Bộ Nội vụ", "Bộ trưởng"),
        (first.pk, "CĐVC", ""),
    ]
    assert Event.objects.about(programme).first().kind == "programme.saved"


def test_both_presses_of_a_button_give_one_row(tree, clerk):
    first, second = (create_programme(tree.upper, programme_content(), by=clerk, key="k") for _ in range(2))
    one, other = (create_activity(first, activity_content(), by=clerk, key="k") for _ in range(2))
    held, again = (record_occurrence(one, occurrence_content(), by=clerk, key="k") for _ in range(2))

    assert (first, one, held) == (second, other, again)
    assert (Programme.objects.count(), Activity.objects.count(), Occurrence.objects.count()) == (1, 1, 1)
    assert Event.objects.about(first).count() == 3


def test_key_of_a_page_that_was_changed_after_saving_is_not_lost_nor_doubled(tree, clerk):
    create_programme(tree.upper, programme_content(), by=clerk, key="k")

    saved = create_programme(tree.upper, programme_content(title="Sửa lại"), by=clerk, key="k")

    assert (saved.title, Programme.objects.count()) == ("Sửa lại", 1)
    with pytest.raises(ProgrammeChanged):
        create_programme(tree.upper, programme_content(title="Lần ba"), by=clerk, key="k")


# --- parties and papers ---------------------------------------------------------------------


def units_of(programme) -> list:
    return list(programme.parties.values_list("name", "unit"))


def test_party_is_the_union_that_was_chosen_whatever_the_paper_calls_it(tree, clerk):
    lines = (PartyLine("Công đoàn cấp trên"), PartyLine("CĐ Cơ quan Một", unit_id=tree[0].pk))
    programme = make_programme(tree.upper, by=clerk, parties=lines)
    first, second = programme.parties.all()
    renamed = (PartyLine("Công đoàn cấp trên", pk=first.pk), PartyLine("Tên khác", pk=second.pk, unit_id=tree[0].pk))

    save_programme(programme, programme_content(parties=renamed), by=clerk, seen=0)

    assert units_of(programme) == [("Công đoàn cấp trên", None), ("Tên khác", tree[0].pk)]
    assert programme in Programme.objects.visible_to(make_member(tree[0], Role.OFFICER))


def test_parties_of_before_find_the_union_whose_name_they_bear(tree, clerk):
    lines = (PartyLine(str(tree.upper)), PartyLine(str(tree[0])), PartyLine("Bộ Nội vụ"))
    programme = make_programme(tree.upper, by=clerk, parties=lines)
    programme.parties.update(unit=None)
    act(plan_rename(tree[0], {"name": "Công đoàn Tên mới"}, effective_on=today(), decision=decision()))

    import_module("directives.migrations.0021_parties_find_their_units").link(apps, None)

    assert [unit for _, unit in units_of(programme)] == [tree.upper.pk, tree[0].pk, None]


def test_party_named_like_a_union_is_tied_to_it_through_renaming(tree, clerk):
    lines = (PartyLine("Công đoàn Viên chức Việt Nam"), PartyLine("Công đoàn Cơ quan 1"), PartyLine("Bộ Nội vụ"))
    programme = make_programme(tree.upper, by=clerk, parties=lines)
    assert list(programme.parties.values_list("unit", flat=True)) == [tree.upper.pk, tree[0].pk, None]

    act(plan_rename(tree[0], {"name": "Công đoàn Cơ quan Một"}, effective_on=date(2024, 1, 1), decision=decision()))
    known = tuple(PartyLine(party.name, pk=party.pk) for party in programme.parties.all())
    save_programme(programme, programme_content(parties=known), by=clerk, seen=0)

    assert list(programme.parties.values_list("unit", flat=True)) == [tree.upper.pk, tree[0].pk, None]


def test_paper_is_linked_where_the_portal_holds_it(tree, clerk):
    held = make_published(tree.upper, by=clerk)
    lines = (
        DocumentLine("Công văn", held.number),
        DocumentLine("Chỉ thị", held.number),
        DocumentLine("Luật", "1/2022"),
    )

    programme = make_programme(tree.upper, by=clerk, documents=lines)

    assert [row.directive for row in programme.documents.all()] == [held, None, None]


def test_paper_that_came_to_the_portal_later_is_linked_too(tree, clerk):
    programme = make_programme(tree.upper, by=clerk, documents=(DocumentLine("Công văn", "12/CĐVC-TG"),))
    assert [key for _, key in papers_with_directives(programme)] == [None]

    held = make_published(tree.upper, by=clerk)

    assert [key for _, key in papers_with_directives(programme)] == [held.pk]


# --- plans ----------------------------------------------------------------------------------


def test_plan_of_a_year_holds_its_activities(programme, activity, clerk):
    plan = save_plan(programme, 2023, PlanContent("05/KH", date(2023, 2, 22), "Chuyển đổi số"), by=clerk, seen=0)

    assert (plan.number, list(plan.activities.all())) == ("05/KH", [activity])
    with pytest.raises(ProgrammeChanged):
        save_plan(programme, 2023, PlanContent("06/KH"), by=clerk, seen=0)


def test_years_outside_the_programme_have_no_plan_until_it_is_extended(tree, clerk):
    programme = make_programme(tree.upper, by=clerk, year_to=2023)
    for words in ("quý I/2021", "quý I/2024"):
        with pytest.raises(ProgrammeRefused):
            make_activity(programme, words, by=clerk)
    save_programme(programme, programme_content(year_to=2023, status="extended"), by=clerk, seen=0)

    make_activity(programme, "quý I/2024", by=clerk)

    assert list(YearPlan.objects.values_list("year", flat=True)) == [2024]
    with pytest.raises(ProgrammeRefused):
        save_programme(programme, programme_content(year_to=2023), by=clerk, seen=1)


def test_planned_time_lies_in_the_year_of_the_plan(programme, clerk):
    with pytest.raises(ProgrammeRefused):
        make_activity(programme, "quý I/2023", by=clerk, year=2024)


def test_activity_keeps_precision_sides_topics_rounds_and_prizes(programme, clerk):
    own, other = programme.parties.all()
    content = activity_content(
        "quý II/2022",
        kind="cuoc_thi",
        lead_id=own.pk,
        co_lead_ids=(other.pk,),
        topics=("Cải cách hành chính", "Văn hóa công vụ"),
        rounds=(RoundLine("Vòng loại", "Trắc nghiệm trực tuyến"), RoundLine("Chung kết", "Sân khấu hóa")),
        prizes=(PrizeLine("nhat", 1), PrizeLine("nhi", 2), PrizeLine("ba", 3), PrizeLine("khuyen_khich", 8)),
    )

    activity = create_activity(programme, content, by=clerk)

    assert (activity.planned_precision, activity.lead, list(activity.co_leads.all())) == ("quarter", own, [other])
    assert activity.topics == ["Cải cách hành chính", "Văn hóa công vụ"]
    assert list(activity.rounds.values_list("name", flat=True)) == ["Vòng loại", "Chung kết"]
    assert list(activity.prizes.values_list("kind", "quantity")) == [
        ("nhat", 1),
        ("nhi", 2),
        ("ba", 3),
        ("khuyen_khich", 8),
    ]


def test_only_contests_have_rounds_and_prizes(programme, clerk):
    with pytest.raises(ProgrammeRefused):
        make_activity(programme, by=clerk, prizes=(PrizeLine("nhat"),))


def test_co_lead_that_leads_or_is_no_party_is_refused(programme, clerk):
    own = programme.parties.first().pk
    for leads in ((own, (own,)), (None, (own, own)), (None, (0,))):
        with pytest.raises(ProgrammeRefused):
            make_activity(programme, by=clerk, lead_id=leads[0], co_lead_ids=leads[1])


# --- how it stands, and what was held -------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "status", "reason", "stands"),
    [
        (0, "running", "", True),
        (0, "done", "", False),
        (0, "postponed", "", False),
        (0, "postponed", "Chờ kinh phí", True),
        (0, "cancelled", "   ", False),
        (0, "cancelled", "Trùng lịch", True),
        (1, "planned", "", False),
        (1, "done", "", True),
        (1, "postponed", "Chờ lớp thứ hai", True),
        (1, "cancelled", "Trùng lịch", False),
    ],
)
def test_states_that_an_activity_may_take(activity, clerk, held, status, reason, stands):
    if held:
        hold(activity, by=clerk)
    activity.refresh_from_db()
    before = activity.status

    try:
        set_status(activity, status, reason=reason, by=clerk, seen=activity.version)
    except ProgrammeRefused:
        assert not stands

    activity.refresh_from_db()
    assert activity.status == (status if stands else before)


def test_change_of_state_is_told_once_with_its_reason(activity, clerk):
    for _ in range(2):
        set_status(activity, "postponed", reason="Chờ kinh phí", by=clerk, seen=0)

    (event,) = Event.objects.about(activity.programme).filter(kind="activity.status")
    assert event.detail == {
        "activity": activity.pk,
        "before": "planned",
        "after": "postponed",
        "reason": "Chờ kinh phí",
    }
    with pytest.raises(ProgrammeChanged):
        set_status(activity, "running", by=clerk, seen=0)


def test_occurrences_move_the_activity_on_and_back(activity, clerk):
    first = hold(activity, "18/10/2023", by=clerk, participants=160)
    activity.refresh_from_db()
    assert activity.status == "running"
    second = hold(activity, "15/11/2023", by=clerk, completes=True)
    activity.refresh_from_db()
    assert activity.status == "done"

    remove_occurrence(second, by=clerk, seen=0)
    activity.refresh_from_db()
    assert activity.status == "done"
    remove_occurrence(first, by=clerk, seen=0)

    activity.refresh_from_db()
    assert (activity.status, activity.occurrences.count()) == ("planned", 0)
    event = Event.objects.about(activity.programme).first()
    assert (event.kind, event.detail["removed"]["participants"]) == ("occurrence.removed", 160)


def test_occurrence_ahead_or_of_a_cancelled_activity_is_refused(activity, clerk):
    with time_machine.travel("2023-10-01T09:00:00+07:00", tick=False), pytest.raises(ProgrammeRefused):
        hold(activity, "02/10/2023", by=clerk)
    set_status(activity, "cancelled", reason="Trùng lịch", by=clerk, seen=0)
    with pytest.raises(ProgrammeRefused):
        hold(activity, by=clerk)

    assert Occurrence.objects.count() == 0


def test_occurrence_lies_not_before_the_year_of_its_plan_but_may_lie_after_it(activity, clerk):
    held = hold(activity, "từ 30/12/2022 đến 02/01/2023", by=clerk)
    for write in (
        lambda content: record_occurrence(activity, content, by=clerk),
        lambda content: save_occurrence(held, content, by=clerk, seen=0),
    ):
        with pytest.raises(ProgrammeRefused) as refused:
            write(occurrence_content("18/10/2022"))
        assert (refused.value.at, "trước năm 2023" in str(refused.value)) == ("held_words", True)

    hold(activity, "05/01/2024", by=clerk)

    assert [one.held_words for one in activity.occurrences.all()] == ["từ 30/12/2022 đến 02/01/2023", "05/01/2024"]


def test_what_was_held_is_not_moved_into_a_later_plan(activity, clerk):
    held = hold(activity, "18/10/2023", by=clerk)
    activity.refresh_from_db()

    with pytest.raises(ProgrammeRefused) as refused:
        save_activity(activity, activity_content("quý I/2024"), by=clerk, seen=activity.version)

    assert (refused.value.at, str(held) in str(refused.value)) == ("year", True)
    activity.refresh_from_db()
    assert activity.plan.year == 2023


def test_postponed_activity_that_is_held_runs_again_but_editing_an_old_one_moves_nothing(activity, clerk):
    old = hold(activity, by=clerk)
    activity.refresh_from_db()
    set_status(activity, "postponed", reason="Chờ lớp hai", by=clerk, seen=activity.version)

    save_occurrence(old, occurrence_content(place="Hà Nội"), by=clerk, seen=0)
    activity.refresh_from_db()
    assert (activity.status, activity.status_reason) == ("postponed", "Chờ lớp hai")
    hold(activity, "15/11/2023", by=clerk)

    activity.refresh_from_db()
    assert (activity.status, activity.status_reason) == ("running", "")


def test_time_known_to_the_year_only_is_kept_as_such(programme, clerk):
    talk = make_activity(programme, "năm 2022", by=clerk, kind="toa_dam", quantity=1)

    held = hold(talk, "trong năm 2022", by=clerk, completes=True)

    assert (held.held_precision, held.held_to) == (Precision.YEAR, date(2022, 12, 31))


def test_stale_occurrence_is_neither_written_over_nor_taken_out(activity, clerk):
    occurrence = hold(activity, by=clerk)
    save_occurrence(occurrence, occurrence_content(place="Bản thứ nhất"), by=clerk, seen=0)

    with pytest.raises(ProgrammeChanged):
        save_occurrence(occurrence, occurrence_content(place="Bản thứ hai"), by=clerk, seen=0)
    with pytest.raises(ProgrammeChanged):
        remove_occurrence(occurrence, by=clerk, seen=0)

    assert Occurrence.objects.get().place == "Bản thứ nhất"


def test_files_of_an_occurrence_keep_their_order(activity, clerk):
    files = [
        store_upload(SimpleUploadedFile(name, b"%PDF-1.4 x"), by=clerk, kinds=("pdf",)) for name in ("b.pdf", "a.pdf")
    ]

    occurrence = hold(activity, by=clerk, files=tuple(files))

    assert [row.file.name for row in occurrence.files.all()] == ["b.pdf", "a.pdf"]


# --- who sees them --------------------------------------------------------------------------


def seen_by(user) -> list[str]:
    return list(Programme.objects.visible_to(forget_hats(user)).values_list("number", flat=True))


def test_party_of_the_tree_sees_the_programme_of_another(tree):
    owner = make_member(tree[0], Role.OFFICER)
    guest, stranger = make_member(tree[1], Role.OFFICER), make_member(tree.root, Role.VIEWER)
    lines = (PartyLine("Công đoàn Cơ quan 1"), PartyLine("Công đoàn Cơ quan 2"))

    make_programme(tree[0], by=owner, parties=lines)

    assert [seen_by(one) for one in (owner, guest, stranger)] == [["01/BNV-CĐVCVN"], ["01/BNV-CĐVCVN"], []]


def test_draft_is_seen_by_those_who_write_it_only(tree, clerk):
    make_programme(tree.upper, by=clerk, status="draft")

    assert [
        seen_by(one) for one in (clerk, make_member(tree[0], Role.OFFICER), make_member(tree.upper, Role.VIEWER))
    ] == [
        ["01/BNV-CĐVCVN"],
        [],
        [],
    ]


def test_programme_of_an_ended_unit_is_kept_by_the_unit_that_keeps_its_papers(tree):
    first, second = make_member(tree[0], Role.OFFICER), make_member(tree[1], Role.OFFICER)
    programme = make_programme(tree[0], by=first)
    activity = make_activity(programme, by=first)
    assert seen_by(second) == []

    act(plan_merge([tree[0]], into=tree[1], effective_on=date(2023, 11, 1), decision=decision()))

    assert seen_by(second) == ["01/BNV-CĐVCVN"]
    hold(activity, by=forget_hats(second))
    with pytest.raises(ProgrammeNotAllowed):
        hold(activity, "19/10/2023", by=forget_hats(first))


def test_programme_of_a_unit_that_ended_for_good_goes_to_the_unit_above(tree, clerk):
    make_programme(tree[0], by=make_member(tree[0], Role.OFFICER))

    act(plan_end([tree[0]], effective_on=date(2023, 11, 1), decision=decision()))

    assert seen_by(clerk) == ["01/BNV-CĐVCVN"]
    assert Programme.objects.writable_by(forget_hats(clerk)).count() == 1
