"""The editor's boxes and tables in Chromium: numbers, kinds of empty, rows, notes, old fonts, the keyboard."""

import itertools
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from portal.text import format_number, parse_number
from reports.models import DraftSection
from tests.browser_support import check_accessible, check_fits, sign_in
from tests.factories.office import make_office
from tests.factories.reports import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATE = "[data-save-state]"
TCVN3 = "C«ng ®oµn Viªn chøc ViÖt Nam ®· triÓn khai c«ng t¸c d©n vËn"


@pytest.fixture
def office():
    return make_office()


def open_section(page, office, code):
    sign_in(page, office.officer)
    page.goto(reverse("reports:section", args=[office.report.pk, code]))
    return page


def save(page):
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_attribute("data-state", "saved")


def stored(office, code):
    return DraftSection.objects.get(report=office.report, code=code).content


def typed(page, code, text):
    box = page.locator(f"#id_{code}")
    box.fill(text)
    box.blur()
    return box


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [
        ("E06", "1234", "1.234"),
        ("E06", "1.234", "1.234"),
        ("E06", "1 234 567", "1.234.567"),
        ("E07", "1234,5", "1.234,5"),
        ("E07", "1.234,5", "1.234,5"),
        ("E07", "1234", "1.234,0"),
        ("E11", "4.5", "4,5"),
    ],
)
def test_number_understood_is_written_the_vietnamese_way(browser_page, office, code, text, shown):
    page = open_section(browser_page, office, "II.4")

    box = typed(page, code, text)

    expect(box).to_have_value(shown)
    expect(page.locator(f"#ghi-chu-{code} [data-problem]")).to_have_count(0)


@pytest.mark.parametrize(("button", "value"), [("1.234,0 (hàng nghìn)", "1.234,0"), ("1,2 (làm tròn từ 1,234)", "1,2")])
def test_number_that_may_be_two_things_is_asked_about(browser_page, office, button, value):
    page = open_section(browser_page, office, "II.4")

    box = typed(page, "E07", "1.234")
    expect(page.get_by_text("“1.234” là số nào?")).to_be_visible()
    page.get_by_role("button", name=button).click()

    expect(box).to_have_value(value)
    expect(page.get_by_text("là số nào?")).to_have_count(0)
    save(page)
    assert stored(office, "II.4")["figures"]["E07"]["raw"] == value


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("E06", "khoảng 20", "Chưa đọc được số này."),
        ("E06", "1,5", "Chỉ tiêu này là số nguyên"),
        ("E06", "-3", "Không được nhỏ hơn 0."),
        ("E11", "9", "Không được lớn hơn 5."),
        ("E07", "1" * 16, "Số quá dài"),
    ],
)
def test_number_that_is_wrong_is_told_at_its_box_and_still_saved(browser_page, office, code, text, words):
    page = open_section(browser_page, office, "II.4")

    box = typed(page, code, text)

    expect(page.locator(f"#ghi-chu-{code}")).to_contain_text(words)
    expect(box).to_have_attribute("aria-invalid", "true")
    save(page)
    assert stored(office, "II.4")["figures"][code]["raw"] == text


def test_choosing_none_occurred_empties_the_box_and_back_again(browser_page, office):
    page = open_section(browser_page, office, "II.4")
    box = typed(page, "E06", "150")
    kind = page.get_by_label("E06: có phát sinh không")

    kind.select_option("none_occurred")
    expect(box).to_have_value("")
    save(page)
    first = stored(office, "II.4")["figures"]["E06"]
    kind.select_option("number")
    expect(box).to_have_value("150")
    kind.select_option("not_applicable")
    typed(page, "E06", "7")

    expect(kind).to_have_value("number")
    assert first == {"raw": "", "kind": "none_occurred", "estimated": False}


