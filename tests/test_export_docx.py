"""What an exported official document says and how it is set, read back out of the DOCX."""

from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from portal.exports.layout import Basis, BulletList, Column, Heading, LayoutProfile, Paragraph, SmallTable
from tests.official_paper import ANNEX, REPORT, opened, texts


def body_of(*blocks):
    """The texts below the title of a document of these blocks, as (style name, text)."""
    bare = replace(REPORT, blocks=blocks, signature_lines=(), signer_name="", recipients=(), addressees=())
    return texts(opened(bare))[8:]


def ruler(word, text):
    """The width in millimetres of the rule under the paragraph `text`, from the widths of its place and its indents."""
    paragraphs = word.element.body.xpath(".//w:p")
    at = next(n for n, p in enumerate(paragraphs) if p.text == text)
    place = paragraphs[at].xpath("ancestor::w:tc/w:tcPr/w:tcW/@w:w")
    place = int(place[0]) if place else 9071
    border = paragraphs[at + 1].find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:top')}")
    indent = paragraphs[at + 1].find(f"{qn('w:pPr')}/{qn('w:ind')}")
    assert border.get(qn("w:val")) == "single"
    return (place - int(indent.get(qn("w:left"))) - int(indent.get(qn("w:right")))) * 25.4 / 1440


def test_page_is_a4_with_the_margins_of_the_decree():
    section = opened(REPORT).sections[0]

    measures = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    measures += [section.left_margin, section.right_margin, section.header_distance]
    assert [round(m.mm) for m in measures] == [210, 297, 20, 20, 30, 20, 10]


def test_margins_follow_another_profile():
    section = opened(REPORT, LayoutProfile(version="own/1", margin_left_mm=35, body_pt=13)).sections[0]

    assert round(section.left_margin.mm) == 35


def test_letterhead_puts_each_part_in_its_place():
    table = opened(REPORT).tables[0]

    grid = [[[p.text for p in cell.paragraphs if p.text] for cell in row.cells] for row in table.rows]
    assert grid == [
        [
            ["TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", "CÔNG ĐOÀN VIÊN CHỨC VIỆT NAM"],
            ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        ],
        [["Số: 05/BC-CĐVC"], ["Hà Nội, ngày 05 tháng 01 năm 2026"]],
    ]


def test_letterhead_has_no_borders_and_fills_the_text():
    table = opened(REPORT).tables[0]._tbl

    borders = {side.get(qn("w:val")) for side in table.tblPr.find(qn("w:tblBorders"))}
    widths = [int(col.get(qn("w:w"))) for col in table.tblGrid]
    assert (borders, sum(widths)) == ({"nil"}, 9071)


@pytest.mark.parametrize(
    ("name", "size", "bold", "italic", "align"),
    [
        ("Quốc hiệu", 12, True, False, "CENTER"),
        ("Tiêu ngữ", 13, True, False, "CENTER"),
        ("Cơ quan chủ quản", 12, False, False, "CENTER"),
        ("Cơ quan ban hành", 12, True, False, "CENTER"),
        ("Số, ký hiệu", 13, False, False, "CENTER"),
        ("Địa danh, thời gian", 13, False, True, "CENTER"),
        ("Tên loại", 14, True, False, "CENTER"),
        ("Trích yếu", 14, True, False, "CENTER"),
        ("Kính gửi", 14, False, False, "CENTER"),
        ("Body Text", 14, False, False, "JUSTIFY"),
        ("Căn cứ", 14, False, True, "JUSTIFY"),
        ("Heading 1", 14, True, False, "JUSTIFY"),
        ("Heading 2", 14, True, False, "JUSTIFY"),
        ("Heading 3", 14, False, False, "JUSTIFY"),
        ("Chức vụ người ký", 14, True, False, "CENTER"),
        ("Nơi nhận", 12, True, True, None),
        ("Danh sách nơi nhận", 11, False, False, None),
        ("Số phụ lục", 14, True, False, "CENTER"),
        ("Tên phụ lục", 14, True, False, "CENTER"),
        ("Kèm theo văn bản", 14, False, True, "CENTER"),
        ("Header", 14, False, False, "CENTER"),
    ],
)
def test_style_has_the_letters_and_place_of_the_decree(name, size, bold, italic, align):
    style = opened(REPORT).styles[name]

    font, alignment = style.font, style.paragraph_format.alignment
    look = (font.size, font.bold, font.italic, alignment and alignment.name)
    assert look == (Pt(size), bold, italic, align)


