"""A recipient unit takes a directive: opened for the first time, receipt acknowledged, by whom and when."""

from django.db import transaction

from directives.models import Directive, Recipient
from directives.models.heirs import receiving_hat
from directives.publishing.errors import NotAllowed, NotPossible
from portal import clock
from portal.journal import record


@transaction.atomic
def open_by(recipient: Recipient, user) -> bool:
    """Record the unit's first opening; True if this was it.

    Only someone who receives for the unit (or for the heir of one that has ended) opens for it: a viewer who reads
    along changes nothing.
    """
    hat = receiving_hat(user, "directive.receive", recipient)
    if hat is None:
        return False
    changed = Recipient.objects.filter(pk=recipient.pk, opened_at__isnull=True).update(
        opened_at=clock.now(), opened_by=user
    )
    if changed:
        record(recipient.directive, "directive.opened", f"{recipient.unit_name} mở văn bản lần đầu", by=user, hat=hat)
    return bool(changed)


@transaction.atomic
def acknowledge(recipient: Recipient, *, by) -> bool:
    """Record that the unit received the directive, with the role of who says so; True if this was the first time.

    Whoever receives for the heir of an ended unit acknowledges in its stead, and the receipt names the heir.
    Raises NotAllowed for someone who does not receive for the unit, NotPossible once the directive is recalled.
    """
    hat = receiving_hat(by, "directive.receive", recipient)
    if hat is None:
        raise NotAllowed("Đồng chí không có vai trò xác nhận văn bản thay cho đơn vị này.")
    open_by(recipient, by)
    heir = hat.unit_name if hat.unit_id != recipient.unit_id else ""
    changed = (
        Recipient.objects.unacknowledged()
        .filter(pk=recipient.pk)
        .update(acknowledged_at=clock.now(), acknowledged_by=by, acknowledged_role=hat.role, acknowledged_as=heir)
    )
    if not changed and Directive.objects.get(pk=recipient.directive_id).is_recalled:
        raise NotPossible("Văn bản đã được thu hồi, không cần xác nhận nữa.")
    if changed:
        what = f"{heir} xác nhận thay {recipient.unit_name}" if heir else f"{recipient.unit_name} xác nhận đã nhận"
        detail = {"sha256": recipient.content_hash}
        record(recipient.directive, "directive.acknowledged", what, by=by, hat=hat, detail=detail)
    return bool(changed)
