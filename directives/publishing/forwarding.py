"""A unit passes what it received on to its own affiliates, under a covering directive of its own."""

from django.db import IntegrityError, transaction

from directives.models import Citation, Directive, Forwarding, Recipient
from directives.models.heirs import receiving_hat
from directives.publishing.drafts import create_draft, take_up
from directives.publishing.errors import NotAllowed, NotPossible
from directives.publishing.paper import CitationLine, DraftContent
from portal import clock
from portal.access import Hat
from portal.journal import record
from portal.models import Unit, UnitVersion
from portal.text import format_date

LONGEST_TITLE = 500


def forwarding_hat(receipt: Recipient, user) -> Hat | None:
    """The hat under which `user` passes the directive on: of a unit that received it and has affiliates, or None."""
    hat = receiving_hat(user, "directive.write", receipt)
    return hat if hat and affiliates_of(hat.unit_id).exists() else None


def affiliates_of(unit_id: int):
    """The units directly below, as they stand today."""
    return UnitVersion.objects.current().filter(parent=unit_id)


def begin_forwarding(receipt: Recipient, *, by) -> Directive:
    """The draft of the covering directive; pressed again, the draft that was begun and is not published yet,
    taken up again where it had been put away.

    It cites the original as what it carries out, and goes to all affiliates until somebody chooses. Raises NotAllowed
    without the role, NotPossible for a directive that is not in force or a unit without affiliates.
    """
    hat = receiving_hat(by, "directive.write", receipt)
    if hat is None:
        raise NotAllowed("Đồng chí không có vai trò soạn và ban hành văn bản của đơn vị nhận.")
    original = Directive.objects.get(pk=receipt.directive_id)
    if original.state != Directive.State.PUBLISHED:
        raise NotPossible("Văn bản đã được thu hồi, không chuyển tiếp được nữa.")
    if not affiliates_of(hat.unit_id).exists():
        raise NotPossible("Đơn vị không có công đoàn trực thuộc nào để chuyển tiếp.")
    begun = _begun(receipt, hat)
    if begun:
        return take_up(begun, by=by, seen=begun.version) if begun.state == Directive.State.PUT_AWAY else begun
    try:
        with transaction.atomic():
            return _begin(receipt, original, hat, by)
    except IntegrityError:
        return _begun(receipt, hat)


def _begun(receipt: Recipient, hat: Hat) -> Directive | None:
    found = Forwarding.objects.filter(recipient=receipt, unit=hat.unit_id, forwarded_at__isnull=True)
    row = found.select_related("covering").first()
    return row.covering if row else None


def _begin(receipt: Recipient, original: Directive, hat: Hat, by) -> Directive:
    draft = create_draft(Unit.objects.get(pk=hat.unit_id), _covering(original, hat), by=by)
    row = Forwarding(recipient=receipt, covering=draft, unit_id=hat.unit_id, begun_at=clock.now(), begun_by=by)
    Forwarding.objects.write([row])
    return draft


def _covering(original: Directive, hat: Hat) -> DraftContent:
    cited = CitationLine(
        original.type_name,
        original.number,
        original.issued_on,
        original.issuer_name,
        original.title,
        Citation.Relation.IMPLEMENTS,
    )
    named = f"{original} ngày {format_date(original.issued_on)} của {original.issuer_name}"
    return DraftContent(
        type_name="Công văn",
        number="",
        title=f"Triển khai thực hiện {original} của {original.issuer_name}"[:LONGEST_TITLE],
        summary=(
            f"{hat.unit_name} chuyển tiếp {named}: “{original.title}”, và đề nghị các công đoàn trực thuộc nghiên cứu, "
            "tổ chức thực hiện."
        ),
        citations=(cited,),
    )


def complete_forwarding(published: Directive) -> None:
    """Note, in the transaction that publishes a covering directive, that the original was passed on."""
    row = Forwarding.objects.filter(covering=published).select_related("recipient__directive").first()
    if row is None:
        return
    original = row.recipient.directive
    Forwarding.objects.filter(pk=row.pk).update(
        forwarded_at=published.published_at, forwarded_by=published.published_by
    )
    unlinked = Citation.objects.filter(directive=published, number_key=original.number_key, cited__isnull=True)
    unlinked.filter(type_name=original.type_name, issued_on=original.issued_on).update(cited=original)
    what = f"{row.recipient.unit_name} chuyển tiếp kèm {published} của {published.issuer_name}"
    record(original, "directive.forwarded", what, by=published.published_by, detail={"covering": published.pk})
