"""A kind of job that only the queue tests know; their worker loads it with `--include`."""

import time
from pathlib import Path

from django.conf import settings

from portal.jobs import enqueue, handles
from portal.models import Event, Job

KIND = "test.count"


def hung_marker(key: str) -> Path:
    """The file that appears while a job hangs in the middle of its effect."""
    return Path(settings.VAR_DIR) / f"hung-{key}"


@handles(KIND, label="Việc thử", queue="documents")
def count(claim) -> None:
    """Write one event; with `hang`, the first try stops between the effect and its commit until it is killed."""
    with claim.effect():
        Event.objects.create(kind=KIND, subject_type="job", subject_id=claim.job.pk, what=claim.job.key)
        if claim.args.get("hang") and claim.job.attempts == 1:
            hung_marker(claim.job.key).touch()
            time.sleep(120)


def enqueue_count(key: str, *, hang: bool = False) -> Job:
    return enqueue(KIND, key, {"hang": hang})
