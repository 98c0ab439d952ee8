"""DOCX files: their text in reading order, tables, automatic numbers and accepted changes included."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.exceptions import PythonDocxError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from directives.reading.model import ReadingError
from directives.reading.word_lists import ListNumbers
from portal.files.sniffing import MAIN_PART, UploadRefused, check

MOST_XML = 40 * 1024 * 1024
_DEEPEST = 20
_BROKEN = "Tệp DOCX bị hỏng nên không đọc được. Hãy mở bằng Word, lưu lại rồi tải lên."
_CHANGED = "Tệp còn dấu theo dõi thay đổi; nội dung được đọc như khi mọi thay đổi đã được chấp nhận."

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
# Deleted text, the old place of moved text, frames that float, and what old programs show instead.
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:txbxContent"), qn("w:pict"), qn("w:object")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_CHANGES = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"))
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# What python-docx and lxml raise over a package that is none, lacks parts, or holds XML that is none.
_FAULTS = (PythonDocxError, XMLSyntaxError, zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError)


def read_docx(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text, one line for each paragraph and table row, and warnings; raises ReadingError.

    No part is unpacked before the sizes in the directory of the archive are known to be sane.
    """
    _check_archive(data)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        lines = list(_Walk(ListNumbers.of(document)).blocks(body, 0))
    except _FAULTS as error:
        raise ReadingError("broken", _BROKEN) from error
    is_changed = next(body.iter(*_CHANGES), None) is not None
    return "\n".join(lines), ((_CHANGED,) if is_changed else ())


def _check_archive(data: bytes) -> None:
    try:
        check(io.BytesIO(data), "docx")
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = packed.getinfo(MAIN_PART["docx"]).file_size
    except UploadRefused as error:
        raise ReadingError("broken", str(error)) from error
    if size > MOST_XML:
        raise ReadingError("too_large", "Tệp DOCX có quá nhiều chữ để đọc tự động. Hãy tách tệp thành nhiều phần.")


class _Walk:
    """A walk over the blocks of the body, into content controls and tables."""

    def __init__(self, numbers: ListNumbers):
        self._numbers = numbers

    def blocks(self, parent, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise ReadingError("broken", _BROKEN)
        for child in parent.iterchildren():
            if child.tag == _PARAGRAPH:
                yield self._numbers.next_for(child) + _words(child)
            elif child.tag == _TABLE:
                for row in child.iter(_ROW):
                    if next(row.iterancestors(_TABLE)) is child:
                        yield from self._row(row, depth)
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                yield from self.blocks(child, depth + 1)

    def _row(self, row, depth: int) -> Iterator[str]:
        """Cells of one line each stand side by side, as figures do; longer ones (a letterhead) follow each other."""
        cells = [
            list(self.blocks(cell, depth + 1)) for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row
        ]
        if all(len(cell) <= 1 for cell in cells):
            yield " | ".join(" ".join(cell) for cell in cells)
        else:
            for cell in cells:
                yield from cell


def _words(paragraph) -> str:
    """The text of a paragraph: its runs, also those inside links, fields, insertions and content controls."""
    pieces: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag == qn("w:t"):
            pieces.append(node.text or "")
        elif node.tag in _SIGNS:
            pieces.append(_SIGNS[node.tag])
        elif node.tag not in _SKIPPED and node.tag != qn("w:pPr"):
            stack.extend(reversed(node))
    return "".join(pieces)
