"""Action and coordination programmes, their parties and their activities year by year (domain.md 6)."""

from django.db import models
from django.db.models import F, Q

from portal.access import ScopedQuerySet, hats, reach
from portal.models import Unit


class ProgrammeQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        """Programmes of one's own units or of a unit above them in the tree (they carry them out)."""
        paths = {hat.path[:end] for hat in hats(user) for end in range(6, len(hat.path) + 1, 6)}
        return Q(owner__versions__valid_to__isnull=True, owner__versions__path__in=paths)

    def writable_by(self, user):
        """Programmes of the units in which `user` keeps them."""
        return self.filter(reach(user, "programme.write", "owner"))


class Programme(models.Model):
    """A programme with a number, parties, years and a plan for each year."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        SIGNED = "signed", "Đã ký"
        RUNNING = "running", "Đang thực hiện"
        EXTENDED = "extended", "Gia hạn"
        ENDED = "ended", "Kết thúc"
        REPLACED = "replaced", "Được thay thế"

    owner = models.ForeignKey(Unit, models.PROTECT, related_name="programmes", verbose_name="đơn vị chủ trì")
    number = models.CharField("số, ký hiệu", max_length=60)
    title = models.CharField("tên chương trình", max_length=500)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signed_at_place = models.CharField("nơi ký", max_length=120, blank=True)
    year_from = models.PositiveSmallIntegerField("từ năm")
    year_to = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)
    status = models.CharField("tình trạng", max_length=12, choices=Status, default=Status.RUNNING)
    note = models.TextField("ghi chú", blank=True)
    version = models.PositiveIntegerField(default=0)
    search_key = models.TextField(editable=False, default="")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "chương trình"
        verbose_name_plural = "chương trình"
        constraints = [
            models.CheckConstraint(
                condition=Q(year_to__isnull=True) | Q(year_to__gte=F("year_from")),
                name="programme_years_in_order",
            ),
            models.UniqueConstraint(fields=["owner", "number"], name="one_programme_per_number"),
        ]

    def __str__(self):
        return f"Chương trình số {self.number}"


class ProgrammeParty(models.Model):
    """One side of a programme: a unit of the tree or a body outside it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("tên bên tham gia", max_length=250)
    signer_title = models.CharField("chức vụ người ký", max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Activity(models.Model):
    """One planned activity of a programme and what became of it."""

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

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="activities")
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("loại hoạt động", max_length=14, choices=Kind)
    title = models.CharField("tên hoạt động", max_length=300)
    lead = models.ForeignKey(ProgrammeParty, models.PROTECT, null=True, blank=True, related_name="+")
    planned_words = models.CharField("thời gian dự kiến", max_length=120)
    planned_from = models.DateField("dự kiến từ")
    planned_to = models.DateField("dự kiến đến hết")
    quantity = models.PositiveSmallIntegerField("số lượng", default=1)
    participants_from = models.PositiveIntegerField("số người dự kiến mỗi lần (từ)", null=True, blank=True)
    participants_to = models.PositiveIntegerField("số người dự kiến mỗi lần (đến)", null=True, blank=True)
    topics = models.TextField("nội dung", blank=True)
    status = models.CharField("tình trạng", max_length=10, choices=Status, default=Status.PLANNED)
    status_reason = models.CharField("lý do hoãn, hủy", max_length=300, blank=True)
    held_on = models.DateField("ngày tổ chức", null=True, blank=True)
    participants_actual = models.PositiveIntegerField("số người thực tế", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "hoạt động"
        verbose_name_plural = "hoạt động"
        ordering = ["year", "planned_from", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(planned_to__gte=F("planned_from")), name="activity_span_in_order"),
        ]

    def __str__(self):
        return self.title

    def is_overdue(self, day):
        """Late only after the last day of the planned span (domain.md 6)."""
        return self.status in (self.Status.PLANNED, self.Status.RUNNING) and day > self.planned_to
