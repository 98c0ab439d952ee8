"""The outbox: what must follow a change is a row written with it, handed to Celery later, claimed with a lease.

A handler is `handler(claim)`; it computes freely, and writes its effect inside `with claim.effect():`, which
commits effect and "done" together or not at all (perf.md 3).
"""

import logging
import traceback
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.journal import record
from portal.models import Job

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=16)
HAND_OVER_AGAIN = timedelta(seconds=90)
# What is noted of a job whose worker died each time: without an end it would take every worker down, for ever.
BROKEN_OFF = "Việc nền bị ngắt giữa chừng quá nhiều lần."
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]


class LostLease(Exception):
    """Another worker took the job over: the effect is rolled back."""


class GiveUp(Exception):
    """A handler's word that trying again is useless; the message is shown to people (Vietnamese)."""


@dataclass(frozen=True)
class Kind:
    handler: Callable
    label: str
    queue: str
    max_attempts: int
    on_failure: Callable | None


KINDS: dict[str, Kind] = {}


def handles(
    kind: str, *, label: str, queue: str = "default", max_attempts: int = 6, on_failure: Callable | None = None
):
    """Register a handler for a kind of job, with its name for people.

    `on_failure(job)` runs in the transaction that marks it failed; such a job is asked for anew where it was asked for,
    never tried again by itself.
    """

    def register(handler):
        KINDS[kind] = Kind(handler, label, queue, max_attempts, on_failure)
        return handler

    return register


def enqueue(kind: str, key: str, args: dict | None = None, *, by=None, run_after=None) -> Job:
    """Write the outbox row inside the caller's transaction; the same key twice gives the same row."""
    settings = KINDS[kind]
    job, _ = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "args": args or {},
            "queue": settings.queue,
            "max_attempts": settings.max_attempts,
            "run_after": run_after or timezone.now(),
            "asked_by": by,
        },
    )
    return job


def post(kind: str, key: str, args: dict | None = None, *, by=None) -> None:
    """As `enqueue`, in one statement and without the row: for steps that count their statements."""
    post_all(kind, [(key, args or {})], by=by)


def post_all(kind: str, rows: list[tuple[str, dict]], *, by=None) -> None:
    """Many outbox rows [(key, args)] of one kind, in as few statements as can be; known keys are left alone."""
    settings = KINDS[kind]
    now = timezone.now()
    Job.objects.bulk_create(
        [
            Job(
                key=key,
                kind=kind,
                args=args,
                queue=settings.queue,
                max_attempts=settings.max_attempts,
                run_after=now,
                asked_by=by,
            )
            for key, args in rows
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def due(now=None):
    """Jobs that should run: waiting and ripe, or running with a lease that ran out."""
    now = now or timezone.now()
    return Job.objects.filter(
        Q(state=Job.State.WAITING, run_after__lte=now) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    )


def hand_over(limit: int = 200, now=None) -> list[tuple[int, str]]:
    """Mark ripe jobs as handed over and return [(id, queue)]; the caller publishes them after the commit."""
    now = now or timezone.now()
    fresh = Q(handed_over_at__isnull=True) | Q(handed_over_at__lt=now - HAND_OVER_AGAIN)
    with transaction.atomic():
        rows = due(now).filter(fresh).order_by("run_after", "pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        found = list(rows.values_list("pk", "queue")[:limit])
        Job.objects.filter(pk__in=[pk for pk, _ in found]).update(handed_over_at=now)
    return found


class Claim:
    """A job that this process alone may finish, as long as its lease holds."""

    def __init__(self, job: Job):
        self.job = job
        self.args = job.args
        self.finished = False

    def _mine(self):
        return Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, lease_token=self.job.lease_token)

    def progress(self, done: int, total: int) -> None:
        """Show how far the work is, and prolong the lease; committed at once. Call it outside `effect`."""
        changed = self._mine().update(progress_done=done, progress_total=total, lease_until=timezone.now() + LEASE)
        if not changed:
            raise LostLease(self.job.key)

    @contextmanager
    def effect(self, result: dict | None = None):
        """Commit what is written inside together with "done"; raises LostLease, undoing all, if taken over."""
        outcome = dict(result or {})
        with transaction.atomic():
            yield outcome
            changed = self._mine().update(
                state=Job.State.DONE,
                finished_at=timezone.now(),
                lease_until=None,
                last_error="",
                result=outcome,
                progress_done=F("progress_total"),
            )
            if not changed:
                raise LostLease(self.job.key)
        self.finished = True


def claim(job_id: int, now=None) -> Claim | None:
    """Take a job by one conditional UPDATE; None when it is over, not ripe, or held by someone else."""
    now = now or timezone.now()
    token = uuid.uuid4().hex
    taken = (
        due(now)
        .filter(pk=job_id)
        .update(state=Job.State.RUNNING, lease_until=now + LEASE, lease_token=token, attempts=F("attempts") + 1)
    )
    return Claim(Job.objects.get(pk=job_id)) if taken else None


def run(job_id: int) -> str:
    """Claim and run one job; returns what became of it: "skipped", "done", "retry", "failed" or "lost"."""
    held = claim(job_id)
    if held is None:
        return "skipped"
    if held.job.attempts > held.job.max_attempts:
        return _settle_failure(held, BROKEN_OFF, final=True)
    try:
        KINDS[held.job.kind].handler(held)
        if not held.finished:
            with held.effect():
                pass
        return "done"
    except LostLease:
        log.warning("job %s was taken over", held.job.key)
        return "lost"
    except GiveUp as error:
        return _settle_failure(held, str(error), final=True)
    except Exception as error:
        log.exception("job %s failed", held.job.key)
        if held.finished:
            return "done"
        note = "".join(traceback.format_exception_only(error)).strip()
        return _settle_failure(held, note, final=held.job.attempts >= held.job.max_attempts)


def _settle_failure(held: Claim, note: str, *, final: bool) -> str:
    now = timezone.now()
    with transaction.atomic():
        changes = {"last_error": note[:2000], "lease_until": None, "handed_over_at": None}
        if final:
            changes |= {"state": Job.State.FAILED, "finished_at": now}
        else:
            pause = PAUSES[min(held.job.attempts, len(PAUSES)) - 1]
            changes |= {"state": Job.State.WAITING, "run_after": now + pause}
        changed = held._mine().update(**changes)
        kind = KINDS.get(held.job.kind)
        if changed and final and kind and kind.on_failure:
            kind.on_failure(held.job)
    return "failed" if final else "retry"


def run_due(limit: int = 500) -> int:
    """Run ripe jobs here and now, oldest first, also those that they bring about (for commands and tests)."""
    count = 0
    while count < limit:
        job_id = due().order_by("run_after", "pk").values_list("pk", flat=True).first()
        if job_id is None:
            break
        run(job_id)
        count += 1
    return count


def may_try_again(job: Job) -> bool:
    """Whether a failed job can simply run once more: nothing else was told that it failed."""
    kind = KINDS.get(job.kind)
    return job.state == Job.State.FAILED and kind is not None and kind.on_failure is None


@transaction.atomic
def try_again(found: list[Job], *, by, hat) -> int:
    """Let failed jobs run once more with all their attempts; returns how many, those already running left alone."""
    count = 0
    for job in filter(may_try_again, found):
        changed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
            state=Job.State.WAITING, attempts=0, run_after=timezone.now(), handed_over_at=None, finished_at=None
        )
        if changed:
            record(job, "job.again", f"Cho chạy lại việc nền “{KINDS[job.kind].label}”", by=by, hat=hat)
        count += changed
    return count
