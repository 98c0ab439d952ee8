"""The ledger of reminders: which step, to whom, and every fault: missed nights, second runs, crashes, dead mail."""

import json
import threading
from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal import clock, jobs, reminders
from portal.models import Job, Message, Reminder, Role, User
from portal.people import end_role
from portal.reorganisation import plan_end
from portal.text import format_date, weekday_name
from portal.worktime import TZ, due_instant, today
from reports.closing import close_cycle
from reports.models import Cycle, Obligation, Report, State
from reports.obligations import amend, extend
from tests.factories.portal import act, decision, grant, make_member, make_tree
from tests.factories.reports import fill, fire, make_cycle, report_of, submit, walk

YEAR = 2025  # the last on-time day is Wednesday 19/11/2025: every step lies in the past, where acts may be told
OPENED = datetime(YEAR, 9, 15, 9, 0, tzinfo=TZ)
STEPS = (-30, -14, -7, -3, -1, 1, 3, 7)


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TZ)


def step_day(offset: int) -> date:
    return date(YEAR, 11, 19) + timedelta(days=offset)


class Scene:
    """One upper union with two affiliated ones in the cycle of YEAR, opened in September."""

    def __init__(self):
        self.tree = make_tree(2)
        self.officer = make_member(self.tree[0], Role.OFFICER, "Cán bộ")
        self.head = make_member(self.tree[0], Role.HEAD, "Chủ tịch")
        self.reviewer = make_member(self.tree.upper, Role.REVIEWER, "Thẩm định")
        with clock.told_as(OPENED):
            self.cycle = make_cycle(self.tree.upper, by=self.reviewer, year=YEAR)
        Job.objects.all().delete()

    @property
    def report(self):
        return report_of(self.cycle, self.tree[0])

    @property
    def obligation(self) -> Obligation:
        return self.report.obligation

    def remind(self, moment: datetime) -> dict:
        out = StringIO()
        call_command("send_reminders", "--at", moment.isoformat(), stdout=out)
        return json.loads(out.getvalue().splitlines()[-1])

    def submit(self):
        return submit(self.report, officer=self.officer, head=self.head)


@pytest.fixture
def scene(db):
    return Scene()


def letters() -> Counter:
    return Counter(letter.to[0] for letter in mail.outbox)


# Who is told at each step while nothing is sent (by hand, from the issue): officer always, head from 7 days on,
# the reviewer after the deadline.
TOLD = {
    -30: {"officer"},
    -14: {"officer"},
    -7: {"officer", "head"},
    -3: {"officer", "head"},
    -1: {"officer", "head"},
    1: {"officer", "head", "reviewer"},
    3: {"officer", "head", "reviewer"},
    7: {"officer", "head", "reviewer"},
}


@pytest.mark.parametrize("offset", STEPS)
def test_step_tells_whom_the_table_says(scene, offset):
    people = {"officer": scene.officer, "head": scene.head, "reviewer": scene.reviewer}

    scene.remind(at(step_day(offset)))

    expected = {people[who].email: 1 for who in TOLD[offset]}
    assert letters() == expected


@pytest.mark.parametrize("offset", STEPS)
def test_step_is_due_at_eight_and_not_a_minute_earlier(scene, offset):
    step = f"{YEAR}-11-19/{offset:+d}"

    scene.remind(at(step_day(offset), 7, 59))
    before = Reminder.objects.filter(step=step).count()
    scene.remind(at(step_day(offset), 8, 0))

    assert before == 0
    assert Reminder.objects.filter(step=step, state="sent", user=scene.officer).count() == 2


def test_second_run_at_the_same_instant_sends_nothing(scene):
    moment = at(step_day(-7))

    first = scene.remind(moment)
    second = scene.remind(moment)

    assert first == {"due": 4, "sent": 4, "superseded": 4, "skipped": 0, "failed": 0}
    assert second == {"due": 0, "sent": 0, "superseded": 0, "skipped": 0, "failed": 0}


