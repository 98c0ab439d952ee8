"""A directive, what it orders, what it cites, and who received it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.access import ScopedQuerySet, reach
from portal.models import Role, StoredFile, Unit


class DirectiveQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        """Drafts: those who write in the issuing unit. Published: everyone of the issuer or a recipient unit."""
        writing = reach(user, "directive.write", "issuer")
        following = reach(user, "directive.follow", "issuer") & ~Q(state=Directive.State.DRAFT)
        received = Recipient.objects.filter(reach(user, "directive.read", "unit"))
        issued_here = reach(user, "directive.read", "issuer") & ~Q(state=Directive.State.DRAFT)
        return writing | following | issued_here | Q(pk__in=received.values("directive"))

    def published(self):
        return self.exclude(state=Directive.State.DRAFT)


class Directive(models.Model):
    """A công văn, chương trình, … of an issuing union; immutable once published."""

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        PUBLISHED = "published", "Đã ban hành"
        RECALLED = "recalled", "Đã thu hồi"

    class Urgency(models.TextChoices):
        NORMAL = "", "Thường"
        URGENT = "khan", "Khẩn"
        VERY_URGENT = "thuong_khan", "Thượng khẩn"
        EXPRESS = "hoa_toc", "Hỏa tốc"

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="issued_directives", verbose_name="cơ quan ban hành")
    issuer_name = models.CharField("tên cơ quan ban hành", max_length=250)
    type_name = models.CharField("loại văn bản", max_length=60, default="Công văn")
    number = models.CharField("số, ký hiệu", max_length=60)
    number_key = models.CharField(max_length=60, editable=False)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    title = models.CharField("trích yếu", max_length=500)
    summary = models.TextField("nội dung chính", blank=True)
    urgency = models.CharField("độ khẩn", max_length=12, choices=Urgency, blank=True, default="")
    signer_title = models.CharField("chức vụ người ký", max_length=100, blank=True)
    signer_name = models.CharField("người ký", max_length=50, blank=True)
    deadline_words = models.CharField("thời hạn ghi trong văn bản", max_length=200, blank=True)
    department = models.CharField("ban đầu mối", max_length=120, blank=True)
    to_all = models.BooleanField("gửi tất cả công đoàn trực thuộc", default=True)
    to_units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="đơn vị nhận")
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    search_key = models.TextField(editable=False, default="")

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản chỉ đạo"
        verbose_name_plural = "văn bản chỉ đạo"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True, published_by__isnull=True)
                | (~Q(state="draft") & Q(published_at__isnull=False, issued_on__isnull=False)),
                name="published_directive_has_when",
            ),
        ]
        indexes = [
            models.Index(fields=["issuer", "-issued_on"], name="directive_issuer_date"),
            models.Index(fields=["number_key"], name="directive_number_key"),
        ]

    def __str__(self):
        return f"{self.type_name} số {self.number}"

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT


class DirectiveFile(models.Model):
    """A file that belongs to a directive, as it came."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]


class Task(models.Model):
    """One numbered order of a directive; report sections point at its number."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField("số thứ tự")
    text = models.TextField("nội dung")
    due_words = models.CharField("thời hạn", max_length=200, blank=True)

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["directive", "number"], name="one_task_per_number")]

    def __str__(self):
        return f"{self.number}. {self.text[:80]}"


class Citation(models.Model):
    """Another document that a directive names; linked when that document is in the portal."""

    class Relation(models.TextChoices):
        BASIS = "basis", "Căn cứ"
        IMPLEMENTS = "implements", "Thực hiện"
        REPLACES = "replaces", "Thay thế"
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

    class Meta:
        verbose_name = "văn bản viện dẫn"
        verbose_name_plural = "văn bản viện dẫn"
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.type_name} số {self.number}"


class RecipientQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        return reach(user, "directive.read", "unit") | reach(user, "directive.follow", "directive__issuer")


class Recipient(models.Model):
    """A unit to which a directive was addressed: delivered, opened, acknowledged, by whom and when."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="recipients")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="received")
    unit_name = models.CharField(max_length=250)
    block = models.CharField(max_length=60, blank=True)
    sort_key = models.CharField(max_length=600, blank=True)
    delivered_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_role = models.CharField(max_length=20, choices=Role, blank=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = "nơi nhận"
        verbose_name_plural = "nơi nhận"
        constraints = [
            models.UniqueConstraint(fields=["directive", "unit"], name="one_delivery_per_unit"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="opened_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="acknowledged_at_and_by_together",
            ),
        ]

    def __str__(self):
        return self.unit_name
