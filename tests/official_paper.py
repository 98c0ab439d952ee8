"""An official document to export in tests, and how it is read back out of the DOCX."""

import datetime as dt
import io
import zipfile

from docx import Document

from portal.exports.docx import render_document
from portal.exports.layout import Annex, Column, GroupRow, Heading, OfficialDocument, Paragraph, TotalRow

COLUMNS = (Column("TT", 10, "center"), Column("Chỉ tiêu", 100), Column("Số lượng", 30, "right"))
ROWS = (GroupRow("A. Thông tin chung"), ("1", "Tổng số đoàn viên", "85.120"), TotalRow(("", "Cộng", "85.120")))
REPORT = OfficialDocument(
    parent_name="Tổng Liên đoàn Lao động Việt Nam",
    issuer_name="Công đoàn Viên chức Việt Nam",
    number="5",
    symbol="BC-CĐVC",
    place="Hà Nội",
    date=dt.date(2026, 1, 5),
    subject="Kết quả công tác dân vận năm 2025",
    addressees=("Tổng Liên đoàn Lao động Việt Nam",),
    via="qua Ban Tuyên giáo",
    blocks=(Heading(1, "I. Đặc điểm, tình hình"), Paragraph("Trên đây là báo cáo.")),
    signature_lines=("TM. Ban Thường vụ", "KT. Chủ tịch", "Phó Chủ tịch"),
    signer_name="Nguyễn Văn A",
    recipients=("Như trên", "Các công đoàn trực thuộc;", "Lưu: VT, Ban Tuyên giáo."),
)
ANNEX = Annex("Tổng hợp số liệu", COLUMNS, ROWS, note="Số liệu từ 62/68 đơn vị.")


def opened(document, profile=None):
    return Document(io.BytesIO(render_document(document, profile) if profile else render_document(document)))


def parts(document):
    with zipfile.ZipFile(io.BytesIO(render_document(document))) as package:
        return {name: package.read(name) for name in package.namelist()}


def texts(story):
    """Every paragraph that has text as (style name, text), tables included, in reading order."""
    found = []
    for item in story.iter_inner_content():
        if hasattr(item, "text"):
            found += [(item.style.name, item.text)] if item.text else []
        else:
            cells = [cell for row in item.rows for cell in row.cells]
            found += [pair for cell in cells for pair in texts(cell)]
    return found
