"""The file store: what is refused at the door, what is kept, and how it is handed out."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from docx import Document
from openpyxl import Workbook

from portal.files import UploadRefused, clean_name, download_response, store_bytes, store_upload
from portal.models import StoredFile
from tests.factories.portal import make_user

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
NOT_OFFICE = "Nội dung tệp không phải là {} dù tên tệp ghi như vậy. Hãy mở và lưu lại tệp."
SWOLLEN = "Tệp nén bất thường: mở ra sẽ lớn gấp nhiều lần. Hãy lưu lại tệp rồi tải lên."


def docx_bytes():
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def xlsx_bytes():
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def with_part(content, name, part):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr(name, part)
    return out.getvalue()


def refusal(name, content, **options):
    with pytest.raises(UploadRefused) as caught:
        store_upload(SimpleUploadedFile(name, content), by=None, **options)
    assert StoredFile.objects.count() == 0
    return str(caught.value)


def lying_about_size(content):
    """The same archive with the sizes of its first part halved, in the local header and in the directory."""
    lied = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        part = packed.infolist()[0]
    half = (part.file_size // 2).to_bytes(4, "little")
    directory = content.index(b"PK\x01\x02")
    lied[directory + 24 : directory + 28] = half
    lied[part.header_offset + 22 : part.header_offset + 26] = half
    return bytes(lied)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"", "Tệp trống, không có nội dung."),
        ("a.exe", b"MZ" + bytes(50), "Chỉ nhận tệp loại PDF, DOCX, XLSX, CSV, TXT."),
        ("a", PDF, "Chỉ nhận tệp loại PDF, DOCX, XLSX, CSV, TXT."),
        (
            "a.pdf",
            b"<html><script>alert(1)</script>",
            "Nội dung tệp không phải là PDF dù tên tệp ghi như vậy. Hãy kiểm tra lại tệp.",
        ),
        ("a.docx", PDF, NOT_OFFICE.format("DOCX")),
        ("a.docx", xlsx_bytes(), NOT_OFFICE.format("DOCX")),
        ("a.xlsx", docx_bytes(), NOT_OFFICE.format("XLSX")),
        ("a.docx", zipped({"word/document.xml": "<w/>"}), NOT_OFFICE.format("DOCX")),
        ("a.docx", docx_bytes()[:-30], NOT_OFFICE.format("DOCX")),
        ("a.docx", lying_about_size(docx_bytes()), NOT_OFFICE.format("DOCX")),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "Tệp được đặt mật khẩu hoặc ở định dạng Office cũ. Hãy bỏ mật khẩu và lưu lại thành DOCX, XLSX hoặc PDF.",
        ),
        (
            "a.docx",
            with_part(docx_bytes(), "word/vbaProject.bin", b"x"),
            "Tệp có chứa macro nên không được nhận. Hãy lưu lại thành tệp không có macro.",
        ),
        (
            "a.csv",
            "Công đoàn".encode("utf-16"),
            "Tệp không phải văn bản UTF-8. Hãy lưu lại với bảng mã UTF-8 (trong Excel: “CSV UTF-8”).",
        ),
        (
            "a.txt",
            b"abc\0def",
            "Tệp không phải văn bản UTF-8. Hãy lưu lại với bảng mã UTF-8 (trong Excel: “CSV UTF-8”).",
        ),
    ],
)
def test_store_upload_judges_by_content(name, content, message):
    assert refusal(name, content) == message


def test_store_upload_refuses_a_zip_bomb():
    bomb = with_part(docx_bytes(), "word/media/a.bin", b"")
    out = io.BytesIO(bomb)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/media/b.bin", bytes(30 * 1024 * 1024))

    assert refusal("a.docx", out.getvalue()) == SWOLLEN


@pytest.mark.parametrize("wide", [False, True])
def test_store_upload_refuses_a_directory_before_it_is_read(monkeypatch, wide):
    whole = zipped({"a" * 60_000 + str(place): "" for place in range(40)})
    if wide:  # the old record says "see there", a record of the new form (zip64) stands before it
        size = (40 * 60_050).to_bytes(8, "little")
        end = b"PK\x06\x06" + (44).to_bytes(8, "little") + bytes(28) + size + bytes(8)
        whole = whole[:-22] + end + whole[-22:-10] + b"\xff" * 4 + whole[-6:]
    monkeypatch.setattr(zipfile.ZipFile, "__init__", lambda *args: pytest.fail("the directory was read"))

    assert refusal("a.docx", whole) == SWOLLEN


def test_store_upload_refuses_too_many_parts():
    parts = {f"word/{i}.xml": "" for i in range(5001)}

    assert refusal("a.docx", zipped(parts)) == SWOLLEN


def test_store_upload_refuses_what_is_over_the_limit(settings):
    settings.MAX_UPLOAD_MB = 1

    assert refusal("a.pdf", PDF + bytes(1536 * 1024)) == "Tệp lớn 1,5 MB; chỉ nhận tệp đến 1 MB."


def test_store_upload_refuses_a_kind_not_wanted_here():
    assert refusal("a.csv", b"a;b", kinds=("pdf", "docx")) == "Chỉ nhận tệp loại PDF, DOCX."


@pytest.mark.parametrize(("name", "content"), [("a.pdf", PDF), ("a.docx", docx_bytes()), ("a.xlsx", xlsx_bytes())])
def test_store_upload_keeps_the_bytes_and_their_hash(name, content):
    user = make_user()

    stored = store_upload(SimpleUploadedFile(name, content), by=user)

    assert stored.file.read() == content
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert stored.stored_by == user


def test_store_upload_takes_utf8_text_with_a_mark_in_front():
    content = "Công đoàn;Ký hiệu\n".encode("utf-8-sig")

    assert store_upload(SimpleUploadedFile("a.csv", content), by=None).content_type == "text/csv; charset=utf-8"


def test_stored_path_says_nothing_of_the_name():
    stored = store_upload(SimpleUploadedFile("../../Báo cáo mật.pdf", PDF), by=None)

    assert stored.name == "Báo cáo mật.pdf"
    folder, random_name = stored.file.name.rsplit("/", 1)
    assert (len(random_name), random_name[-4:]) == (36, ".pdf")
    assert "mật" not in stored.file.name


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("C:\\Users\\a\\Báo cáo.docx", "Báo cáo.docx"),
        ("Ba\u0301o ca\u0301o.docx", "Báo cáo.docx"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("  ..hidden.pdf", "hidden.pdf"),
        ("a<b>:c|d?.pdf", "abcd.pdf"),
        (".pdf", "pdf"),
        ("///", "tep"),
        ("a\nb.pdf", "a b.pdf"),
        ("x" * 300 + ".pdf", "x" * 140 + ".pdf"),
    ],
)
def test_clean_name_is_safe_everywhere(raw, clean):
    assert clean_name(raw) == clean


def test_download_is_an_attachment_with_its_own_name():
    stored = store_bytes(b"a;b", name="Số liệu năm 2026.csv")

    response = download_response(stored)

    assert b"".join(response.streaming_content) == b"a;b"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''S%E1%BB%91%20li%E1%BB%87u%20n%C4%83m%202026.csv"
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == "3"


def test_download_of_a_lost_file_is_a_404():
    stored = store_bytes(b"a", name="a.txt")
    stored.file.storage.delete(stored.file.name)

    with pytest.raises(Http404):
        download_response(stored)
