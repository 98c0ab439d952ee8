"""A paper on its way: read from a file, confirmed, approved, published, received, passed on, read by those below."""

import re
from pathlib import Path

from playwright.sync_api import expect

from directives.models import Directive, Forwarding, PaperReading, Recipient
from portal.models import Role
from portal.worktime import today
from tests.factories.papers import make_docx
from tests.factories.portal import PASSWORD, found, make_member, make_tree
from tests.factories.reports import make_form
from tests.journey.walker import Walker, letters_to, work_off
from tests.journey.world import UNITS, World

SEED = (Path(__file__).parent.parent / "data" / "seed_directive.txt").read_text(encoding="utf-8")
FILE_NAME = "412-CĐVC-TG.docx"
DOCX = make_docx(lambda document: [document.add_paragraph(line) for line in SEED.split("\n")])
PAPER, COVERING = "Công văn số 412/CĐVC-TG", "Công văn số 15/CĐBNV"
TITLE = "Về việc thực hiện và báo cáo công tác dân vận"
CITED = ["880/TLĐ", "16/CT-TTg", "299/CTr-TLĐ", "110/CTr-CĐVC", "25-NQ/TW", "217-QĐ/TW", "218-QĐ/TW"]
RULES = "Quy chế giám sát và phản biện xã hội của Mặt trận Tổ quốc Việt Nam và các đoàn thể chính trị - xã hội"
BELOW = ["Công đoàn Cục Văn thư", "Công đoàn Viện Khoa học tổ chức"]


def make_paper_world() -> World:
    """Two affiliated unions of one upper union, two more below the first, and those who handle a paper."""
    tree = make_tree(names=UNITS[:2])
    below = [found(name, tree[0]) for name in BELOW]
    seats = {
        "clerk": (tree.upper, Role.CLERK, "Đinh Thị Văn Thư"),
        "department_head": (tree.upper, Role.DEPARTMENT_HEAD, "Phạm Văn Trưởng"),
        "reviewer": (tree.upper, Role.REVIEWER, "Trần Thị Thẩm"),
        "officer": (tree[0], Role.OFFICER, "Nguyễn Văn Lập"),
        "head": (tree[0], Role.HEAD, "Lê Thị Chủ"),
        "unit_clerk": (tree[0], Role.CLERK, "Hồ Văn Sổ"),
        "officer_below": (below[0], Role.OFFICER, "Mai Thị Dưới"),
    }
    make_form()
    people = {key: make_member(unit, role, name, password=PASSWORD) for key, (unit, role, name) in seats.items()}
    return World(tree, people)


# --- read, confirmed ------------------------------------------------------------------------


def clerk_pastes_and_puts_away(walker: Walker) -> None:
    """The same words, pasted, find the same; but the office wants its file kept, so this reading goes."""
    page = walker.page
    walker.menu("Văn bản chỉ đạo", "Văn bản chỉ đạo")
    walker.follow("Đọc từ tệp", "Đọc văn bản từ tệp")
    page.get_by_label("Hoặc dán toàn văn").fill(SEED)
    walker.press("Đọc văn bản", exact=True)
    walker.look("Xác nhận nội dung văn bản")
    everything_is_found(page)
    walker.press("Bỏ bản đọc")
    walker.agree("Bỏ bản đọc")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Xác nhận nội dung văn bản")
    walker.look()
    assert PaperReading.objects.being_read().count() == 0


def clerk_uploads(walker: Walker) -> None:
    page = walker.page
    walker.menu("Văn bản chỉ đạo", "Văn bản chỉ đạo")
    walker.follow("Đọc từ tệp", "Đọc văn bản từ tệp")
    page.get_by_label("Tệp văn bản").set_input_files(
        {"name": FILE_NAME, "mimeType": "application/octet-stream", "buffer": DOCX}
    )
    walker.press("Đọc văn bản", exact=True)
    walker.look("Xác nhận nội dung văn bản")
    walker.reads(FILE_NAME)
    everything_is_found(page)


