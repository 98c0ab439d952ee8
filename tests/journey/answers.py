"""A directive answered: a form out of its tasks, the cycle, a unit's report, and the matrix of who answered what."""

import re

import yaml
from playwright.sync_api import expect

from portal.worktime import today
from reports.form_drafting import FormPlan, TaskChoice, draft_form
from reports.form_loading import load_form
from reports.lookups import definition_of
from reports.models import FormVersion, State, TaskAnswer
from tests.factories.reports import FORM_FILE, contents_for
from tests.journey.paper import PAPER
from tests.journey.walker import Walker, letters_to, work_off, write_section
from tests.journey.world import UNITS, World

VERSION = "1.1.0"
# The third task may stay without words (a warning), the second has figures that need not be given (partly answered).
LEFT_OPEN = "3"
NOT_GIVEN = {"C03": "", "C08": ""}
REASON = "Đơn vị chưa được giao chương trình hành động nào trong năm."


def without_must(source: str) -> str:
    """The source of a form in which the section for the third task need not be written."""
    form = yaml.safe_load(source)
    sections = [section for part in form["sections"] for section in (part, *part.get("children", ()))]
    next(section for section in sections if str(section.get("seed_task", "")).strip("[]") == LEFT_OPEN)["required"] = (
        False
    )
    return yaml.safe_dump(form, allow_unicode=True, sort_keys=False)


def load_short_form(tasks) -> FormVersion:
    """What `department_head_drafts_the_form` loads, by the rules alone."""
    choices = tuple(TaskChoice(task.number, task.text, "II.2" if task.number == 2 else "") for task in tasks)
    plan = FormPlan(VERSION, choices, frozenset({"I.1"}))
    return load_form(without_must(draft_form(FORM_FILE.read_text(encoding="utf-8"), plan).source))[0]


# --- the Ban --------------------------------------------------------------------------------


def department_head_drafts_the_form(walker: Walker) -> None:
    """Of the old form stay the section about the unit and the one with the figures of the second task."""
    page = walker.page
    walker.menu("Kỳ báo cáo", "Kỳ báo cáo")
    walker.follow("Mẫu báo cáo", "Mẫu báo cáo")
    walker.follow(f"{PAPER}, ngày", "Lập mẫu từ nhiệm vụ của văn bản")
    for number in (1, 3, 4, 5):
        page.get_by_label(f"Mục trả lời nhiệm vụ {number}").select_option(label="Mục mới, chỉ có lời văn")
    page.get_by_label("Mục trả lời nhiệm vụ 2").select_option("II.2")
    for box in page.get_by_role("group", name="Mục đã chọn cho nhiệm vụ").get_by_role("checkbox").all():
        box.set_checked(box.get_attribute("value") == "I.1")
    expect(page.get_by_label("Số phiên bản mới")).to_have_value(VERSION)
    walker.press("Dựng và xem trước")
    walker.reads("Mẫu không có lỗi, nạp được.")
    walker.look()
    source = page.get_by_label("Tệp mẫu (YAML)")
    source.fill(without_must(source.input_value()))
    walker.press("Kiểm tra lại")
    walker.reads("Mẫu không có lỗi, nạp được.")
    walker.press("Nạp thành phiên bản mới")
    walker.agree("Nạp mẫu")
    walker.reads(f"Đã nạp mẫu BC-DANVAN-NAM, phiên bản {VERSION}.")
    walker.look()


def department_head_opens_the_cycle(walker: Walker, world: World) -> None:
    page = walker.page
    walker.menu("Kỳ báo cáo", "Kỳ báo cáo")
    walker.follow("Mở kỳ báo cáo", "Mở kỳ báo cáo")
    expect(page.get_by_label("Mẫu báo cáo").locator("option:checked")).to_contain_text(VERSION)
    expect(page.get_by_label("Văn bản yêu cầu báo cáo").locator("option:checked")).to_contain_text("412/CĐVC-TG")
    walker.press("Xem danh sách đơn vị phải nộp")
    expect(page.get_by_role("row", name=UNITS[0])).to_be_visible()
    walker.look()
    walker.press("Mở kỳ, báo tin cho các đơn vị")
    walker.agree("Mở kỳ báo cáo")
    page.wait_for_url("**/bao-cao/ky/*/")
    walker.look(world.cycle.title)
    work_off()
    assert set(world.cycle.obligations.owing().values_list("unit_name", flat=True)) == set(UNITS[:2])


