"""What reviewers ask and what officers answer, and which revision a reviewer has seen."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal import clock
from reports.models.report import Report
from reports.models.revision import Revision


class ReviewPoint(models.Model):
    """One thing asked back about a revision, at a section or an indicator; answered before the next submission."""

    class State(models.TextChoices):
        DRAFT = "draft", "Chưa gửi"
        OPEN = "open", "Chờ trả lời"
        ANSWERED = "answered", "Đã trả lời"
        CLOSED = "closed", "Đã xong"

    report = models.ForeignKey(Report, models.PROTECT, related_name="points")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="points")
    section = models.CharField("mục", max_length=20)
    indicator = models.CharField("chỉ tiêu", max_length=20, blank=True)
    text = models.TextField("ý kiến")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=clock.now)
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "ý kiến"
        verbose_name_plural = "ý kiến"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answered_at_and_by_together",
            ),
        ]


class Reading(models.Model):
    """A reviewer has looked at a revision; noted the first time only."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "lượt xem bản nộp"
        verbose_name_plural = "lượt xem bản nộp"
        constraints = [models.UniqueConstraint(fields=["revision", "user"], name="one_reading_per_person")]