def test_notes_and_ratios_follow_what_was_saved(browser_page, office):
    fill(office.report, by=office.officer)
    page = open_section(browser_page, office, "I.1")
    expect(page.locator("[data-ratio=T01]")).to_have_text("94,4")

    typed(page, "A03", "1.300")
    save(page)

    expect(page.locator("#ghi-chu-A03")).to_contain_text("Số đoàn viên (A03) không được lớn hơn", timeout=15_000)
    expect(page.locator("[data-ratio=T01]")).to_have_text("104,0")
    expect(page.locator('[data-step="I.1"]')).to_have_class("bad")
    typed(page, "A03", "1.000")
    save(page)
    expect(page.locator("#ghi-chu-A03")).to_be_empty(timeout=15_000)
    expect(page.locator('[data-step="I.1"]')).to_have_class("done")


def test_rows_are_added_filled_removed_and_saved(browser_page, office):
    page = open_section(browser_page, office, "II.2")
    add = page.get_by_role("button", name="Thêm dòng")

    for name in ("Một cửa", "Hai cửa", "Ba cửa"):
        add.click()
        page.keyboard.type(name)
    page.get_by_role("button", name="Xóa dòng 2").click()
    page.get_by_role("dialog").get_by_role("button", name="Xóa dòng").click()
    expect(page.locator("#id_PL1-2-ten")).to_be_focused()
    save(page)

    expect(page.locator("[data-count]")).to_have_text("2")
    assert [row["ten"] for row in stored(office, "II.2")["annexes"]["PL1"]] == ["Một cửa", "Ba cửa"]


def test_rows_end_at_the_most_that_the_form_allows(browser_page, office):
    report = fill(office.report, by=office.officer)
    row = report.draft_sections.get(code="II.2")
    row.content["annexes"] = {"PL1": [{"ten": f"Mô hình {n}"} for n in range(29)]}
    row.save()
    page = open_section(browser_page, office, "II.2")

    page.get_by_role("button", name="Thêm dòng").click()

    expect(page.get_by_role("button", name="Thêm dòng")).to_be_hidden()
    expect(page.get_by_text("Đã đủ số dòng tối đa của phụ lục này.")).to_be_visible()


def test_month_is_written_as_the_form_wants_it(browser_page, office):
    page = open_section(browser_page, office, "II.3")
    page.get_by_role("button", name="Thêm dòng").click()
    month = page.locator("#id_PL3-1-thoi_gian")

    shown = []
    for text in ("5/2026", "12-2026", "tháng 7/2026", "quý II"):
        month.fill(text)
        month.blur()
        shown.append(month.input_value())

    assert shown == ["05/2026", "12/2026", "07/2026", "quý II"]


def test_note_about_a_row_stands_at_that_row_among_blank_ones(browser_page, office):
    page = open_section(browser_page, office, "II.5")
    add = page.get_by_role("button", name="Thêm dòng")
    add.click()
    add.click()
    page.locator("#id_PL2-2-so_kien_nghi").fill("2")
    page.locator("#id_PL2-2-so_tiep_thu").fill("5")
    page.locator("#id_text").focus()
    save(page)

    expect(page.locator('[data-notes="PL2-2-so_tiep_thu"]')).to_contain_text("không được lớn hơn", timeout=15_000)
    expect(page.locator('[data-notes="PL2-1-so_tiep_thu"]')).to_be_empty()


