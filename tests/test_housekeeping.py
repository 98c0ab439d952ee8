"""What piles up is removed, and nothing that anything points at."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from directives.models import DirectiveFile
from directives.programmes import remove_occurrence
from directives.publishing import save_draft
from portal.files import store_bytes
from portal.housekeeping import JOBS_KEPT, UPLOADS_KEPT, tidy
from portal.models import Job, Role, StoredFile
from reports.models import SummaryRun
from tests.factories.directives import make_content, make_draft
from tests.factories.portal import make_member, make_tree
from tests.factories.programmes import hold, make_activity, make_programme
from tests.factories.reports import make_cycle

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - max(JOBS_KEPT, UPLOADS_KEPT) - timedelta(days=1)


def make_job(key: str, state: str, finished_at) -> Job:
    return Job.objects.create(key=key, kind="mail.send", state=state, run_after=LONG_AGO, finished_at=finished_at)


def old_file(name: str) -> StoredFile:
    kept = store_bytes(b"%PDF-1.4 text", name=name)
    StoredFile.objects.filter(pk=kept.pk).update(stored_at=LONG_AGO)
    return kept


def test_ended_sessions_go_and_others_stay():
    Session.objects.create(session_key="a", session_data="", expire_date=timezone.now() - timedelta(seconds=1))
    Session.objects.create(session_key="b", session_data="", expire_date=timezone.now() + timedelta(hours=1))

    assert tidy()["sessions"] == 1
    assert list(Session.objects.values_list("session_key", flat=True)) == ["b"]


def test_only_jobs_done_long_ago_go():
    make_job("done", Job.State.DONE, LONG_AGO)
    make_job("failed", Job.State.FAILED, LONG_AGO)
    make_job("new", Job.State.DONE, timezone.now())
    make_job("waiting", Job.State.WAITING, None)

    assert tidy()["jobs"] == 1
    assert set(Job.objects.values_list("key", flat=True)) == {"failed", "new", "waiting"}


def test_job_of_a_run_stays_as_long_as_the_run():
    tree = make_tree(1)
    reviewer = make_member(tree.upper, Role.REVIEWER)
    job = make_job("run", Job.State.DONE, LONG_AGO)
    SummaryRun.objects.create(cycle=make_cycle(tree.upper, by=reviewer), number=1, job=job)

    assert tidy()["jobs"] == 0
    assert Job.objects.filter(pk=job.pk).exists()


def test_upload_that_nobody_kept_goes_with_its_bytes():
    lost, new = old_file("cu.pdf"), store_bytes(b"%PDF-1.4 text", name="moi.pdf")
    storage, name = lost.file.storage, lost.file.name

    assert tidy()["files"] == 1
    assert (storage.exists(name), new.file.storage.exists(new.file.name)) == (False, True)


def test_file_of_a_paper_stays_for_ever():
    tree = make_tree(1)
    kept = old_file("van-ban.pdf")
    draft = make_draft(tree.upper, by=make_member(tree.upper, Role.CLERK))
    DirectiveFile.objects.bulk_create([DirectiveFile(directive=draft, file=kept)])

    assert tidy() == {"sessions": 0, "jobs": 0, "files": 0}
    assert kept.file.storage.exists(kept.file.name)


def test_file_that_was_saved_once_stays_though_it_was_taken_out():
    tree = make_tree(1)
    clerk = make_member(tree.upper, Role.CLERK)
    pictures = [old_file("anh-cu.png"), old_file("anh-khac.png")]
    activity = make_activity(make_programme(tree.upper, by=clerk), by=clerk)
    held = hold(activity, by=clerk, files=(pictures[0],))
    draft = make_draft(tree.upper, by=clerk, files=(pictures[1],))
    remove_occurrence(held, by=clerk, seen=0)
    save_draft(draft, make_content(), by=clerk, seen=0)

    assert tidy()["files"] == 0
    assert [one.file.storage.exists(one.file.name) for one in pictures] == [True, True]


def test_second_time_finds_nothing():
    make_job("done", Job.State.DONE, LONG_AGO)
    old_file("cu.pdf")

    tidy()

    assert tidy() == {"sessions": 0, "jobs": 0, "files": 0}