def reviewer_reads_the_matrix(walker: Walker, world: World) -> None:
    """Answered, partly, not; each cell leads to its place in what was submitted and can't change any more."""
    page = walker.page
    walker.menu("Kỳ báo cáo", "Kỳ báo cáo")
    walker.follow(world.cycle.title, world.cycle.title)
    walker.follow("Nhiệm vụ", "Các đơn vị trả lời nhiệm vụ", within=page.locator(".tabs"), exact=True)
    matrix = page.get_by_role("region", name="Đơn vị và từng nhiệm vụ")
    answered = [re.compile(words) for words in ("Đã trả lời", "Một phần", "Chưa trả lời", "Đã trả lời", "Đã trả lời")]
    expect(matrix.get_by_role("row", name=UNITS[0]).get_by_role("cell")).to_have_text(answered)
    expect(matrix.get_by_role("row", name=UNITS[1]).get_by_role("cell")).to_have_text([re.compile("Chưa nộp")] * 5)
    walker.follow(re.compile(f"^Một phần.*nhiệm vụ 2 của {UNITS[0]}$"))
    expect(page.locator("[id='xem-II.2']")).to_be_in_viewport()
    page.go_back()
    walker.follow(re.compile(f"^Chưa trả lời.*nhiệm vụ 3 của {UNITS[0]}$"))
    expect(page.locator("#giai-trinh")).to_contain_text(REASON)
    expect(page.locator("article.frozen")).to_contain_text(world.report().latest_revision.receipt_code)


# --- the unit -------------------------------------------------------------------------------


def officer_writes(walker: Walker, world: World) -> None:
    """Every section but the one for the third task; each says which task it answers."""
    page, definition = walker.page, definition_of(world.cycle.form_version_id)
    contents = contents_for(definition, NOT_GIVEN)
    for section in definition.writable_sections:
        page.wait_for_url(f"**/muc/{section.code}/")
        if section.tasks:
            walker.reads(f"Nhiệm vụ {section.tasks[0]}")
        if section.tasks != (int(LEFT_OPEN),):
            write_section(walker, contents[section.code])
            page.keyboard.press("Control+s")
            walker.saved()
        walker.look()
        page.locator(".step-bar [rel=next], .step-bar a.btn-primary").click()
    page.wait_for_url("**/kiem-tra/")
    walker.look("Kiểm tra trước khi gửi")


def officer_begins(walker: Walker, world: World) -> None:
    page = walker.page
    page.goto("/")
    walker.look("Việc cần làm")
    walker.follow("Bắt đầu viết", world.cycle.title)
    walker.reads("Nhiệm vụ của văn bản")
    page.get_by_role("link", name="Bắt đầu viết").click()


def officer_is_warned_explains_and_sends(walker: Walker, world: World) -> None:
    """The check page leads to the task that nothing answers; the reason is sent along."""
    page = walker.page
    walker.reads("1 điểm cần giải trình")
    walker.reads(f"Nhiệm vụ {LEFT_OPEN} của văn bản chưa được trả lời")
    place = page.url
    page.get_by_role("link", name="Tới chỗ này (điểm 1)").click()
    expect(page.locator("#id_text")).to_have_value("")
    walker.look()
    page.goto(place)
    page.get_by_role("textbox", name="Giải trình").fill(REASON)
    page.get_by_label("Tôi xác nhận báo cáo không chứa").check()
    walker.press("Trình lãnh đạo xác nhận")
    walker.reads("Đã trình lãnh đạo xác nhận.")
    walker.look(world.cycle.title)
    work_off()
    assert world.report().state == State.AWAITING_CERTIFICATION
    assert "Báo cáo chờ đồng chí xác nhận" in letters_to(world.head)


def head_certifies(walker: Walker, world: World) -> None:
    page = walker.page
    page.goto("/")
    walker.look("Việc cần làm")
    walker.follow("Xem và xác nhận", "Xem và xác nhận báo cáo")
    walker.reads(REASON)
    page.get_by_label("Tôi đã xem toàn bộ báo cáo").check()
    walker.press("Xác nhận và nộp")
    walker.agree("Xác nhận và nộp")
    page.wait_for_url("**/bien-nhan/*/")
    walker.look()
    work_off()
    states = dict(world.report().latest_revision.task_answers.values_list("task__number", "state"))
    answered, partly, left = TaskAnswer.State.ANSWERED, TaskAnswer.State.PARTLY, TaskAnswer.State.NOT
    assert states == {1: answered, 2: partly, 3: left, 4: answered, 5: answered}
    assert world.cycle.year == today().year
