"""Who comes in and in which role: invitations, roles granted and ended, accounts closed and opened again."""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from portal import clock
from portal.access import reach_with_kept
from portal.journal import record
from portal.mail import portal_link, queue_mail
from portal.models import Membership, Role, Unit, User
from portal.models.units import units_on
from portal.text import format_date, format_datetime
from portal.worktime import today

INVITATION_VALID = timedelta(days=7)
_SALT = "portal.people.invitation"


class PeopleRefused(Exception):
    """What was asked can't be done; the message is Vietnamese and may be shown."""


# --- who sees whom ----------------------------------------------------------------------------


def memberships_within(user, *, capability: str = "people.manage"):
    """Memberships, in force or not, at units that `user` manages."""
    return Membership.objects.filter(reach_with_kept(user, capability, "unit"))


def people_within(user):
    """People who hold or held a role at a unit that `user` manages."""
    return User.objects.filter(pk__in=memberships_within(user).values("user"))


# --- roles ------------------------------------------------------------------------------------


@transaction.atomic
def grant(user: User, unit: Unit, role: str, *, valid_from: date | None = None, by=None, hat=None) -> Membership:
    """Give `user` a role in `unit` from a day on (today unless given); the same grant twice is one membership.

    Raises PeopleRefused where the unit does not live on that day, the role is held at that time already, or `by` would
    give it to themself although somebody else could.
    """
    day = valid_from or today()
    if by and by.pk == user.pk and _other_administrators(unit, by).exists():
        raise PeopleRefused("Không tự giao vai trò cho mình; xin đề nghị một quản trị khác của công đoàn giao.")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_active:
        raise PeopleRefused(f"Tài khoản của {user} đã ngừng hoạt động; xin mở lại tài khoản trước.")
    if not unit.versions.current().exists():
        raise PeopleRefused(f"“{unit}” đã kết thúc hoạt động.")
    if not unit.versions.filter(valid_from__lte=day).exists():
        raise PeopleRefused(f"“{unit}” chưa thành lập vào ngày {format_date(day)}.")
    held = Membership.objects.filter(user=user, unit=unit, role=role)
    if same := held.filter(valid_from=day, valid_to=None).first():
        return same
    if held.filter(Q(valid_to=None) | Q(valid_to__gt=day)).exists():
        raise PeopleRefused(f"{user} đã có vai trò {Role(role).label} tại “{unit}” trong thời gian đó.")
    membership = Membership.objects.create(user=user, unit=unit, role=role, valid_from=day, granted_by=by)
    what = f"Giao vai trò {Role(role).label} tại {unit} cho {user} từ ngày {format_date(day)}."
    record(membership, "membership.granted", what, by=by, hat=hat, detail={"user": user.pk, "unit": unit.pk})
    return membership


def _other_administrators(unit: Unit, by):
    """The roles of administrators, of the unit and of those above it, that are not `by`'s own."""
    version = unit.latest
    standing = units_on(version.path) if version.is_open else [unit.pk]
    held = Membership.objects.in_force().filter(unit__in=standing, role=Role.ADMINISTRATOR, user__is_active=True)
    return held.exclude(user=by)


@transaction.atomic
def end_role(membership: Membership, *, on: date, by=None, hat=None) -> None:
    """End a role: `on` is the first day without it. A second press changes nothing.

    Raises PeopleRefused for a day before the role began, a role that ended before that day, or the last
    administrator role of the person who asks.
    """
    User.objects.select_for_update(no_key=True).get(pk=membership.user_id)
    membership.refresh_from_db()
    if on < membership.valid_from:
        raise PeopleRefused(f"Vai trò bắt đầu từ ngày {format_date(membership.valid_from)}, không thể hết trước đó.")
    if membership.valid_to == on:
        return
    if membership.valid_to is not None and membership.valid_to < on:
        raise PeopleRefused(f"Vai trò này đã hết hiệu lực từ ngày {format_date(membership.valid_to)}.")
    if by and membership.user_id == by.pk and _is_last_administration(membership):
        raise PeopleRefused("Không thể tự kết thúc vai trò Quản trị cuối cùng của chính mình.")
    membership.valid_to, membership.ended_by, membership.ended_at = on, by, clock.now()
    membership.save(update_fields=["valid_to", "ended_by", "ended_at"])
    what = (
        f"Kết thúc vai trò {membership.get_role_display()} tại {membership.unit} của {membership.user} "
        f"từ ngày {format_date(on)}."
    )
    record(membership, "membership.ended", what, by=by, hat=hat, detail={"user": membership.user_id})


def _is_last_administration(membership: Membership) -> bool:
    if membership.role != Role.ADMINISTRATOR:
        return False
    held = Membership.objects.in_force().filter(user=membership.user, role=Role.ADMINISTRATOR, valid_to=None)
    return not held.exclude(pk=membership.pk).exists()


# --- accounts ---------------------------------------------------------------------------------


@transaction.atomic
def invite(*, email: str, full_name: str, unit: Unit, role: str, valid_from: date, by, hat=None) -> Membership:
    """Give a person a role and write to them: with a link to set a password, or, if they have one, the news.

    `email` is lower-case. The same invitation twice writes one letter. Raises PeopleRefused as `grant` does.
    """
    user = _person(email, full_name)
    again = Membership.objects.filter(user=user, unit=unit, role=role, valid_from=valid_from, valid_to=None).first()
    if again:
        return again
    membership = grant(user, unit, role, valid_from=valid_from, by=by, hat=hat)
    if user.has_usable_password():
        _tell_of_role(membership, by)
    else:
        _send_invitation(user, membership, by)
    return membership


