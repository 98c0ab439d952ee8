"""A recipient unit takes a directive: opened for the first time, receipt acknowledged, by whom and when."""

from django.db import transaction

from directives.models import Directive, Recipient
from directives.publishing.errors import NotAllowed, NotPossible
from portal import clock
from portal.access import hat_at
from portal.journal import record


@transaction.atomic
def open_by(recipient: Recipient, user) -> bool:
    """Record the unit's first opening; True if this was it.

    Only someone who receives for the unit opens for it: a viewer who reads along changes nothing.
    """
    hat = hat_at(user, "directive.receive", recipient.unit_id)
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

    Raises NotAllowed for someone who does not receive for the unit, NotPossible once the directive is recalled.
    """
    hat = hat_at(by, "directive.receive", recipient.unit_id)
    if hat is None:
        raise NotAllowed("Đồng chí không có vai trò xác nhận văn bản thay cho đơn vị này.")
    open_by(recipient, by)
    changed = Recipient.objects.filter(
        pk=recipient.pk, acknowledged_at__isnull=True, directive__state=Directive.State.PUBLISHED
    ).update(acknowledged_at=clock.now(), acknowledged_by=by, acknowledged_role=hat.role)
    if not changed and Directive.objects.get(pk=recipient.directive_id).is_recalled:
        raise NotPossible("Văn bản đã được thu hồi, không cần xác nhận nữa.")
    if changed:
        record(recipient.directive, "directive.acknowledged", f"{recipient.unit_name} xác nhận đã nhận", by=by, hat=hat)
    return bool(changed)
