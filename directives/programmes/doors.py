"""Who may write a programme, and what makes writing it twice harmless: hats, client keys, the last person who wrote."""

from directives.models import Programme
from directives.programmes.errors import ProgrammeChanged, ProgrammeNotAllowed
from portal.access import Hat, hat_at
from portal.models import Event, Unit
from portal.text import format_datetime

CAPABILITY = "programme.write"


def keeping_hat(owner_id: int, by) -> Hat:
    """The hat under which `by` keeps that unit's programmes; raises ProgrammeNotAllowed.

    The programmes of an ended unit are kept by the unit that keeps its papers.
    """
    hat = hat_at(by, CAPABILITY, owner_id)
    if hat is None:
        keeper = Unit.objects.filter(pk=owner_id).values_list("custodian", flat=True).first()
        hat = hat_at(by, CAPABILITY, keeper) if keeper else None
    if hat is None:
        raise ProgrammeNotAllowed("Đồng chí không có vai trò quản lý chương trình của đơn vị này.")
    return hat


def may_keep(owner_id: int, by) -> bool:
    """Whether `by` keeps that unit's programmes."""
    try:
        keeping_hat(owner_id, by)
    except ProgrammeNotAllowed:
        return False
    return True


def held_still(programme: Programme) -> Programme:
    """The programme as it stands now, until the transaction ends: its years and parties can't change meanwhile."""
    return Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)


def client_key(by, key: str) -> str | None:
    """The key under which a new row is written once, however often the page is sent; None without one."""
    return f"{by.pk}:{key}"[:60] if key else None


def changed_by(programme, what: str) -> ProgrammeChanged:
    """Somebody was faster: the exception to raise, naming the last person who wrote in the programme."""
    last = Event.objects.about(programme).select_related("actor").first()
    who = f"{last.actor} sửa lúc {format_datetime(last.at)}" if last and last.actor else "người khác sửa"
    return ProgrammeChanged(f"{what} vừa được {who}, sau khi đồng chí mở trang.")
