"""A directive, what it orders and what it cites."""

from calendar import monthrange

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from directives.models.chain import DirectiveAct
from directives.models.guard import FixedQuerySet, FixedRow, Frozen
from directives.models.numbering import NumberSeries
from directives.models.recipient import Forwarding, Recipient
from directives.models.state import APPROVED_CONTENT, BEFORE_APPROVER, OUT, State
from portal.access import ScopedQuerySet, reach
from portal.models import Unit


class DirectiveQuerySet(ScopedQuerySet):
    # What still moves once a directive is published; everything else stays as it was read and hashed.
    LIFECYCLE = frozenset({"state", "version", "recalled_at", "recalled_by", "recall_reason"})

    def scope_for(self, user):
        """Not yet published: those who write in the issuing unit, and once submitted those who approve there.

        Published: everyone of the issuer or a recipient unit; what replaces, amends, corrects or recalls a paper is
        read by whoever received that; what a recipient forwarded by those who received its covering directive.
        """
        writing = reach(user, "directive.write", "issuer")
        approving = reach(user, "directive.approve", "issuer") & Q(state__in=BEFORE_APPROVER)
        following = reach(user, "directive.follow", "issuer") & Q(state__in=OUT)
        received = Recipient.objects.received_by(user).values("directive")
        acting = DirectiveAct.objects.filter(target__in=received, acting__isnull=False).values("acting")
        forwarded = Forwarding.objects.reaching(user).values("recipient__directive")
        issued_here = reach(user, "directive.read", "issuer") & Q(state__in=OUT)
        read = Q(pk__in=received) | Q(pk__in=acting) | Q(pk__in=forwarded)
        return writing | approving | following | issued_here | read

    def writable_by(self, user):
        """Directives of the units in which `user` drafts, publishes and recalls."""
        return self.filter(reach(user, "directive.write", "issuer"))

    def approvable_by(self, user):
        """Directives that lie before `user`, submitted or approved and not yet published."""
        return self.filter(reach(user, "directive.approve", "issuer"), state__in=BEFORE_APPROVER)

    def followed_by(self, user):
        """Published directives whose receipts `user` may follow."""
        return self.filter(reach(user, "directive.follow", "issuer")).published()

    def published(self):
        """Everything that left the house: in force or recalled."""
        return self.filter(state__in=OUT)

    def in_force_on(self, day):
        """What had to be carried out on that day: issued by then, and neither replaced nor recalled by then."""
        return self.published().filter(issued_on__lte=day).exclude(ended_by(day))

    def ended_on(self, day):
        """What was issued and had lost its force by that day."""
        return self.published().filter(ended_by(day), issued_on__lte=day)

    def update(self, **changes):
        """As always for drafts; of published rows only the life cycle may change, and none goes back in the house.

        Words that were submitted or approved change only together with the state: they become a draft again.
        """
        state = changes.get("state")
        if (set(changes) - self.LIFECYCLE or state not in (None, State.RECALLED)) and self.published().exists():
            raise Frozen("a published directive never changes")
        if set(changes) & APPROVED_CONTENT and state not in (State.DRAFT, State.PUBLISHED):
            self._refuse_approved()
        return super().update(**changes)

    def _refuse_approved(self):
        if self.filter(state__in=BEFORE_APPROVER).exists():
            raise Frozen("words before an approver change only by becoming a draft again")

    def delete(self):
        raise Frozen("directives are never deleted")

    delete.queryset_only = True


def ended_by(day) -> Exists:
    """Condition on directives: an act up to that day ended their force."""
    acts = DirectiveAct.objects.filter(target=OuterRef("pk"), kind__in=DirectiveAct.ENDING, effective_on__lte=day)
    return Exists(acts)


