"""What a directive cites."""

from django.db import models

from directives.models.directive import Directive
from directives.models.guard import FixedQuerySet, FixedRow


class CitationQuerySet(FixedQuerySet):
    # Linking is not content: a cited document may come into the portal after the one that cites it.
    CHANGEABLE = frozenset({"cited"})


class Citation(FixedRow):
    """Another document that a directive names; linked when that document is in the portal."""

    class Relation(models.TextChoices):
        BASIS = "basis", "Căn cứ"
        IMPLEMENTS = "implements", "Thực hiện"
        REPLACES = "replaces", "Thay thế"
        AMENDS = "amends", "Sửa đổi, bổ sung"
        CORRECTS = "corrects", "Đính chính"
        RECALLS = "recalls", "Thu hồi"
        MENTIONS = "mentions", "Nhắc đến"

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="citations")
    position = models.PositiveSmallIntegerField(default=0)
    relation = models.CharField("quan hệ", max_length=12, choices=Relation, default=Relation.IMPLEMENTS)
    type_name = models.CharField("loại văn bản", max_length=60)
    number = models.CharField("số, ký hiệu", max_length=60)
    number_key = models.CharField(max_length=60, editable=False)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer_name = models.CharField("cơ quan ban hành", max_length=250, blank=True)
    title = models.CharField("trích yếu", max_length=500, blank=True)
    cited = models.ForeignKey(Directive, models.PROTECT, null=True, blank=True, related_name="cited_by")

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản viện dẫn"
        verbose_name_plural = "văn bản viện dẫn"
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["number_key"], name="citation_number_key")]

    def __str__(self):
        return f"{self.type_name} số {self.number}" if self.number else f"{self.type_name} {self.title}"
