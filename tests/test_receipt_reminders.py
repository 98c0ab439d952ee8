"""Reminding of receipts: within the day, one and three working days after; every fault of the way there."""

import json
from collections import Counter
from datetime import date, datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from directives.models import Recipient
from directives.publishing import CitationLine, acknowledge, recall
from directives.reminders import letters_for, remind_one, steps_of, told_about
from portal import clock, jobs, reminders
from portal.models import CalendarDay, Event, Job, Message, Reminder, Role
from portal.people import end_role
from portal.reminders import NotNeeded
from portal.reorganisation import plan_end, plan_merge
from portal.worktime import TZ
from tests.factories.directives import make_published, receipt_of
from tests.factories.portal import act, decision, grant, login, make_member, make_tree, make_user

ISSUED = date(2026, 3, 2)  # a Monday
SENT = datetime(2026, 3, 2, 9, 0, tzinfo=TZ)


def at(day: int, hour: int = 8, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TZ)


class Scene:
    """One directive to two units, published on a Monday morning; the first unit has people, the second has none."""

    def __init__(self):
        self.tree = make_tree(2)
        self.clerk = make_member(self.tree.upper, Role.CLERK, "Văn thư")
        self.officer = make_member(self.tree[0], Role.OFFICER, "Cán bộ")
        self.head = make_member(self.tree[0], Role.HEAD, "Chủ tịch")
        self.viewer = make_member(self.tree[0], Role.VIEWER, "Người xem")
        with clock.told_as(SENT):
            self.paper = make_published(self.tree.upper, by=self.clerk, issued_on=ISSUED)
        Job.objects.all().delete()

    @property
    def receipt(self) -> Recipient:
        return receipt_of(self.paper, self.tree[0])

    def remind(self, moment: datetime) -> dict:
        out = StringIO()
        call_command("send_reminders", "--at", moment.isoformat(), stdout=out)
        return json.loads(out.getvalue().splitlines()[-1])

    def letters(self) -> Counter:
        return Counter(letter.to[0] for letter in mail.outbox)


@pytest.fixture
def scene(db):
    return Scene()


# --- when -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delivered", "due"),
    [
        (at(2, 9), [at(2, 16), at(3), at(5)]),
        (at(2, 15, 59), [at(2, 16), at(3), at(5)]),
        (at(2, 16), [at(3, 16), at(4), at(6)]),  # too late for that day
        (at(6, 10), [at(6, 16), at(9), at(11)]),  # Friday: the weekend is no working day
        (at(7, 10), [at(9, 16), at(10), at(12)]),  # Saturday
        (at(29, 10, month=4), [at(29, 16, month=4), at(4, month=5), at(6, month=5)]),  # before the holidays
    ],
)
def test_steps_fall_on_working_days(delivered, due):
    exceptions = {date(2026, 4, 30): "holiday", date(2026, 5, 1): "holiday"}

    assert [step.due_at for step in steps_of(delivered, exceptions)] == due


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (at(2, 15, 59), {}),
        (at(2, 16), {"officer": 1, "head": 1}),
        (at(3), {"officer": 1, "head": 1, "clerk": 1}),
        (at(5), {"officer": 1, "head": 1, "clerk": 1}),
    ],
)
def test_step_tells_those_who_receive_and_the_clerk_after_the_day(scene, moment, told):
    people = {"officer": scene.officer, "head": scene.head, "clerk": scene.clerk}

    scene.remind(moment)

    assert scene.letters() == {people[who].email: count for who, count in told.items()}


def test_every_step_in_its_time_is_sent_once(scene):
    answers = [scene.remind(moment) for moment in (at(2, 16), at(2, 16), at(3), at(4), at(5), at(20))]

    assert [(one["due"], one["sent"], one["superseded"]) for one in answers] == [
        (4, 4, 0),
        (0, 0, 0),
        (6, 6, 0),
        (0, 0, 0),
        (6, 6, 0),
        (0, 0, 0),
    ]


