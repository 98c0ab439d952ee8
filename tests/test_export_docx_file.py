"""The exported DOCX as a file: sections, tables, fonts, properties, and its pages in LibreOffice."""

import os
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from lxml import etree
from pypdf import PdfReader

from portal.exports.docx import render_document
from portal.exports.docx.tables import fitted
from portal.exports.layout import DEFAULT_PROFILE, Annex, LayoutProfile, Paragraph, outside_decree
from portal.exports.measure import balanced, text_width_mm
from tests.official_paper import ANNEX, COLUMNS, REPORT, opened, parts

LONG = "Các cấp công đoàn trực thuộc đã quán triệt và gắn công tác dân vận với nhiệm vụ chuyên môn. " * 40
MANY = tuple((str(n), "Tổng số đoàn viên công đoàn", "85.120") for n in range(1, 91))
WHOLE = replace(
    REPORT,
    blocks=(Paragraph(LONG), Paragraph("Trên đây là báo cáo.")),
    annexes=(replace(ANNEX, rows=MANY), replace(ANNEX, title="Danh sách nộp muộn", rows=MANY, landscape=True)),
)


def test_every_section_hides_its_first_page_number_and_annexes_count_for_themselves():
    sections = opened(WHOLE).sections

    numbering = [
        (
            section.different_first_page_header_footer,
            section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")),
            section.header._element.xpath("string(.//w:fldSimple/@w:instr)"),
            section.first_page_header._element.xpath("count(.//w:fldSimple)"),
        )
        for section in sections
    ]
    assert numbering == [(True, "1", " PAGE ", 0.0)] * 3


def test_wide_annex_lies_across_and_keeps_the_margins():
    sections = opened(WHOLE).sections

    shapes = [(s.orientation.name, round(s.page_width.mm), round(s.left_margin.mm)) for s in sections]
    assert shapes == [("PORTRAIT", 210, 30), ("PORTRAIT", 210, 30), ("LANDSCAPE", 297, 30)]


def test_annex_table_repeats_its_header_and_splits_no_row():
    rows = opened(WHOLE).tables[-1].rows

    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    whole = [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows]
    assert heads == [True] + [False] * 90
    assert whole == [True] * 91


def test_annex_tables_fill_the_width_of_their_page():
    upright, across = opened(WHOLE).tables[-2:]

    widths = [[int(col.get(qn("w:w"))) for col in table._tbl.tblGrid] for table in (upright, across)]
    assert widths == [[648, 6479, 1944], [1000, 10002, 3001]]
    assert [table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) for table in (upright, across)] == ["fixed"] * 2


def test_annex_table_has_hairlines_and_sets_numbers_right():
    table = opened(replace(REPORT, annexes=(ANNEX,))).tables[-1]

    sizes = {side.get(qn("w:sz")) for side in table._tbl.tblPr.find(qn("w:tblBorders"))}
    aligns = [[cell.paragraphs[0].alignment for cell in row.cells] for row in table.rows[2:]]
    assert sizes == {"4"}
    assert [[align and align.name for align in row] for row in aligns] == [["CENTER", None, "RIGHT"]] * 2


def test_group_row_spans_the_table_and_total_row_is_bold():
    group, _, total = opened(replace(REPORT, annexes=(ANNEX,))).tables[-1].rows[1:]

    assert [(cell.text, cell.grid_span) for cell in group.cells[:1]] == [("A. Thông tin chung", 3)]
    assert {p.style.font.bold for cell in total.cells for p in cell.paragraphs} == {True}


def test_row_with_a_missing_cell_is_refused_by_its_number():
    torn = replace(ANNEX, rows=(("1", "Đủ", "2"), ("2", "Thiếu")))

    with pytest.raises(ValueError, match="row 2 has 2 cells for 3 columns"):
        render_document(replace(REPORT, annexes=(torn,)))


@pytest.mark.parametrize("proportions", [[], [10, 0], [10, -1]])
def test_table_without_width_is_refused(proportions):
    with pytest.raises(ValueError, match="wider than zero"):
        fitted(proportions, 9071)


def test_every_part_names_one_font_only():
    faces = set()
    for name, content in parts(WHOLE).items():
        if name.endswith(".xml"):
            tree = etree.fromstring(content)
            faces |= set(tree.xpath("//*[local-name()='rFonts']/@*"))
            faces |= set(tree.xpath("//*[local-name()='latin' or local-name()='ea' or local-name()='cs']/@typeface"))
            faces |= set(tree.xpath("//*[local-name()='font']/@*[local-name()='name' or local-name()='typeface']"))

    assert faces == {"Times New Roman"}


def test_normal_and_defaults_name_the_font_for_every_script():
    styles = etree.fromstring(parts(REPORT)["word/styles.xml"])

    named = [sorted(etree.QName(key).localname for key in fonts.attrib) for fonts in styles.iter(qn("w:rFonts"))]
    assert named == [["ascii", "cs", "eastAsia", "hAnsi"]] * 2


def test_package_holds_nothing_of_the_template():
    package = parts(REPORT)

    assert sorted(package) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/header1.xml",
        "word/header2.xml",
        "word/settings.xml",
        "word/styles.xml",
        "word/theme/theme1.xml",
    ]
    assert [name for name, content in package.items() if b"python-docx" in content or b"en-US" in content] == []