def test_missed_nights_lose_the_newest_step_never_and_supersede_the_older(scene):
    scene.remind(at(step_day(-30)))
    mail.outbox.clear()

    outcome = scene.remind(at(step_day(-3)) + timedelta(hours=20))

    states = dict(
        Reminder.objects.filter(user=scene.officer, channel="mail", subject_type="reports.obligation").values_list(
            "step", "state"
        )
    )
    assert outcome["sent"] == 4
    assert letters() == {scene.officer.email: 1, scene.head.email: 1}
    assert states == {
        f"{YEAR}-11-19/-30": "sent",
        f"{YEAR}-11-19/-14": "superseded",
        f"{YEAR}-11-19/-7": "superseded",
        f"{YEAR}-11-19/-3": "sent",
    }


def test_unit_that_submitted_is_not_reminded(scene):
    scene.submit()

    outcome = scene.remind(at(step_day(-1)))

    assert outcome["due"] == 0


def test_unit_that_submits_between_claim_and_sending_is_skipped_with_the_reason(scene):
    with clock.told_as(at(step_day(-7))):
        reminders.tick()
    scene.submit()

    jobs.run_due()

    rows = Reminder.objects.filter(user=scene.officer, step=f"{YEAR}-11-19/-7")
    assert set(rows.values_list("state", "why")) == {("skipped", "Đơn vị đã nộp báo cáo.")}
    assert [letter for letter in mail.outbox if "Nhắc" in letter.subject] == []


def test_crash_between_claim_and_sending_is_repaired_when_the_lease_ends(scene):
    with clock.told_as(at(step_day(-7))):
        reminders.tick()
    job = Job.objects.filter(kind="reminder.send").earliest("pk")
    held = jobs.claim(job.pk)

    at_once = jobs.claim(job.pk)
    later = jobs.claim(job.pk, now=timezone.now() + jobs.LEASE + timedelta(minutes=1))

    assert (held is not None, at_once, later is not None) == (True, None, True)


def test_crash_after_the_letter_went_out_settles_once(scene):
    with clock.told_as(at(step_day(-30))):
        reminders.tick()
        jobs.run_due()
    row = Reminder.objects.get(user=scene.officer, channel="mail")
    job = Job.objects.get(key=f"reminder:{row.pk}")
    Job.objects.filter(pk=job.pk).update(state="waiting", run_after=timezone.now() - timedelta(minutes=1))

    jobs.run_due()

    assert letters() == {scene.officer.email: 1}


def test_unit_that_ended_is_not_told_any_more(scene):
    with clock.told_as(at(step_day(-7))):
        reminders.tick()
    act(plan_end([scene.tree[0]], effective_on=date(YEAR, 11, 13), decision=decision()))

    jobs.run_due()

    assert set(Reminder.objects.filter(user=scene.officer).exclude(state="superseded").values_list("state", "why")) == {
        ("skipped", "Người nhận không còn giữ vai trò ở đơn vị.")
    }
    assert letters() == {scene.reviewer.email: 1}, "the one letter tells the department that the unit has ended"


def test_person_whose_role_ended_meanwhile_is_skipped(scene):
    with clock.told_as(at(step_day(-7))):
        reminders.tick()
    membership = scene.officer.memberships.get()
    end_role(membership, on=date(YEAR, 11, 13), by=make_member(scene.tree.upper, Role.ADMINISTRATOR))

    jobs.run_due()

    assert letters() == {scene.head.email: 1}


def test_person_with_two_roles_gets_one_letter(scene):
    grant(scene.officer, scene.tree[0], Role.HEAD)

    scene.remind(at(step_day(-7)))

    assert letters()[scene.officer.email] == 1


