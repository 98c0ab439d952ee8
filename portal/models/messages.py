"""What people were told: messages in the portal and the ledger of reminders."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Message(models.Model):
    """A notice in a person's portal inbox; `key` makes telling twice impossible."""

    key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages")
    at = models.DateTimeField(auto_now_add=True)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        indexes = [
            models.Index(fields=["user", "-at"], name="message_user_at"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="message_unread"),
        ]

    def __str__(self):
        return self.subject


class Reminder(models.Model):
    """One line of the reminder ledger (design.md 4.10): a step of a subject, to a person, by a channel."""

    class Channel(models.TextChoices):
        MAIL = "mail", "Thư điện tử"
        PORTAL = "portal", "Trong cổng"

    class State(models.TextChoices):
        CLAIMED = "claimed", "Đang gửi"
        SENT = "sent", "Đã gửi"
        SUPERSEDED = "superseded", "Được thay bằng lần nhắc sau"
        SKIPPED = "skipped", "Không cần gửi"
        FAILED = "failed", "Không gửi được"

    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    step = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    channel = models.CharField(max_length=10, choices=Channel)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.CLAIMED)
    why = models.TextField(blank=True)
    subject_line = models.CharField(max_length=250, blank=True)
    by_hand = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "nhắc việc"
        verbose_name_plural = "nhắc việc"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "step", "user", "channel"], name="one_reminder_per_step"
            )
        ]
        indexes = [
            models.Index(fields=["-claimed_at"], name="reminder_claimed_at"),
            models.Index(fields=["subject_type", "subject_id", "step"], name="reminder_subject_step"),
        ]

    def __str__(self):
        return f"{self.subject_type} {self.subject_id} {self.step}"
