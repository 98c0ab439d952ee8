"""Celery's entrances of the ground: hand jobs over, run one, make the reminder tick."""

import logging

from celery import current_app, shared_task

from portal import housekeeping, jobs, mail, reminders  # noqa: F401  (mail registers its handler)

log = logging.getLogger(__name__)


@shared_task(name="portal.relay")
def relay() -> int:
    """Publish the jobs that are ripe; what can't be published is handed over again later."""
    found = jobs.hand_over()
    for job_id, queue in found:
        current_app.send_task("portal.run_job", args=[job_id], queue=queue)
    return len(found)


@shared_task(name="portal.run_job")
def run_job(job_id: int) -> str:
    """Run one job by key; running it twice changes nothing."""
    return jobs.run(job_id)


@shared_task(name="portal.remind")
def remind() -> dict:
    """Claim the reminders that are due; sending them follows as jobs. Two ticks at once double nothing."""
    return dict(reminders.tick())


@shared_task(name="portal.tidy")
def tidy() -> dict:
    """Remove what piled up; a second tick finds nothing left to do."""
    return housekeeping.tidy()
