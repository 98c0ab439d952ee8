"""Files as offices send them: PDF and DOCX papers made in memory."""

import io
from collections.abc import Sequence

import docx
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject


def make_pdf(*pages: Sequence[str], password: str = "", owner_password: str = "") -> bytes:
    """A PDF whose pages hold the given lines as real text; a page without lines is blank, as a scan is."""
    writer = PdfWriter()
    letters = sorted({letter for page in pages for line in page for letter in line})
    codes = {letter: f"{place:04X}" for place, letter in enumerate(letters, start=1)}
    font = writer._add_object(_font(writer, codes))
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        if lines:
            page[NameObject("/Resources")] = _dictionary(Font=_dictionary(F1=font))
            page[NameObject("/Contents")] = writer._add_object(_stream(_page_program(lines, codes)))
    if password or owner_password:
        writer.encrypt(user_password=password, owner_password=owner_password or password, algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _page_program(lines: Sequence[str], codes: dict[str, str]) -> str:
    shown = " ".join(f"<{''.join(codes[letter] for letter in line)}> Tj 0 -16 Td" for line in lines)
    return f"BT /F1 12 Tf 50 800 Td {shown} ET"


def _font(writer: PdfWriter, codes: dict[str, str]) -> DictionaryObject:
    """A font that shows nothing but says which letter each code is; readers need no more."""
    rows = [f"<{code}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()]
    blocks = [rows[place : place + 100] for place in range(0, len(rows), 100)]
    ranges = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    program = f"begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{ranges}\nendcmap"
    descendant = _dictionary(
        Type="/Font",
        Subtype="/CIDFontType2",
        BaseFont="/Nothing",
        CIDSystemInfo=_dictionary(Supplement=NumberObject(0)),
        DW=NumberObject(500),
    )
    return _dictionary(
        Type="/Font",
        Subtype="/Type0",
        BaseFont="/Nothing",
        Encoding="/Identity-H",
        DescendantFonts=ArrayObject([writer._add_object(descendant)]),
        ToUnicode=writer._add_object(_stream(program)),
    )


def _dictionary(**entries) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject(f"/{name}"): NameObject(value) if isinstance(value, str) else value
            for name, value in entries.items()
        }
    )


def _stream(program: str) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(program.encode())
    return stream


def make_docx(fill) -> bytes:
    """The bytes of a new Word document after `fill(document)`."""
    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