def test_missed_nights_are_caught_up_with_one_letter(scene):
    answer = scene.remind(at(9))

    assert answer == {"due": 6, "sent": 6, "superseded": 10, "skipped": 0, "failed": 0}
    assert scene.letters() == {scene.officer.email: 1, scene.head.email: 1, scene.clerk.email: 1}
    assert set(Reminder.objects.filter(state="superseded").values_list("step", flat=True)) == {
        "receipt/+0",
        "receipt/+1",
    }


def test_holiday_entered_later_moves_the_step_and_doubles_nothing(scene):
    scene.remind(at(2, 16))
    CalendarDay.objects.create(day=date(2026, 3, 3), kind="holiday", name="Nghỉ")

    on_the_holiday = scene.remind(at(3))
    after_it = scene.remind(at(4))

    assert (on_the_holiday["due"], after_it["due"]) == (0, 6)


def test_paper_of_long_ago_wakes_nobody(scene):
    assert scene.remind(at(2, month=5))["due"] == 0


# --- who is still asked ---------------------------------------------------------------------


def test_acknowledged_unit_is_left_alone(scene):
    acknowledge(scene.receipt, by=scene.officer)

    assert scene.remind(at(2, 16))["due"] == 0


def test_receipt_is_read_again_when_the_letter_goes(scene):
    with clock.told_as(at(2, 16)):
        reminders.tick()
    acknowledge(scene.receipt, by=scene.officer)

    jobs.run_due()

    assert mail.outbox == []
    assert {(r.state, r.why) for r in Reminder.objects.all()} == {("skipped", "Đơn vị đã xác nhận đã nhận văn bản.")}


def test_recalled_paper_is_asked_for_no_more(scene):
    with clock.told_as(at(2, 16)):
        reminders.tick()
    recall(scene.paper, by=scene.clerk, reason="Ghi nhầm ngày họp")
    Job.objects.filter(kind="directive.deliver").delete()

    jobs.run_due()
    later = scene.remind(at(3))

    assert {r.why for r in Reminder.objects.all()} == {"Văn bản đã được thu hồi."}
    assert (mail.outbox, later["due"]) == ([], 0)


def test_replaced_paper_is_asked_for_no_more(scene):
    with clock.told_as(at(2, 16)):
        reminders.tick()
    line = CitationLine("Công văn", "12/CĐVC-TG", ISSUED, relation="replaces")
    make_published(scene.tree.upper, by=scene.clerk, number="13/CĐVC-TG", issued_on=date(2026, 3, 3), citations=(line,))
    Job.objects.exclude(kind="reminder.send").delete()

    jobs.run_due()

    assert {r.why for r in Reminder.objects.all()} == {"Văn bản không còn hiệu lực."}
    with pytest.raises(NotNeeded):
        letters_for(scene.receipt, by=scene.clerk)


def test_person_whose_role_ended_between_claim_and_letter_gets_none(scene):
    with clock.told_as(at(2, 16)):
        reminders.tick()
    end_role(scene.officer.memberships.get(), by=None, on=date(2026, 3, 1))

    jobs.run_due()

    assert scene.letters() == {scene.head.email: 1}


def test_unit_without_people_is_told_when_it_has_some(scene):
    scene.remind(at(2, 16))
    newcomer = make_member(scene.tree[1], Role.OFFICER)
    mail.outbox.clear()

    scene.remind(at(2, 17))

    assert scene.letters() == {newcomer.email: 1}


def test_closed_account_is_told_nothing(scene):
    scene.officer.is_active = False
    scene.officer.save()

    scene.remind(at(2, 16))

    assert scene.letters() == {scene.head.email: 1}


def test_heir_is_asked_for_the_unit_that_was_merged_into_it(scene):
    act(plan_merge([scene.tree[0]], into=scene.tree[1], effective_on=date(2026, 3, 1), decision=decision()))
    heir = make_member(scene.tree[1], Role.OFFICER, "Cán bộ kế thừa")

    scene.remind(at(2, 16))

    told = {letter.subject for letter in mail.outbox}
    reasons = sorted(r.why for r in Reminder.objects.filter(channel="mail"))
    assert scene.letters() == {heir.email: 2}
    assert told == {"Đề nghị xác nhận đã nhận Công văn số 12/CĐVC-TG"}
    assert "Công đoàn Cơ quan 2, đơn vị kế thừa Công đoàn Cơ quan 1" in reasons[1]


