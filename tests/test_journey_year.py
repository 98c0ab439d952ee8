"""A year of reporting as its people live it in Chromium: from the directive to the document that leaves the house."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect

from directives.models import Directive
from portal.models import Role, User
from portal.worktime import today
from reports.lookups import definition_of
from reports.models import Cycle, Report, State
from tests.factories.portal import PASSWORD, Tree, make_member, make_tree
from tests.factories.reports import contents_for, make_form, report_of, submit
from tests.journey_support import Walker, letters_to, walking, work_off, write_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNITS = ["Công đoàn Bộ Nội vụ", "Công đoàn Bộ Tư pháp", "Công đoàn Bộ Công Thương"]
# What the first unit types: a slip that is an error, and a figure that wants explaining.
SLIP = {"A04": "9.999", "B02": "0"}
# C02 as the two reports that were accepted have it: 1.020 after the point was answered, and 960.
TOTAL = "1.980"


@dataclass
class World:
    """The unions and their people, before anything happened this year."""

    tree: Tree
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        return self.people[name]

    @property
    def cycle(self) -> Cycle:
        return Cycle.objects.get()

    def report(self, index: int = 0) -> Report:
        return report_of(self.cycle, self.tree[index])


@pytest.fixture
def world(transactional_db) -> World:
    tree = make_tree(names=UNITS)
    seats = {
        "administrator": (tree.upper, Role.ADMINISTRATOR, "Quản Thị Trị"),
        "reviewer": (tree.upper, Role.REVIEWER, "Trần Thị Thẩm"),
        "department_head": (tree.upper, Role.DEPARTMENT_HEAD, "Phạm Văn Trưởng"),
        "officer": (tree[0], Role.OFFICER, "Nguyễn Văn Lập"),
        "head": (tree[0], Role.HEAD, "Lê Thị Chủ"),
        "second_officer": (tree[1], Role.OFFICER, "Vũ Văn Hai"),
        "second_head": (tree[1], Role.HEAD, "Đỗ Thị Hai"),
        "third_officer": (tree[2], Role.OFFICER, "Bùi Văn Ba"),
    }
    make_form()
    people = {key: make_member(unit, role, name, password=PASSWORD) for key, (unit, role, name) in seats.items()}
    return World(tree, people)


def test_year_from_the_directive_to_the_report_to_the_confederation(open_page, world):
    with walking(open_page) as walk:
        administrator_publishes(walk(world.administrator), world)
        reviewer_opens_the_cycle(walk(world.reviewer), world)
        officer_acknowledges(walk(world.officer), world)
        officer_writes(walk(world.officer), world)
        officer_mends_explains_and_sends(walk(world.officer), world)
        head_certifies(walk(world.head), world, revision=1)
        reviewer_returns(walk(world.reviewer), world)
        officer_answers_and_sends_again(walk(world.officer), world)
        head_certifies(walk(world.head), world, revision=2)
        submit(world.report(1), officer=world.second_officer, head=world.second_head)
        work_off()
        reviewer_accepts_both(walk(world.reviewer), world)
        reviewer_reminds_the_third(walk(world.reviewer), world)
        head_of_department_compiles(walk(world.department_head), world)


def administrator_publishes(walker: Walker, world: World) -> None:
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
    expect(page.get_by_role("link", name="Ban hành…")).to_be_visible()
    walker.look("Dự thảo Công văn số 36/CĐVC-TG")
    walker.follow("Ban hành…", "Ban hành Công văn số 36/CĐVC-TG")
    walker.press("Ban hành, gửi 3 đơn vị")
    walker.reads("Đã ban hành Công văn số 36/CĐVC-TG, gửi tới 3 đơn vị.")
    walker.look("Công văn số 36/CĐVC-TG")
    work_off()
    assert list(Directive.objects.get().recipients.values_list("unit_name", flat=True)) == UNITS


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


def head_of_department_compiles(walker: Walker, world: World) -> None:
    page = walker.page
    walker.follow("Xem kỳ báo cáo", world.cycle.title)
    page.goto(f"/bao-cao/ky/{world.cycle.pk}/tong-hop/")
    walker.look("Tổng hợp số liệu")
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
