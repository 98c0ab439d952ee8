"""What a clerk notes in the register of issued documents beside what the portal knows by itself."""

from django.conf import settings
from django.db import models

from directives.models.directive import Directive


class RegisterNote(models.Model):
    """The columns of the register (domain.md 2.4) that are no content of the paper; empty ones are computed.

    `copies` counts paper copies where some were made; `signed_for` says who took them.
    """

    directive = models.OneToOneField(Directive, models.PROTECT, related_name="register_note")
    kept_by = models.CharField("đơn vị nhận bản lưu", max_length=200, blank=True)
    copies = models.PositiveIntegerField("số lượng bản", null=True, blank=True)
    signed_for = models.CharField("ký nhận", max_length=200, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ghi sổ văn bản đi"
        verbose_name_plural = "ghi sổ văn bản đi"

    def __str__(self):
        return f"Ghi sổ {self.directive}"
