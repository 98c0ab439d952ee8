"""Failed work in the background: seen by the portal's administrator, run again by a press, never twice."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal import jobs
from portal.models import Event, Job, Role
from tests.factories.portal import login, make_member, make_tree

pytestmark = pytest.mark.django_db
PAGE = "ground:jobs"


def failed(key: str, kind: str = "mail.send", **columns) -> Job:
    given = {"to": "a@b.example", "subject": "Nhắc <nộp>", "body": "Kính gửi"}
    columns = {"state": Job.State.FAILED, "attempts": 6, "last_error": "Connection refused", "args": given} | columns
    return Job.objects.create(key=key, kind=kind, run_after=timezone.now(), finished_at=timezone.now(), **columns)


@pytest.fixture
def administrator(client):
    login(client, make_member(make_tree(1).root, Role.ADMINISTRATOR))
    return client


def test_page_without_failures_says_so(administrator):
    assert "Không có việc nào hỏng" in administrator.get(reverse(PAGE)).content.decode()


def test_page_tells_what_failed_and_why(administrator):
    failed("mail:1")

    page = administrator.get(reverse(PAGE)).content.decode()

    assert "Gửi thư điện tử" in page
    assert "a@b.example – Nhắc &lt;nộp&gt;" in page
    assert "Connection refused" in page


def test_letter_is_sent_once_more_after_the_press(administrator, mailoutbox):
    job = failed("mail:1")

    for _ in range(2):
        administrator.post(reverse(PAGE), {"viec": job.pk})
    jobs.run_due()

    job.refresh_from_db()
    assert (job.state, job.attempts, [letter.to for letter in mailoutbox]) == (Job.State.DONE, 1, [["a@b.example"]])
    assert Event.objects.filter(kind="job.again").count() == 1


def test_all_letters_are_sent_once_more(administrator, mailoutbox):
    failed("mail:1")
    failed("mail:2")

    administrator.post(reverse(PAGE), {"viec": "tat-ca"})
    jobs.run_due()

    assert len(mailoutbox) == 2


def test_work_whose_failure_was_told_is_not_run_again(administrator):
    job = failed("summary", "summary.compile", args={"run": 1})

    page = administrator.post(reverse(PAGE), {"viec": job.pk}, follow=True)

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "Không có việc nào chạy lại được" in page.content.decode()


@pytest.mark.parametrize("asked", ["", "0", "x", "9" * 30, "-1"])
def test_nonsense_runs_nothing(administrator, asked):
    job = failed("mail:1")

    administrator.post(reverse(PAGE), {"viec": asked})

    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_page_is_closed_to_administrators_below_another(client):
    tree = make_tree(1)
    make_member(tree.root, Role.ADMINISTRATOR)
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    assert client.get(reverse(PAGE)).status_code == 404
