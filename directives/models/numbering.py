"""How an issuer numbers its papers, and how far each run of serials has come (NĐ 30/2020 Điều 15)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.access import ScopedQuerySet, reach
from portal.models import Unit


class NumberPolicyQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        return reach(user, "directive.write", "issuer")

    def in_force(self, issuer_id: int, year: int):
        """The policies of the issuer that count in a year, the deciding one first."""
        return self.filter(issuer=issuer_id, from_year__lte=year).order_by("-from_year")


class NumberPolicy(models.Model):
    """From a year on: one run of serials for all types or one for each, and the symbol of each type.

    `patterns` is {type word: pattern} such as {"Chương trình": "{serial:02}/CTr-CĐVC"}; a type that isn't in it is
    numbered by hand.
    """

    class Scope(models.TextChoices):
        COMMON = "common", "Một sổ chung cho mọi loại văn bản"
        BY_TYPE = "by_type", "Mỗi loại văn bản một sổ riêng"

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_year = models.PositiveSmallIntegerField("áp dụng từ năm")
    scope = models.CharField("cách mở sổ", max_length=8, choices=Scope, default=Scope.BY_TYPE)
    patterns = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = NumberPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = "cách đánh số văn bản"
        verbose_name_plural = "cách đánh số văn bản"
        constraints = [models.UniqueConstraint(fields=["issuer", "from_year"], name="one_policy_per_year")]

    def __str__(self):
        return f"{self.get_scope_display()} từ năm {self.from_year}"

    def series_name(self, type_name: str) -> str:
        """Under which name the serials of a type run: "" where all share one."""
        return "" if self.scope == self.Scope.COMMON else type_name


class NumberSeries(models.Model):
    """One run of serials 1, 2, 3 … of an issuer in a year; `type_name` is "" where all types share it.

    `last` is the last serial that the portal passed; `taken_over` were given on paper before the portal began.
    """

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    type_name = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField()
    taken_over = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "sổ số văn bản"
        verbose_name_plural = "sổ số văn bản"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "type_name", "year"], name="one_series_per_year"),
            models.CheckConstraint(condition=Q(last__gte=F("taken_over")), name="series_goes_on_from_paper"),
        ]

    def __str__(self):
        return f"{self.type_name or 'Sổ chung'} năm {self.year}"
