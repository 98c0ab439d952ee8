"""The activities of a programme: what was planned, when they were held, contests, and the files made of them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from directives.models.programme import Programme, ProgrammeParty, YearPlan
from portal import clock
from portal.models import Job, StoredFile


class Precision(models.TextChoices):
    """How exactly a time is known."""

    DAY = "day", "Ngày"
    DAYS = "days", "Khoảng ngày"
    MONTH = "month", "Tháng"
    MONTHS = "months", "Khoảng tháng"
    QUARTER = "quarter", "Quý"
    YEAR = "year", "Cả năm"


class ActivityQuerySet(models.QuerySet):
    def overdue(self, day):
        """Those of which `is_overdue` is true on `day`: late only after the last day of the planned span."""
        return self.filter(status__in=Activity.OPEN, planned_to__lt=day)


class Activity(models.Model):
    """One planned activity of a programme; what became of it stands in its occurrences."""

    class Kind(models.TextChoices):
        TALK = "toa_dam", "Tọa đàm, hội thảo"
        CONTEST = "cuoc_thi", "Cuộc thi, hội thi"
        TRAINING = "tap_huan", "Lớp tập huấn"
        SURVEY = "khao_sat", "Khảo sát, kiểm tra"
        PROPAGANDA = "tuyen_truyen", "Tuyên truyền"
        OTHER = "khac", "Hoạt động khác"

    class Status(models.TextChoices):
        PLANNED = "planned", "Chưa thực hiện"
        RUNNING = "running", "Đang thực hiện"
        DONE = "done", "Hoàn thành"
        POSTPONED = "postponed", "Hoãn"
        CANCELLED = "cancelled", "Hủy"

    STOPPED = (Status.POSTPONED, Status.CANCELLED)
    OPEN = (Status.PLANNED, Status.RUNNING)

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="activities")
    plan = models.ForeignKey(YearPlan, models.PROTECT, related_name="activities", verbose_name="kế hoạch năm")
    kind = models.CharField("loại hoạt động", max_length=14, choices=Kind)
    title = models.CharField("tên hoạt động", max_length=300)
    lead = models.ForeignKey(ProgrammeParty, models.PROTECT, null=True, blank=True, related_name="+")
    co_leads = models.ManyToManyField(ProgrammeParty, related_name="+", blank=True)
    planned_words = models.CharField("thời gian dự kiến", max_length=120)
    planned_precision = models.CharField("mức chính xác", max_length=8, choices=Precision)
    planned_from = models.DateField("dự kiến từ")
    planned_to = models.DateField("dự kiến đến hết")
    quantity = models.PositiveSmallIntegerField("số lượng", default=1)
    participants_from = models.PositiveIntegerField("số người dự kiến mỗi lần (từ)", null=True, blank=True)
    participants_to = models.PositiveIntegerField("số người dự kiến mỗi lần (đến)", null=True, blank=True)
    topics = models.JSONField("nội dung", default=list, blank=True)
    status = models.CharField("tình trạng", max_length=10, choices=Status, default=Status.PLANNED)
    status_reason = models.CharField("lý do hoãn, hủy", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    client_key = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "hoạt động"
        verbose_name_plural = "hoạt động"
        ordering = ["planned_from", "planned_to", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(planned_to__gte=F("planned_from")), name="activity_span_in_order"),
            models.CheckConstraint(
                condition=Q(participants_to__isnull=True)
                | Q(participants_from__isnull=True)
                | Q(participants_to__gte=F("participants_from")),
                name="activity_participants_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["postponed", "cancelled"]) | ~Q(status_reason=""),
                name="stopped_activity_has_reason",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def measure(self) -> str:
        """The word that counts it: lớp for trainings, cuộc for everything else."""
        return "lớp" if self.kind == self.Kind.TRAINING else "cuộc"

    @property
    def is_contest(self) -> bool:
        return self.kind == self.Kind.CONTEST

    @property
    def is_stopped(self) -> bool:
        return self.status in self.STOPPED

    def is_overdue(self, day: date) -> bool:
        """Late only after the last day of the planned span (domain.md 6)."""
        return self.status in self.OPEN and day > self.planned_to


class Occurrence(models.Model):
    """One time that an activity was held: when as exactly as it is known, where, who came, what came of it."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="occurrences")
    held_words = models.CharField("thời gian tổ chức", max_length=120)
    held_precision = models.CharField("mức chính xác", max_length=8, choices=Precision)
    held_from = models.DateField("từ ngày")
    held_to = models.DateField("đến hết ngày")
    place = models.CharField("địa điểm", max_length=250, blank=True)
    participants = models.PositiveIntegerField("số người tham gia", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    version = models.PositiveIntegerField(default=0)
    client_key = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = "lần tổ chức"
        verbose_name_plural = "lần tổ chức"
        ordering = ["held_from", "held_to", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(held_to__gte=F("held_from")), name="occurrence_span_in_order"),
        ]

    def __str__(self):
        return self.held_words


class OccurrenceFile(models.Model):
    """A picture or paper of one occurrence, as it came; whoever sees the programme may download it."""

    occurrence = models.ForeignKey(Occurrence, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]


class ContestRound(models.Model):
    """One round of a contest: what it is called, in which form it is held, when."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="rounds")
    name = models.CharField("tên vòng", max_length=120)
    form = models.CharField("hình thức", max_length=200, blank=True)
    held_words = models.CharField("thời gian", max_length=120, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Prize(models.Model):
    """Prizes of one kind in a contest, and who won them, in words."""

    class Kind(models.TextChoices):
        SPECIAL = "dac_biet", "Đặc biệt"
        FIRST = "nhat", "Nhất"
        SECOND = "nhi", "Nhì"
        THIRD = "ba", "Ba"
        CONSOLATION = "khuyen_khich", "Khuyến khích"
        OTHER = "khac", "Giải khác"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="prizes")
    kind = models.CharField("loại giải", max_length=14, choices=Kind)
    quantity = models.PositiveSmallIntegerField("số giải", default=1)
    winners = models.CharField("đơn vị, đội đoạt giải", max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.quantity} giải {self.get_kind_display()}"


class OutcomeFile(models.Model):
    """A sơ kết or tổng kết as a document made in the background: its job while it is made, its file when it is done."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="outcome_files")
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    job = models.OneToOneField(Job, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "bảng sơ kết, tổng kết"
        verbose_name_plural = "bảng sơ kết, tổng kết"
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"Sơ kết năm {self.year}" if self.year else "Tổng kết"

    @property
    def is_failed(self) -> bool:
        return self.file_id is None and (self.job is None or self.job.state == Job.State.FAILED)

    @property
    def is_pending(self) -> bool:
        return self.file_id is None and not self.is_failed
