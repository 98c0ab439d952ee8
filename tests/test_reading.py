"""From a file to its text: every kind of file, and every kind of bad one."""

import io
import random
import unicodedata
import zipfile

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from directives.reading import ReadingError, extract_text, propose_repairs
from directives.reading.extraction import MOST_BYTES
from directives.reading.pdf import MOST_PAGES
from tests.factories.papers import make_docx, make_pdf

WORDS = "Công đoàn Viên chức Việt Nam báo cáo kết quả"
DOCX = make_docx(lambda document: document.add_paragraph(WORDS))
PDF = make_pdf([WORDS])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def zipped(parts: dict[str, bytes], *, keep=None) -> bytes:
    """An archive of the parts, after those of `keep` that they don't replace."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        if keep:
            with zipfile.ZipFile(io.BytesIO(keep)) as source:
                parts = {name: source.read(name) for name in source.namelist()} | parts
        for name, content in parts.items():
            packed.writestr(name, content)
    return buffer.getvalue()


REFUSED = {
    "empty": (b"", "a.pdf", "empty"),
    "too large": (b"x" * (MOST_BYTES + 1), "a.txt", "too_large"),
    "unknown ending": (b"GIF89a", "a.gif", "unsupported"),
    "no ending": (WORDS.encode(), "baocao", "unsupported"),
    "old Word": (OLE, "a.doc", "unsupported"),
    "old Word named docx": (OLE, "a.docx", "unsupported"),
    "docx with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
    "pdf named docx": (PDF, "a.docx", "mismatch"),
    "docx named pdf": (DOCX, "a.pdf", "mismatch"),
    "docx named txt": (DOCX, "a.txt", "mismatch"),
    "pdf named txt": (PDF, "a.txt", "mismatch"),
    "text named pdf": (WORDS.encode(), "a.PDF", "mismatch"),
    "binary named txt": (b"\x7fELF\x02\x01\x01" + b"\0" * 64, "a.txt", "mismatch"),
    "pdf with a password": (make_pdf([WORDS], password="bi-mat"), "a.pdf", "encrypted"),
    "pdf cut off": (PDF[: len(PDF) // 2], "a.pdf", "broken"),
    "pdf of noise": (b"%PDF-1.7\n" + b"\x01\x02" * 900, "a.pdf", "broken"),
    "pdf scanned": (make_pdf([], []), "a.pdf", "no_text"),
    "pdf with too many pages": (make_pdf(*[[]] * (MOST_PAGES + 1)), "a.pdf", "too_large"),
    "docx cut off": (DOCX[: len(DOCX) // 2], "a.docx", "broken"),
    "docx with a damaged part": (DOCX[:80] + b"\xff" * 40 + DOCX[120:], "a.docx", "broken"),
    "docx with a hole": (DOCX[:100] + DOCX[150:], "a.docx", "broken"),
    "another archive": (zipped({"a.txt": b"a"}), "a.docx", "broken"),
    "docx with broken xml": (zipped({"word/document.xml": b"<w:document"}, keep=DOCX), "a.docx", "broken"),
    "docx that swells": (zipped({"word/media/a.png": b"\0" * 60_000_000}, keep=DOCX), "a.docx", "broken"),
    "docx of many parts": (zipped({f"word/{n}": b"" for n in range(5_001)}, keep=DOCX), "a.docx", "broken"),
    "docx without words": (make_docx(lambda document: document.add_paragraph(" ")), "a.docx", "no_text"),
    "txt of blanks": (b" \n\t\n", "a.txt", "no_text"),
    "txt of half a letter": ("\ufeffcông".encode("utf-16-le")[:-1], "a.txt", "broken"),
    "txt of no encoding": (b"C\xf4ng \x8d\xffo\xe0n", "a.txt", "broken"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "name", "fault"), REFUSED.values(), ids=REFUSED)
def test_bad_file_is_refused_with_its_fault(data, name, fault):
    with pytest.raises(ReadingError) as caught:
        extract_text(data, name)

    assert caught.value.fault == fault
    assert str(caught.value).endswith(".")


def test_scan_offers_entry_by_hand():
    with pytest.raises(ReadingError) as caught:
        extract_text(make_pdf([]), "ban-quet.pdf")

    assert str(caught.value) == (
        "Tệp PDF là bản quét, không có chữ để đọc. Tệp vẫn có thể được lưu kèm; "
        "hãy nhập tay các thông tin của văn bản, hoặc tải lên bản PDF, DOCX có chữ."
    )


def test_docx_with_endless_xml_is_refused_before_it_is_parsed():
    noise = random.Random(1)
    document = b"".join(noise.randbytes(3_000) * 10 for _ in range(1_400))

    with pytest.raises(ReadingError) as caught:
        extract_text(zipped({"word/document.xml": document}, keep=DOCX), "a.docx")

    assert caught.value.fault == "too_large"


def test_pdf_gives_the_text_of_its_pages():
    extracted = extract_text(make_pdf([WORDS, "Số: 05/BC-CĐVC"], ["Trang thứ hai có chữ"]), "Báo cáo.PDF")

    assert extracted.text == f"{WORDS}\nSố: 05/BC-CĐVC\n\nTrang thứ hai có chữ"
    assert (extracted.kind, extracted.warnings, extracted.repairs) == ("pdf", (), ())


def test_pdf_that_only_forbids_printing_is_read():
    assert extract_text(make_pdf([WORDS], owner_password="chu"), "a.pdf").text == WORDS


def test_pdf_with_scanned_pages_says_which():
    extracted = extract_text(make_pdf([WORDS], [], []), "a.pdf")

    assert extracted.warnings == (
        "Trang 2, 3 không có chữ (có thể là ảnh quét); nội dung các trang này chưa được đọc.",
    )


def test_pdf_text_is_composed_and_its_repairs_only_offered():
    extracted = extract_text(make_pdf([unicodedata.normalize("NFD", "Hướng dẫn tuyên truyền"), "đối tƣợng"]), "a.pdf")

    assert extracted.text == "Hướng dẫn tuyên truyền\nđối tƣợng"
    assert [(repair.name, repair.text) for repair in extracted.repairs] == [("oi", "Hướng dẫn tuyên truyền\nđối tượng")]


def test_docx_gives_paragraphs_tables_and_automatic_numbers():
    def fill(document):
        row = document.add_table(rows=1, cols=2).rows[0]
        row.cells[0].text, row.cells[1].text = "CÔNG ĐOÀN\nSố: 05/BC-CĐVC", "Độc lập - Tự do"
        row.cells[0].add_paragraph("V/v dân vận")
        document.add_paragraph("Tổ chức tuyên truyền", style="List Number")
        document.add_paragraph("Chuyên đề", style="List Bullet")
        document.add_paragraph("Sơ kết", style="List Number")
        table = document.add_table(rows=2, cols=2)
        for place, words in enumerate(("Nội dung", "Số lượng", "Tọa đàm", "2")):
            table.rows[place // 2].cells[place % 2].text = words

    extracted = extract_text(make_docx(fill), "a.docx")

    assert extracted.text.split("\n") == [
        "CÔNG ĐOÀN",
        "Số: 05/BC-CĐVC",
        "V/v dân vận",
        "Độc lập - Tự do",
        "1. Tổ chức tuyên truyền",
        "- Chuyên đề",
        "2. Sơ kết",
        "Nội dung | Số lượng",
        "Tọa đàm | 2",
    ]
    assert (extracted.kind, extracted.warnings) == ("docx", ())


def test_docx_reads_tracked_changes_as_accepted_and_says_so():
    def fill(document):
        paragraph = document.add_paragraph("Gửi trước ngày ")
        for kind, name, words in (("w:del", "w:delText", "15"), ("w:moveFrom", "w:t", "16"), ("w:ins", "w:t", "20")):
            change, run, text = OxmlElement(kind), OxmlElement("w:r"), OxmlElement(name)
            text.text = words
            run.append(text)
            change.append(run)
            paragraph._p.append(change)

    extracted = extract_text(make_docx(fill), "a.docx")

    assert extracted.text == "Gửi trước ngày 20"
    assert extracted.warnings == (
        "Tệp còn dấu theo dõi thay đổi; nội dung được đọc như khi mọi thay đổi đã được chấp nhận.",
    )


def test_docx_reads_content_controls_and_nested_tables():
    def fill(document):
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        content.append(document.add_paragraph("Trong khung")._p)
        control.append(content)
        document.element.body.insert(0, control)
        cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
        cell.text = "Ngoài"
        cell.add_table(rows=1, cols=1).rows[0].cells[0].text = "Trong"

    text = extract_text(make_docx(fill), "a.docx").text

    assert [line for line in text.split("\n") if line] == ["Trong khung", "Ngoài", "Trong"]


def test_docx_lists_of_one_definition_count_on_unless_told_to_start_afresh():
    def fill(document):
        numbering = document.part.numbering_part.element
        first = numbering.add_num(numbering.num_lst[0].abstractNumId.val)
        second = numbering.add_num(first.abstractNumId.val)
        second.add_lvlOverride(0).add_startOverride(1)
        shape = next(iter(numbering.iter(qn("w:abstractNum"))))
        numbering_id = shape.get(qn("w:abstractNumId"))
        for number in (first, second):
            number.abstractNumId.val = int(numbering_id)
        level = next(shape.iter(qn("w:lvl")))
        level.find(qn("w:numFmt")).set(qn("w:val"), "lowerLetter")
        level.find(qn("w:lvlText")).set(qn("w:val"), "%1)")
        for number in (first, first, second):
            properties = document.add_paragraph("Điểm")._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number.numId

    assert extract_text(make_docx(fill), "a.docx").text.split("\n") == ["a) Điểm", "b) Điểm", "a) Điểm"]


@pytest.mark.parametrize(
    ("data", "text", "code_page"),
    [
        (WORDS.encode(), WORDS, None),
        (WORDS.encode("utf-8-sig"), WORDS, None),
        (unicodedata.normalize("NFD", WORDS).encode(), WORDS, None),
        (WORDS.encode("utf-16"), WORDS, None),
        (WORDS.encode("utf-16-be"), WORDS, None),
        (b"C\xf4ng \xf0o\xe0n Vi\xean ch\xfd\xecc Vi\xea\xf2t Nam", "Công đoàn Viên chức Việt Nam", "Windows-1258"),
        ("Tæng Liªn ®oµn Lao ®éng ViÖt Nam".encode("cp1252"), "Tæng Liªn ®oµn Lao ®éng ViÖt Nam", "Windows-1252"),
    ],
    ids=["utf-8", "with a mark", "decomposed", "utf-16", "utf-16 without a mark", "cp1258", "tcvn3"],
)
def test_plain_text_is_read_in_the_encodings_of_offices(data, text, code_page):
    extracted = extract_text(data, "a.txt")

    warning = f"Tệp không ở bảng mã Unicode; đã đọc theo bảng mã {code_page}. Hãy soát lại dấu tiếng Việt."
    assert extracted.text == text
    assert extracted.warnings == ((warning,) if code_page else ())


@pytest.mark.parametrize(
    ("text", "repairs"),
    [
        ("Công đoàn có phòng, 5 μm, x−y, đồn biên phòng, cơ quan", []),
        ("HƢỚNG DẪN đối tƣợng", [("oi", "HƯỚNG DẪN đối tượng")]),
        ("công đoμn đ−ợc số l−ợng −u tiên, 5 μm", [("signs", "công đoàn được số lượng ưu tiên, 5 μm")]),
        ("B¸o c¸o kÕt qu¶ c«ng t¸c d©n vËn", [("tcvn3", "Báo cáo kết quả công tác dân vận")]),
        ("Baùo caùo keát quaû coâng taùc daân vaän", [("vni", "Báo cáo kết quả công tác dân vận")]),
        (
            "CƠNG ĐỒN Viên chức khơng cĩ Phịng, tồn quốc; tồn tại, cơ quan, hội nghị",
            [("twice", "CÔNG ĐOÀN Viên chức không có Phòng, toàn quốc; tồn tại, cơ quan, hội nghị")],
        ),
    ],
)
def test_repair_is_offered_for_what_old_fonts_leave(text, repairs):
    assert [(repair.name, repair.text) for repair in propose_repairs(text)] == repairs
