"""What a file really is: judged by what is in it, never by what its name or its sender says (pure)."""

import codecs
import io
import lzma
import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from portal.files.pictures import is_jpeg, is_png
from portal.text import clean_line

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
PICTURES = {"png": is_png, "jpg": is_jpeg, "jpeg": is_jpeg}
MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
TYPES_PART = "[Content_Types].xml"
MOST_PARTS = 5_000
MOST_DIRECTORY = 2 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 120
RATIO_COUNTS_FROM = 5 * 1024 * 1024
CHUNK = 256 * 1024
BLOATED = "Tệp nén bất thường: mở ra sẽ lớn gấp nhiều lần. Hãy lưu lại tệp rồi tải lên."
LONGEST_NAME = 150
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The last record of an archive, before a comment of up to 64 KiB, and its successor (zip64); all bits mean "see there".
LONGEST_END = 66 * 1024
_DIRECTORY_SIZE = re.compile(rb"(?s)(?=PK(?:\x05\x06.{8}(?!\xff{4})(.{4})|\x06\x06.{36}(.{8})))")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


# What zipfile raises over damaged archives: wrong places and sizes, unknown or broken compression, passwords.
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


class UploadRefused(Exception):
    """The file can't be taken; the message is Vietnamese, says why and what to do."""


def clean_name(name: str) -> str:
    """A file name that every system takes: no folders, one line, NFC, not too long; the ending stays."""
    last = clean_line(name).replace("\\", "/").rsplit("/", 1)[-1]
    last = _FORBIDDEN.sub("", last).strip(" .")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        stem, ending = last, ""
    stem = stem.strip(" .")[: LONGEST_NAME - 10] or "tep"
    return f"{stem}.{ending.strip()[:9]}" if ending.strip() else stem


def ending_of(name: str) -> str:
    """ "Báo cáo.DOCX" → "docx"."""
    return PurePosixPath(name).suffix.lstrip(".").lower()


def check(file, kind: str) -> None:
    """Raise UploadRefused unless the seekable binary `file` is of `kind` through and through; rewinds it."""
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if head.startswith(OLD_OFFICE):
        raise UploadRefused(
            "Tệp được đặt mật khẩu hoặc ở định dạng Office cũ. Hãy bỏ mật khẩu và lưu lại thành DOCX, XLSX hoặc PDF."
        )
    if kind == "pdf":
        _check_pdf(head)
    elif kind in PICTURES:
        _check_picture(file, kind)
    elif kind in MAIN_PART:
        _check_office(file, kind)
    else:
        _check_text(file)
    file.seek(0)


def _check_pdf(head: bytes) -> None:
    if b"%PDF-" not in head:
        raise UploadRefused("Nội dung tệp không phải là PDF dù tên tệp ghi như vậy. Hãy kiểm tra lại tệp.")


def _check_picture(file, kind: str) -> None:
    if not PICTURES[kind](file):
        raise UploadRefused(f"Nội dung tệp không phải là ảnh {kind.upper()} nguyên vẹn. Hãy kiểm tra lại ảnh.")


def _check_office(file, kind: str) -> None:
    """The central directory first: nothing is unpacked before its sizes are known to be sane, nor is it read itself."""
    wrong = UploadRefused(f"Nội dung tệp không phải là {kind.upper()} dù tên tệp ghi như vậy. Hãy mở và lưu lại tệp.")
    try:
        _check_directory(file)
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            _check_sizes(parts)
            names = {part.filename for part in parts}
            if TYPES_PART not in names or MAIN_PART[kind] not in names:
                raise wrong
            _check_macros(names, packed.read(TYPES_PART))
            _check_truth(packed, parts)
    except _DAMAGE as error:
        raise wrong from error


def _check_directory(file) -> None:
    """Every size of a central directory that the end of the file tells: zipfile reads all of it at once."""
    file.seek(max(file.seek(0, io.SEEK_END) - LONGEST_END, 0))
    end = file.read()
    file.seek(0)
    if any(int.from_bytes(size[1] or size[2], "little") > MOST_DIRECTORY for size in _DIRECTORY_SIZE.finditer(end)):
        raise UploadRefused(BLOATED)


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    swollen = unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * max(packed, 1)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or swollen:
        raise UploadRefused(BLOATED)


def _check_macros(names: set[str], types: bytes) -> None:
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UploadRefused("Tệp có chứa macro nên không được nhận. Hãy lưu lại thành tệp không có macro.")


def _check_truth(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Every part is as long as the directory says, and whole; a part that lies is a BadZipFile."""
    for part in parts:
        with packed.open(part) as stream:
            while stream.read(CHUNK):
                pass


def _check_text(file) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while chunk := file.read(CHUNK):
            if b"\0" in chunk:
                raise UnicodeDecodeError("utf-8", chunk, 0, 1, "NUL")
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UploadRefused(
            "Tệp không phải văn bản UTF-8. Hãy lưu lại với bảng mã UTF-8 (trong Excel: “CSV UTF-8”)."
        ) from error