def test_properties_say_what_the_document_is():
    about = opened(REPORT).core_properties

    said = (about.title, about.author, about.last_modified_by, about.language, about.comments, about.created)
    issuer = "Công đoàn Viên chức Việt Nam"
    assert said == ("Báo cáo Kết quả công tác dân vận năm 2025", issuer, issuer, "vi-VN", "", None)


def test_proofing_language_is_vietnamese():
    styles = etree.fromstring(parts(REPORT)["word/styles.xml"])

    assert set(styles.find(f".//{qn('w:lang')}").attrib.values()) == {"vi-VN"}


def test_same_document_gives_the_same_bytes():
    assert render_document(WHOLE) == render_document(WHOLE)


def test_default_profile_keeps_to_the_decree():
    assert outside_decree(DEFAULT_PROFILE) == ()


def test_profile_outside_the_decree_names_what_is_outside():
    own = LayoutProfile(version="own/1", margin_left_mm=25, body_pt=12, rule_share=0.6)

    assert outside_decree(own) == ("margin_left_mm", "body_pt", "rule_share")


@pytest.mark.parametrize(
    ("text", "bold", "millimetres"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True, 88.31),
        ("TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", False, 80.41),
        ("phương hướng ơƯƠ", True, 36.90),
        ("phương hướng ơƯƠ", False, 34.58),
    ],
)
def test_text_width_agrees_with_the_font(text, bold, millimetres):
    assert text_width_mm(text, 12, bold=bold) == pytest.approx(millimetres, abs=0.05)


def test_balanced_lines_do_not_tear_words():
    issuer = balanced("CÔNG ĐOÀN VIÊN CHỨC VIỆT NAM", 12, 66, bold=True)
    subject = balanced("Kết quả công tác dân vận năm 2025 và phương hướng, nhiệm vụ năm 2026", 14, 140, bold=True)

    assert issuer.lines == ("CÔNG ĐOÀN VIÊN CHỨC", "VIỆT NAM")
    assert subject.lines == ("Kết quả công tác dân vận năm 2025 và phương hướng,", "nhiệm vụ năm 2026")


def test_balanced_keeps_a_word_that_no_line_can_hold():
    assert balanced("A " + "X" * 200, 12, 66, bold=True).lines == ("A", "X" * 200)


@pytest.fixture
def to_pdf(tmp_path):
    """Renders a document and lets LibreOffice lay it out; the text of its pages."""
    office = shutil.which("soffice")
    if not office:
        reason = "LibreOffice (soffice) is not installed"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)

    def convert(document):
        (tmp_path / "paper.docx").write_bytes(render_document(document))
        profile = f"-env:UserInstallation=file://{tmp_path}/office"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "paper.docx"]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return [page.extract_text() for page in PdfReader(tmp_path / "paper.pdf").pages]

    return convert


def test_pages_in_libreoffice_carry_the_right_numbers_and_repeat_the_header(to_pdf):
    pages = to_pdf(WHOLE)

    numbers = [match[0].strip() if (match := re.match(r"\s*\d+\s*\n", page)) else "" for page in pages]
    starts = [at for at, number in enumerate(numbers) if not number]
    counted = [str(at - max(start for start in starts if start <= at) + 1) for at in range(len(pages))]
    assert len(starts) == 3
    assert numbers == ["" if at in starts else counted[at] for at in range(len(pages))]
    assert [page.count("Chỉ tiêu") for page in pages] == [int(at >= starts[1]) for at in range(len(pages))]


def test_title_and_names_break_in_libreoffice_as_computed(to_pdf):
    subject = "Kết quả công tác dân vận năm 2025 và phương hướng, nhiệm vụ năm 2026"
    (page,) = to_pdf(replace(REPORT, subject=subject))

    wanted = ("CÔNG ĐOÀN VIÊN CHỨC", "VIỆT NAM", "TỔNG LIÊN ĐOÀN", "LAO ĐỘNG VIỆT NAM")
    wanted += ("Kết quả công tác dân vận năm 2025 và phương hướng,", "nhiệm vụ năm 2026")
    found = [line.strip() for line in page.split("\n")]
    assert [line for line in wanted if line not in found] == []


@pytest.mark.parametrize("count", [17, 19, 21])
def test_signature_that_does_not_fit_takes_the_last_text_along(to_pdf, count):
    filled = [Paragraph("Một dòng.") for _ in range(count)]

    pages = to_pdf(replace(REPORT, blocks=(*filled, Paragraph("Trên đây là báo cáo."))))
    moved = [("báo cáo./." in page, "Nơi nhận:" in page, "Nguyễn Văn A" in page) for page in pages]
    assert moved == [(False, False, False), (True, True, True)]


def test_cell_longer_than_a_page_loses_nothing_in_libreoffice(to_pdf):
    words = [f"từ{n}" for n in range(2000)]
    pages = to_pdf(replace(REPORT, annexes=(Annex("Dài", COLUMNS, (("1", " ".join(words), "2"),)),)))

    assert set(re.findall(r"từ\d+", " ".join(pages))) == set(words)


def test_room_for_a_date_by_hand_is_measured_as_wide_as_the_wider_word_processor_makes_it():
    room = "\u00a0" * 8

    assert text_width_mm(room, 14, bold=False) == pytest.approx(8 * 0.345 * 14 * 25.4 / 72)
    assert text_width_mm(f"ngày{room}năm", 14, bold=False) > text_width_mm("ngày" + " " * 8 + "năm", 14, bold=False)