def test_ended_unit_without_heir_is_asked_by_nobody_and_named_to_the_clerk(scene, client):
    act(plan_end([scene.tree[0]], effective_on=date(2026, 3, 1), decision=decision()))

    answer = scene.remind(at(2, 16))
    page = login(client, scene.clerk).get(reverse("directives:recipients", args=[scene.paper.pk]) + "?loc=da-ket-thuc")

    assert answer["due"] == 0
    assert "không có đơn vị kế thừa để nhắc" in page.text


# --- the digest -----------------------------------------------------------------------------


def test_clerk_gets_one_digest_with_the_names_of_the_moment(scene):
    acknowledge(scene.receipt, by=scene.officer)

    scene.remind(at(3))

    letter = mail.outbox[0]
    assert letter.to == [scene.clerk.email]
    assert letter.subject == "Còn 1/2 đơn vị chưa xác nhận Công văn số 12/CĐVC-TG"
    assert "- Công đoàn Cơ quan 2" in letter.body
    assert "Công đoàn Cơ quan 1" not in letter.body
    assert len(mail.outbox) == 1


def test_administrator_gets_the_digest_where_there_is_no_clerk(scene):
    end_role(scene.clerk.memberships.get(), by=None, on=date(2026, 3, 1))
    administrator = make_member(scene.tree.upper, Role.ADMINISTRATOR)

    scene.remind(at(3))

    assert scene.letters()[administrator.email] == 1


def test_digest_is_dropped_when_everybody_has_acknowledged(scene):
    newcomer = make_member(scene.tree[1], Role.OFFICER)
    with clock.told_as(at(3)):
        reminders.tick()
    acknowledge(scene.receipt, by=scene.officer)
    acknowledge(receipt_of(scene.paper, scene.tree[1]), by=newcomer)

    jobs.run_due()

    assert mail.outbox == []
    assert set(Reminder.objects.exclude(state="superseded").values_list("state", flat=True)) == {"skipped"}


# --- faults ---------------------------------------------------------------------------------


def test_worker_that_dies_between_claim_and_letter_loses_and_doubles_nothing(scene):
    with clock.told_as(at(2, 16)):
        reminders.tick()
    job = Job.objects.filter(kind="reminder.send").order_by("pk").first()
    jobs.claim(job.pk)  # and the worker is gone
    Job.objects.filter(pk=job.pk).update(lease_until=at(1))

    jobs.run_due()
    jobs.run_due()

    assert Reminder.objects.filter(state="sent").count() == 4
    assert scene.letters() == {scene.officer.email: 1, scene.head.email: 1}


def test_two_ticks_at_once_claim_each_line_once(scene):
    with clock.told_as(at(2, 16)):
        first, second = reminders.tick(), reminders.tick()

    assert (first["due"], second["due"]) == (4, 0)
    assert Job.objects.filter(kind="reminder.send").count() == 4


