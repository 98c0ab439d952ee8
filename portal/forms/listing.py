"""What the ground's lists are narrowed by; the choices stay in the address of the page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from portal.text import clean_line, parse_date
from portal.units import day_or_today

LONGEST_QUERY = 200


def day_in(typed: str | None) -> date:
    """The day that an address names, dd/mm/yyyy; today for none, nonsense or the future."""
    return day_or_today(parse_date(typed) if typed else None)


class TreeFilter:
    """?q= what is searched, ?ngay= the day, ?moi_luc=1 also former names and ended units."""

    def __init__(self, data):
        self.typed = clean_line(data.get("q", ""))[:LONGEST_QUERY]
        self.typed_day = clean_line(data.get("ngay", ""))[:20]
        self.day = day_in(self.typed_day)
        self.is_day_wrong = bool(self.typed_day) and parse_date(self.typed_day) != self.day
        self.all_times = data.get("moi_luc") == "1"


@dataclass(frozen=True)
class Slice:
    """Some rows of a long list; `after` is the key that continues it, None at its end."""

    rows: list
    after: int | None
    is_first: bool

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def key_in(typed: str | None) -> int | None:
    """The key that an address names; None for none or nonsense."""
    typed = typed or ""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def newest_first(queryset, typed_key: str | None, size: int) -> Slice:
    """`size` rows by falling `at`, behind the row that `typed_key` names: no counting, and no row twice."""
    last = queryset.filter(pk=key).first() if (key := key_in(typed_key)) else None
    if last:
        queryset = queryset.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    rows = list(queryset.order_by("-at", "-pk")[: size + 1])
    after = rows[size - 1].pk if len(rows) > size else None
    return Slice(rows[:size], after, last is None)
