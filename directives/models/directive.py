"""A directive, what it orders, what it cites, and who received it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from directives.models.guard import FixedQuerySet, FixedRow, Frozen
from portal.access import ScopedQuerySet, reach
from portal.models import Role, StoredFile, Unit


class DirectiveQuerySet(ScopedQuerySet):
    # What still moves once a directive is published; everything else stays as it was read and hashed.
    LIFECYCLE = frozenset({"state", "version", "recalled_at", "recalled_by", "recall_reason"})

    def scope_for(self, user):
        """Drafts: those who write in the issuing unit. Published: everyone of the issuer or a recipient unit."""
        writing = reach(user, "directive.write", "issuer")
        following = reach(user, "directive.follow", "issuer") & ~Q(state=Directive.State.DRAFT)
        received = Recipient.objects.filter(reach(user, "directive.read", "unit"))
        issued_here = reach(user, "directive.read", "issuer") & ~Q(state=Directive.State.DRAFT)
        return writing | following | issued_here | Q(pk__in=received.values("directive"))

    def writable_by(self, user):
        """Directives of the units in which `user` drafts, publishes and recalls."""
        return self.filter(reach(user, "directive.write", "issuer"))

    def followed_by(self, user):
        """Published directives whose receipts `user` may follow."""
        return self.filter(reach(user, "directive.follow", "issuer")).published()

    def published(self):
        """Everything that left the house: in force or recalled."""
        return self.exclude(state=Directive.State.DRAFT)

    def update(self, **changes):
        """As always for drafts; of published rows only the life cycle may change, and none becomes a draft again."""
        touches_content = set(changes) - self.LIFECYCLE or changes.get("state") == Directive.State.DRAFT
        if touches_content and self.published().exists():
            raise Frozen("a published directive never changes")
        return super().update(**changes)

    def delete(self):
        raise Frozen("directives are never deleted")

    delete.queryset_only = True


class Directive(models.Model):
    """A công văn, chương trình, … of an issuing union; immutable once published.

    `content` holds what has no column of its own. A draft has {"tasks": [{text, due_words}], "citations": [{relation,
    type_name, number, issued_on, issuer_name, title}], "units": [keys of the chosen recipients]}. Publishing freezes
    the whole paper there (directives.publishing.paper says how), and `content_hash` is the SHA-256 of that; the rows
    of Task, Citation and Recipient are written at the same moment.
    """

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
    content = models.JSONField(default=dict, editable=False)
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recall_reason = models.TextField("lý do thu hồi", blank=True)
    client_key = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)
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
            models.CheckConstraint(
                condition=Q(state="recalled", recalled_at__isnull=False, recalled_by__isnull=False)
                | (~Q(state="recalled") & Q(recalled_at__isnull=True, recalled_by__isnull=True)),
                name="recalled_directive_has_when_and_who",
            ),
        ]
        indexes = [
            models.Index(fields=["issuer", "-issued_on"], name="directive_issuer_date"),
            models.Index(fields=["number_key"], name="directive_number_key"),
        ]

    def __str__(self):
        return f"{self.type_name} số {self.number}"

    def save(self, *args, **options):
        """Insert a draft; every later change is an UPDATE of directives.publishing."""
        if not self._state.adding or self.state != self.State.DRAFT:
            raise Frozen("directives are written by directives.publishing only")
        super().save(*args, **options)

    def delete(self, *args, **options):
        raise Frozen("directives are never deleted")

    @property
    def is_draft(self):
        return self.state == self.State.DRAFT

    @property
    def is_recalled(self):
        return self.state == self.State.RECALLED

    @property
    def is_letter(self):
        """A công văn has no heading of its own: its subject stands under the number (domain.md 2.2)."""
        return self.type_name == "Công văn"


class DirectiveFileQuerySet(models.QuerySet):
    def delete(self):
        self._refuse(self.exclude(directive__state=Directive.State.DRAFT))
        return super().delete()

    delete.queryset_only = True

    def bulk_create(self, rows, *args, **options):
        self._refuse(Directive.objects.published().filter(pk__in={row.directive_id for row in rows}))
        return super().bulk_create(rows, *args, **options)

    def update(self, **changes):
        raise Frozen("the files of a directive never change")

    @staticmethod
    def _refuse(published):
        if published.exists():
            raise Frozen("the files of a published directive stay as they are")


class DirectiveFile(FixedRow):
    """A file that belongs to a directive, as it came; put in and taken out only while it is a draft."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    objects = DirectiveFileQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]


class Task(FixedRow):
    """One numbered order of a directive; report sections point at its number."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField("số thứ tự")
    text = models.TextField("nội dung")
    due_words = models.CharField("thời hạn", max_length=200, blank=True)

    objects = FixedQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["directive", "number"], name="one_task_per_number")]

    def __str__(self):
        return f"{self.number}. {self.text[:80]}"


class CitationQuerySet(FixedQuerySet):
    # Linking is not content: a cited document may come into the portal after the one that cites it.
    CHANGEABLE = frozenset({"cited"})


class Citation(FixedRow):
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

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản viện dẫn"
        verbose_name_plural = "văn bản viện dẫn"
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["number_key"], name="citation_number_key")]

    def __str__(self):
        return f"{self.type_name} số {self.number}"


class RecipientQuerySet(FixedQuerySet):
    CHANGEABLE = frozenset({"opened_at", "opened_by", "acknowledged_at", "acknowledged_by", "acknowledged_role"})

    def scope_for(self, user):
        return reach(user, "directive.read", "unit") | reach(user, "directive.follow", "directive__issuer")

    def received_by(self, user):
        """What the units of `user` received (whatever the role there)."""
        return self.filter(reach(user, "directive.read", "unit"))

    def in_order(self):
        """By block, then as the issuer orders its unions."""
        return self.order_by("block_key", "position", "sort_key", "pk")

    def receivable_by(self, user):
        """What `user` may take receipt of for a unit."""
        return self.filter(reach(user, "directive.receive", "unit"))


class Recipient(FixedRow):
    """A unit to which a directive was addressed: delivered, opened, acknowledged, by whom and when."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="recipients")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="received")
    unit_name = models.CharField(max_length=250)
    block = models.CharField(max_length=60, blank=True)
    block_key = models.CharField(max_length=80, blank=True)
    position = models.PositiveIntegerField(default=0)
    sort_key = models.CharField(max_length=1200, blank=True)
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
