"""Plain text files: which of the encodings that Vietnamese offices use they are in."""

import codecs

from directives.reading.model import ReadingError
from portal.text import detect_legacy

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 4096
# Signs that no text file holds, seen through a one-byte encoding.
_BINARY = frozenset(range(0x00, 0x20)) - frozenset(b"\t\n\r\x0b\x0c\x1a\x1b")
_OLD = "Tệp không ở bảng mã Unicode; đã đọc theo bảng mã {name}. Hãy soát lại dấu tiếng Việt."


def read_plain(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The decoded text and warnings; raises ReadingError for bytes that are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding), ()
    if encoding := _utf16_without_mark(data):
        return _strict(data, encoding), ()
    if any(byte in _BINARY for byte in data[:_SAMPLE]) or b"\0" in data:
        raise ReadingError("mismatch", "Tệp không phải văn bản thuần dù tên tệp ghi như vậy. Hãy kiểm tra lại tệp.")
    try:
        return data.decode(), ()
    except UnicodeDecodeError:
        return _one_byte(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadingError("broken", "Tệp văn bản bị hỏng giữa chừng. Hãy lưu lại tệp với bảng mã UTF-8.") from error


def _utf16_without_mark(data: bytes) -> str | None:
    """The byte order when every other byte of the beginning is mostly zero, as it is with line ends and blanks."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 8 and not odd else None


def _one_byte(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Windows-1258, unless Windows-1252 shows the letters of a TCVN3 or VNI font, which a repair then converts."""
    western = data.decode("cp1252", errors="replace")
    if detect_legacy(western):
        return western, (_OLD.format(name="Windows-1252"),)
    try:
        return data.decode("cp1258"), (_OLD.format(name="Windows-1258"),)
    except UnicodeDecodeError as error:
        raise ReadingError(
            "broken", "Không nhận ra bảng mã của tệp văn bản. Hãy lưu lại tệp với bảng mã UTF-8 rồi tải lên."
        ) from error