@pytest.mark.parametrize("cause", ["exempt", "ended"])
def test_unit_without_the_duty_is_not_reminded(scene, cause):
    amend(scene.obligation, cause=cause, reason="Theo quyết định.", by=scene.reviewer)

    outcome = scene.remind(at(step_day(-1)))

    assert outcome["due"] == 0


def test_closed_cycle_reminds_nobody(scene):
    close_cycle(scene.cycle, by=scene.reviewer)

    outcome = scene.remind(at(step_day(-1)))

    assert outcome["due"] == 0


def test_extension_counts_from_its_own_last_day(scene):
    longer = at(date(YEAR, 11, 30), 0)
    with clock.told_as(OPENED):
        extend(scene.obligation, new_due_at=longer, reason="Thiên tai.", by=scene.reviewer)

    on_old_step = scene.remind(at(step_day(-1)))
    on_own_step = scene.remind(at(date(YEAR, 11, 28)))

    own = f"{YEAR}-11-29/-1"
    assert on_old_step["sent"] == 0 or not Reminder.objects.filter(step=f"{YEAR}-11-19/-1").exists()
    assert Reminder.objects.filter(step=own, user=scene.officer, state="sent").count() == 2
    assert on_own_step["sent"] >= 4


def test_cycle_opened_late_does_not_send_the_steps_before_it(db):
    scene = Scene()
    Cycle.objects.update(opened_at=at(step_day(-5)))

    on_the_day = scene.remind(at(step_day(-4)))
    next_step = scene.remind(at(step_day(-3)))

    assert on_the_day == {"due": 0, "sent": 0, "superseded": 0, "skipped": 0, "failed": 0}
    assert (next_step["sent"], next_step["superseded"]) == (4, 0)


def test_words_fit_a_report_not_begun_written_or_waiting(scene):
    scene.remind(at(step_day(-14)))
    fill(scene.report, by=scene.officer)
    scene.remind(at(step_day(-7)))
    fire(scene.report, "send", by=scene.officer)
    scene.remind(at(step_day(-3)))

    subjects = [letter.subject for letter in mail.outbox if letter.to == [scene.officer.email]]

    assert subjects == [
        f"Nhắc nộp báo cáo công tác dân vận năm {YEAR}",
        f"Báo cáo năm {YEAR} đã soạn xong nhưng chưa gửi",
        f"Báo cáo năm {YEAR} đang chờ lãnh đạo xác nhận",
    ]


def test_head_is_told_from_the_first_step_on_while_the_report_waits_for_them(scene):
    fill(scene.report, by=scene.officer)
    fire(scene.report, "send", by=scene.officer)

    scene.remind(at(step_day(-30)))

    assert letters() == {scene.officer.email: 1, scene.head.email: 1}


def test_letter_says_the_deadline_in_both_forms_and_why_it_came(scene):
    scene.remind(at(step_day(-7)))

    body = next(letter.body for letter in mail.outbox if letter.to == [scene.officer.email])

    assert "trước ngày 20 tháng 11" in body
    assert f"19/11/{YEAR}" in body
    assert "Đồng chí nhận nhắc việc này vì là cán bộ lập báo cáo của Công đoàn Cơ quan 1" in body
    assert "trước hạn nộp 7 ngày" in body


def test_portal_channel_leaves_a_message(scene):
    scene.remind(at(step_day(-7)))

    assert Message.objects.filter(user=scene.officer).count() == 1


def test_overdue_letter_says_until_when_the_grace_lasts(scene):
    last = format_date(scene.cycle.grace_until - timedelta(seconds=1))

    scene.remind(at(step_day(1)))
    within = [letter.body for letter in mail.outbox if letter.to == [scene.officer.email]]
    mail.outbox.clear()
    scene.remind(at(step_day(7)))
    after = [letter.body for letter in mail.outbox if letter.to == [scene.officer.email]]

    words = "thì được ghi là nộp trong thời gian gia hạn chung."
    assert [words in body and last in body for body in within] == [True]
    assert [words in body for body in after] == [False]


