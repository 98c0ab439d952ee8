"""What was submitted: frozen snapshots and their typed figures; rows here are never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from directives.models import Frozen
from portal.models import Role
from reports.models.form import Indicator
from reports.models.report import Report


class KeptQuerySet(models.QuerySet):
    """Rows that are added and stay as they are."""

    def update(self, **changes):
        raise Frozen(f"{self.model.__name__} rows never change")

    def delete(self):
        raise Frozen(f"{self.model.__name__} rows are never deleted")

    delete.queryset_only = True

    def bulk_create(self, rows, *args, update_conflicts=False, **options):
        if update_conflicts:
            raise Frozen(f"{self.model.__name__} rows never change")
        return super().bulk_create(rows, *args, **options)


class KeptRow(models.Model):
    """A row of what was submitted: saved once, never again."""

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **options):
        if not self._state.adding:
            raise Frozen(f"{type(self).__name__} rows never change")
        super().save(*args, **options)

    def delete(self, *args, **options):
        raise Frozen(f"{type(self).__name__} rows are never deleted")


class Revision(KeptRow):
    """One submission: whole snapshot, its SHA-256, who certified it in which role, and the receipt's code."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField("bản nộp thứ")
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    certified_name = models.CharField(max_length=100)
    certified_role = models.CharField(max_length=20, choices=Role)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    client_key = models.CharField(max_length=64)
    receipt_code = models.CharField("mã biên nhận", max_length=24, unique=True)

    class Meta:
        verbose_name = "bản nộp"
        verbose_name_plural = "bản nộp"
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_revision_per_number"),
            models.UniqueConstraint(fields=["report", "client_key"], name="one_revision_per_client_key"),
        ]

    def __str__(self):
        return f"Bản nộp {self.number} của báo cáo {self.report_id}"


class Figure(KeptRow):
    """One value of one revision as a scaled integer (see Indicator.scale); null unless kind is a number."""

    class Kind(models.TextChoices):
        NUMBER = "number", "Số liệu"
        NONE_OCCURRED = "none_occurred", "Không phát sinh"
        NOT_APPLICABLE = "not_applicable", "Không áp dụng"
        NOT_ENTERED = "not_entered", "Chưa nhập"

    id = models.BigAutoField(primary_key=True)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="figures", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=14, choices=Kind)
    value = models.BigIntegerField(null=True)
    estimated = models.BooleanField(default=False)

    class Meta:
        verbose_name = "số liệu"
        verbose_name_plural = "số liệu"
        constraints = [
            models.UniqueConstraint(fields=["revision", "indicator"], name="one_figure_per_indicator"),
            models.CheckConstraint(
                condition=Q(kind="number", value__isnull=False)
                | Q(kind="none_occurred", value=0)
                | Q(kind__in=["not_applicable", "not_entered"], value__isnull=True),
                name="figure_value_fits_its_kind",
            ),
        ]
        # What a sum can't tell of a ratio: the few figures that are no number or are estimates.
        indexes = [
            models.Index(
                fields=["revision", "indicator"],
                condition=Q(value__isnull=True) | Q(estimated=True),
                name="figure_read_singly",
            )
        ]
