"""Who holds which role in which union, from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal import clock
from portal.models.units import Unit
from portal.worktime import today


class Role(models.TextChoices):
    """Roles of the portal; what each may do stands in portal.access and nowhere else."""

    OFFICER = "officer", "Cán bộ lập báo cáo"
    HEAD = "head", "Lãnh đạo công đoàn (xác nhận)"
    REVIEWER = "reviewer", "Chuyên viên thẩm định"
    DEPARTMENT_HEAD = "department_head", "Trưởng ban"
    CLERK = "clerk", "Văn thư"
    ADMINISTRATOR = "administrator", "Quản trị"
    VIEWER = "viewer", "Người xem"


class MembershipQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """Memberships valid on `day` (today in Việt Nam unless given)."""
        day = day or today()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class Membership(models.Model):
    """A role held in a unit during [valid_from, valid_to); rows are ended, never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=clock.now, editable=False)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò"
        verbose_name_plural = "vai trò"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(valid_to__isnull=True),
                name="one_open_membership_per_role",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="membership_unit_role")]

    def __str__(self):
        return f"{self.user} – {self.get_role_display()} – {self.unit}"
