"""What the journal is narrowed by."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from portal.forms.listing import key_in
from portal.models import UnitVersion
from portal.models.units import below
from portal.text import clean_line, fold, parse_date
from portal.units import units_within
from portal.worktime import TZ

# The first part of an event's kind, in words.
KINDS = {
    "unit": "Tổ chức đơn vị",
    "membership": "Vai trò",
    "user": "Tài khoản",
    "calendar": "Lịch nghỉ",
    "directive": "Văn bản chỉ đạo",
    "reading": "Đọc văn bản",
    "programme": "Chương trình",
    "activity": "Hoạt động",
    "cycle": "Kỳ báo cáo",
    "obligation": "Nghĩa vụ báo cáo",
    "report": "Báo cáo",
    "point": "Ý kiến thẩm định",
    "form": "Mẫu báo cáo",
    "summary": "Tổng hợp",
    "reminder": "Nhắc việc",
}


class JournalFilter:
    """?loai= a kind, ?nguoi= part of a name or address, ?don_vi= a unit and all below, ?tu= and ?den= days."""

    def __init__(self, data, user):
        self.kinds = KINDS
        self.kind = data.get("loai", "") if data.get("loai", "") in KINDS else ""
        self.person = clean_line(data.get("nguoi", ""))[:200]
        self.typed_from, self.typed_to = clean_line(data.get("tu", ""))[:20], clean_line(data.get("den", ""))[:20]
        self.first, self.last = parse_date(self.typed_from), parse_date(self.typed_to)
        key = key_in(data.get("don_vi"))
        self.unit = units_within(user, "journal.read").filter(pk=key).first() if key else None

    def narrow(self, events):
        """Only events that match; a filter that makes no sense is left out."""
        if self.kind:
            events = events.filter(kind__startswith=f"{self.kind}.")
        if self.person:
            events = events.filter(actor__search_key__contains=fold(self.person))
        if self.unit:
            version = self.unit.latest
            inside = Exists(UnitVersion.objects.current().filter(below(version.path), unit=OuterRef("unit")))
            events = events.filter(Q(inside) if version.is_open else Q(unit=self.unit))
        if self.first:
            events = events.filter(at__gte=datetime.combine(self.first, time.min, TZ))
        if self.last:
            events = events.filter(at__lt=datetime.combine(self.last + timedelta(days=1), time.min, TZ))
        return events
