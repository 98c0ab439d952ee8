"""What the frame around every page needs to know."""

from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from portal.access import gives, hats, unread
from portal.models import UnitVersion

OWNER_KEY = "frame:owner"

# (label, url name, capabilities of which one is needed; empty = everyone signed in)
MENU = [
    ("Việc cần làm", "home", ()),
    ("Báo cáo của đơn vị", "reports:mine", ("report.read_own",)),
    ("Kỳ báo cáo", "reports:cycles", ("cycle.read",)),
    ("Thẩm định", "reports:queue", ("report.review",)),
    ("Văn bản chỉ đạo", "directives:list", ("directive.read",)),
    ("Chương trình", "directives:programmes", ("directive.read",)),
    ("Đơn vị", "units:tree", ("unit.read",)),
    ("Người dùng", "people:list", ("people.manage",)),
    ("Lịch nghỉ", "ground:calendar", ("calendar.manage",)),
    ("Nhật ký", "ground:journal", ("journal.read",)),
]


def frame(request):
    """`frame`: navigation, hats and unread notices for base.html; light, and empty for visitors."""
    user = getattr(request, "user", None)
    base = {
        "portal_name": "Cổng báo cáo dân vận",
        "debug": settings.DEBUG,
        "nav": [],
        "hats": (),
        "unread": 0,
    }
    if user is None or not user.is_authenticated:
        base["owner_name"] = _owner_name()
        return {"frame": base}
    held = hats(user)
    base["hats"] = held
    base["owner_name"] = held[0].unit_name if held else ""
    base["nav"] = [item for item in (_menu_item(*row) for row in _menu(frozenset(hat.role for hat in held))) if item]
    _mark_place(base["nav"], request.path)
    base["unread_url"], base["own_url"] = _address("ground:messages"), _address("ground:account")
    base["search_url"] = _address("search")
    base["unread"] = unread(user)
    return {"frame": base}


def _owner_name() -> str:
    """The union that collects, for visitors at the door: the highest one with a department that receives reports."""
    name = cache.get(OWNER_KEY)
    if name is None:
        owners = UnitVersion.objects.current().exclude(department="").order_by("path")
        name = owners.values_list("name", flat=True).first() or ""
        cache.set(OWNER_KEY, name, 600)
    return name


_reverse_once = lru_cache(maxsize=64)(reverse)


def _address(name: str) -> str:
    """An address of the frame, worked out once per process; "" where it has none (a miss is not remembered)."""
    try:
        return _reverse_once(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=256)
def _menu(roles: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """The rows of the menu, (label, url name), of somebody who holds these roles."""
    return tuple((label, name) for label, name, needed in MENU if not needed or any(gives(roles, c) for c in needed))


def _menu_item(label, name):
    url = _address(name)
    return {"label": label, "url": url, "active": False, "count": None} if url else None


def _mark_place(nav, path):
    """Mark the entry whose address the page's lies under: the longest, for one entry may lie under another."""
    under = [item for item in nav if path == item["url"] or (item["url"] != "/" and path.startswith(item["url"]))]
    if under:
        max(under, key=lambda item: len(item["url"]))["active"] = True
