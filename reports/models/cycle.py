"""A reporting cycle and the frozen list of who owes a report in it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from directives.models import Directive
from portal.access import ScopedQuerySet, reach, reach_with_kept
from portal.models import Level, Unit
from reports.models.form import FormVersion


class CycleQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        """Those who collect (or stand above), and those whose unit has an obligation in it."""
        owed = Obligation.objects.filter(reach(user, "report.read_own", "writer"))
        return reach(user, "cycle.read", "collector") | Q(pk__in=owed.values("cycle"))

    def overseen_by(self, user):
        """Cycles whose whole course `user` may follow: those who collect, or stand above."""
        return self.filter(reach(user, "cycle.read", "collector"))

    def answers_readable_by(self, user):
        """Cycles of which `user` may know which unit answered which task: overseen, or ordered by their directive."""
        followed = Directive.objects.followed_by(user)
        return self.filter(reach(user, "cycle.read", "collector") | Q(directive__in=followed.values("pk")))

    def manageable_by(self, user):
        return self.filter(reach(user, "cycle.manage", "collector"))

    def summary_readable_by(self, user):
        """Cycles whose runs and summary `user` may read."""
        return self.filter(reach(user, "summary.read", "collector"))

    def summary_writable_by(self, user):
        """Cycles whose summary `user` writes."""
        return self.filter(reach(user, "summary.write", "collector"))

    def compilable_by(self, user):
        """Cycles of which `user` may ask for runs and files."""
        return self.filter(reach(user, "summary.compile", "collector"))


class Cycle(models.Model):
    """One year's collection by one unit: form, window, deadline, who must certify."""

    class State(models.TextChoices):
        OPEN = "open", "Đang thu"
        CLOSED = "closed", "Đã khóa sổ"

    class Scope(models.TextChoices):
        CHILDREN = "children", "Các công đoàn trực thuộc trực tiếp"
        LEAVES = "leaves", "Mọi công đoàn cơ sở bên dưới"

    class Certifier(models.TextChoices):
        TWO_PEOPLE = "two_people", "Hai người: cán bộ lập, lãnh đạo xác nhận"
        HEAD = "head", "Lãnh đạo xác nhận (có thể tự lập)"

    collector = models.ForeignKey(Unit, models.PROTECT, related_name="cycles", verbose_name="đơn vị tổng hợp")
    collector_name = models.CharField("tên đơn vị tổng hợp", max_length=250)
    superior_name = models.CharField("nơi nhận báo cáo tổng hợp", max_length=250, blank=True)
    department = models.CharField("ban đầu mối", max_length=120, blank=True)
    year = models.PositiveSmallIntegerField("năm báo cáo")
    title = models.CharField("tên kỳ báo cáo", max_length=300)
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="cycles", verbose_name="mẫu báo cáo")
    directive = models.ForeignKey(
        Directive,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cycles",
        verbose_name="văn bản yêu cầu",
    )
    scope = models.CharField("phạm vi", max_length=10, choices=Scope, default=Scope.CHILDREN)
    certifier = models.CharField("xác nhận", max_length=12, choices=Certifier, default=Certifier.TWO_PEOPLE)
    data_from = models.DateField("số liệu từ ngày")
    data_to = models.DateField("ngày chốt số liệu")
    deadline_words = models.CharField("thời hạn ghi trong văn bản", max_length=200)
    deadline_relation = models.CharField(max_length=12, default="before")
    deadline_month = models.PositiveSmallIntegerField("tháng", default=11)
    deadline_day = models.PositiveSmallIntegerField("ngày", default=20)
    holiday_policy = models.CharField(max_length=24, default="keep")
    grace_working_days = models.PositiveSmallIntegerField("số ngày làm việc gia hạn", default=3)
    last_day = models.DateField("ngày cuối cùng đúng hạn")
    due_at = models.DateTimeField("thời điểm hết hạn")
    grace_until = models.DateTimeField("hết thời gian gia hạn chung")
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["collector", "year"], name="one_cycle_per_collector_and_year"),
        ]

    def __str__(self):
        return self.title


class ObligationQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        """The unit's own people, the keeper of an ended unit's papers, and those who collect or stand above."""
        own = reach(user, "report.read_own", "writer") | reach_with_kept(user, "report.read_own", "unit")
        return own | reach(user, "report.read", "cycle__collector")

    def owing(self):
        """Those that must report: assigned, or ended with a closing report."""
        return self.filter(cause__in=Obligation.OWING)

    def in_order(self):
        return self.order_by("block_key", "position", "sort_key", "pk")


class Obligation(models.Model):
    """One unit's duty to report in a cycle, frozen from the tree as of the data date.

    `writer` is the unit whose people write and certify: the unit itself, or for the closing report of one that ended
    its heir or the keeper of its papers (domain.md 5.3).
    """

    class Cause(models.TextChoices):
        ASSIGNED = "assigned", "Phải báo cáo"
        CLOSING = "closing", "Báo cáo kết thúc"
        EXEMPT = "exempt", "Được miễn"
        ENDED = "ended", "Đã kết thúc hoạt động"
        SUCCESSOR = "successor", "Đơn vị kế thừa báo cáo"

    OWING = (Cause.ASSIGNED, Cause.CLOSING)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="obligations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations")
    writer = models.ForeignKey(
        Unit, models.PROTECT, related_name="written_obligations", verbose_name="đơn vị lập báo cáo"
    )
    unit_name = models.CharField(max_length=250)
    unit_short = models.CharField(max_length=120)
    unit_code = models.CharField(max_length=30, blank=True)
    unit_path = models.CharField(max_length=72)
    level = models.CharField(max_length=20, choices=Level)
    block = models.CharField(max_length=60, blank=True)
    block_key = models.CharField(max_length=80, blank=True)
    position = models.PositiveIntegerField(default=0)
    sort_key = models.CharField(max_length=1200, blank=True)
    search_key = models.CharField(max_length=500, blank=True)
    cause = models.CharField("căn cứ", max_length=10, choices=Cause, default=Cause.ASSIGNED)
    cause_note = models.CharField("lý do", max_length=300, blank=True)
    successor = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField()

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "nghĩa vụ báo cáo"
        verbose_name_plural = "nghĩa vụ báo cáo"
        constraints = [models.UniqueConstraint(fields=["cycle", "unit"], name="one_obligation_per_unit")]
        indexes = [
            models.Index(fields=["cycle", "unit_path"], name="obligation_cycle_path"),
            models.Index(fields=["cycle", "block_key", "position", "sort_key"], name="obligation_cycle_order"),
            models.Index(fields=["unit", "-cycle"], name="obligation_unit"),
        ]

    def __str__(self):
        return f"{self.unit_name} – {self.cycle_id}"

    @property
    def is_owing(self):
        return self.cause in self.OWING


class Extension(models.Model):
    """More time for one unit: reason, who approved, the new last instant."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="extensions")
    reason = models.TextField("lý do")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField("hạn mới")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        ordering = ["approved_at"]


class Amendment(models.Model):
    """An explicit change of the frozen list, with its reason."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="amendments")
    old_cause = models.CharField(max_length=10, choices=Obligation.Cause, blank=True)
    new_cause = models.CharField(max_length=10, choices=Obligation.Cause)
    reason = models.TextField("lý do")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "điều chỉnh nghĩa vụ"
        verbose_name_plural = "điều chỉnh nghĩa vụ"
        ordering = ["at"]
