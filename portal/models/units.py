"""The dated union tree: a permanent identity, its versions in time, and who followed whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal import clock
from portal.worktime import today

SEGMENT = 6
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def path_segment(pk: int) -> str:
    """Fixed-width base-36 text of a unit's key, so that paths sort and prefix by plain comparison."""
    digits = ""
    while pk:
        pk, rest = divmod(pk, 36)
        digits = ALPHABET[rest] + digits
    return digits.rjust(SEGMENT, "0")


def units_on(path: str) -> list[int]:
    """The keys of the units that a path leads through, from the top down."""
    return [int(path[start : start + SEGMENT], 36) for start in range(0, len(path), SEGMENT)]


def path_after(path: str) -> str:
    """The first path text that sorts after everything below `path` (upper bound, exclusive)."""
    return path[:-SEGMENT] + path_segment(int(path[-SEGMENT:], 36) + 1)


def below(path: str, field: str = "path") -> Q:
    """Condition: the row's path is `path` itself or lies below it."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": path_after(path)})


class Level(models.TextChoices):
    """Kinds of union in the hierarchy (domain.md 5.1)."""

    CONFEDERATION = "confederation", "Tổng Liên đoàn"
    CENTRAL = "central", "Công đoàn ngành trung ương, liên đoàn lao động tỉnh"
    UPPER = "upper", "Công đoàn cấp trên trực tiếp cơ sở"
    GRASSROOTS = "grassroots", "Công đoàn cơ sở"


class ActKind(models.TextChoices):
    """Legal kinds of reorganisation (domain.md 5.3)."""

    FOUND = "found", "Thành lập"
    DIVIDE = "divide", "Chia"
    SPLIT = "split", "Tách"
    CONSOLIDATE = "consolidate", "Hợp nhất"
    MERGE = "merge", "Sáp nhập"
    RENAME = "rename", "Đổi tên, đổi thông tin"
    MOVE = "move", "Chuyển đầu mối"
    RELEVEL = "relevel", "Nâng cấp, hạ cấp"
    END = "end", "Kết thúc hoạt động"


class UnitQuerySet(models.QuerySet):
    def active_on(self, day):
        """Units that have a version on `day`."""
        return self.filter(pk__in=UnitVersion.objects.as_of(day).values("unit"))

    def under(self, path):
        """Units whose current place in the tree is `path` or below it."""
        return self.filter(pk__in=UnitVersion.objects.current().filter(below(path)).values("unit"))


class Unit(models.Model):
    """A union as a permanent identity; everything that changes is in its versions."""

    created_at = models.DateTimeField(auto_now_add=True)
    custodian = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="keeps",
        verbose_name="đơn vị lưu giữ hồ sơ",
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"

    def __str__(self):
        version = self.latest
        return version.name if version else f"Đơn vị {self.pk}"

    @property
    def latest(self):
        """The open version or, for an ended unit, the last one."""
        if not hasattr(self, "_latest"):
            self._latest = self.versions.order_by("-valid_from", "-pk").first()
        return self._latest

    def version_on(self, day):
        """The version valid on `day`, or None."""
        return self.versions.as_of(day).first()


class UnitVersionQuerySet(models.QuerySet):
    def as_of(self, day):
        """Versions valid on `day` (half-open: valid_from <= day < valid_to)."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def current(self):
        """Open versions: acts are never dated in the future, so these are today's tree."""
        return self.filter(valid_to__isnull=True)

    def in_order(self):
        return self.order_by("position", "sort_key", "pk")


class UnitVersion(models.Model):
    """What a unit was called and where it stood during [valid_from, valid_to)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    name = models.CharField("tên đầy đủ", max_length=250)
    short_name = models.CharField("tên gọi ngắn", max_length=120)
    code = models.CharField("ký hiệu văn bản", max_length=30, blank=True)
    other_codes = models.JSONField("ký hiệu khác", default=list, blank=True)
    level = models.CharField("cấp", max_length=20, choices=Level)
    parent = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="child_versions",
        verbose_name="công đoàn cấp trên",
    )
    block = models.CharField("khối, cụm thi đua", max_length=60, blank=True)
    department = models.CharField("ban đầu mối nhận báo cáo", max_length=120, blank=True)
    place = models.CharField("địa danh ghi trên văn bản", max_length=60, blank=True)
    position = models.PositiveIntegerField("thứ tự", default=0)
    path = models.CharField(max_length=72, blank=True, editable=False)
    search_key = models.CharField(max_length=500, editable=False)
    sort_key = models.CharField(max_length=1200, editable=False)

    objects = UnitVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "phiên bản đơn vị"
        verbose_name_plural = "phiên bản đơn vị"
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to__isnull=True), name="one_open_version_per_unit"
            ),
            models.UniqueConstraint(fields=["unit", "valid_from"], name="one_version_per_unit_and_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="version_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(parent=F("unit")), name="unit_is_not_its_own_parent"),
        ]
        indexes = [
            models.Index(fields=["path"], condition=Q(valid_to__isnull=True), name="open_version_path"),
            models.Index(fields=["parent", "position"], name="version_parent_position"),
            models.Index(fields=["search_key"], name="version_search_key"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_open(self):
        return self.valid_to is None

    def is_on(self, day=None):
        day = day or today()
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class UnitAct(models.Model):
    """One dated reorganisation with the decision that ordered it."""

    kind = models.CharField("loại", max_length=20, choices=ActKind)
    effective_on = models.DateField("ngày hiệu lực")
    decision_number = models.CharField("số quyết định", max_length=60)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    decision_issuer = models.CharField("cơ quan quyết định", max_length=200, blank=True)
    note = models.TextField("ghi chú", blank=True)
    summary = models.TextField("nội dung", blank=True, default="")
    client_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    done_at = models.DateTimeField(default=clock.now, editable=False)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "quyết định tổ chức"
        verbose_name_plural = "quyết định tổ chức"
        ordering = ["effective_on", "pk"]

    def __str__(self):
        return self.summary or f"{self.get_kind_display()} – {self.decision_number}"


class UnitLineage(models.Model):
    """Predecessor → successor; a founded unit has no predecessor, a closed one no successor."""

    act = models.ForeignKey(UnitAct, models.PROTECT, related_name="edges")
    predecessor = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="outgoing")
    successor = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="incoming")

    class Meta:
        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        constraints = [
            models.CheckConstraint(
                condition=Q(predecessor__isnull=False) | Q(successor__isnull=False),
                name="lineage_names_a_unit",
            ),
        ]