def _person(email: str, full_name: str) -> User:
    """The account of that address, made now if there is none."""
    if user := User.objects.filter(email=email).first():
        return user
    try:
        with transaction.atomic():
            return User.objects.create_user(email, full_name=full_name)
    except IntegrityError:
        return User.objects.get(email=email)


@transaction.atomic
def invite_again(user: User, *, by, hat=None) -> None:
    """A new letter with a new link; the link of the letter before is worth nothing any more.

    Raises PeopleRefused for someone who has a password already.
    """
    if user.has_usable_password():
        raise PeopleRefused(f"{user} đã đặt mật khẩu; nếu quên, xin dùng mục “Quên mật khẩu” ở trang đăng nhập.")
    if not user.is_active:
        raise PeopleRefused(f"Tài khoản của {user} đã ngừng hoạt động; xin mở lại tài khoản trước.")
    newest = user.memberships.order_by("-valid_from", "-pk").first()
    _send_invitation(user, newest, by)
    record(user, "user.invited", f"Gửi lại lời mời cho {user}.", by=by, hat=hat)


def invited_user(token: str) -> User | None:
    """The person whose invitation this is, as long as it is young, unused and the newest."""
    try:
        pk, state = signing.loads(token, salt=_SALT, max_age=INVITATION_VALID)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and constant_time_compare(state, _state(user)) else None


@transaction.atomic
def accept_invitation(user: User, password: str) -> bool:
    """Set the first password; False when someone was quicker with the same link."""
    taken = User.objects.filter(pk=user.pk, password=user.password).update(password=make_password(password))
    if taken:
        record(user, "user.accepted", f"{user} đặt mật khẩu theo lời mời.", by=user)
    return bool(taken)


@transaction.atomic
def close_account(user: User, *, by, hat=None) -> None:
    """Bar a person from signing in. Raises PeopleRefused for oneself or someone with roles that `by` doesn't manage."""
    if user.pk == by.pk:
        raise PeopleRefused("Không thể tự ngừng tài khoản của chính mình.")
    _refuse_foreign_roles(user, by)
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        record(user, "user.closed", f"Ngừng tài khoản của {user}.", by=by, hat=hat)


@transaction.atomic
def reopen_account(user: User, *, by, hat=None) -> None:
    """Let a person sign in again, with the roles that are still in force."""
    _refuse_foreign_roles(user, by)
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        record(user, "user.reopened", f"Mở lại tài khoản của {user}.", by=by, hat=hat)


def _refuse_foreign_roles(user: User, by) -> None:
    within = memberships_within(by).filter(user=user).values("pk")
    if user.memberships.in_force().exclude(pk__in=within).exists():
        raise PeopleRefused(f"{user} còn vai trò tại đơn vị ngoài phạm vi quản lý của đồng chí.")


@transaction.atomic
def describe(user: User, *, full_name: str, job_title: str, phone: str) -> None:
    """What people say of themselves: name, title, telephone."""
    before = user.full_name
    user.full_name, user.job_title, user.phone = full_name, job_title, phone
    user.fill_keys()
    user.save(update_fields=["full_name", "job_title", "phone", "search_key", "sort_key"])
    if before != full_name:
        detail = {"before": before, "after": full_name}
        record(user, "user.renamed", f"{before} đổi tên hiển thị thành {full_name}.", by=user, detail=detail)


# --- letters ----------------------------------------------------------------------------------


def _state(user: User) -> str:
    """Changes when a password is set and when a newer invitation goes out."""
    return salted_hmac(_SALT, f"{user.pk}|{user.email}|{user.password}|{user.invited_at}").hexdigest()[:40]


def _send_invitation(user: User, membership: Membership, by) -> None:
    User.objects.filter(pk=user.pk).update(invited_at=clock.now())
    user.refresh_from_db(fields=["invited_at", "password"])
    link = portal_link(reverse("people:welcome", args=[signing.dumps([user.pk, _state(user)], salt=_SALT)]))
    until = format_datetime(user.invited_at + INVITATION_VALID)
    body = (
        f"Kính gửi đồng chí {user.full_name},\n\n"
        f"{membership.unit} mời đồng chí sử dụng Cổng báo cáo dân vận với vai trò {membership.get_role_display()}, "
        f"từ ngày {format_date(membership.valid_from)}.\n\n"
        f"Để bắt đầu, xin mở đường dẫn sau và đặt mật khẩu:\n{link}\n\n"
        f"Đường dẫn chỉ dùng được một lần, đến {until}. Nếu đã quá hạn, xin đề nghị người quản trị gửi lại lời mời.\n"
        f"Tên đăng nhập là địa chỉ thư điện tử này: {user.email}\n\n"
        "Đây là thư tự động, xin không trả lời. Nếu đồng chí không liên quan đến công việc này, xin bỏ qua thư.\n"
    )
    key = f"invitation:{user.pk}:{user.invited_at.isoformat()}"
    queue_mail(key, to=user.email, subject="Lời mời sử dụng Cổng báo cáo dân vận", body=body, by=by)


def _tell_of_role(membership: Membership, by) -> None:
    user = membership.user
    body = (
        f"Kính gửi đồng chí {user.full_name},\n\n"
        f"Đồng chí được giao vai trò {membership.get_role_display()} tại {membership.unit} trên Cổng báo cáo dân vận, "
        f"từ ngày {format_date(membership.valid_from)}.\n\n"
        f"Xin đăng nhập bằng tài khoản đã có ({user.email}):\n{portal_link('/')}\n\n"
        "Đây là thư tự động, xin không trả lời.\n"
    )
    subject = "Đồng chí được giao vai trò mới trên Cổng báo cáo dân vận"
    queue_mail(f"role:{membership.pk}", to=user.email, subject=subject, body=body, by=by)
