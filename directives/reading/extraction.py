"""From an uploaded file to its text: what it is, whether it may be read, and what the person should know about it."""

from directives.reading.model import ExtractedText, Kind, ReadingError
from directives.reading.pdf import read_pdf
from directives.reading.plain import read_plain
from directives.reading.repairs import propose_repairs
from directives.reading.word import read_docx
from portal.files.sniffing import OLD_OFFICE, ending_of
from portal.text import clean_text

MOST_BYTES = 20 * 1024 * 1024
MOST_CHARACTERS = 2_000_000
_KINDS: dict[str, Kind] = {"pdf": "pdf", "docx": "docx", "txt": "txt"}
_READERS = {"pdf": read_pdf, "docx": read_docx, "txt": read_plain}
_SIGNATURES = {"pdf": b"%PDF-", "docx": b"PK\x03\x04"}
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def extract_text(data: bytes, filename: str) -> ExtractedText:
    """The text of a PDF, DOCX or TXT file with the repairs on offer (none is applied); raises ReadingError.

    The kind is that of the name, and the content must agree. At most 20 MB and 2,000,000 characters.
    """
    kind = _kind(data, filename)
    text, warnings = _READERS[kind](data)
    text = clean_text(text)
    if len(text) > MOST_CHARACTERS:
        raise ReadingError("too_large", "Tệp có quá nhiều chữ để đọc tự động. Hãy tách tệp thành nhiều phần.")
    if not text.strip():
        raise ReadingError("no_text", "Tệp không có chữ nào. Hãy kiểm tra lại tệp hoặc nhập tay nội dung văn bản.")
    return ExtractedText(text, kind, warnings, propose_repairs(text))


def _kind(data: bytes, filename: str) -> Kind:
    if not data:
        raise ReadingError("empty", "Tệp trống, không có nội dung.")
    if len(data) > MOST_BYTES:
        raise ReadingError(
            "too_large", f"Tệp vượt quá {MOST_BYTES // 1024**2} MB. Hãy giảm dung lượng rồi tải lên lại."
        )
    if data.startswith(OLD_OFFICE):
        raise _old_office(data)
    kind = _KINDS.get(ending_of(filename))
    if not kind:
        raise ReadingError("unsupported", "Chỉ đọc được tệp PDF, DOCX và TXT. Hãy lưu lại tệp ở một trong các dạng đó.")
    _check_signature(data, kind)
    return kind


def _old_office(data: bytes) -> ReadingError:
    """A password turns a DOCX into the container of the old formats, so both begin alike."""
    if _ENCRYPTED_PACKAGE in data:
        return ReadingError(
            "encrypted", "Tệp Word được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lên lại."
        )
    return ReadingError("unsupported", "Tệp ở định dạng Office cũ (.doc). Hãy mở và lưu lại thành DOCX hoặc PDF.")


def _check_signature(data: bytes, kind: Kind) -> None:
    """A PDF may have other bytes in front of its mark; a text file must bear no mark at all."""
    if kind == "txt":
        is_true = not data.startswith(tuple(_SIGNATURES.values()))
    else:
        is_true = _SIGNATURES[kind] in (data[:1024] if kind == "pdf" else data[:4])
    if not is_true:
        raise ReadingError(
            "mismatch", f"Nội dung tệp không phải là {kind.upper()} dù tên tệp ghi như vậy. Hãy kiểm tra lại tệp."
        )
