"""The report of one obligation and its mutable draft; its state is written by reports.workflow alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.access import ScopedQuerySet, held_units, reach, units_held, units_with
from reports.models.cycle import Cycle, Obligation


class State(models.TextChoices):
    """Where a report stands."""

    DRAFT = "draft", "Đang soạn"
    AWAITING_CERTIFICATION = "awaiting_certification", "Chờ lãnh đạo xác nhận"
    SUBMITTED = "submitted", "Đã nộp, chờ thẩm định"
    RETURNED = "returned", "Đã trả lại, chờ bổ sung"
    ACCEPTED = "accepted", "Đã chấp nhận"


class ReportQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        return _of_unit(units_with(user, "report.read_own")) | reach(
            user, "report.read", "obligation__cycle__collector"
        )

    def read_by_unit_of(self, user, day):
        """What `user` may see as one of a unit's people; their key and the day may be slots of a prepared statement."""
        return self.filter(_of_unit(units_held(user, day, "report.read_own")))

    def in_play(self):
        """Reports in which something may still happen: their cycle is open and their unit owes one."""
        return self.filter(obligation__cycle__state=Cycle.State.OPEN, obligation__cause__in=Obligation.OWING)

    def writable_by(self, user):
        """Reports of units in which `user` writes (their drafts are nobody else's to read); one statement in all."""
        return self.filter(obligation__writer__in=held_units(user, "report.write"))

    def written_by(self, user, day):
        """As `writable_by`, of a person who may sign in: their key and the day may be slots of a prepared statement."""
        return self.filter(obligation__writer__in=units_held(user, day, "report.write"))

    def reviewable_by(self, user):
        """Reports collected by the user's unit, but never of a unit in which the user writes."""
        own = reach(user, "report.write", "obligation__writer")
        return self.filter(reach(user, "report.review", "obligation__cycle__collector")).exclude(own)


def _of_unit(units) -> Q:
    """Condition on reports: one of `units` writes it, owes it, or keeps the papers of the ended unit that owed it."""
    return Q(obligation__writer__in=units) | Q(obligation__unit__in=units) | Q(obligation__unit__custodian__in=units)


class Report(models.Model):
    """One report per obligation; made when the cycle opens."""

    obligation = models.OneToOneField(Obligation, models.PROTECT, related_name="report")
    state = models.CharField("trạng thái", max_length=24, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    first_submitted_at = models.DateTimeField("nộp lần đầu", null=True, blank=True)
    submitted_at = models.DateTimeField("nộp lần gần nhất", null=True, blank=True)
    latest_revision = models.ForeignKey("Revision", models.PROTECT, null=True, blank=True, related_name="+")
    accepted_revision = models.ForeignKey("Revision", models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    return_due_at = models.DateTimeField("hạn bổ sung", null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người thẩm định",
    )
    warning_count = models.PositiveSmallIntegerField(default=0)
    no_secret = models.BooleanField("không chứa bí mật nhà nước", default=False)
    number = models.CharField("số báo cáo", max_length=60, blank=True)
    # Whether anything was ever taken from programmes: those who took nothing never pay for asking.
    is_prefilled = models.BooleanField(default=False, db_default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="accepted", accepted_revision__isnull=False, accepted_at__isnull=False)
                | (~Q(state="accepted") & Q(accepted_revision__isnull=True, accepted_at__isnull=True)),
                name="accepted_report_names_its_revision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "returned", "accepted"])
                | Q(latest_revision__isnull=False, first_submitted_at__isnull=False),
                name="submitted_report_has_a_revision",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="report_state_submitted")]

    def __str__(self):
        return f"Báo cáo {self.obligation_id}"

    @property
    def is_writable(self):
        """Whether the unit may write in it now; asks for its obligation and cycle."""
        return self.state in (State.DRAFT, State.RETURNED) and self.is_in_play

    def is_work_of(self, user) -> bool:
        """Whether `user` prepared or certified the latest submission, whatever roles they hold now; asks for it."""
        latest = self.latest_revision
        return latest is not None and user.pk in (latest.prepared_by_id, latest.certified_by_id)

    @property
    def is_in_play(self):
        """Whether something may still happen to it: its cycle is open and its unit owes a report."""
        return self.obligation.is_owing and self.obligation.cycle.state == Cycle.State.OPEN


class DraftSection(models.Model):
    """One section of a draft: narrative, raw figures and annex rows as JSON, saved by one UPDATE on its version.

    content = {"text": str, "figures": {code: {"raw": str, "kind": "number|none_occurred|not_applicable|",
    "estimated": bool}}, "annexes": {id: [{column: str}]}}
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="draft_sections")
    code = models.CharField(max_length=20)
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "mục đang soạn"
        verbose_name_plural = "mục đang soạn"
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="one_draft_per_section")]

    def __str__(self):
        return f"{self.report_id} {self.code}"


class Explanation(models.Model):
    """Why a warning is right as it stands; travels with the report into the revision."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="explanations")
    key = models.CharField(max_length=80)
    text = models.TextField("giải trình")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "giải trình"
        verbose_name_plural = "giải trình"
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="one_explanation_per_finding")]


class DraftSource(models.Model):
    """Where a figure or an annex row of a draft was taken from, as it was then.

    `place` is an indicator's code or "<annex>:<occurrence>"; content = {"value" or "cells", "words", "items": [str]}.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="sources")
    place = models.CharField(max_length=60)
    content = models.JSONField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "nguồn số liệu"
        verbose_name_plural = "nguồn số liệu"
        constraints = [models.UniqueConstraint(fields=["report", "place"], name="one_source_per_place")]

    def __str__(self):
        return f"{self.report_id} {self.place}"
