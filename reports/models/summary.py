"""The compiled report: runs with their inputs and figures, the text of the summary, the exported files."""

from django.conf import settings
from django.db import models

from portal import clock
from portal.access import ScopedQuerySet, reach
from portal.models import Job, StoredFile
from reports.models.cycle import Cycle, Obligation
from reports.models.revision import Revision


class SummaryRunQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        return reach(user, "summary.read", "cycle__collector")


class SummaryRun(models.Model):
    """One compilation from scratch; keeps what went in and what came out."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        DONE = "done", "Hoàn thành"
        FAILED = "failed", "Không thành công"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField("lần tổng hợp")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    inputs_at = models.DateTimeField("thời điểm lấy số liệu", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    obligations = models.PositiveIntegerField(default=0)
    submitted = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)

    objects = SummaryRunQuerySet.as_manager()

    class Meta:
        verbose_name = "lần tổng hợp"
        verbose_name_plural = "lần tổng hợp"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="one_run_per_number")]

    def __str__(self):
        return f"Lần tổng hợp {self.number}"


class SummaryInput(models.Model):
    """One accepted revision that went into a run; `place` numbers, within the run, where its unit stands."""

    run = models.ForeignKey(SummaryRun, models.CASCADE, related_name="inputs", db_index=False)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="+", db_index=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", db_index=False)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "obligation"], name="one_input_per_obligation")]


class SummaryBase(models.Model):
    """One revision of the year before that a run is compared with, at the obligation for which it counts this year.

    That is the unit's own, or its successor's; without an obligation (`place` 0) it counts in the whole alone.
    """

    run = models.ForeignKey(SummaryRun, models.CASCADE, related_name="bases", db_index=False)
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+", db_index=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", db_index=False)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "revision"], name="one_base_per_revision")]
        indexes = [models.Index(fields=["run", "obligation"], name="summary_base_obligation")]


class SummaryFigure(models.Model):
    """One figure of a run: an indicator or derived code, in one scope (total, a block, a level, a subtree).

    `value` is scaled as the indicator is; for weighted means and ratios `numerator`/`denominator` hold the exact
    sums, each in the scale of its own operands, and value is null. `previous` is last year's on the same scope,
    following the units' lineage, from `previous_units` units. For a ratio or a mean `units_number` counts the units
    for which every operand is a number, the only ones in it.
    """

    class Scope(models.TextChoices):
        TOTAL = "total", "Toàn hệ thống"
        BLOCK = "block", "Khối, cụm thi đua"
        LEVEL = "level", "Cấp công đoàn"
        SUBTREE = "subtree", "Công đoàn cấp trên"

    run = models.ForeignKey(SummaryRun, models.CASCADE, related_name="figures", db_index=False)
    code = models.CharField(max_length=20)
    scope = models.CharField(max_length=8, choices=Scope)
    scope_key = models.CharField(max_length=80, blank=True)
    scope_label = models.CharField(max_length=250, blank=True)
    value = models.BigIntegerField(null=True)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    previous = models.BigIntegerField(null=True)
    previous_numerator = models.BigIntegerField(null=True)
    previous_denominator = models.BigIntegerField(null=True)
    previous_units = models.PositiveIntegerField(default=0)
    units_owing = models.PositiveIntegerField(default=0)
    units_number = models.PositiveIntegerField(default=0)
    units_none = models.PositiveIntegerField(default=0)
    units_not_applicable = models.PositiveIntegerField(default=0)
    units_not_entered = models.PositiveIntegerField(default=0)
    units_estimated = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "scope", "scope_key", "code"], name="one_summary_figure_per_scope"),
        ]


class SummaryQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        return reach(user, "summary.read", "cycle__collector")

    def writable_by(self, user):
        return self.filter(reach(user, "summary.write", "cycle__collector"))


class Summary(models.Model):
    """The report upward of one cycle: its frame (number, date, signature, Nơi nhận) and the run it quotes."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="summary")
    run = models.ForeignKey(SummaryRun, models.PROTECT, null=True, blank=True, related_name="+")
    parent_name = models.CharField("cơ quan chủ quản", max_length=250)
    issuer_name = models.CharField("cơ quan ban hành", max_length=250)
    number = models.CharField("số", max_length=20, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40, blank=True)
    place = models.CharField("địa danh", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    subject = models.CharField("trích yếu", max_length=300)
    addressees = models.TextField("kính gửi (mỗi dòng một nơi)")
    signature_lines = models.TextField("thẩm quyền, chức vụ ký (mỗi dòng một dòng)", blank=True)
    signer_name = models.CharField("người ký", max_length=50, blank=True)
    recipients = models.TextField("nơi nhận (mỗi dòng một nơi)", blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tổng hợp"
        verbose_name_plural = "báo cáo tổng hợp"

    def __str__(self):
        return self.subject


class SummarySection(models.Model):
    """The department head's text for one section of the summary; saved on its version."""

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="sections")
    code = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "code"], name="one_text_per_summary_section")]


class ExportFileQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        return reach(user, "summary.read", "cycle__collector")


class ExportFile(models.Model):
    """A document made in the background: its job while it is made, its file when it is done."""

    class Kind(models.TextChoices):
        DOCX = "docx", "Báo cáo tổng hợp (DOCX)"
        XLSX = "xlsx", "Toàn bộ số liệu (XLSX)"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="exports")
    run = models.ForeignKey(SummaryRun, models.PROTECT, null=True, related_name="exports")
    kind = models.CharField(max_length=8, choices=Kind)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = ExportFileQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp xuất"
        verbose_name_plural = "tệp xuất"
        ordering = ["-asked_at", "-pk"]
