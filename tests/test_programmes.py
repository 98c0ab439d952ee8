"""Programmes and activities: planned times in words, what is refused, who keeps them, what the pages show."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from directives.models import Activity, Programme
from directives.programmes import (
    ActivityContent,
    PartyLine,
    ProgrammeChanged,
    ProgrammeContent,
    ProgrammeNotAllowed,
    ProgrammeRefused,
    create_activity,
    create_programme,
    planned_span,
    save_activity,
    save_programme,
)
from portal.models import Event, Role
from tests.factories.portal import login, make_member, make_tree, make_user

PARTIES = (PartyLine("Công đoàn Viên chức Việt Nam", "Chủ tịch"), PartyLine("Bộ Nội vụ", "Thứ trưởng"))


@pytest.fixture
def tree(db):
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


def make_content(**changes) -> ProgrammeContent:
    values = {"number": "01/BNV-CĐVCVN", "title": "Phối hợp công tác", "year_from": 2022, "parties": PARTIES}
    return ProgrammeContent(**(values | changes))


def make_activity(**changes) -> ActivityContent:
    values = {
        "year": 2023,
        "kind": "tap_huan",
        "title": "Lớp tập huấn",
        "planned_words": "tháng 10 và tháng 11/2023",
        "planned_from": date(2023, 10, 1),
        "planned_to": date(2023, 11, 30),
        "quantity": 2,
        "participants_from": 150,
        "participants_to": 200,
    }
    return ActivityContent(**(values | changes))


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("quý II/2023", (date(2023, 4, 1), date(2023, 6, 30))),
        ("Quý 2 năm 2023", (date(2023, 4, 1), date(2023, 6, 30))),
        ("quý III và quý IV/2024", (date(2024, 7, 1), date(2024, 12, 31))),
        ("quý I, II/2023", (date(2023, 1, 1), date(2023, 6, 30))),
        ("tháng 10/2023", (date(2023, 10, 1), date(2023, 10, 31))),
        ("tháng 10 và tháng 11/2023", (date(2023, 10, 1), date(2023, 11, 30))),
        ("từ tháng 10 đến tháng 11/2023", (date(2023, 10, 1), date(2023, 11, 30))),
        ("tháng 10-11/2023", (date(2023, 10, 1), date(2023, 11, 30))),
        ("THÁNG 2/2024", (date(2024, 2, 1), date(2024, 2, 29))),
        ("6 tháng đầu năm 2023", (date(2023, 1, 1), date(2023, 6, 30))),
        ("15/6/2023", (date(2023, 6, 15), date(2023, 6, 15))),
        ("từ 01/10/2023 đến 15/10/2023", (date(2023, 10, 1), date(2023, 10, 15))),
        ("năm 2023", (date(2023, 1, 1), date(2023, 12, 31))),
        ("trong năm", None),
        ("tháng 13/2023", None),
        ("31/2/2023", None),
        ("quý IV/2022 và quý I/2023", None),
        ("", None),
    ],
)
def test_planned_span_reads_words(words, span):
    assert planned_span(words) == span


def test_planned_span_takes_the_plan_s_year_where_words_name_none():
    assert planned_span("quý III", 2025) == (date(2025, 7, 1), date(2025, 9, 30))


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


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.VIEWER])
def test_roles_that_keep_no_programmes_are_refused(tree, clerk, role):
    other = make_member(tree.upper, role)
    programme = create_programme(tree.upper, make_content(), by=clerk)
    activity = create_activity(programme, make_activity(), by=clerk)

    for step in (
        lambda: create_programme(tree.upper, make_content(number="2"), by=other),
        lambda: save_programme(programme, make_content(), by=other, seen=0),
        lambda: create_activity(programme, make_activity(), by=other),
        lambda: save_activity(activity, make_activity(), by=other, seen=0),
    ):
        with pytest.raises(ProgrammeNotAllowed):
            step()


@pytest.mark.parametrize("number", ["01/bnv-CĐVCVN", "01/bnv-cđvcvn"])
def test_number_is_given_once_per_unit(tree, clerk, number):
    create_programme(tree.upper, make_content(), by=clerk)

    with pytest.raises(ProgrammeRefused):
        create_programme(tree.upper, make_content(number=number), by=clerk)

    assert Programme.objects.count() == 1


def test_stale_saves_change_nothing(tree, clerk):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    activity = create_activity(programme, make_activity(), by=clerk)
    save_programme(programme, make_content(title="Bản thứ nhất"), by=clerk, seen=0)
    save_activity(activity, make_activity(title="Bản thứ nhất"), by=clerk, seen=0)

    with pytest.raises(ProgrammeChanged):
        save_programme(programme, make_content(title="Bản thứ hai"), by=clerk, seen=0)
    with pytest.raises(ProgrammeChanged):
        save_activity(activity, make_activity(title="Bản thứ hai"), by=clerk, seen=0)

    programme.refresh_from_db()
    activity.refresh_from_db()
    assert (programme.title, activity.title) == ("Bản thứ nhất", "Bản thứ nhất")


def test_party_that_leads_an_activity_stays(tree, clerk):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    first, second = programme.parties.all()
    create_activity(programme, make_activity(lead_id=second.pk), by=clerk)
    only_first = (PartyLine(first.name, pk=first.pk), PartyLine("Bên khác"))

    with pytest.raises(ProgrammeRefused):
        save_programme(programme, make_content(parties=only_first), by=clerk, seen=0)

    programme.refresh_from_db()
    assert programme.version == 0


def test_lead_must_be_a_party_of_the_programme(tree, clerk):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    other = create_programme(tree.upper, make_content(number="2/A-B"), by=clerk)

    with pytest.raises(ProgrammeRefused):
        create_activity(programme, make_activity(lead_id=other.parties.first().pk), by=clerk)


def test_parties_keep_their_rows_and_order(tree, clerk):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    first, second = programme.parties.all()
    turned = (PartyLine("Bộ Nội vụ", "Bộ trưởng", second.pk), PartyLine("Bên mới"), PartyLine("CĐVC", "", first.pk))

    save_programme(programme, make_content(parties=turned), by=clerk, seen=0)

    assert list(programme.parties.values_list("pk", "name", "signer_title"))[::2] == [
        (second.pk, "Bộ Nội vụ", "Bộ trưởng"),
        (first.pk, "CĐVC", ""),
    ]
    assert Event.objects.about(programme).first().kind == "programme.saved"


# --- the pages ------------------------------------------------------------------------------


def posted(**changes) -> dict:
    values = {
        "seen": "0",
        "number": "02/BNV-CĐVCVN",
        "title": "Phối hợp",
        "signed_on": "22/2/2023",
        "signed_at_place": "Hà Nội",
        "year_from": "2023",
        "year_to": "",
        "status": "running",
        "note": "",
        "ben-TOTAL_FORMS": "2",
        "ben-INITIAL_FORMS": "0",
        "ben-0-name": "Công đoàn Viên chức Việt Nam",
        "ben-0-signer_title": "Chủ tịch",
        "ben-1-name": "Bộ Nội vụ",
        "ben-1-signer_title": "",
    }
    return values | changes


def posted_activity(**changes) -> dict:
    values = {
        "seen": "0",
        "year": "2023",
        "kind": "tap_huan",
        "title": "Lớp tập huấn",
        "planned_words": "tháng 10 và tháng 11/2023",
        "quantity": "2",
        "participants_from": "150",
        "participants_to": "1.200",
        "status": "planned",
    }
    return values | changes


def lines(answer) -> list[str]:
    found = re.search(r'<div class="error-summary".*?</ul>', answer.text, re.S)
    return re.findall(r"(?:<a href=[^>]*>|<p class=[^>]*>)(.*?)</", found[0], re.S) if found else []


# role and place → list, detail, edit of programme, new activity, edit of activity; decided by hand.
ANSWERS = {
    ("upper", Role.CLERK): (200, 200, 200, 200, 200),
    ("upper", Role.ADMINISTRATOR): (200, 200, 200, 200, 200),
    ("upper", Role.REVIEWER): (200, 200, 200, 200, 200),
    ("upper", Role.DEPARTMENT_HEAD): (200, 200, 200, 200, 200),
    ("upper", Role.VIEWER): (200, 200, 404, 404, 404),
    ("below", Role.OFFICER): (200, 200, 404, 404, 404),
    ("below", Role.CLERK): (200, 200, 404, 404, 404),
    ("above", Role.VIEWER): (200, 404, 404, 404, 404),
    ("none", ""): (200, 404, 404, 404, 404),
}


@pytest.mark.parametrize(("place", "role"), ANSWERS)
def test_pages_by_role(tree, clerk, client, place, role):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    activity = create_activity(programme, make_activity(), by=clerk)
    units = {"upper": tree.upper, "below": tree[0], "above": tree.root}
    login(client, make_member(units[place], role) if role else make_user())

    answers = tuple(
        client.get(reverse(f"directives:{name}", args=args)).status_code
        for name, args in (
            ("programmes", []),
            ("programme", [programme.pk]),
            ("programme-edit", [programme.pk]),
            ("activity-create", [programme.pk]),
            ("activity-edit", [programme.pk, activity.pk]),
        )
    )

    assert answers == ANSWERS[place, role]


def test_programme_of_a_unit_below_is_not_seen_by_its_sibling(tree, client):
    owner = make_member(tree[0], Role.CLERK)
    programme = create_programme(tree[0], make_content(), by=owner)
    login(client, make_member(tree[1], Role.CLERK))

    assert client.get(reverse("directives:programme", args=[programme.pk])).status_code == 404


def test_activity_is_reached_through_its_own_programme_only(tree, clerk, client):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    other = create_programme(tree.upper, make_content(number="2/A-B"), by=clerk)
    activity = create_activity(programme, make_activity(), by=clerk)
    login(client, clerk)

    assert client.get(reverse("directives:activity-edit", args=[other.pk, activity.pk])).status_code == 404


def test_programme_is_written_in_the_browser(tree, clerk, client):
    login(client, clerk)

    answer = client.post(reverse("directives:programme-create"), posted(), follow=True)

    programme = Programme.objects.get()
    assert (programme.signed_on, programme.year_to, programme.owner) == (date(2023, 2, 22), None, tree.upper)
    assert list(programme.parties.values_list("name", flat=True)) == ["Công đoàn Viên chức Việt Nam", "Bộ Nội vụ"]
    assert "Đã lưu chương trình." in answer.text


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"year_to": "2020"}, "Đến năm: Năm cuối không được trước năm đầu."),
        ({"year_from": "hai nghìn"}, "Từ năm: "),
        ({"year_from": "-5"}, "Từ năm: Hãy ghi số từ 1990 đến 2100."),
        ({"ben-1-name": ""}, "Chương trình phối hợp phải có ít nhất hai bên."),
        ({"ben-1-DELETE": "on"}, "Chương trình phối hợp phải có ít nhất hai bên."),
        ({"number": "01/BNV-CĐVCVN"}, "Đơn vị đã có chương trình mang số 01/BNV-CĐVCVN."),
    ],
)
def test_wrong_programme_is_refused_at_its_place(tree, clerk, client, changes, line):
    create_programme(tree.upper, make_content(), by=clerk)
    login(client, clerk)

    answer = client.post(reverse("directives:programme-create"), posted(**changes))

    assert [one for one in lines(answer) if one.startswith(line)] == lines(answer)
    assert Programme.objects.count() == 1


def test_stale_programme_page_keeps_the_words(tree, clerk, client):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    save_programme(programme, make_content(title="Của người kia"), by=clerk, seen=0)
    login(client, clerk)

    answer = client.post(reverse("directives:programme-edit", args=[programme.pk]), posted(title="Của tôi"))

    programme.refresh_from_db()
    assert (answer.status_code, programme.title) == (409, "Của người kia")
    assert "Của tôi" in answer.text
    assert 'name="seen" value="1"' in answer.text


def test_activity_gets_its_span_from_its_words(tree, clerk, client):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    login(client, clerk)

    client.post(reverse("directives:activity-create", args=[programme.pk]), posted_activity())

    activity = Activity.objects.get()
    assert (activity.planned_from, activity.planned_to) == (date(2023, 10, 1), date(2023, 11, 30))
    assert (activity.quantity, activity.participants_from, activity.participants_to) == (2, 150, 1200)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"planned_words": "khi thuận tiện"}, "Dự kiến từ ngày: Cổng chưa hiểu thời gian ghi ở trên"),
        ({"planned_from": "01/10/2023"}, "Dự kiến đến hết ngày: Hãy ghi cả ngày đầu và ngày cuối."),
        (
            {"planned_from": "01/10/2023", "planned_to": "30/9/2023"},
            "Dự kiến đến hết ngày: Ngày cuối không được trước ngày đầu (01/10/2023).",
        ),
        ({"participants_to": "100"}, "Số người mỗi lần, đến: Số người nhiều nhất"),
        ({"participants_to": "nhiều"}, "Số người mỗi lần, đến: "),
        ({"quantity": "0"}, "Số lượng (lớp, cuộc): Hãy ghi số từ 1 đến 9999."),
        ({"quantity": "99999999999999999999"}, "Số lượng (lớp, cuộc): "),
        ({"status": "cancelled"}, "Lý do hoãn, hủy: Hoạt động hoãn hoặc hủy thì phải ghi lý do."),
        ({"lead_id": "0"}, "Bên chủ trì: "),
    ],
)
def test_wrong_activity_is_refused_at_its_place(tree, clerk, client, changes, line):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    login(client, clerk)

    answer = client.post(reverse("directives:activity-create", args=[programme.pk]), posted_activity(**changes))

    assert [one[: len(line)] for one in lines(answer)] == [line]
    assert Activity.objects.count() == 0


def test_stale_activity_page_keeps_the_words(tree, clerk, client):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    activity = create_activity(programme, make_activity(), by=clerk)
    save_activity(activity, make_activity(title="Của người kia"), by=clerk, seen=0)
    login(client, clerk)

    answer = client.post(
        reverse("directives:activity-edit", args=[programme.pk, activity.pk]), posted_activity(title="Của tôi")
    )

    activity.refresh_from_db()
    assert (answer.status_code, activity.title) == (409, "Của người kia")
    assert "Của tôi" in answer.text


def test_page_shows_years_ranges_and_lateness(tree, clerk, client):
    programme = create_programme(tree.upper, make_content(), by=clerk)
    create_activity(programme, make_activity(), by=clerk)
    create_activity(programme, make_activity(year=2022, title="Cuộc thi", status="done"), by=clerk)
    login(client, make_member(tree[0], Role.OFFICER))

    with time_machine.travel("2023-12-01T09:00:00+07:00", tick=False):
        answer = client.get(reverse("directives:programme", args=[programme.pk]))

    assert re.findall(r"Kế hoạch năm (\d+)", answer.text) == ["2023", "2022"]
    assert answer.text.count("Quá thời gian dự kiến") == 1
    assert "150–200 người" in answer.text


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("?q=phoi+hop+cong+tac", 1), ("?q=B%E1%BB%98+n%E1%BB%99i", 1), ("?tinh_trang=ended", 0)],
)
def test_list_is_narrowed(tree, clerk, client, query, count):
    create_programme(tree.upper, make_content(), by=clerk)
    login(client, clerk)

    answer = client.get(reverse("directives:programmes") + query)

    assert len(answer.context["page"]) == count


def test_list_puts_what_has_no_day_of_signing_last_in_its_year(tree, clerk, client):
    for number, day in (("1/A-B", date(2022, 3, 1)), ("2/A-B", None), ("3/A-B", date(2022, 5, 1))):
        create_programme(tree.upper, make_content(number=number, signed_on=day), by=clerk)

    answer = login(client, clerk).get(reverse("directives:programmes"))

    assert [row.number for row in answer.context["page"]] == ["3/A-B", "1/A-B", "2/A-B"]


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow(tree, clerk, client, django_assert_num_queries, rows):
    for number in range(rows):
        programme = create_programme(tree.upper, make_content(number=f"{number}/A-B"), by=clerk)
    for year in range(rows):
        create_activity(programme, make_activity(year=2020 + year, lead_id=programme.parties.first().pk), by=clerk)
    activity = programme.activities.first()
    login(client, clerk)

    with django_assert_num_queries(7):
        client.get(reverse("directives:programmes"))
    with django_assert_num_queries(7):
        client.get(reverse("directives:programme", args=[programme.pk]))
    with django_assert_num_queries(6):
        client.get(reverse("directives:activity-edit", args=[programme.pk, activity.pk]))