def everything_is_found(page) -> None:
    """Seven citations, five tasks, the deadline and the department, each marked in the text."""
    for place, number in enumerate(CITED, start=1):
        expect(page.locator(f"[name=citation-{place}-number]")).to_have_value(number)
    expect(page.locator(".reading-item[data-item^=citation-]")).to_have_count(7)
    expect(page.locator(".reading-item[data-item^=task-]")).to_have_count(5)
    expect(page.locator("[name=deadline-1-value]")).to_have_value(re.compile("trước ngày 20 tháng 11"))
    expect(page.locator("[name=department-value]")).to_have_value("Ban Tuyên giáo")
    marked = page.locator("mark[data-item]").evaluate_all("marks => marks.map(mark => mark.dataset.item)")
    found_items = {f"citation-{n}" for n in range(1, 8)} | {f"task-{n}" for n in range(1, 6)}
    assert found_items | {"deadline-1", "department"} <= set(marked)


def clerk_confirms(walker: Walker) -> None:
    """One find is dropped, one corrected, what the text lacks is typed, the rest accepted at once."""
    page = walker.page
    walker.press("Bỏ Văn bản viện dẫn 2")
    expect(page.locator("#de-nghi-citation-2")).to_have_attribute("data-state", "dropped")
    page.locator("#sua-citation-6 summary").click()
    page.locator("[name=citation-6-title]").fill(RULES)
    walker.press("Chấp nhận Văn bản viện dẫn 6")
    expect(page.locator("#de-nghi-citation-6")).to_have_attribute("data-state", "corrected")
    walker.look()
    page.locator("[name=number-value]").fill("412/CĐVC-TG")
    page.locator("[name=issued_on-value]").fill(f"{today():%d/%m/%Y}")
    page.locator("[name=title-value]").fill(TITLE)
    done = page.get_by_text("Đã xem hết các đề nghị").first
    walker.press("điều còn lại")
    try:
        expect(done).to_be_visible(timeout=8_000)
    except AssertionError:  # the panel was drawn anew under the pointer: people press again
        walker.press("điều còn lại")
    walker.reads("Đã xem hết các đề nghị")
    walker.look()
    walker.press("Lập dự thảo")
    page.wait_for_url(re.compile(r"/van-ban/\d+/$"))
    walker.look(f"Dự thảo {PAPER}")
    expect(page.get_by_role("link", name=FILE_NAME)).to_be_visible()


# --- approved, published --------------------------------------------------------------------


def writer_submits(walker: Walker, approver) -> None:
    walker.press("Trình duyệt nội dung")
    walker.reads("CHỜ DUYỆT NỘI DUNG")
    walker.look()
    work_off()
    assert len([subject for subject in letters_to(approver) if "uyệt" in subject]) == 1


def another_person_approves(walker: Walker, paper: str) -> None:
    walker.page.goto("/")
    walker.look("Việc cần làm")
    walker.follow(
        f"{paper}: ", f"Dự thảo {paper}", within=walker.page.locator("section", has_text="chờ đồng chí duyệt")
    )
    walker.press("Duyệt nội dung")
    walker.reads("ĐÃ DUYỆT NỘI DUNG")
    walker.look()
    work_off()


def writer_publishes(walker: Walker, paper: str, *, to: int) -> None:
    walker.page.goto("/")
    walker.look("Việc cần làm")
    walker.follow(paper, f"Dự thảo {paper}", exact=True)
    walker.follow("Ban hành…", f"Ban hành {paper}")
    walker.press(f"Ban hành, gửi {to} đơn vị")
    walker.reads(f"Đã ban hành {paper}, gửi tới {to} đơn vị.")
    walker.look(paper)
    work_off()


def paper_is_as_confirmed() -> None:
    paper = Directive.objects.get(number="412/CĐVC-TG")
    cited = {citation.number: citation.title for citation in paper.citations.all()}
    assert set(cited) == set(CITED) - {"16/CT-TTg"}
    assert (cited["217-QĐ/TW"], cited["880/TLĐ"]) == (RULES, "")
    assert [task.text[:12] for task in paper.tasks.order_by("number")] == [
        "Xác định côn",
        "Đẩy mạnh côn",
        "Triển khai t",
        "Tăng cường g",
        "Tiếp tục tri",
    ]
    assert (paper.department, paper.title, paper.issued_on) == ("Ban Tuyên giáo", TITLE, today())
    assert "trước ngày 20 tháng 11" in paper.deadline_words
    assert set(paper.recipients.values_list("unit_name", flat=True)) == set(UNITS[:2])


