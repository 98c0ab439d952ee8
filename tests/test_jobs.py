"""The outbox: claimed by one, done once, tried again with growing pauses, and never lost."""

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from portal import jobs
from portal.models import Job, User
from tests.factories.portal import make_user


@pytest.fixture
def kind():
    """A kind of job registered for one test: set `kind.handler` to what it does; `kind.failed` tells on_failure."""

    class Registered:
        name = "test.deed"
        runs = 0
        failed = []

        def handler(self, claim):
            pass

    made = Registered()
    made.failed = []

    def run(claim):
        made.runs += 1
        made.handler(claim)

    jobs.handles(made.name, label="Việc thử", max_attempts=3, on_failure=lambda job: made.failed.append(job.key))(run)
    yield made
    del jobs.KINDS[made.name]


def post(kind, key="k", **options):
    return jobs.enqueue(kind.name, key, **options)


def later(job, **span):
    """As if so much time had passed for this job: its instants lie further back."""
    job.refresh_from_db()
    for field in ("run_after", "lease_until", "handed_over_at"):
        if getattr(job, field):
            setattr(job, field, getattr(job, field) - timedelta(**span))
    job.save()


@pytest.mark.django_db
def test_unknown_kind_cannot_be_enqueued():
    with pytest.raises(KeyError):
        jobs.enqueue("test.nobody", "k")


@pytest.mark.django_db
def test_same_key_gives_the_same_row_and_keeps_its_arguments(kind):
    first = post(kind, args={"n": 1})

    second = post(kind, args={"n": 2})

    assert second.pk == first.pk
    assert Job.objects.get().args == {"n": 1}


@pytest.mark.django_db
def test_job_is_not_claimed_before_its_time(kind):
    job = post(kind, run_after=timezone.now() + timedelta(minutes=1))

    assert jobs.claim(job.pk) is None
    assert jobs.run(job.pk) == "skipped"
    assert kind.runs == 0


@pytest.mark.django_db
def test_claimed_job_cannot_be_claimed_again_while_the_lease_holds(kind):
    job = post(kind)

    first = jobs.claim(job.pk)

    assert first.job.attempts == 1
    assert jobs.claim(job.pk) is None


@pytest.mark.django_db
def test_job_that_is_done_is_not_run_again(kind):
    job = post(kind)

    assert [jobs.run(job.pk), jobs.run(job.pk)] == ["done", "skipped"]
    assert kind.runs == 1


@pytest.mark.django_db
def test_crash_between_claim_and_effect_is_taken_up_by_the_next_worker(kind):
    job = post(kind)
    crashed = jobs.claim(job.pk)
    later(job, minutes=17)

    result = jobs.run(job.pk)

    job.refresh_from_db()
    assert (result, kind.runs, job.attempts, job.state) == ("done", 1, 2, Job.State.DONE)
    with pytest.raises(jobs.LostLease), crashed.effect():
        make_user(email="undone@congdoan.example")
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_effect_of_a_lost_lease_is_rolled_back(kind):
    job = post(kind)
    slow = jobs.claim(job.pk)
    later(job, minutes=17)
    jobs.claim(job.pk)

    with pytest.raises(jobs.LostLease), slow.effect({"by": "slow"}):
        make_user(email="undone@congdoan.example")

    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.RUNNING, {})
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_progress_prolongs_the_lease_and_tells_a_lost_one(kind):
    job = post(kind)
    held = jobs.claim(job.pk)
    later(job, minutes=10)

    held.progress(1, 4)

    job.refresh_from_db()
    assert (job.progress_done, job.progress_total) == (1, 4)
    assert job.lease_until > timezone.now() + timedelta(minutes=15)
    later(job, minutes=17)
    jobs.claim(job.pk)
    with pytest.raises(jobs.LostLease):
        held.progress(2, 4)


@pytest.mark.django_db
def test_handler_that_lost_its_lease_leaves_the_job_to_the_other(kind):
    job = post(kind)

    def overtaken(claim):
        later(job, minutes=17)
        jobs.claim(job.pk)
        with claim.effect():
            pass

    kind.handler = overtaken

    assert jobs.run(job.pk) == "lost"
    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error) == (Job.State.RUNNING, 2, "")


@pytest.mark.django_db
def test_failing_job_waits_longer_each_time_and_then_fails_for_good(kind):
    def fail(claim):
        raise OSError("mail server away")

    kind.handler = fail
    job = post(kind)
    pauses, results = [], []
    for _ in range(3):
        results.append(jobs.run(job.pk))
        job.refresh_from_db()
        pauses.append(round((job.run_after - timezone.now()).total_seconds() / 60))
        later(job, days=1)

    assert results == ["retry", "retry", "failed"]
    assert pauses[:2] == [1, 5]
    assert (job.state, job.last_error) == (Job.State.FAILED, "OSError: mail server away")
    assert kind.failed == ["k"]
    assert jobs.run(job.pk) == "skipped"


