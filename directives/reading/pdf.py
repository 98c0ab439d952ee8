"""PDF files: their text, page by page, with pypdf."""

import io
import logging

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from directives.reading.model import ReadingError

logger = logging.getLogger(__name__)

MOST_PAGES = 500
MOST_CHARACTERS = 2_000_000
# A scan may bear a stamp or a page number; less than this many letters a page in the middle is no text.
_FEWEST_LETTERS = 15
_SCAN = (
    "Tệp PDF là bản quét, không có chữ để đọc. Tệp vẫn có thể được lưu kèm; hãy nhập tay các thông tin của văn bản, "
    "hoặc tải lên bản PDF, DOCX có chữ."
)
_TOO_LARGE = "Tệp PDF quá lớn để đọc tự động ({what}). Hãy tách tệp hoặc nhập tay các thông tin của văn bản."
_ENCRYPTED = "Tệp PDF được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lên lại."
_BROKEN = "Tệp PDF bị hỏng nên không đọc được. Hãy xuất lại tệp từ bản gốc rồi tải lên."


def read_pdf(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, one blank line between pages, and warnings; raises ReadingError for files that hold none."""
    pages = _pages(data)
    empty = [number for number, page in enumerate(pages, start=1) if not _has_text(page)]
    if len(empty) == len(pages):
        raise ReadingError("no_text", _SCAN)
    warnings = ()
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (", …" if len(empty) > 10 else "")
        warnings = (f"Trang {shown} không có chữ (có thể là ảnh quét); nội dung các trang này chưa được đọc.",)
    return "\n\n".join(page.strip("\n") for page in pages), warnings


def _has_text(page: str) -> bool:
    return sum(map(str.isalpha, page[:2000])) >= _FEWEST_LETTERS


def _pages(data: bytes) -> list[str]:
    """The text of each page. Whatever pypdf stumbles over in a damaged file is the file's fault, not ours."""
    try:
        return _read_pages(_open(data))
    except ReadingError:
        raise
    except (FileNotDecryptedError, DependencyError) as error:
        raise ReadingError("encrypted", _ENCRYPTED) from error
    except (LimitReachedError, MemoryError) as error:
        raise ReadingError("too_large", _TOO_LARGE.format(what="nội dung nén quá nhiều")) from error
    except Exception as error:
        logger.info("pypdf could not read a file: %s: %s", type(error).__name__, error)
        raise ReadingError("broken", _BROKEN) from error


def _open(data: bytes) -> PdfReader:
    """The reader of a file that needs no password to be opened (one that only forbids printing needs none)."""
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ReadingError("encrypted", _ENCRYPTED)
    if len(reader.pages) > MOST_PAGES:
        raise ReadingError("too_large", _TOO_LARGE.format(what=f"hơn {MOST_PAGES} trang"))
    return reader


def _read_pages(reader: PdfReader) -> list[str]:
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > MOST_CHARACTERS:
            raise ReadingError("too_large", _TOO_LARGE.format(what="quá nhiều chữ"))
    if not pages:
        raise ReadingError("broken", _BROKEN)
    return pages