def test_dead_mail_server_is_written_down_and_shown(scene, client, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    with clock.told_as(at(2, 16)):
        reminders.tick()
    Job.objects.filter(kind="reminder.send").update(max_attempts=1)

    jobs.run_due()

    told = told_about([scene.receipt.pk])[scene.receipt.pk]
    assert set(Reminder.objects.values_list("channel", "state")) == {("mail", "failed"), ("portal", "sent")}
    assert (told.state, told.times) == ("sent", 1)


# --- by hand --------------------------------------------------------------------------------


def test_reminding_by_hand_shows_the_very_letter_first(scene, client):
    page = reverse("directives:remind", args=[scene.paper.pk, scene.receipt.pk])
    login(client, scene.clerk)

    shown = client.get(page)
    client.post(page)
    jobs.run_due()

    letters = {letter.user.email: letter.text for letter in shown.context["letters"]}
    assert letters == {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(letters) == {scene.officer.email, scene.head.email}
    assert "theo đề nghị trực tiếp của Văn thư, Công đoàn Viên chức Việt Nam" in letters[scene.officer.email]
    assert Event.objects.filter(kind="reminder.hand").count() == 1


def test_second_press_within_the_hour_sends_nothing(scene):
    remind_one(scene.receipt, by=scene.clerk)

    with pytest.raises(NotNeeded) as refusal:
        remind_one(scene.receipt, by=scene.clerk)

    assert "mỗi giờ chỉ nhắc một lần" in str(refusal.value)
    assert Reminder.objects.count() == 4


@pytest.mark.parametrize("why", ["acknowledged", "recalled", "nobody"])
def test_nobody_is_reminded_by_hand_of_what_is_not_due(scene, client, why):
    receipt = scene.receipt
    if why == "acknowledged":
        acknowledge(receipt, by=scene.officer)
    elif why == "recalled":
        recall(scene.paper, by=scene.clerk, reason="Ghi nhầm ngày họp")
    else:
        receipt = receipt_of(scene.paper, scene.tree[1])

    page = login(client, scene.clerk).post(reverse("directives:remind", args=[scene.paper.pk, receipt.pk]), follow=True)

    words = {"acknowledged": "Đơn vị đã xác nhận", "recalled": "đã được thu hồi", "nobody": "chưa có cán bộ, lãnh đạo"}
    assert words[why] in page.text
    assert Reminder.objects.count() == 0


def test_receipt_of_another_paper_is_not_reminded_here(scene, client):
    other = make_published(scene.tree.upper, by=scene.clerk, number="13/CĐVC-TG")

    answer = login(client, scene.clerk).get(reverse("directives:remind", args=[other.pk, scene.receipt.pk]))

    assert answer.status_code == 404


def test_letter_to_one_who_is_officer_and_head_is_one(scene):
    both = make_user("Kiêm nhiệm")
    grant(both, scene.tree[1], Role.OFFICER)
    grant(both, scene.tree[1], Role.HEAD)

    letters = letters_for(receipt_of(scene.paper, scene.tree[1]), by=scene.clerk)

    assert [letter.user for letter in letters] == [both]


# --- the issuer's page ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "units"),
    [
        ("da-nhac", ["Công đoàn Cơ quan 1"]),
        ("chua-nhac", ["Công đoàn Cơ quan 2"]),
        ("chua-xac-nhan", ["Công đoàn Cơ quan 1", "Công đoàn Cơ quan 2"]),
    ],
)
def test_page_of_recipients_is_narrowed_by_reminders(scene, client, chosen, units):
    scene.remind(at(2, 16))

    page = login(client, scene.clerk).get(reverse("directives:recipients", args=[scene.paper.pk]) + f"?loc={chosen}")

    assert [receipt.unit_name for receipt in page.context["page"]] == units


def test_page_of_recipients_says_how_each_was_reminded(scene, client):
    scene.remind(at(2, 16))
    scene.remind(at(3))

    page = login(client, scene.clerk).get(reverse("directives:recipients", args=[scene.paper.pk]))

    first, second = page.context["page"]
    assert (first.told.times, first.told.label) == (2, "sau ngày nhận 1 ngày làm việc")
    assert (second.told, second.may_be_told) == (None, False)
    assert "Chưa có ai nhận văn bản cho đơn vị trên cổng" in page.text


@pytest.mark.parametrize("units", [1, 3])
def test_page_of_recipients_costs_the_same_for_one_and_three(db, client, django_assert_num_queries, units):
    tree = make_tree(units)
    clerk = make_member(tree.upper, Role.CLERK)
    for unit in tree.units:
        make_member(unit, Role.OFFICER)
    paper = make_published(tree.upper, by=clerk)
    login(client, clerk)

    with django_assert_num_queries(11):
        client.get(reverse("directives:recipients", args=[paper.pk]))


def test_messages_stand_in_the_portal_too(scene):
    scene.remind(at(2, 16))

    notice = Message.objects.get(user=scene.officer)
    assert notice.url == reverse("directives:detail", args=[scene.paper.pk])