def test_body_is_indented_spaced_and_led_as_the_decree_asks():
    shape = opened(REPORT).styles["Body Text"].paragraph_format

    assert round(shape.first_line_indent.mm, 1) == 12.7
    assert (shape.space_after, shape.line_spacing) == (Pt(6), 1.15)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Độc lập - Tự do - Hạnh phúc", 55.5, 57),  # as long as the text, which measures 56,1 mm
        ("CÔNG ĐOÀN VIÊN CHỨC VIỆT NAM", 7.8, 11.8),  # a third to a half of its last line "VIỆT NAM", 23,5 mm
        ("Kết quả công tác dân vận năm 2025", 26, 39),  # a third to a half of 78,5 mm
    ],
)
def test_rule_is_as_long_as_the_decree_asks(text, low, high):
    length = ruler(opened(REPORT), text)

    assert low < length < high


def test_document_reads_from_title_to_signature():
    read = [text for _, text in texts(opened(REPORT))][6:]

    assert read == [
        "BÁO CÁO",
        "Kết quả công tác dân vận năm 2025",
        "Kính gửi: Tổng Liên đoàn Lao động Việt Nam (qua Ban Tuyên giáo)",
        "I. ĐẶC ĐIỂM, TÌNH HÌNH",
        "Trên đây là báo cáo./.",
        "Nơi nhận:",
        "- Như trên;",
        "- Các công đoàn trực thuộc;",
        "- Lưu: VT, Ban Tuyên giáo.",
        "TM. BAN THƯỜNG VỤ",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Văn A",
    ]


def test_document_not_yet_numbered_leaves_room_to_write():
    draft = replace(REPORT, number="", date=None, year=2026, annexes=(ANNEX,))
    room = "\u00a0" * 8

    read = dict(texts(opened(draft)))
    day = f"ngày{room}tháng{room}năm 2026"
    assert read["Số, ký hiệu"] == f"Số: {room}/BC-CĐVC"
    assert read["Địa danh, thời gian"] == f"Hà Nội, {day}"
    whole = day.replace(" ", "\u00a0")
    assert read["Kèm theo văn bản"] == f"(Kèm theo Báo cáo số {room}/BC-CĐVC {whole} của Công đoàn Viên chức Việt Nam)"


def test_several_addressees_stand_one_below_another_under_the_colon():
    word = opened(replace(REPORT, addressees=("Công đoàn Viên chức Việt Nam;", "Đảng ủy cơ quan")))

    lines = [p for p in word.paragraphs if p.style.name == "Danh sách kính gửi"]
    assert [p.text for p in lines] == [
        "Kính gửi:",
        "- Công đoàn Viên chức Việt Nam (qua Ban Tuyên giáo);",
        "- Đảng ủy cơ quan.",
    ]
    lefts = [p.paragraph_format.left_indent.mm for p in lines]
    assert lefts == pytest.approx([25, 42.6, 42.6], abs=0.1)


def test_letter_has_its_subject_under_the_number_and_no_type_name():
    letter = replace(REPORT, type_name="", symbol="CĐVC-TG", subject="báo cáo công tác dân vận")

    word = opened(letter)
    left = [p.text for p in word.tables[0].rows[1].cells[0].paragraphs]
    assert left == ["Số: 05/CĐVC-TG", "V/v báo cáo công tác dân vận"]
    assert [pair for pair in texts(word) if pair[0] in ("Tên loại", "Trích yếu")] == []


def test_body_writes_each_kind_of_block_in_its_style():
    read = body_of(
        Basis("Căn cứ Công văn số 880/TLĐ;"),
        Basis("Thực hiện Chương trình số 110/CTr-CĐVC,"),
        Heading(2, "1. Ưu điểm"),
        Heading(3, "a) Tuyên truyền"),
        BulletList(("105 cuộc;", "1.666 lượt người.")),
        SmallTable((Column("Khối", 1), Column("Đã nộp", 1, "right")), (("I", "9"),), caption="Khối thi đua"),
        Paragraph("Hết."),
    )

    assert read == [
        ("Căn cứ", "Căn cứ Công văn số 880/TLĐ;"),
        ("Căn cứ", "Thực hiện Chương trình số 110/CTr-CĐVC."),
        ("Heading 2", "1. Ưu điểm"),
        ("Heading 3", "a) Tuyên truyền"),
        ("Body Text", "- 105 cuộc;"),
        ("Body Text", "- 1.666 lượt người."),
        ("Tên bảng", "Khối thi đua"),
        ("Tiêu đề cột", "Khối"),
        ("Tiêu đề cột", "Đã nộp"),
        ("Ô bảng", "I"),
        ("Ô bảng", "9"),
        ("Body Text", "Hết./."),
    ]