@pytest.mark.django_db
def test_giving_up_fails_at_once_with_words_for_people(kind):
    def give_up(claim):
        raise jobs.GiveUp("Tệp nguồn không còn.")

    kind.handler = give_up
    job = post(kind)

    assert jobs.run(job.pk) == "failed"
    job.refresh_from_db()
    assert (job.state, job.last_error, job.attempts) == (Job.State.FAILED, "Tệp nguồn không còn.", 1)
    assert kind.failed == ["k"]


@pytest.mark.django_db
def test_job_that_kills_every_worker_fails_in_the_end(kind):
    job = post(kind)
    for _ in range(3):
        jobs.claim(job.pk)
        later(job, minutes=17)

    assert jobs.run(job.pk) == "failed"
    job.refresh_from_db()
    assert (job.state, job.last_error) == (Job.State.FAILED, jobs.BROKEN_OFF)
    assert (kind.runs, kind.failed) == (0, ["k"])


@pytest.mark.django_db
def test_error_after_the_effect_does_not_undo_it(kind):
    def stumble(claim):
        with claim.effect({"n": 1}):
            pass
        raise ValueError("too late")

    kind.handler = stumble
    job = post(kind)

    assert jobs.run(job.pk) == "done"
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"n": 1})


@pytest.mark.django_db
def test_job_of_a_kind_nobody_knows_any_more_fails_in_the_end(kind):
    job = post(kind)
    Job.objects.update(kind="test.gone", max_attempts=1)

    assert jobs.run(job.pk) == "failed"


@pytest.mark.django_db
def test_result_and_progress_are_written_with_done(kind):
    def work(claim):
        claim.progress(0, 2)
        with claim.effect({"seen": 1}) as outcome:
            outcome["rows"] = 2

    kind.handler = work
    job = post(kind)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.result, job.progress_done, job.progress_total) == ({"seen": 1, "rows": 2}, 2, 2)
    assert job.finished_at is not None


@pytest.mark.django_db
def test_hand_over_gives_a_job_once_until_it_is_overdue_again(kind):
    job = post(kind)

    assert jobs.hand_over() == [(job.pk, "default")]
    assert jobs.hand_over() == []
    later(job, seconds=91)
    assert jobs.hand_over() == [(job.pk, "default")]


@pytest.mark.django_db
def test_hand_over_takes_up_a_job_whose_lease_ran_out(kind):
    job = post(kind)
    jobs.hand_over()
    jobs.claim(job.pk)
    later(job, minutes=17)

    assert jobs.hand_over() == [(job.pk, "default")]


@pytest.mark.django_db
def test_hand_over_leaves_running_and_finished_jobs_alone(kind):
    running, finished, unripe = (post(kind, key) for key in ("running", "finished", "unripe"))
    jobs.claim(running.pk)
    jobs.run(finished.pk)
    Job.objects.filter(pk=unripe.pk).update(run_after=timezone.now() + timedelta(minutes=5))

    assert jobs.hand_over() == []


@pytest.mark.django_db
def test_hand_over_keeps_to_its_limit_oldest_first(kind):
    made = [post(kind, str(n), run_after=timezone.now() - timedelta(minutes=9 - n)) for n in range(3)]

    assert jobs.hand_over(limit=2) == [(made[0].pk, "default"), (made[1].pk, "default")]


@pytest.mark.django_db
def test_run_due_also_runs_what_a_job_brings_about(kind):
    def spread(claim):
        with claim.effect():
            if claim.job.key != "third":
                post(kind, "second" if claim.job.key == "k" else "third")

    kind.handler = spread
    post(kind)

    assert jobs.run_due() == 3
    assert Job.objects.filter(state=Job.State.DONE).count() == 3


def in_threads(count, work):
    """Run `work(n)` in so many threads at once; returns their answers, raising the first error."""
    answers, errors, start = [None] * count, [], threading.Barrier(count)

    def one(n):
        try:
            start.wait()
            answers[n] = work(n)
        except Exception as error:
            errors.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return answers


@pytest.mark.django_db(transaction=True)
def test_many_workers_run_a_job_once(kind):
    job = post(kind)

    answers = in_threads(6, lambda n: jobs.run(job.pk))

    assert sorted(answers) == ["done"] + ["skipped"] * 5
    assert kind.runs == 1


@pytest.mark.django_db(transaction=True)
def test_many_writers_of_one_key_make_one_row(kind):
    answers = in_threads(6, lambda n: post(kind).pk)

    assert len(set(answers)) == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_relays_hand_each_job_over_once(kind):
    made = {post(kind, str(n)).pk for n in range(20)}

    answers = in_threads(4, lambda n: jobs.hand_over(limit=20))

    handed = [pk for found in answers for pk, _ in found]
    assert len(handed) == len(set(handed))
    assert set(handed) | {pk for pk, _ in jobs.hand_over()} == made


@pytest.mark.django_db(transaction=True)
def test_job_written_in_a_transaction_that_fails_was_never_there(kind):
    def broken(_):
        with jobs.transaction.atomic():
            post(kind)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken(None)

    assert Job.objects.count() == 0
