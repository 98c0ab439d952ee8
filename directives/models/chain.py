"""What one directive does to an earlier one: replaces, amends, corrects or recalls it, from a day on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from directives.models.guard import FixedQuerySet, FixedRow


class DirectiveAct(FixedRow):
    """One act on a published directive, with the document that makes it; only a recall may have none.

    A directive that was replaced stays so even when the replacing one is recalled later: nothing comes back into
    force by itself.
    """

    class Kind(models.TextChoices):
        REPLACES = "replaces", "Thay thế"
        AMENDS = "amends", "Sửa đổi, bổ sung"
        CORRECTS = "corrects", "Đính chính"
        RECALLS = "recalls", "Thu hồi"

    target = models.ForeignKey("directives.Directive", models.PROTECT, related_name="acts_upon")
    acting = models.ForeignKey("directives.Directive", models.PROTECT, null=True, blank=True, related_name="acts")
    kind = models.CharField("việc", max_length=12, choices=Kind)
    effective_on = models.DateField("từ ngày")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = FixedQuerySet.as_manager()

    # After these the target no longer has to be carried out.
    ENDING = (Kind.REPLACES, Kind.RECALLS)

    class Meta:
        verbose_name = "việc làm thay đổi hiệu lực"
        verbose_name_plural = "việc làm thay đổi hiệu lực"
        ordering = ["effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["target", "acting", "kind"], name="one_act_per_document"),
            models.UniqueConstraint(fields=["target"], condition=Q(kind="recalls"), name="one_recall_per_directive"),
            models.CheckConstraint(
                condition=Q(acting__isnull=False) | Q(kind="recalls"), name="acts_have_their_document"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} từ {self.effective_on}"

    @property
    def passive(self):
        """The act as the target's page says it, before the name of the acting document."""
        return PASSIVE[self.kind]


PASSIVE = {
    "replaces": "Được thay thế bằng",
    "amends": "Được sửa đổi, bổ sung bằng",
    "corrects": "Được đính chính bằng",
    "recalls": "Bị thu hồi theo",
}