class Directive(models.Model):
    """A công văn, chương trình, … of an issuing union; immutable once published.

    Its content is approved by somebody who wrote nothing of it.

    `content` holds what has no column of its own. A draft has {"tasks": [{text, who, due_words, due_on}],
    "citations": [{relation, type_name, number, issued_on, issuer_name, title}], "units": [keys of the chosen
    recipients]}. Publishing freezes the whole paper there (directives.publishing.paper says how), and `content_hash`
    is the SHA-256 of that; the rows of Task, Citation and Recipient are written at the same moment.
    """

    State = State

    class Urgency(models.TextChoices):
        NORMAL = "", "Thường"
        URGENT = "khan", "Khẩn"
        VERY_URGENT = "thuong_khan", "Thượng khẩn"
        EXPRESS = "hoa_toc", "Hỏa tốc"

    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="issued_directives", verbose_name="cơ quan ban hành")
    issuer_name = models.CharField("tên cơ quan ban hành", max_length=250)
    type_name = models.CharField("loại văn bản", max_length=60, default="Công văn")
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    number_key = models.CharField(max_length=60, editable=False)
    series = models.ForeignKey(NumberSeries, models.PROTECT, null=True, blank=True, related_name="papers")
    serial = models.PositiveIntegerField(null=True, blank=True)
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
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Everyone who began the draft or changed a word of it; none of them approves it.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    return_words = models.TextField("ý kiến khi trả lại", blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_hash = models.CharField(max_length=64, blank=True, editable=False)
    publish_at = models.DateTimeField("giờ hẹn ban hành", null=True, blank=True)
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    missed_words = models.TextField("vì sao giờ hẹn không ban hành được", blank=True)
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
                condition=(~Q(state__in=OUT) & Q(published_at__isnull=True, published_by__isnull=True))
                | Q(state__in=OUT, published_at__isnull=False, issued_on__isnull=False),
                name="published_directive_has_when",
            ),
            models.UniqueConstraint(fields=["series", "serial"], name="one_paper_per_serial"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True, approved_hash="")
                | (Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approved_hash="")),
                name="approval_has_when_who_and_what",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "put_away", "in_review"), approved_at__isnull=True)
                | Q(state__in=("approved", "scheduled"), approved_at__isnull=False)
                | Q(state__in=OUT),
                name="approved_directive_has_approval",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True)
                | Q(returned_at__isnull=False, returned_by__isnull=False),
                name="returned_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(state="scheduled", publish_at__isnull=False, scheduled_by__isnull=False)
                | (~Q(state="scheduled") & Q(publish_at__isnull=True, scheduled_by__isnull=True)),
                name="scheduled_directive_has_when_and_who",
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
        return f"{self.type_name} số {self.number}" if self.number else f"{self.type_name} chưa cấp số"

    def save(self, *args, **options):
        """Insert a draft; every later change is an UPDATE of directives.publishing."""
        if not self._state.adding or self.state != State.DRAFT:
            raise Frozen("directives are written by directives.publishing only")
        super().save(*args, **options)

    def delete(self, *args, **options):
        raise Frozen("directives are never deleted")

    @property
    def is_published(self):
        """Whether it left the house, in force or recalled."""
        return self.state in OUT

    @property
    def is_recalled(self):
        return self.state == State.RECALLED

    @property
    def is_letter(self):
        """A công văn has no heading of its own: its subject stands under the number (domain.md 2.2)."""
        return self.type_name == "Công văn"


class Task(FixedRow):
    """One numbered order of a directive: what, whom it addresses in words, by when in words and as a day.

    Which sections and indicators of a report answer it is said by the form's source (reports.form_schema), by number.
    """

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField("số thứ tự")
    text = models.TextField("nội dung")
    who = models.CharField("giao cho", max_length=200, blank=True, help_text="để trống: mọi nơi nhận của văn bản")
    due_words = models.CharField("thời hạn", max_length=200, blank=True)
    due_on = models.DateField("ngày cuối cùng", null=True, blank=True)
    is_yearly = models.BooleanField("hằng năm", default=False)

    objects = FixedQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["directive", "number"], name="one_task_per_number")]

    def __str__(self):
        return f"{self.number}. {self.text[:80]}"

    def due_in(self, year: int):
        """The last day on time in a reporting year; a yearly task falls due in each (29/2 is the end of February)."""
        if not self.is_yearly or self.due_on is None:
            return self.due_on
        return self.due_on.replace(year=year, day=min(self.due_on.day, monthrange(year, self.due_on.month)[1]))