def paste(page, selector, text):
    """What the browser does when a person pastes: tell the page, then put the text in."""
    page.locator(selector).focus()
    page.evaluate(
        """([selector, text]) => {
          const field = document.querySelector(selector), data = new DataTransfer();
          data.setData("text/plain", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
          field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        [selector, text],
    )


def test_pasted_text_of_an_old_font_is_offered_in_unicode(browser_page, office):
    page = open_section(browser_page, office, "III.1")
    page.locator("#id_text").fill("Đoạn đầu. ")
    page.keyboard.press("End")

    paste(page, "#id_text", TCVN3)
    offer = page.locator("[data-banner=legacy]")
    expect(offer).to_contain_text("TCVN3 (ABC)")
    expect(offer).to_contain_text("Công đoàn Viên chức Việt Nam đã triển khai")
    before = page.locator("#id_text").input_value()
    offer.get_by_role("button", name="Chuyển sang Unicode").click()

    assert before == "Đoạn đầu. " + TCVN3
    expect(page.locator("#id_text")).to_have_value(
        "Đoạn đầu. Công đoàn Viên chức Việt Nam đã triển khai công tác dân vận"
    )


def test_pasted_text_may_be_left_as_it_is(browser_page, office):
    page = open_section(browser_page, office, "III.1")

    paste(page, "#id_text", TCVN3)
    page.get_by_role("button", name="Giữ nguyên").click()
    save(page)
    page.wait_for_timeout(500)

    expect(page.locator("[data-banner=legacy]")).to_have_count(0)
    assert stored(office, "III.1")["text"] == TCVN3


def test_stored_text_of_an_old_font_is_converted_on_asking(browser_page, office):
    report = fill(office.report, by=office.officer)
    report.draft_sections.filter(code="III.1").update(content={"text": TCVN3, "figures": {}, "annexes": {}})
    page = open_section(browser_page, office, "III.1")

    page.get_by_role("button", name="Chuyển sang Unicode").click()

    expect(page.locator(STATE)).to_have_attribute("data-state", "saved")
    assert stored(office, "III.1")["text"] == "Công đoàn Viên chức Việt Nam đã triển khai công tác dân vận"


def test_link_of_the_check_page_leads_into_the_box(browser_page, office):
    fill(office.report, by=office.officer, answers={"A04": "9.999"})
    sign_in(browser_page, office.officer)
    browser_page.goto(reverse("reports:check", args=[office.report.pk]))

    browser_page.get_by_role("link", name="Số đoàn viên nữ (A04) không được lớn hơn").click()

    expect(browser_page.locator("#id_A04")).to_be_focused()
    expect(browser_page.locator("#id_A04")).to_be_in_viewport()


def test_section_is_written_by_the_keyboard_alone(browser_page, office):
    page = open_section(browser_page, office, "I.1")
    page.locator("#id_text").focus()

    page.keyboard.type("Đơn vị có 12 công đoàn cơ sở.")
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("1250")
    page.keyboard.press("Control+s")

    expect(page.locator(STATE)).to_have_attribute("data-state", "saved")
    figures = stored(office, "I.1")["figures"]
    assert figures["A01"] == {"raw": "12", "kind": "number", "estimated": True}
    assert figures["A02"]["raw"] == "1250"


SIGNS = ["", "-", "−"]
WHOLES = ["0", "7", "12", "123", "1234", "012", "1.234", "1 234", "1,234"]
PARTS = ["", ".5", ",5", ".50", ",25", ".234", ",234", ".234.567", ",234,567.8", " 567"]
ODD = ["", "  ", "abc", "1.23.4", "12.34.567", "1..2", "9" * 15, "9" * 16, "1\u00a0234", "\u200b12", "1e5", "٣", "+5"]
RAWS = ["".join(parts) for parts in itertools.product(SIGNS, WHOLES, PARTS)] + ODD


@pytest.mark.parametrize("decimals", [0, 1, 2, 3, 4])
def test_page_reads_numbers_as_the_server_does(browser_page, office, decimals):
    page = open_section(browser_page, office, "III.1")

    read = page.evaluate("([raws, d]) => raws.map(raw => vnNumbers.parse(raw, d))", [RAWS, decimals])
    expected = [as_told(parse_number(raw, decimals=decimals)) for raw in RAWS]

    assert dict(zip(RAWS, map(as_read, read), strict=True)) == dict(zip(RAWS, expected, strict=True))


def as_told(parsed):
    value = None if parsed.value is None else format_number(parsed.value, 6)
    return value, tuple(format_number(choice, 6) for choice in parsed.choices), parsed.error


def as_read(found):
    value = found.get("value")
    choices = tuple(format_number(Decimal(choice), 6) for choice in found.get("choices", []))
    return None if value is None else format_number(Decimal(value), 6), choices, found.get("error")


@pytest.mark.parametrize("code", ["MD", "I.1", "II.1", "II.2", "II.4", "V"])
@pytest.mark.parametrize("width", [1280, 360])
def test_editor_is_accessible_and_fits(open_page, office, code, width):
    fill(office.report, by=office.officer, answers={"A04": "9.999", "B02": "0"})
    page = open_page(width=width, height=740)

    open_section(page, office, code)
    add = page.get_by_role("button", name="Thêm dòng")
    if add.count():
        add.first.click()

    check_fits(page)
    check_accessible(page)
