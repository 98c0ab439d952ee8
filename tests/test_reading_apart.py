"""Files written to hold a worker for minutes: reading them ends in time and within bounds, and says so."""

import io
import multiprocessing

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from directives.confirming import came_as_file
from directives.reading import ReadingError, apart, extract_text_apart
from portal.models import User
from tests.factories.papers import make_docx, make_pdf
from tests.factories.portal import make_user
from tests.test_reading import zipped

WORDS = "Công đoàn Viên chức Việt Nam báo cáo kết quả"
WORD_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def slow_pdf() -> bytes:
    """One page with a string of 8 million letters: many seconds of work in some kilobytes."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([WORDS]))))
    program = DecodedStreamObject()
    program.set_data(b"BT /F1 12 Tf (" + b"a" * 8_000_000 + b") Tj ET")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(program.flate_encode())
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def greedy_docx() -> bytes:
    """A part of a million empty elements: small in the archive, large as a tree."""
    styles = f"<w:styles {WORD_SPACE}>{'<w:a/>' * 1_000_000}</w:styles>".encode()
    return zipped({"word/styles.xml": styles}, keep=make_docx(lambda document: document.add_paragraph(WORDS)))


def refusal_of(data: bytes, name: str) -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        came_as_file(data, name)
    return caught.value


def test_file_that_takes_too_long_is_refused_and_its_process_ended(monkeypatch):
    monkeypatch.setattr(apart, "MOST_SECONDS", 1)

    refusal = refusal_of(slow_pdf(), "a.pdf")

    assert refusal.fault == "too_large"
    assert "nhập tay" in str(refusal)
    assert multiprocessing.active_children() == []


def test_file_that_sleeps_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(apart, "MOST_WAITING", 0)

    refusal = refusal_of(make_pdf([WORDS]), "a.pdf")

    assert refusal.fault == "too_large"
    assert multiprocessing.active_children() == []


def test_file_that_wants_too_much_memory_is_refused(monkeypatch):
    data = greedy_docx()
    monkeypatch.setattr(apart, "MOST_MEMORY", 40 * 1024 * 1024)

    refusal = refusal_of(data, "a.docx")

    assert refusal.fault in ("too_large", "broken")


@pytest.mark.django_db
def test_reading_apart_says_what_reading_says_and_leaves_the_connection_alone():
    make_user()

    extracted = extract_text_apart(make_pdf([WORDS], []), "a.pdf")

    assert extracted.text.strip() == WORDS
    assert extracted.warnings
    assert User.objects.count() == 1


def test_faults_come_through_as_they_are():
    refusal = refusal_of(make_pdf([WORDS], password="bi-mat"), "a.pdf")

    assert refusal.fault == "encrypted"
