"""Action and coordination programmes: who takes part, the papers behind them, the plan of each year (domain.md 6)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from directives.models.directive import Directive
from portal.access import ScopedQuerySet, hats, reach_with_kept
from portal.models import Unit, UnitVersion
from portal.models.units import SEGMENT


class ProgrammeQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        """Programmes of one's own units, of the units above them, and those to which an own unit is a party.

        A unit that keeps the papers of an ended one sees that one's programmes too. Drafts: those who write them.
        """
        held = hats(user)
        paths = {hat.path[:end] for hat in held for end in range(SEGMENT, len(hat.path) + 1, SEGMENT)}
        line = UnitVersion.objects.current().filter(path__in=paths).values("unit")
        own = {hat.unit_id for hat in held}
        joined = ProgrammeParty.objects.filter(Q(unit__in=own) | Q(unit__custodian__in=own)).values("programme")
        seen = Q(owner__in=line) | Q(owner__custodian__in=line) | Q(pk__in=joined)
        return reach_with_kept(user, "programme.write", "owner") | (seen & ~Q(status=Programme.Status.DRAFT))

    def writable_by(self, user):
        """Programmes of the units in which `user` keeps them, also of ended units whose papers such a unit keeps."""
        return self.filter(reach_with_kept(user, "programme.write", "owner"))

    def in_force(self, day: date):
        """Those that say so and whose years hold `day`; what was extended runs on."""
        last = Q(year_to__isnull=True) | Q(year_to__gte=day.year) | Q(status=Programme.Status.EXTENDED)
        return self.filter(last, status__in=Programme.IN_FORCE, year_from__lte=day.year)


class Programme(models.Model):
    """A programme with a number, parties, years and a plan for each year."""

    class Kind(models.TextChoices):
        COORDINATION = "phoi_hop", "Chương trình phối hợp"
        ACTION = "hanh_dong", "Chương trình hành động"

    class Status(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        SIGNED = "signed", "Đã ký"
        RUNNING = "running", "Đang thực hiện"
        EXTENDED = "extended", "Gia hạn"
        ENDED = "ended", "Kết thúc"
        REPLACED = "replaced", "Được thay thế"

    # What counts as "còn hiệu lực" as far as the status says; the years must agree.
    IN_FORCE = (Status.SIGNED, Status.RUNNING, Status.EXTENDED)

    owner = models.ForeignKey(Unit, models.PROTECT, related_name="programmes", verbose_name="đơn vị chủ trì")
    kind = models.CharField("loại chương trình", max_length=10, choices=Kind, default=Kind.COORDINATION)
    number = models.CharField("số, ký hiệu", max_length=60)
    title = models.CharField("tên chương trình", max_length=500)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signed_at_place = models.CharField("nơi ký", max_length=120, blank=True)
    year_from = models.PositiveSmallIntegerField("từ năm")
    year_to = models.PositiveSmallIntegerField("đến năm", null=True, blank=True)
    status = models.CharField("tình trạng", max_length=12, choices=Status, default=Status.RUNNING)
    note = models.TextField("ghi chú", blank=True)
    version = models.PositiveIntegerField(default=0)
    client_key = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)
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

    def covers(self, year: int) -> bool:
        """Whether a plan may be made for that year: not before the first, not after the last unless it was extended."""
        last = self.year_to if self.status != self.Status.EXTENDED else None
        return self.year_from <= year and (last is None or year <= last)


class ProgrammeParty(models.Model):
    """One side of a programme: a unit of the tree or a body outside it, with who signed and whom to ask there."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("tên bên tham gia", max_length=250)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=100, blank=True)
    focal_name = models.CharField("cán bộ đầu mối", max_length=100, blank=True)
    focal_contact = models.CharField("liên hệ của đầu mối", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class ProgrammeDocument(models.Model):
    """A paper behind a programme, as it is cited; linked where the portal holds that directive."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="documents")
    type_name = models.CharField("loại văn bản", max_length=60)
    number = models.CharField("số, ký hiệu", max_length=60)
    number_key = models.CharField(max_length=60, editable=False)
    issued_on = models.DateField("ngày", null=True, blank=True)
    title = models.CharField("trích yếu", max_length=500, blank=True)
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.type_name} số {self.number}"


class YearPlan(models.Model):
    """The plan of one year of a programme; its activities belong to it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField("năm")
    number = models.CharField("số, ký hiệu kế hoạch", max_length=60, blank=True)
    issued_on = models.DateField("ngày ban hành kế hoạch", null=True, blank=True)
    words = models.TextField("nội dung chính của kế hoạch", blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "kế hoạch năm"
        verbose_name_plural = "kế hoạch năm"
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["programme", "year"], name="one_plan_per_year")]

    def __str__(self):
        return f"Kế hoạch năm {self.year}"


class CalendarFeed(models.Model):
    """A person's secret calendar address: only the hash of its token is kept; none, when it was revoked."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "địa chỉ lịch"
        verbose_name_plural = "địa chỉ lịch"

    def __str__(self):
        return f"Lịch của {self.user_id}"
