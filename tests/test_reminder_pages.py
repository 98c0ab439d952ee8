"""The reminder pages: who may open them, the ledger in words, what goes next, and reminding by hand, once."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.urls import reverse

from portal import clock, jobs, reminders
from portal.models import Event, Job, Reminder, Role
from portal.reminders import NotNeeded
from portal.worktime import TZ
from reports.closing import close_cycle
from reports.models import State
from reports.obligations import extend
from reports.reminders import ask_for_block, letters_for, remind_one, upcoming
from reports.reminders.by_hand import hand_step
from tests.factories.portal import grant, login, make_member, make_tree
from tests.factories.reports import fill, fire, make_cycle, report_of, submit, walk

YEAR = 2025
OPENED = datetime(YEAR, 9, 15, 9, 0, tzinfo=TZ)
MORNING = datetime(YEAR, 11, 12, 9, 30, tzinfo=TZ)  # seven days before the last on-time day, an hour after the step


class Scene:
    """One collector with units of blocks I and II in turn, each with an officer and a head."""

    def __init__(self, n: int = 2):
        self.tree = make_tree(n)
        self.officers = [make_member(unit, Role.OFFICER, f"Cán bộ {i}") for i, unit in enumerate(self.tree.units)]
        self.heads = [make_member(unit, Role.HEAD, f"Chủ tịch {i}") for i, unit in enumerate(self.tree.units)]
        self.reviewer = make_member(self.tree.upper, Role.REVIEWER, "Thẩm định")
        with clock.told_as(OPENED):
            self.cycle = make_cycle(self.tree.upper, by=self.reviewer, year=YEAR)
        Job.objects.all().delete()

    def report(self, index: int = 0):
        return report_of(self.cycle, self.tree[index])

    def obligation(self, index: int = 0):
        return self.report(index).obligation

    def url(self, name: str, pk: int | None = None, **query) -> str:
        address = reverse(f"reports:{name}", args=[pk or self.cycle.pk])
        return f"{address}?{urlencode(query)}" if query else address

    def submit(self, index: int = 0):
        return submit(self.report(index), officer=self.officers[index], head=self.heads[index])

    def tick(self, moment: datetime = MORNING):
        with clock.told_as(moment):
            reminders.tick()
            jobs.run_due()


@pytest.fixture
def scene(db):
    return Scene()


# --- Doors ------------------------------------------------------------------------------------

WHO = {
    Role.OFFICER: 404,
    Role.HEAD: 404,
    Role.VIEWER: 404,
    Role.CLERK: 404,
    Role.ADMINISTRATOR: 404,
    Role.REVIEWER: 200,
    Role.DEPARTMENT_HEAD: 200,
}


@pytest.mark.parametrize("page", ["reminders", "remind_missing", "remind_unit"])
@pytest.mark.parametrize(("role", "status"), WHO.items())
def test_pages_are_for_the_collectors_reviewers(client, scene, page, role, status):
    place = scene.tree[0] if role in (Role.OFFICER, Role.HEAD) else scene.tree.upper
    login(client, make_member(place, role))
    pk = scene.obligation().pk if page == "remind_unit" else scene.cycle.pk

    assert client.get(scene.url(page, pk)).status_code == status


@pytest.mark.parametrize("page", ["reminders", "remind_missing", "remind_unit"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_reviewer_of_another_collector_finds_nothing(client, scene, page, method):
    login(client, make_member(scene.tree.root, Role.REVIEWER))
    pk = scene.obligation().pk if page == "remind_unit" else scene.cycle.pk

    answer = getattr(client, method)(scene.url(page, pk))

    assert answer.status_code in (404, 405)
    assert Reminder.objects.count() == 0


def test_visitor_is_sent_to_the_door(client, scene):
    assert client.get(scene.url("reminders")).status_code == 302


# --- The ledger -------------------------------------------------------------------------------


def test_ledger_says_what_went_to_whom_when_why_and_how(client, scene):
    scene.tick()
    login(client, scene.reviewer)

    lines = client.get(scene.url("reminders")).context["lines"]

    told = {(line.unit_name, line.user.full_name, line.step_words, line.channel, line.state) for line in lines}
    sent = {(u, p, s, c) for u, p, s, c, state in told if state == "sent"}
    assert sent == {
        (str(scene.tree[i]), person.full_name, "trước hạn nộp 7 ngày", channel)
        for i in range(2)
        for person in (scene.officers[i], scene.heads[i])
        for channel in ("mail", "portal")
    }
    assert all(line.why.startswith("Đồng chí nhận nhắc việc này vì là") for line in lines if line.state == "sent")


FILTERS = [
    ({"buoc": "-7"}, 8),
    ({"buoc": "-14", "tt": "superseded"}, 4),  # officers only
    ({"buoc": "truc-tiep"}, 0),
    ({"buoc": "bo-sung"}, 0),
    ({"tt": "sent"}, 8),
    ({}, 8),
    ({"tt": "superseded"}, 8),
    ({"tt": "tat-ca"}, 16),
    ({"kenh": "mail"}, 4),
    ({"q": "cơ quan 1"}, 4),
    ({"q": "co quan 1", "tt": "sent", "kenh": "portal"}, 2),
    ({"tt": "vô nghĩa"}, 8),
]


@pytest.mark.parametrize(("query", "count"), FILTERS)
def test_ledger_is_narrowed_by_unit_step_state_and_channel(client, scene, query, count):
    scene.tick()
    login(client, scene.reviewer)

    answer = client.get(scene.url("reminders", **query))

    assert len(answer.context["lines"]) == count


def test_ledger_shows_a_hundred_lines_and_leads_on(client, scene):
    scene.tick()
    row = Reminder.objects.filter(subject_type="reports.obligation").first()
    Reminder.objects.bulk_create(
        Reminder(
            subject_type=row.subject_type,
            subject_id=row.subject_id,
            step=f"hand/{n:03}",
            user=row.user,
            channel="mail",
            due_at=MORNING,
        )
        for n in range(90)
    )
    login(client, scene.reviewer)

    first = client.get(scene.url("reminders", tt="tat-ca"))
    second = client.get(scene.url("reminders", tt="tat-ca", truoc=first.context["next"]))

    keys = [line.pk for answer in (first, second) for line in answer.context["lines"]]
    assert [len(first.context["lines"]), len(second.context["lines"])] == [100, 6]
    assert keys == sorted(Reminder.objects.values_list("pk", flat=True), reverse=True)


def test_ledger_of_one_cycle_shows_nothing_of_another(client, scene):
    scene.tick()
    with clock.told_as(OPENED):
        other = make_cycle(scene.tree.root, by=make_member(scene.tree.root, Role.REVIEWER), year=YEAR)
    login(client, make_member(scene.tree.root, Role.REVIEWER))

    assert client.get(scene.url("reminders", other.pk)).context["lines"] == []


STATEMENTS = {"reminders": 12, "remind_missing": 11, "remind_unit": 8}


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("page", "statements"), STATEMENTS.items())
def test_page_asks_the_same_for_one_row_as_for_three(client, django_assert_num_queries, page, statements, n, db):
    scene = Scene(n)
    for _ in range(n - 1):
        make_member(scene.tree[0], Role.OFFICER)
    scene.tick()
    login(client, scene.reviewer)
    url = scene.url(page, scene.obligation().pk if page == "remind_unit" else None)
    client.get(url)

    with django_assert_num_queries(statements):
        client.get(url)


# --- What goes next ---------------------------------------------------------------------------


def test_next_steps_tell_when_how_many_units_and_whom(scene):
    scene.submit(1)

    found = upcoming(scene.cycle, MORNING)

    assert [(one.at.astimezone(TZ).date(), one.label, one.units) for one in found] == [
        (date(YEAR, 11, 16), "trước hạn nộp 3 ngày", 1),
        (date(YEAR, 11, 18), "trước hạn nộp 1 ngày", 1),
        (date(YEAR, 11, 20), "sau hạn nộp 1 ngày", 1),
        (date(YEAR, 11, 22), "sau hạn nộp 3 ngày", 1),
        (date(YEAR, 11, 26), "sau hạn nộp 7 ngày", 1),
    ]
    unit = (("Cán bộ lập báo cáo", 1), (Role.HEAD.label, 1))
    assert [one.people for one in found] == [unit, unit, *[(*unit, (Role.REVIEWER.label, 1))] * 3]


def test_next_steps_name_heads_that_are_waited_for_before_their_own_step(scene):
    fill(scene.report(), by=scene.officers[0])
    fire(scene.report(), "send", by=scene.officers[0])

    found = upcoming(scene.cycle, datetime(YEAR, 11, 1, tzinfo=TZ))

    assert [(one.label, one.units, one.heads_waiting) for one in found[:2]] == [
        ("trước hạn nộp 14 ngày", 2, 1),
        ("trước hạn nộp 7 ngày", 2, 0),
    ]


def test_next_steps_of_an_extended_unit_stand_by_themselves(scene):
    with clock.told_as(OPENED):
        longer = datetime(YEAR, 11, 24, tzinfo=TZ)
        extend(scene.obligation(), new_due_at=longer, reason="Thiên tai.", by=scene.reviewer)

    found = upcoming(scene.cycle, MORNING)

    assert [(one.at.astimezone(TZ).date().day, one.is_own, one.units) for one in found[:4]] == [
        (16, False, 1),
        (16, True, 1),
        (18, False, 1),
        (20, False, 1),
    ]


def test_next_steps_of_a_returned_report_follow_its_own_deadline(scene):
    report = walk(
        scene.report(), State.RETURNED, officer=scene.officers[0], head=scene.heads[0], reviewer=scene.reviewer
    )

    found = upcoming(scene.cycle, report.returned_at)

    assert [(one.label, one.units) for one in found] == [
        ("trước hạn bổ sung 3 ngày", 1),
        ("trước hạn bổ sung 1 ngày", 1),
        ("sau hạn bổ sung 1 ngày", 1),
    ]


# --- By hand ----------------------------------------------------------------------------------


def test_preview_is_the_letter_that_is_sent(client, scene):
    login(client, scene.reviewer)
    with clock.told_as(MORNING):
        shown = client.get(scene.url("remind_unit", scene.obligation().pk))
        client.post(scene.url("remind_unit", scene.obligation().pk))
        jobs.run_due()

    preview = {(one.user.email, one.words.subject, one.text) for one in shown.context["letters"]}
    assert preview == {(letter.to[0], letter.subject, letter.body) for letter in mail.outbox}
    assert len(preview) == 2
    assert all("theo đề nghị trực tiếp của Thẩm định" in text for _, _, text in preview)


def test_pressing_twice_reminds_once(client, scene):
    login(client, scene.reviewer)
    with clock.told_as(MORNING):
        client.post(scene.url("remind_unit", scene.obligation().pk))
        second = client.post(scene.url("remind_unit", scene.obligation().pk), follow=True)
        jobs.run_due()

    assert [str(m) for m in second.context["messages"]][-1].startswith("Đơn vị vừa được nhắc trực tiếp")
    assert len(mail.outbox) == 2
    assert set(Reminder.objects.values_list("step", "by_hand", "state")) == {
        (f"hand/{YEAR}-11-12T09", scene.reviewer.pk, "sent")
    }
    assert Event.objects.filter(kind="reminder.hand").count() == 1


PAUSES = [(timedelta(minutes=2), 2), (timedelta(minutes=9), 2), (timedelta(minutes=11), 4)]


@pytest.mark.parametrize(("later", "letters"), PAUSES)
def test_second_press_across_the_full_hour_is_held_back_for_ten_minutes(scene, later, letters):
    first = datetime(YEAR, 11, 12, 9, 59, 30, tzinfo=TZ)
    with clock.told_as(first):
        remind_one(scene.obligation(), by=scene.reviewer)
    with clock.told_as(first + later):
        if letters == 2:
            with pytest.raises(NotNeeded):
                remind_one(scene.obligation(), by=scene.reviewer)
        else:
            remind_one(scene.obligation(), by=scene.reviewer)
        jobs.run_due()

    assert len(mail.outbox) == letters


def test_unit_that_submitted_is_not_reminded_by_hand(client, scene):
    scene.submit()
    mail.outbox.clear()
    Job.objects.all().delete()
    login(client, scene.reviewer)

    shown = client.get(scene.url("remind_unit", scene.obligation().pk))
    client.post(scene.url("remind_unit", scene.obligation().pk))

    assert shown.context["refusal"] == "Đơn vị đã nộp báo cáo."
    assert Reminder.objects.count() == 0


def test_unit_without_people_says_so(client, scene):
    for member in (scene.officers[0], scene.heads[0]):
        member.memberships.update(valid_to=date(2024, 1, 1))
    login(client, scene.reviewer)

    shown = client.get(scene.url("remind_unit", scene.obligation().pk))

    assert shown.context["refusal"] == "Đơn vị chưa có cán bộ lập báo cáo hay lãnh đạo nào để nhắc."


def test_person_with_two_roles_is_shown_and_told_once(scene):
    grant(scene.officers[0], scene.tree[0], Role.HEAD)

    found = letters_for(scene.obligation(), by=scene.reviewer)

    assert sorted(one.user.full_name for one in found) == ["Chủ tịch 0", "Cán bộ 0"]


def test_returned_report_is_reminded_by_hand_in_its_own_words(scene):
    walk(scene.report(), State.RETURNED, officer=scene.officers[0], head=scene.heads[0], reviewer=scene.reviewer)

    found = letters_for(scene.obligation(), by=scene.reviewer)

    assert {one.words.subject for one in found} == {f"Nhắc bổ sung báo cáo năm {YEAR}"}


@pytest.mark.parametrize(("choice", "units"), [("Khối I", {0, 2}), ("Khối II", {1}), ("", {0, 1, 2})])
def test_block_is_reminded_without_those_who_submitted_and_once(client, db, choice, units):
    scene = Scene(4)
    scene.submit(3)
    Job.objects.all().delete()
    mail.outbox.clear()
    login(client, scene.reviewer)
    with clock.told_as(MORNING):
        shown = client.get(scene.url("remind_missing", khoi=choice))
        for _ in range(2):
            client.post(scene.url("remind_missing"), {"khoi": choice})
            jobs.run_due()

    expected = sorted(person.email for i in units for person in (scene.officers[i], scene.heads[i]))
    assert (shown.context["units"], shown.context["people"]) == (len(units), 2 * len(units))
    assert sorted(letter.to[0] for letter in mail.outbox) == expected


def test_block_leaves_out_a_unit_reminded_in_the_same_hour(scene):
    with clock.told_as(MORNING):
        remind_one(scene.obligation(0), by=scene.reviewer)
        ask_for_block(scene.cycle, None, by=scene.reviewer)
        jobs.run_due()

    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        person.email for person in (*scene.officers, *scene.heads)
    )


def test_job_for_a_block_that_ran_twice_doubles_nothing(scene):
    with clock.told_as(MORNING):
        ask_for_block(scene.cycle, None, by=scene.reviewer)
        jobs.run_due()
        Job.objects.filter(kind="reminder.block").update(state="waiting")
        jobs.run_due()

    assert len(mail.outbox) == 4


def test_unknown_block_is_not_found(client, scene):
    login(client, scene.reviewer)

    assert client.get(scene.url("remind_missing", khoi="Khối XX")).status_code == 404
    assert client.post(scene.url("remind_missing"), {"khoi": "x" * 999}).status_code == 404


def test_closed_cycle_offers_and_does_no_reminding(client, scene):
    scene.tick()
    mail.outbox.clear()
    close_cycle(scene.cycle, by=scene.reviewer)
    login(client, scene.reviewer)

    page = client.get(scene.url("reminders"))
    unit = client.get(scene.url("remind_unit", scene.obligation().pk))
    client.post(scene.url("remind_unit", scene.obligation().pk))
    client.post(scene.url("remind_missing"), {"khoi": ""})
    jobs.run_due()

    assert page.context["upcoming"] == []
    assert "remind_missing" not in page.content.decode() and "Nhắc mọi đơn vị" not in page.content.decode()
    assert len(page.context["lines"]) == 8
    assert unit.context["refusal"] == "Kỳ báo cáo đã khóa sổ."
    assert (mail.outbox, Reminder.objects.exclude(by_hand=None).count()) == ([], 0)


def test_cycle_closed_between_the_press_and_the_sending_skips_with_the_reason(scene):
    with clock.told_as(MORNING):
        remind_one(scene.obligation(), by=scene.reviewer)
        close_cycle(scene.cycle, by=scene.reviewer)
        jobs.run_due()

    assert set(Reminder.objects.values_list("state", "why")) == {("skipped", "Kỳ báo cáo đã khóa sổ.")}


def test_missing_page_leads_to_reminding_each_unit_and_block(client, scene):
    login(client, scene.reviewer)

    body = client.get(scene.url("missing")).content.decode()

    assert body.count(scene.url("remind_unit", scene.obligation().pk)) == 1
    assert body.count(scene.url("remind_missing")) == 2


def test_hand_step_is_the_hour_in_viet_nam():
    assert hand_step(datetime(2026, 11, 12, 23, 59, tzinfo=TZ)) == "hand/2026-11-12T23"
