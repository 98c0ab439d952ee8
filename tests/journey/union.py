"""What the upper union does with its units: it publishes, opens the cycle, returns, accepts and reminds."""

from playwright.sync_api import expect

from directives.models import Directive
from portal.worktime import today
from reports.models import State
from tests.journey.walker import Walker, letters_to, work_off
from tests.journey.world import UNITS, World


def administrator_drafts(walker: Walker, world: World) -> None:
    page = walker.page
    walker.menu("Văn bản chỉ đạo", "Văn bản chỉ đạo")
    walker.follow("Soạn văn bản")
    page.get_by_label("Số, ký hiệu").first.fill("36/CĐVC-TG")
    page.get_by_label("Ngày ban hành").fill(f"{today():%d/%m/%Y}")
    page.get_by_label("Trích yếu").first.fill("Về việc thực hiện và báo cáo công tác dân vận")
    page.get_by_label("Nội dung chính").fill("Ban Thường vụ đề nghị các công đoàn trực thuộc thực hiện.")
    page.get_by_label("Thời hạn").fill("trước ngày 20 tháng 11")
    for text in ("Lập kế hoạch công tác dân vận.", "Tổ chức tuyên truyền tới đoàn viên."):
        walker.press("Thêm nhiệm vụ")
        page.locator(":focus").fill(text)
    walker.look()
    walker.press("Lưu dự thảo")
    expect(page.get_by_role("button", name="Trình duyệt nội dung")).to_be_visible()
    walker.look("Dự thảo Công văn số 36/CĐVC-TG")
    walker.press("Trình duyệt nội dung")
    walker.reads("CHỜ DUYỆT NỘI DUNG")
    walker.look()
    work_off()
    assert len(letters_to(world.department_head)) == 1


def department_head_approves(walker: Walker, world: World) -> None:
    walker.page.goto("/")
    walker.look("Việc cần làm")
    walker.follow("Chờ duyệt nội dung: Công văn số 36/CĐVC-TG", "Dự thảo Công văn số 36/CĐVC-TG")
    walker.press("Duyệt nội dung")
    walker.reads("ĐÃ DUYỆT NỘI DUNG")
    walker.look()
    work_off()


def administrator_publishes(walker: Walker, world: World) -> None:
    walker.page.goto("/")
    walker.look("Việc cần làm")
    walker.follow("Công văn số 36/CĐVC-TG", "Dự thảo Công văn số 36/CĐVC-TG", exact=True)
    walker.follow("Ban hành…", "Ban hành Công văn số 36/CĐVC-TG")
    walker.press("Ban hành, gửi 3 đơn vị")
    walker.reads("Đã ban hành Công văn số 36/CĐVC-TG, gửi tới 3 đơn vị.")
    walker.look("Công văn số 36/CĐVC-TG")
    work_off()
    assert set(Directive.objects.get().recipients.values_list("unit_name", flat=True)) == set(UNITS)


def reviewer_opens_the_cycle(walker: Walker, world: World) -> None:
    page = walker.page
    walker.menu("Kỳ báo cáo", "Kỳ báo cáo")
    walker.follow("Mở kỳ báo cáo", "Mở kỳ báo cáo")
    expect(page.get_by_label("Năm báo cáo")).to_have_value(str(today().year))
    expect(page.get_by_label("Văn bản yêu cầu báo cáo").locator("option:checked")).to_contain_text("36/CĐVC-TG")
    walker.press("Xem danh sách đơn vị phải nộp")
    expect(page.get_by_role("row", name=UNITS[0])).to_be_visible()
    walker.look()
    walker.press("Mở kỳ, báo tin cho các đơn vị")
    walker.agree("Mở kỳ báo cáo")
    page.wait_for_url("**/bao-cao/ky/*/")
    walker.look(world.cycle.title)
    work_off()
    assert set(world.cycle.obligations.owing().values_list("unit_name", flat=True)) == set(UNITS)
    assert len(letters_to(world.officer)) == 2


def reviewer_returns(walker: Walker, world: World) -> None:
    page = walker.page
    walker.menu("Thẩm định", "Thẩm định báo cáo")
    walker.follow(UNITS[0], UNITS[0])
    walker.press("Nhận về tôi")
    expect(page.locator(".reviewer-name")).to_have_text("Trần Thị Thẩm")
    section = page.locator("[id='muc-II.2']")
    section.get_by_text("Ghi ý kiến về mục này").click()
    section.get_by_label("Về chỉ tiêu").select_option("C02")
    section.get_by_label("Ý kiến gửi đơn vị").fill("Đề nghị làm rõ số lượt người tham dự.")
    section.get_by_role("button", name="Ghi ý kiến").click()
    expect(section.get_by_text("Đề nghị làm rõ số lượt người tham dự.")).to_be_visible()
    walker.look()
    walker.press("Trả lại báo cáo")
    walker.reads("trả lại")
    walker.look(UNITS[0])
    work_off()
    assert world.report().state == State.RETURNED


def reviewer_accepts_both(walker: Walker, world: World) -> None:
    page = walker.page
    walker.menu("Thẩm định", "Thẩm định báo cáo")
    walker.follow(UNITS[0], UNITS[0])
    walker.reads("Đã bổ sung hai hội nghị cuối năm.")
    page.locator(".tabs").get_by_role("link", name="Thay đổi so với bản nộp trước").click()
    expect(page.get_by_role("row", name="C02 Số lượt người tham dự")).to_contain_text("960")
    walker.look()
    for name in UNITS[:2]:
        walker.menu("Thẩm định", "Thẩm định báo cáo")
        walker.follow(name, name)
        walker.press("Chấp nhận báo cáo")
        walker.agree("Chấp nhận")
        expect(page.locator(".status-strip")).to_contain_text("Đã chấp nhận")
        walker.look()
    work_off()
    assert [world.report(index).state for index in range(3)] == [State.ACCEPTED, State.ACCEPTED, State.DRAFT]


def reviewer_reminds_the_third(walker: Walker, world: World) -> None:
    page = walker.page
    walker.menu("Kỳ báo cáo", "Kỳ báo cáo")
    walker.follow(world.cycle.title, world.cycle.title)
    walker.follow("Chưa nộp", "Đơn vị chưa nộp và người liên hệ", within=page.locator(".tabs"))
    expect(page.get_by_role("row", name=UNITS[2])).to_contain_text(world.third_officer.email)
    walker.follow(f"Nhắc ngay {UNITS[2]}", f"Nhắc ngay {UNITS[2]}")
    walker.press("Nhắc ngay")
    walker.reads(f"Đang gửi nhắc việc tới 1 người của {UNITS[2]}.")
    work_off()
    page.reload()
    expect(page.get_by_role("row", name=UNITS[2])).to_contain_text("Đã gửi")
    walker.look()
    assert len(letters_to(world.third_officer)) == 3
