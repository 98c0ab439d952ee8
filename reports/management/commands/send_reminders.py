"""`manage.py send_reminders [--at ISO-8601]`: make the reminder tick as of an instant and send what it claimed."""

import json
import time
from collections import Counter
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError

from portal import clock, jobs, reminders
from portal.models import Job, Reminder
from portal.worktime import TZ

BATCH = 500
PATIENCE = 60


class Command(BaseCommand):
    help = "Claims the reminders due at an instant (now unless given; without a zone: Việt Nam's time) and sends them."

    def add_arguments(self, parser):
        parser.add_argument("--at", help="ISO-8601, e.g. 2026-11-12T08:00")

    def handle(self, *args, at, **options):
        with clock.told_as(self._instant(at)):
            known = set(self._waiting())
            counts = reminders.tick()
            ids = self._waiting()
            for job_id in ids:
                jobs.run(job_id)
        self._await_others()
        settled = self._settled(ids)
        outcome = {
            "due": counts["due"],
            "sent": settled[Reminder.State.SENT],
            "superseded": counts["superseded"],
            "skipped": settled[Reminder.State.SKIPPED],
            "failed": settled[Reminder.State.FAILED] + settled[Reminder.State.CLAIMED],
        }
        if known:
            self.stderr.write(f"{len(known)} reminders of earlier runs were still waiting and were tried too.")
        self.stdout.write(json.dumps(outcome))

    @staticmethod
    def _instant(at: str | None) -> datetime:
        if not at:
            return clock.now()
        try:
            moment = datetime.fromisoformat(at)
        except ValueError as error:
            raise CommandError(f"--at: {at} không phải là thời điểm ISO-8601, ví dụ 2026-11-12T08:00") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=TZ)

    @staticmethod
    def _waiting() -> list[int]:
        waiting = Job.objects.filter(kind="reminder.send", state=Job.State.WAITING)
        return list(waiting.order_by("pk").values_list("pk", flat=True))

    @staticmethod
    def _await_others() -> None:
        """A worker of the portal may hold the last ones: what becomes of them belongs into the counts."""
        until = time.monotonic() + PATIENCE
        sending = Job.objects.filter(kind="reminder.send", state=Job.State.RUNNING)
        while sending.exists() and time.monotonic() < until:
            time.sleep(0.2)

    @staticmethod
    def _settled(ids: list[int]) -> Counter:
        counts: Counter = Counter()
        for start in range(0, len(ids), BATCH):
            keys = Job.objects.filter(pk__in=ids[start : start + BATCH]).values_list("args__reminder", flat=True)
            states = Reminder.objects.filter(pk__in=list(keys)).values_list("state", flat=True)
            counts.update(str(state) for state in states)
        return counts
