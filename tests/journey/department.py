"""What comes of the reports: the department's head compiles, writes and exports, the confederation reads."""

import re

import docx
from playwright.sync_api import expect

from tests.journey.walker import Walker, work_off
from tests.journey.world import UNITS, World

# C02 as the two reports that were accepted have it: 1.020 after the point was answered, and 960.
TOTAL = "1.980"
WORDS = "Các công đoàn trực thuộc đã tổ chức 36 buổi với 1.980 lượt người tham dự."


def head_of_department_compiles(walker: Walker, world: World) -> None:
    page = walker.page
    walker.menu("Việc cần làm", "Việc cần làm")
    walker.follow("Xem kỳ báo cáo", world.cycle.title)
    walker.follow("Tổng hợp", within=page.locator(".tabs"))
    walker.follow("Các lần tổng hợp", "Tổng hợp số liệu")
    walker.press("Tổng hợp", exact=True)
    walker.reads("Đã yêu cầu tổng hợp lần 1.")
    walker.look()
    work_off()
    expect(page.get_by_role("row", name="Lần 1")).to_contain_text("Hoàn thành")
    walker.follow("Lần 1", "Số liệu tổng hợp toàn hệ thống", exact=True)
    total = page.get_by_role("row", name="C02 Số lượt người tham dự")
    expect(total).to_contain_text("2/3")
    total.get_by_role("link", name=TOTAL).click()
    expect(page.get_by_role("row", name=UNITS[0])).to_contain_text("1.020")
    expect(page.get_by_role("row", name=UNITS[1])).to_contain_text("960")
    walker.look("Số lượt người tham dự các buổi tuyên truyền")
    walker.follow(f"Bản nộp thứ {world.report().latest_revision.number} của {UNITS[0]}")
    walker.reads("1.020")


def head_of_department_writes(walker: Walker, world: World) -> None:
    page = walker.page
    walker.menu("Kỳ báo cáo", "Kỳ báo cáo")
    walker.follow(world.cycle.title, world.cycle.title)
    walker.follow("Tổng hợp", within=page.locator(".tabs"))
    walker.follow("Sửa thể thức văn bản", "Thể thức văn bản")
    page.get_by_label("Họ tên người ký").fill("Ngô Thị Ký")
    walker.press("Lưu thể thức")
    walker.reads("Đã lưu thể thức của báo cáo.")
    walker.follow("2. Tuyên truyền, giáo dục và phong trào thi đua")
    expect(page.get_by_role("row", name="C02 Số lượt người tham dự")).to_contain_text(TOTAL)
    walker.press(f"Chèn lời văn của {UNITS[1]}")
    expect(page.locator("#id_text")).to_have_value(re.compile("Đơn vị đã triển khai đầy đủ nội dung của mục II.2"))
    page.locator("#id_text").fill(WORDS)
    page.keyboard.press("Control+s")
    walker.saved()
    walker.look()


def head_of_department_exports(walker: Walker, world: World) -> None:
    page = walker.page
    walker.follow("Báo cáo tổng hợp", within=page.get_by_role("navigation", name="Đường dẫn"))
    walker.press("Xuất báo cáo (DOCX)")
    walker.agree("Vẫn xuất")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xuất văn bản và số liệu")
    walker.look()
    work_off()
    ready = page.get_by_role("row", name="Sẵn sàng")
    expect(ready).to_be_visible()
    with page.expect_download() as download:
        ready.get_by_role("link", name="DOCX").click()
    document = docx.Document(download.value.path())
    assert WORDS in [paragraph.text for paragraph in document.paragraphs]
    assert rows_with(document, "Số lượt người tham dự các buổi tuyên truyền") == [(TOTAL, "2/3")]
    assert UNITS[2] in {cell.text for table in document.tables for row in table.rows for cell in row.cells}


def rows_with(document, label: str) -> list[tuple[str, str]]:
    """This year's value and the coverage in the rows of the annex that have this label."""
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [(cells[3], cells[-1]) for cells in rows if label in cells]


def confederation_reads(walker: Walker, world: World) -> None:
    """The confederation's eyes: the figures and the file, and nothing to press."""
    page = walker.page
    walker.menu("Kỳ báo cáo", "Kỳ báo cáo")
    walker.follow(world.cycle.title, world.cycle.title)
    walker.follow("Tổng hợp", within=page.locator(".tabs"))
    walker.follow("lần tổng hợp 1", "Số liệu tổng hợp toàn hệ thống")
    expect(page.get_by_role("row", name="C02 Số lượt người tham dự")).to_contain_text(TOTAL)
    walker.follow("Tệp xuất", "Xuất văn bản và số liệu")
    expect(page.get_by_role("button", name="Xuất báo cáo (DOCX)")).to_have_count(0)
