"""What a unit's people do: the officer writes, mends, sends and answers; the head certifies."""

from playwright.sync_api import expect

from reports.lookups import definition_of
from reports.models import State
from tests.factories.reports import contents_for
from tests.journey.walker import Walker, work_off, write_section
from tests.journey.world import UNITS, World

# What the officer types first: a slip that is an error, and a figure that wants explaining.
SLIP = {"A04": "9.999", "B02": "0"}


def officer_acknowledges(walker: Walker, world: World) -> None:
    walker.follow("Công văn số 36/CĐVC-TG: ", "Công văn số 36/CĐVC-TG")
    walker.press("Xác nhận đã nhận")
    walker.reads(f"{UNITS[0]} đã xác nhận việc nhận văn bản")
    walker.look()


def officer_writes(walker: Walker, world: World) -> None:
    page, definition = walker.page, definition_of(world.cycle.form_version_id)
    walker.menu("Báo cáo của đơn vị", "Báo cáo của đơn vị")
    walker.follow(world.cycle.title, world.cycle.title)
    contents = contents_for(definition, SLIP)
    sections = definition.writable_sections
    page.get_by_role("link", name="Bắt đầu viết").click()
    for section in sections[[s.required for s in sections].index(True) :]:
        page.wait_for_url(f"**/muc/{section.code}/")
        write_section(walker, contents[section.code])
        if section.code == "II.2":
            add_model(walker)
        walker.press("Lưu mục này")
        walker.saved()
        walker.look()
        page.locator(".step-bar [rel=next], .step-bar a.btn-primary").click()
    page.wait_for_url("**/kiem-tra/")


def add_model(walker: Walker) -> None:
    page = walker.page
    walker.press("Thêm dòng")
    page.keyboard.type("Một cửa không chờ")
    page.get_by_label("Loại", exact=True).select_option("tap_the")
    page.get_by_label("Lĩnh vực").select_option("chuyen_mon")
    page.get_by_label("Đơn vị thực hiện").fill("Văn phòng")
    page.get_by_label("Kết quả nổi bật").fill("Rút ngắn một nửa thời gian giải quyết.")
    page.get_by_label("Trạng thái").select_option("duoc_cong_nhan")


def officer_mends_explains_and_sends(walker: Walker, world: World) -> None:
    page = walker.page
    walker.reads("Còn 1 chỗ phải sửa trước khi gửi")
    walker.look("Kiểm tra trước khi gửi")
    page.get_by_role("link", name="Số đoàn viên nữ (A04) không được lớn hơn").click()
    expect(page.locator("#id_A04")).to_be_focused()
    walker.look()
    page.keyboard.press("Control+a")
    page.keyboard.type("540")
    page.keyboard.press("Control+s")
    walker.saved()
    walker.follow("Kiểm tra và gửi", "Kiểm tra trước khi gửi")
    walker.reads("Không còn lỗi nào phải sửa.")
    page.get_by_role("textbox", name="Giải trình").fill("Kế hoạch ban hành chung với chính quyền.")
    page.get_by_label("Số báo cáo của đơn vị").fill("05/BC-CĐ")
    page.get_by_label("Tôi xác nhận báo cáo không chứa").check()
    walker.press("Trình lãnh đạo xác nhận")
    walker.reads("Đã trình lãnh đạo xác nhận.")
    walker.look(world.cycle.title)
    work_off()
    assert world.report().state == State.AWAITING_CERTIFICATION


def head_certifies(walker: Walker, world: World, *, revision: int) -> None:
    page = walker.page
    page.goto("/")
    walker.follow("Xem và xác nhận", "Xem và xác nhận báo cáo")
    walker.reads("Kế hoạch ban hành chung với chính quyền.")
    page.get_by_label("Tôi đã xem toàn bộ báo cáo").check()
    walker.press("Xác nhận và nộp")
    walker.agree("Xác nhận và nộp")
    page.wait_for_url("**/bien-nhan/*/")
    made = world.report().latest_revision
    walker.look()
    expect(page.get_by_text(made.receipt_code).first).to_be_visible()
    page.goto("/bao-cao/xac-minh/")
    walker.look()
    page.get_by_role("textbox").fill(made.receipt_code)
    page.keyboard.press("Enter")
    walker.reads("BIÊN NHẬN HỢP LỆ")
    walker.look()
    work_off()
    assert (made.number, made.certified_by, world.report().state) == (revision, world.head, State.SUBMITTED)


def officer_answers_and_sends_again(walker: Walker, world: World) -> None:
    page = walker.page
    page.goto("/")
    walker.follow("Xem và trả lời ý kiến", "Ý kiến thẩm định")
    page.get_by_role("link", name="Tới chỗ cần sửa").click()
    expect(page.locator("#id_C02")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("1.020")
    page.keyboard.press("Control+s")
    walker.saved()
    walker.look()
    page.goto("/")
    walker.follow("Xem và trả lời ý kiến", "Ý kiến thẩm định")
    page.get_by_label("Trả lời của đơn vị").fill("Đã bổ sung hai hội nghị cuối năm.")
    walker.press("Lưu các câu trả lời")
    walker.reads("Đã trả lời 1/1 ý kiến")
    walker.follow("Kiểm tra và gửi lại", "Kiểm tra trước khi gửi")
    page.get_by_label("Tôi xác nhận báo cáo không chứa").check()
    walker.press("Trình lãnh đạo xác nhận")
    walker.reads("Đã trình lãnh đạo xác nhận.")
    work_off()
