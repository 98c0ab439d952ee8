"""Who comes in and in which role: invitations, roles granted and ended, accounts closed and opened again."""

from django.db import transaction
from django.db.models import Q

from portal.journal import record
from portal.models import Membership, Role, Unit, User
from portal.text import format_date
from portal.worktime import today


class PeopleRefused(Exception):
    """What was asked can't be done; the message is Vietnamese and may be shown."""


@transaction.atomic
def grant(user: User, unit: Unit, role: str, *, valid_from=None, by=None, hat=None) -> Membership:
    """Give `user` a role in `unit` from a day on (today unless given); the same grant twice is one membership.

    Raises PeopleRefused where the unit does not live on that day or the role is held at that time already.
    """
    day = valid_from or today()
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if not user.is_active:
        raise PeopleRefused(f"Tài khoản của {user.full_name} đã ngừng hoạt động; xin mở lại tài khoản trước.")
    if unit.latest.valid_to or not unit.versions.filter(valid_from__lte=day).exists():
        raise PeopleRefused(f"“{unit}” không hoạt động vào ngày {format_date(day)}.")
    held = Membership.objects.filter(user=user, unit=unit, role=role)
    if same := held.filter(valid_from=day, valid_to=None).first():
        return same
    if held.filter(Q(valid_to=None) | Q(valid_to__gt=day)).exists():
        raise PeopleRefused(f"{user.full_name} đã có vai trò này tại “{unit}” trong thời gian đó.")
    membership = Membership.objects.create(user=user, unit=unit, role=role, valid_from=day, granted_by=by)
    what = f"Giao vai trò {Role(role).label} tại {unit} cho {user.full_name} từ ngày {format_date(day)}."
    record(membership, "membership.granted", what, by=by, hat=hat, detail={"user": user.pk, "unit": unit.pk})
    return membership
