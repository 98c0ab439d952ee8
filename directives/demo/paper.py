"""An invented paper on the desk, read and waiting to be confirmed, so that a newcomer can try it at once."""

from directives.confirming import begin, came_as_words, decide, decided, items_of
from directives.confirming.items import Kind
from directives.models import PaperReading
from portal import clock
from portal.models import Unit

_PAPER = """\
TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM
{issuer}
Số: {number}/KH-CĐVC

Hà Nội, ngày 05 tháng 10 năm {year}

KẾ HOẠCH
Thi đua “Dân vận khéo” trong đoàn viên công đoàn viên chức năm {next} (văn bản minh họa)

Căn cứ Nghị quyết số 25-NQ/TW ngày 03/6/2013 của Ban Chấp hành Trung ương Đảng (khóa XI);

Thực hiện Công văn số 412/CĐVC-TG về công tác dân vận, Ban Thường vụ xây dựng kế hoạch thi đua như sau:

1. Tuyên truyền tới đoàn viên về ý nghĩa, nội dung của phong trào “Dân vận khéo”.

2. Mỗi đơn vị đăng ký ít nhất một mô hình của tập thể và một mô hình của cá nhân trước ngày 15/01/{next}.

3. Công đoàn cấp trên kiểm tra, công nhận và nhân rộng mô hình có hiệu quả, \
theo Hướng dẫn số 11/HD-CĐVC ngày 20/02/{year} của {name}.

Các đơn vị báo cáo kết quả về {name} (qua Ban Tuyên giáo) chậm nhất ngày 20/11/{next}.

TM. BAN THƯỜNG VỤ
PHÓ CHỦ TỊCH

Nguyễn Văn Mẫu
"""


def seed_reading(issuer: Unit, by, year: int) -> PaperReading:
    """The plan for the year after `year`, pasted this morning: its type and number are confirmed, the rest waits."""
    name = str(issuer)
    words = _PAPER.format(issuer=name.upper(), name=name, number=14 + year % 5, year=year, next=year + 1)
    reading = begin(issuer, came_as_words(words), by=by, key=f"demo-{year}")
    now = clock.now().isoformat()
    items = [
        decided(item, item.values, by=by.pk, at=now) if item.kind in (Kind.TYPE, Kind.NUMBER) else item
        for item in items_of(reading.items)
    ]
    return decide(reading, items, by=by, seen=reading.version)
