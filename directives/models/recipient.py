"""Who received a directive, what they did with it, and to whom they forwarded it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from directives.models.chain import DirectiveAct
from directives.models.guard import FixedQuerySet, FixedRow
from directives.models.heirs import received_where
from portal.access import reach
from portal.models import Role, Unit
from portal.worktime import today

IN_FORCE = "published"


class RecipientQuerySet(FixedQuerySet):
    CHANGEABLE = frozenset(
        {"opened_at", "opened_by", "acknowledged_at", "acknowledged_by", "acknowledged_role", "acknowledged_as"}
    )

    def scope_for(self, user):
        return received_where(user, "directive.read") | reach(user, "directive.follow", "directive__issuer")

    def received_by(self, user):
        """What the units of `user` received, themselves or as heirs of others (whatever the role there)."""
        return self.filter(received_where(user, "directive.read"))

    def in_order(self):
        """By block, then as the issuer orders its unions."""
        return self.order_by("block_key", "position", "sort_key", "pk")

    def answered_for_by(self, user):
        """What the units of `user` answer for: their own receipts and those of ended units that they followed."""
        return self.filter(received_where(user, "directive.read", living=False))

    def receivable_by(self, user):
        """What `user` may take receipt of, for a unit of theirs or for an ended one that it followed."""
        return self.filter(received_where(user, "directive.receive", living=False))

    def forwardable_by(self, user):
        """What `user` may pass on to the affiliates of a unit in which they draft."""
        return self.filter(received_where(user, "directive.write", living=False), directive__state=IN_FORCE)

    def followed_by(self, user):
        """Receipts of directives that `user` follows for the issuer."""
        return self.filter(reach(user, "directive.follow", "directive__issuer"))

    def unacknowledged(self):
        """Receipts that are asked for: not acknowledged, of directives in force."""
        return self.filter(acknowledged_at__isnull=True, directive__state=IN_FORCE)

    def asked_for(self):
        """Receipts of which people are reminded: not acknowledged, of directives that nothing replaced or recalled."""
        ending = DirectiveAct.objects.filter(kind__in=DirectiveAct.ENDING, effective_on__lte=today())
        return self.unacknowledged().filter(~Exists(ending.filter(target=OuterRef("directive"))))


class Recipient(FixedRow):
    """A unit to which a directive was addressed: delivered, opened, acknowledged, by whom and when.

    `content_hash` is the fingerprint of the very paper that it received. `acknowledged_as` names the heir that
    acknowledged in the stead of an ended unit; it is empty where the unit did so itself.
    """

    directive = models.ForeignKey("directives.Directive", models.PROTECT, related_name="recipients")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="received")
    unit_name = models.CharField(max_length=250)
    block = models.CharField(max_length=60, blank=True)
    block_key = models.CharField(max_length=80, blank=True)
    position = models.PositiveIntegerField(default=0)
    sort_key = models.CharField(max_length=1200, blank=True)
    content_hash = models.CharField(max_length=64, default="", editable=False)
    delivered_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_role = models.CharField(max_length=20, choices=Role, blank=True)
    acknowledged_as = models.CharField(max_length=250, blank=True)

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
        indexes = [
            models.Index(fields=["directive", "block_key", "position", "sort_key"], name="recipient_order"),
            models.Index(
                fields=["delivered_at"], condition=Q(acknowledged_at__isnull=True), name="receipt_not_acknowledged"
            ),
        ]

    def __str__(self):
        return self.unit_name


class ForwardingQuerySet(FixedQuerySet):
    CHANGEABLE = frozenset({"forwarded_at", "forwarded_by"})

    def done(self):
        """Those whose covering directive left the house."""
        return self.filter(forwarded_at__isnull=False)

    def in_force(self):
        """Those whose covering directive left the house and was not taken back."""
        return self.filter(covering__state=IN_FORCE)

    def reaching(self, user):
        """Those that brought a directive to `user`: a unit of theirs received the covering directive."""
        return self.in_force().filter(covering__in=Recipient.objects.received_by(user).values("directive"))


class Forwarding(FixedRow):
    """A unit passes on to its own affiliates what it received, with a covering directive of its own.

    Begun together with the draft of the covering directive, done when that is published. Whoever receives the covering
    directive may read the original as long as the covering one is in force; that is all they gain.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="forwardings")
    covering = models.OneToOneField("directives.Directive", models.PROTECT, related_name="forwards")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    forwarded_at = models.DateTimeField(null=True, blank=True)
    forwarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ForwardingQuerySet.as_manager()

    class Meta:
        verbose_name = "chuyển tiếp"
        verbose_name_plural = "chuyển tiếp"
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "unit"],
                condition=Q(forwarded_at__isnull=True),
                name="one_open_forwarding_per_receipt_and_unit",
            ),
        ]

    def __str__(self):
        return f"{self.recipient} → {self.covering}"