def test_heading_keeps_to_what_stands_under_it_and_alone_to_nothing():
    word = opened(
        replace(
            REPORT,
            blocks=(
                Heading(1, "I. Kết quả"),
                Heading(2, "1. Tuyên truyền"),
                Heading(2, "2. Giám sát"),
                Paragraph("Đã giám sát 3 cuộc."),
                Heading(2, "3. Góp ý"),
                Heading(1, "II. Kiến nghị"),
                Paragraph("Không."),
            ),
        )
    )

    headings = [p for p in word.paragraphs if p.style.name.startswith("Heading")]
    kept = {
        p.text: p.paragraph_format.keep_with_next is None and p.style.paragraph_format.keep_with_next for p in headings
    }
    assert kept == {
        "I. KẾT QUẢ": True,
        "1. Tuyên truyền": False,
        "2. Giám sát": True,
        "3. Góp ý": False,
        "II. KIẾN NGHỊ": True,
    }


@pytest.mark.parametrize(
    ("last", "closed"),
    [
        (Paragraph("Trên đây là báo cáo"), ["Trên đây là báo cáo./."]),
        (Paragraph("Trên đây là báo cáo./."), ["Trên đây là báo cáo./."]),
        (Paragraph("Xin cảm ơn!"), ["Xin cảm ơn!./."]),
        (BulletList(("Một;", "Hai.")), ["- Một;", "- Hai./."]),
        (Heading(2, "1. Ưu điểm"), ["1. Ưu điểm", "./."]),
        (SmallTable((Column("Khối", 1),), (("I",),)), ["Khối", "I", "./."]),
        (Paragraph(" \n "), ["./."]),
    ],
)
def test_end_mark_closes_the_last_text_once(last, closed):
    read = body_of(last)

    assert [text for _, text in read] == closed


def test_end_mark_may_be_left_out():
    word = opened(replace(REPORT, end_mark=""))

    assert [text for style, text in texts(word) if style == "Body Text"] == ["Trên đây là báo cáo."]


def test_lines_of_a_text_become_paragraphs_and_tabs_become_spaces():
    read = body_of(Paragraph("Một\thai.\n\n  Ba.\x0bBốn.\r\nNăm.", italic=True))

    assert [text for _, text in read] == ["Một hai.", "Ba.", "Bốn.", "Năm./."]


def test_text_that_xml_cannot_hold_is_written_without_it():
    read = body_of(Heading(1, "I.\x00 Ti\ud800êu \ufffeđề\nhai dòng"), Paragraph("a\x07b < c & d \u202eđ"))

    assert read == [("Heading 1", "I. TIÊU ĐỀ HAI DÒNG"), ("Body Text", "ab < c & d đ./.")]


def test_unknown_block_is_refused():
    with pytest.raises(TypeError, match="not a block"):
        body_of("chữ trần")


def test_signature_is_one_row_that_is_never_torn_from_the_last_text():
    word = opened(REPORT)

    table = word.tables[-1]
    row = table.rows[0]._tr
    last = next(p for p in word.paragraphs if p.text == "Trên đây là báo cáo./.")
    assert len(table.rows) == 1
    assert row.trPr.find(qn("w:cantSplit")) is not None
    assert last.paragraph_format.keep_with_next is True


def test_signature_leaves_room_between_title_and_name():
    cell = opened(REPORT).tables[-1].rows[0].cells[1]

    styles = [p.style.name for p in cell.paragraphs]
    assert styles == ["Chức vụ người ký"] * 3 + ["Chỗ ký", "Chức vụ người ký"]
    assert round(cell.paragraphs[3].style.paragraph_format.line_spacing.mm) == 28


def test_annexes_are_numbered_in_roman_only_when_there_are_several():
    one = [text for style, text in texts(opened(replace(REPORT, annexes=(ANNEX,)))) if style == "Số phụ lục"]
    two = [text for style, text in texts(opened(replace(REPORT, annexes=(ANNEX, ANNEX)))) if style == "Số phụ lục"]

    assert (one, two) == (["Phụ lục"], ["Phụ lục I", "Phụ lục II"])


def test_annex_names_itself_and_its_document():
    read = dict(texts(opened(replace(REPORT, annexes=(ANNEX,)))))

    assert read["Tên phụ lục"] == "TỔNG HỢP SỐ LIỆU"
    day = "ngày 05 tháng 01 năm 2026".replace(" ", "\u00a0")
    assert read["Kèm theo văn bản"] == f"(Kèm theo Báo cáo số 05/BC-CĐVC {day} của Công đoàn Viên chức Việt Nam)"
    assert read["Ghi chú bảng"] == "Số liệu từ 62/68 đơn vị."
