"""What happened (events) and what must still follow (jobs): written with the change itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal import clock
from portal.models.memberships import Role
from portal.models.units import Unit


class EventQuerySet(models.QuerySet):
    def about(self, subject):
        """Events of one object, newest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("-at", "-pk")


class Event(models.Model):
    """One line of history and audit; rows are only ever added."""

    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    what = models.TextField()
    detail = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "sự kiện"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="event_subject"),
            models.Index(fields=["kind", "-at"], name="event_kind"),
            models.Index(fields=["unit", "-at"], name="event_unit"),
            models.Index(fields=["-at", "-id"], name="event_newest"),
        ]

    def __str__(self):
        return self.what


class Job(models.Model):
    """Outbox row: what must follow a change, claimed by conditional UPDATE with a lease (perf.md 3)."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang thực hiện"
        DONE = "done", "Hoàn thành"
        FAILED = "failed", "Không thành công"

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    queue = models.CharField(max_length=20, default="default")
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    run_after = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=6)
    last_error = models.TextField(blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "việc nền"
        verbose_name_plural = "việc nền"
        indexes = [
            models.Index(
                fields=["run_after"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_unfinished_run_after",
            ),
            models.Index(fields=["kind", "state"], name="job_kind_state"),
        ]

    def __str__(self):
        return self.key

    @property
    def is_over(self):
        return self.state in (self.State.DONE, self.State.FAILED)
