"""A real Celery worker with beat in processes of their own, on the test's database, and what may befall it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from portal.jobs import HAND_OVER_AGAIN, LEASE
from portal.models import Event, Job
from tests.queue_jobs import KIND, enqueue_count

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The test database as another process reaches it."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    place = f"{held['HOST'] or '127.0.0.1'}:{held['PORT'] or 5432}/{held['NAME']}"
    return f"postgres://{held['USER']}:{held['PASSWORD']}@{place}"


class Queue:
    """Where the worker of one test lives: its folder for files and its broker."""

    def __init__(self, folder: Path, broker_url: str):
        self.folder = folder
        self.broker_url = broker_url

    @contextmanager
    def worker(self, *, queues: str = "default,mail,documents"):
        """Run a worker with beat, as `make run` does; whatever is left of it is killed at the end."""
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": self.broker_url,
            "VAR_DIR": str(self.folder),
        }
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "portal", "worker", "-B", "--concurrency", "2"]
                + ["-Q", queues, "--include", "tests.queue_jobs", "--loglevel", "INFO"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                yield process
            finally:
                kill(process)

    def wait_for(self, happened, *, seconds: float = 60) -> None:
        """Wait until `happened()` is true, or fail with what the worker wrote."""
        end = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > end:
                raise AssertionError(f"it didn't happen:\n{(self.folder / 'worker.log').read_text()[-4000:]}")
            time.sleep(0.1)


def kill(process: subprocess.Popen) -> None:
    """kill -9 for the worker, its children and its beat."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def let_leases_run_out() -> None:
    """As if the time had passed after which an unfinished job is handed over and taken again."""
    Job.objects.filter(state=Job.State.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))
    Job.objects.exclude(state=Job.State.DONE).update(handed_over_at=timezone.now() - LEASE - HAND_OVER_AGAIN)


def effects() -> dict[str, int]:
    """How many times each counted job had its effect: {key: times}."""
    times: dict[str, int] = {}
    for key in Event.objects.filter(kind=KIND).values_list("what", flat=True):
        times[key] = times.get(key, 0) + 1
    return times


def all_done() -> bool:
    return not Job.objects.exclude(state=Job.State.DONE).exists()


def survives_a_killed_worker(queue: Queue) -> None:
    """Kill everything between an effect and its commit, start again: each job has its effect exactly once."""
    hanging = enqueue_count("hanging", hang=True)
    others = [enqueue_count(f"plain-{number}") for number in range(5)]
    with queue.worker() as process:
        queue.wait_for((queue.folder / "hung-hanging").exists)
        kill(process)
    assert "hanging" not in effects()
    let_leases_run_out()

    with queue.worker():
        queue.wait_for(all_done)

    assert effects() == {job.key: 1 for job in [hanging, *others]}
    hanging.refresh_from_db()
    assert hanging.attempts == 2


def survives_a_broker_that_forgets(queue: Queue, forget) -> None:
    """Lose every message after the hand-over: the jobs are handed over again and have their effect once."""
    jobs = [enqueue_count(f"forgotten-{number}") for number in range(3)]
    with queue.worker(queues="default"):
        queue.wait_for(lambda: not Job.objects.filter(handed_over_at=None).exists())
        time.sleep(1)
    forget()
    let_leases_run_out()

    with queue.worker():
        queue.wait_for(all_done)

    assert effects() == {job.key: 1 for job in jobs}
