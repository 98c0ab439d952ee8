"""A person's calendar: its secret address, what it may say, and lines that any calendar program can read."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from directives import feeds
from directives.models import CalendarFeed
from directives.programmes import PartyLine, save_activity, save_programme, set_status
from directives.publishing import TaskLine
from portal.models import Event, Membership, Role
from reports.models import State
from tests.factories.cast import make_cast
from tests.factories.directives import make_published
from tests.factories.portal import grant, login, make_member, make_tree
from tests.factories.programmes import activity_content, hold, make_activity, make_programme, programme_content


@pytest.fixture
def tree(db):
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def programme(tree, clerk):
    return make_programme(tree.upper, by=clerk)


@pytest.fixture(autouse=True)
def _in_2023():
    with time_machine.travel("2023-12-01T09:00:00+07:00", tick=False):
        yield


def address(token: str, query: str = "") -> str:
    return reverse("directives:feed", args=[token]) + query


def events(content: bytes) -> dict[str, dict]:
    return {str(one["UID"]).partition("@")[0]: one for one in Calendar.from_ical(content).walk("VEVENT")}


def test_plan_and_occurrences_are_all_day_spans_with_keys_that_stay(tree, clerk, client, programme):
    activity = make_activity(programme, "quý II/2023", by=clerk, topics=("Một; hai, ba",))
    held = hold(activity, "18/5/2023", by=clerk, place="Hà Nội, Ba Đình")
    token = feeds.renew(make_member(tree[0], Role.OFFICER))

    first = client.get(address(token))
    save_activity(activity, activity_content("quý III/2023"), by=clerk, seen=1)
    second = client.get(address(token))

    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    found, later = events(first.content), events(second.content)
    plan, once = found[f"hoat-dong-{activity.pk}"], found[f"lan-to-chuc-{held.pk}"]
    assert (plan["DTSTART"].dt, plan["DTEND"].dt) == (date(2023, 4, 1), date(2023, 7, 1))
    assert (once["DTSTART"].dt, once["DTEND"].dt, once["LOCATION"]) == (
        date(2023, 5, 18),
        date(2023, 5, 19),
        "Hà Nội, Ba Đình",
    )
    assert "Một; hai, ba" in plan["DESCRIPTION"]
    assert later[f"hoat-dong-{activity.pk}"]["DTSTART"].dt == date(2023, 7, 1)
    assert later[f"hoat-dong-{activity.pk}"]["SEQUENCE"] > plan["SEQUENCE"]


def test_lines_end_in_crlf_and_hold_75_octets_at_most(tree, clerk, client, programme):
    make_activity(programme, "quý II/2023", by=clerk, title="Tọa đàm, “công đoàn; viên chức” \\ các cấp " * 6)

    content = client.get(address(feeds.renew(clerk))).content

    lines = content.split(b"\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in lines:
        line.decode()
    whole = re.sub(rb"\r\n ", b"", content).decode()
    assert "SUMMARY:Tọa đàm\\, “công đoàn\\; viên chức” \\\\ các cấp" in whole


@pytest.mark.parametrize(("status", "said"), [("postponed", "TENTATIVE"), ("cancelled", "CANCELLED")])
def test_activity_that_is_off_says_so_with_the_reason(clerk, client, programme, status, said):
    activity = make_activity(programme, by=clerk)
    set_status(activity, status, reason="Chờ kinh phí", by=clerk, seen=0)

    event = events(client.get(address(feeds.renew(clerk))).content)[f"hoat-dong-{activity.pk}"]

    assert event["STATUS"] == said
    assert "Chờ kinh phí" in event["DESCRIPTION"]


def test_access_is_read_again_at_each_request(tree, clerk, client, programme):
    activity = make_activity(programme, by=clerk)
    officer = make_member(tree[0], Role.OFFICER)
    token = feeds.renew(officer)
    key = f"hoat-dong-{activity.pk}"
    assert key in events(client.get(address(token)).content)

    save_programme(programme, programme_content(status="draft"), by=clerk, seen=0)
    assert key not in events(client.get(address(token)).content)
    Membership.objects.filter(user=officer).update(valid_to=date(2023, 11, 30))
    assert client.get(address(token)).status_code == 404
    Membership.objects.filter(user=officer).update(valid_to=None)
    assert client.get(address(token)).status_code == 200
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get(address(token)).status_code == 404


def test_token_is_told_once_renewed_and_revoked(clerk, client):
    login(client, clerk)
    page = reverse("directives:feed-address")
    # Under "no-referrer" a browser sends the form with "Origin: null", which the check against forgery refuses.
    assert client.get(page)["Referrer-Policy"] == "same-origin"
    first = re.search(r"/lich/([\w-]+)\.ics", client.post(page).text)[1]
    second = re.search(r"/lich/([\w-]+)\.ics", client.post(page).text)[1]

    assert "/lich/" + second not in client.get(page).text
    assert [client.get(address(token)).status_code for token in (first, second)] == [404, 200]
    assert second not in str(list(CalendarFeed.objects.values()))
    client.post(page, {"thu_hoi": "1"})
    client.post(page, {"thu_hoi": "1"})
    assert client.get(address(second)).status_code == 404
    assert list(Event.objects.filter(kind__startswith="feed.").order_by("pk").values_list("kind", flat=True)) == [
        "feed.renewed",
        "feed.renewed",
        "feed.revoked",
    ]


@pytest.mark.parametrize("token", ["x", "None", "0" * 500, "%00", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4"])
def test_token_that_nobody_has_is_not_found(db, client, token):
    CalendarFeed.objects.create(user=make_member(make_tree(1).upper, Role.CLERK), changed_at="2023-01-01T00:00:00Z")

    assert client.get(address(token)).status_code == 404


def test_program_that_asks_without_end_is_told_to_wait_and_only_that(tree, clerk, client):
    token, other = feeds.renew(clerk), feeds.renew(make_member(tree.upper, Role.CLERK))

    answers = [client.get(address(token)).status_code for _ in range(feeds.MOST_ASKED + 1)]
    late = client.get(address(token))

    assert answers == [200] * feeds.MOST_ASKED + [429]
    assert (late["Retry-After"], late.content) == (str(feeds.SPAN), b"")
    assert client.get(address(other)).status_code == 200
    with time_machine.travel("2023-12-01T09:06:00+07:00", tick=False):
        assert client.get(address(token)).status_code == 200


def test_feed_needs_and_starts_no_session(clerk, client):
    answer = client.get(address(feeds.renew(clerk)))

    assert answer.cookies == {}
    assert "no-store" in answer["Cache-Control"]


def test_calendar_of_one_unit_holds_what_that_unit_sees(tree, client):
    people = [make_member(unit, Role.OFFICER) for unit in (tree[0], tree[1])]
    both = people[0]
    grant(both, tree[1], Role.OFFICER)
    parties = (PartyLine("A"), PartyLine("B"))
    keys = []
    for unit, person in zip((tree[0], tree[1]), people, strict=True):
        own = make_programme(unit, by=person, parties=parties, number=f"{unit.pk}/QC")
        keys.append(f"hoat-dong-{make_activity(own, by=person).pk}")
    token = feeds.renew(both)

    said = [
        set(events(client.get(address(token, query)).content))
        for query in ("", f"?don_vi={tree[0].pk}", f"?don_vi={tree[1].pk}")
    ]

    assert said == [set(keys), {keys[0]}, {keys[1]}]
    for other in (tree.upper.pk, "x", ""):
        assert client.get(address(token, f"?don_vi={other}")).status_code == 404


def test_deadlines_of_tasks_are_told_and_yearly_ones_again(tree, clerk, client):
    tasks = (
        TaskLine("Một lần", due_on=date(2023, 12, 20)),
        TaskLine("Hằng năm", "hằng năm, trước ngày 20 tháng 11"),
    )
    make_published(tree.upper, by=clerk, issued_on=date(2023, 11, 1), tasks=tasks)

    found = events(client.get(address(feeds.renew(make_member(tree[0], Role.OFFICER)))).content)

    days = sorted((one["DTSTART"].dt, str(one["SUMMARY"])[:18]) for one in found.values())
    assert days == [
        (date(2023, 11, 19), "Hạn: nhiệm vụ 2 củ"),
        (date(2023, 12, 20), "Hạn: nhiệm vụ 1 củ"),
        (date(2024, 11, 19), "Hạn: nhiệm vụ 2 củ"),
    ]


def test_deadline_of_the_report_is_told_to_its_unit_only(db, client):
    with time_machine.travel("2026-11-01T09:00:00+07:00", tick=False):
        cast = make_cast()
        report = cast.walked(State.SUBMITTED)

        mine, theirs = (
            events(client.get(address(feeds.renew(cast.people[who]))).content) for who in ("officer", "reviewer")
        )

    event = mine[f"bao-cao-{report.pk}"]
    assert event["DTSTART"].dt == date(2026, 11, 19)
    assert "(đã nộp)" in event["SUMMARY"]
    assert f"bao-cao-{report.pk}" not in theirs
