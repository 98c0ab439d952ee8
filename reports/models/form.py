"""A form as it was loaded: its source text, immutable, and its indicators as rows that figures point at."""

from functools import lru_cache

from django.conf import settings
from django.db import models

from reports.form_schema import FormDefinition, load_definition


@lru_cache(maxsize=16)
def parsed(sha256: str, source: str) -> FormDefinition:
    """The parsed form of a source text; kept per process, since a version never changes. Raises FormErrors."""
    return load_definition(source)


class FormVersion(models.Model):
    """One immutable version of a form; `source` (YAML) is the only place where its content stands."""

    code = models.CharField("mã mẫu", max_length=60)
    version = models.CharField("phiên bản", max_length=20)
    title = models.CharField("tên mẫu", max_length=300)
    source = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "mẫu báo cáo"
        verbose_name_plural = "mẫu báo cáo"
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_form_per_version")]

    def __str__(self):
        return f"{self.code} {self.version}"

    @property
    def definition(self) -> FormDefinition:
        return parsed(self.sha256, self.source)


class Indicator(models.Model):
    """One indicator of a form version: what figures point at and how they add up in the database."""

    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="indicators")
    code = models.CharField("mã", max_length=20)
    position = models.PositiveSmallIntegerField()
    label = models.CharField("tên chỉ tiêu", max_length=300)
    unit = models.CharField("đơn vị tính", max_length=40)
    type = models.CharField("kiểu", max_length=10)
    decimals = models.PositiveSmallIntegerField(default=0)
    scale = models.PositiveBigIntegerField(default=1)
    agg_units = models.CharField("cộng theo đơn vị", max_length=20)
    agg_periods = models.CharField("cộng theo kỳ", max_length=20)
    weight = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["form_version", "code"], name="one_indicator_per_code")]

    def __str__(self):
        return f"{self.code} {self.label}"
