"""A paper that is being read: its file and text, what the portal proposes, and what a person decided on each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from directives.models.directive import Directive
from portal import clock
from portal.access import ScopedQuerySet, reach
from portal.models import StoredFile, Unit


class PaperReadingQuerySet(ScopedQuerySet):
    def scope_for(self, user):
        """The desk of the unit: whoever drafts there may go on with what a colleague began."""
        return reach(user, "directive.write", "owner")

    def being_read(self):
        """Readings that nobody has finished or put away."""
        return self.filter(state=PaperReading.State.OPEN)

    def light(self):
        """Without the columns that hold whole papers."""
        return self.defer("source", "text", "items", "typed")


class PaperReading(models.Model):
    """One visit of a paper to the portal, from upload to draft; written by directives.confirming only.

    `file` is what came, byte for byte. `source` is the text found in it, `text` the same after the accepted `repairs`
    (names, in their order). `items` are the JSON of directives.confirming.Item with places in `text`. `typed` holds
    what people have typed and not yet decided: {user key: {item key: {field: words}}}; it doesn't move `version`.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "Tệp PDF"
        DOCX = "docx", "Tệp DOCX"
        TXT = "txt", "Tệp TXT"
        PASTED = "paste", "Chữ dán vào"

    class State(models.TextChoices):
        OPEN = "open", "Đang xác nhận"
        MADE = "made", "Đã lập dự thảo"
        PUT_AWAY = "put_away", "Đã bỏ"

    owner = models.ForeignKey(Unit, models.PROTECT, related_name="readings", verbose_name="đơn vị soạn")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    source = models.TextField(blank=True)
    text = models.TextField(blank=True)
    repairs = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    items = models.JSONField(default=list)
    typed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    directive = models.OneToOneField(Directive, models.PROTECT, null=True, blank=True, related_name="reading")
    client_key = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)

    objects = PaperReadingQuerySet.as_manager()

    class Meta:
        verbose_name = "bản đọc văn bản"
        verbose_name_plural = "bản đọc văn bản"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="made", directive__isnull=False) | (~Q(state="made") & Q(directive__isnull=True)),
                name="made_reading_has_its_draft",
            ),
        ]
        indexes = [models.Index(fields=["owner", "state", "-changed_at"], name="reading_owner_state")]

    def __str__(self):
        return f"Bản đọc “{self.file.name}”"

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_made(self):
        return self.state == self.State.MADE

    @property
    def is_scan(self):
        """A file without words: its particulars are typed by hand."""
        return not self.source