def test_reviewer_gets_one_digest_for_all_missing_units(scene):
    scene.remind(at(step_day(1)))

    bodies = [letter.body for letter in mail.outbox if letter.to == [scene.reviewer.email]]

    assert len(bodies) == 1
    assert "Còn 2 đơn vị chưa nộp" in bodies[0]


def test_returned_report_is_reminded_of_its_own_deadline(scene):
    report = walk(scene.report, State.RETURNED, officer=scene.officer, head=scene.head, reviewer=scene.reviewer)
    last_day = today() + timedelta(days=4)
    Report.objects.filter(pk=report.pk).update(return_due_at=due_instant(last_day))
    mail.outbox.clear()

    scene.remind(due_instant(last_day) - timedelta(days=1))

    letters = {letter.subject: letter.body for letter in mail.outbox if letter.to == [scene.officer.email]}
    told = letters[f"Nhắc bổ sung báo cáo năm {YEAR}"]
    assert f"Hạn bổ sung: hết ngày {weekday_name(last_day)} {format_date(last_day)} (còn " in told


class DeadServer:
    """A mail server that is down."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, letters):
        raise ConnectionRefusedError("mail server is down")


def test_dead_mail_server_is_tried_again_with_growing_pauses_and_then_shown_as_failed(scene, settings):
    settings.EMAIL_BACKEND = "tests.test_reminders.DeadServer"
    outcome = scene.remind(at(step_day(-30)))
    row = Reminder.objects.get(user=scene.officer, channel="mail")
    job = Job.objects.get(key=f"reminder:{row.pk}")
    pauses = []
    while job.state == Job.State.WAITING:
        pauses.append(job.run_after - timezone.now())
        Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(seconds=1))
        jobs.run(job.pk)
        job.refresh_from_db()

    row.refresh_from_db()
    assert (outcome["sent"], outcome["failed"]) == (1, 1)  # the portal's own notice arrived
    assert pauses == sorted(pauses)
    assert (job.attempts, row.state) == (job.max_attempts, Reminder.State.FAILED)
    assert "mail server is down" in row.why


def test_mail_server_that_comes_back_gets_the_letter_once(scene, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.test_reminders.DeadServer"
    scene.remind(at(step_day(-30)))
    settings.EMAIL_BACKEND = working
    Job.objects.filter(state="waiting").update(run_after=timezone.now() - timedelta(seconds=1))

    with clock.told_as(at(step_day(-30))):
        jobs.run_due()

    assert letters() == {scene.officer.email: 1}


def test_command_counts_what_a_worker_sends_beside_it(scene, monkeypatch):
    taken = []

    def taken_by_a_worker(job_id):
        Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING, lease_until=clock.now() + timedelta(minutes=9))
        taken.append(job_id)

    def settled_meanwhile(_):
        for job in Job.objects.filter(pk__in=taken):
            Reminder.objects.filter(pk=job.args["reminder"]).update(state=Reminder.State.SENT)
        Job.objects.filter(pk__in=taken).update(state=Job.State.DONE)

    monkeypatch.setattr("reports.management.commands.send_reminders.jobs.run", taken_by_a_worker)
    monkeypatch.setattr("reports.management.commands.send_reminders.time.sleep", settled_meanwhile)

    told = scene.remind(at(step_day(-30)))

    assert (told["sent"], told["failed"]) == (told["due"], 0)
    assert told["due"] > 0


@pytest.mark.parametrize("bad", ["ngày mai", "2026-13-01", "08:00"])
def test_command_refuses_an_instant_that_it_does_not_understand(db, bad):
    with pytest.raises(CommandError):
        call_command("send_reminders", "--at", bad)


def test_command_reads_a_naive_instant_as_vietnamese_time(scene):
    out = StringIO()

    call_command("send_reminders", "--at", f"{YEAR}-10-20T08:00", stdout=out)

    assert json.loads(out.getvalue().splitlines()[-1])["sent"] == 2


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_double_nothing():
    scene = Scene()
    barrier = threading.Barrier(2)
    faults = []

    def tick():
        try:
            barrier.wait(timeout=20)
            reminders.tick(at(step_day(-7)))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with clock.told_as(at(step_day(-7))):
        jobs.run_due()

    assert faults == []
    assert letters() == {scene.officer.email: 1, scene.head.email: 1}
    assert User.objects.filter(reminders__state="claimed").count() == 0


def claim_at(moment: datetime) -> None:
    with clock.told_as(moment):
        reminders.tick()


def send_at(moment: datetime) -> None:
    with clock.told_as(moment):
        jobs.run_due()


def told(scene, step: str) -> set:
    return set(Reminder.objects.filter(user=scene.officer, step=step).values_list("state", "why"))


def test_step_that_waited_until_the_next_one_came_is_overtaken(scene):
    claim_at(at(step_day(-3)))
    claim_at(at(step_day(-1)))

    send_at(at(step_day(-1), 9))

    assert letters() == {scene.officer.email: 1, scene.head.email: 1}
    assert told(scene, f"{YEAR}-11-19/-3") == {
        ("superseded", "Lần nhắc sau đã đến hạn trước khi lần này gửi được."),
    }


def test_extension_given_between_claim_and_sending_holds_the_old_step_back(scene):
    claim_at(at(step_day(-3)))
    with clock.told_as(OPENED):
        extend(scene.obligation, new_due_at=at(date(YEAR, 12, 1), 0), reason="Thiên tai.", by=scene.reviewer)

    send_at(at(step_day(-3)))

    assert told(scene, f"{YEAR}-11-19/-3") == {
        ("skipped", "Thời hạn của đơn vị đã thay đổi; việc nhắc tính theo thời hạn mới."),
    }


def test_head_is_not_told_early_of_a_report_that_was_withdrawn_meanwhile(scene):
    fill(scene.report, by=scene.officer)
    fire(scene.report, "send", by=scene.officer)
    claim_at(at(step_day(-30)))
    fire(scene.report, "withdraw", by=scene.officer)
    Job.objects.exclude(kind="reminder.send").delete()

    send_at(at(step_day(-30)))

    assert letters() == {scene.officer.email: 1}


def test_returned_report_that_waits_for_its_head_is_still_reminded(scene):
    report = walk(scene.report, State.RETURNED, officer=scene.officer, head=scene.head, reviewer=scene.reviewer)
    Report.objects.filter(pk=report.pk).update(state=State.AWAITING_CERTIFICATION)
    Job.objects.all().delete()
    mail.outbox.clear()

    scene.remind(report.return_due_at - timedelta(days=1))

    assert {letter.subject for letter in mail.outbox if letter.to == [scene.head.email]} == {
        f"Bản bổ sung báo cáo năm {YEAR} đang chờ lãnh đạo xác nhận"
    }


def test_returned_report_is_left_alone_after_its_last_step(scene):
    report = walk(scene.report, State.RETURNED, officer=scene.officer, head=scene.head, reviewer=scene.reviewer)
    Job.objects.all().delete()
    scene.remind(report.return_due_at + timedelta(days=2))
    mail.outbox.clear()

    again = scene.remind(report.return_due_at + timedelta(days=9))

    assert [letter for letter in mail.outbox if letter.to == [scene.officer.email]] == []
    assert Reminder.objects.filter(step__startswith="return/", step__endswith="/+1", state="sent").count() == 4
    assert again["failed"] == 0


def test_reviewer_who_comes_after_the_last_digest_gets_no_old_one(scene):
    scene.remind(at(step_day(7)))
    late = make_member(scene.tree.upper, Role.REVIEWER, "Người mới")
    mail.outbox.clear()

    scene.remind(at(step_day(40)))

    assert letters()[late.email] == 0