# --- received, passed on --------------------------------------------------------------------


def officer_acknowledges(walker: Walker) -> None:
    walker.follow(f"{PAPER}: ", PAPER)
    walker.press("Xác nhận đã nhận")
    walker.reads(f"{UNITS[0]} đã xác nhận việc nhận văn bản")
    walker.look()
    receipt = Recipient.objects.get(directive__number="412/CĐVC-TG", unit_name=UNITS[0])
    assert (receipt.opened_by.full_name, receipt.acknowledged_role) == ("Nguyễn Văn Lập", Role.OFFICER)


def unit_clerk_begins_to_pass_on(walker: Walker) -> None:
    page = walker.page
    walker.menu("Văn bản chỉ đạo", "Văn bản chỉ đạo")
    walker.follow(PAPER, PAPER, exact=True)
    walker.follow("Chuyển tiếp…", f"Chuyển tiếp {PAPER}")
    walker.press("Lập công văn chuyển tiếp")
    page.get_by_label("Số, ký hiệu").first.fill("15/CĐBNV")
    page.get_by_label("Ngày ban hành").fill(f"{today():%d/%m/%Y}")
    expect(page.get_by_label("Trích yếu").first).to_have_value(
        re.compile("^Triển khai thực hiện Công văn số 412/CĐVC-TG")
    )
    walker.look()
    walker.press("Lưu dự thảo")
    expect(page.get_by_role("button", name="Trình duyệt nội dung")).to_be_visible()
    walker.look(f"Dự thảo {COVERING}")


def officer_below_reads_the_original(walker: Walker) -> None:
    """By the covering directive, with its file as the upper union's clerk uploaded it."""
    page = walker.page
    walker.follow(f"{COVERING}: ", COVERING)
    walker.reads("Văn bản này chuyển tiếp")
    walker.follow(PAPER, PAPER, within=page.locator(".status-strip"))
    walker.reads(f"{UNITS[0]} chuyển tiếp văn bản này")
    with page.expect_download() as download:
        page.get_by_role("link", name=FILE_NAME).click()
    assert Path(download.value.path()).read_bytes() == DOCX
    page.go_back()
    walker.look(COVERING)
    walker.press("Xác nhận đã nhận")
    walker.reads(f"{BELOW[0]} đã xác nhận việc nhận văn bản")


def clerk_follows(walker: Walker) -> None:
    """Who received it, who passed it on with what; the paper in the register and in the picture of papers."""
    page = walker.page
    walker.menu("Văn bản chỉ đạo", "Văn bản chỉ đạo")
    walker.follow(PAPER, PAPER, exact=True)
    walker.follow("Xem từng đơn vị", "Nơi nhận và việc xác nhận")
    row = page.get_by_role("row", name=UNITS[0])
    expect(row).to_contain_text("Đã xác nhận")
    expect(row).to_contain_text(COVERING)
    expect(page.get_by_role("row", name=UNITS[1])).to_contain_text("Chưa mở")
    page.go_back()
    walker.follow("Sơ đồ căn cứ và thực hiện", "Căn cứ, thực hiện, thay thế")
    page.locator("svg.graph .graph-cited[aria-label^='Nghị quyết số 25-NQ/TW']").click()
    walker.look("Nghị quyết số 25-NQ/TW")
    expect(page.locator("svg.graph .graph-directive")).to_have_count(1)
    expect(page.locator("svg.graph .graph-task")).to_have_count(5)
    walker.menu("Văn bản chỉ đạo", "Văn bản chỉ đạo")
    walker.follow("Sổ văn bản đi", f"Sổ đăng ký văn bản đi năm {today().year}")
    expect(page.get_by_role("row", name="412/CĐVC-TG")).to_contain_text(TITLE)
    assert Forwarding.objects.done().get().covering.number == "15/CĐBNV"
