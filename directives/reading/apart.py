"""Reading a file in a process of its own, bounded in time and memory: a hostile file takes nobody else down.

A PDF of 60 kB can be written so that reading it takes minutes, a DOCX of 2 MB so that it takes gigabytes; neither can
be told before it is read. A process that is forked starts in milliseconds and is simply ended when it goes too far.
"""

import multiprocessing
import resource
from multiprocessing.connection import Connection
from pathlib import Path

from directives.reading.extraction import extract_text
from directives.reading.model import ExtractedText, ReadingError

# A request may take 60 s (README, gunicorn); on an idle core 500 pages of plain words take six.
MOST_SECONDS = 20
MOST_WAITING = 40
MOST_MEMORY = 1024 * 1024 * 1024
_TOO_MUCH = (
    "Tệp quá lớn hoặc quá phức tạp để đọc tự động. Hãy tách tệp, xuất lại từ bản gốc, "
    "hoặc nhập tay các thông tin của văn bản."
)
_HELD = Path("/proc/self/statm")
_processes = multiprocessing.get_context("fork")


def extract_text_apart(data: bytes, filename: str) -> ExtractedText:
    """As `extract_text`; also raises ReadingError "too_large" for a file that wants too much time or memory."""
    receiving, sending = _processes.Pipe(duplex=False)
    reader = _processes.Process(target=_read, args=(data, filename, sending))
    with receiving:
        reader.start()
        sending.close()
        try:
            outcome = receiving.recv() if receiving.poll(MOST_WAITING) else None
        except EOFError:  # ended by a limit before it could say anything
            outcome = None
        finally:
            reader.kill()
            reader.join()
    if outcome is None:
        raise ReadingError("too_large", _TOO_MUCH)
    extracted, fault = outcome
    if fault:
        raise ReadingError(*fault)
    return extracted


def _read(data: bytes, filename: str, sending: Connection) -> None:
    """In the process of its own: what was read, or why not."""
    _bind()
    try:
        outcome = (extract_text(data, filename), None)
    except ReadingError as error:
        outcome = (None, (error.fault, str(error)))
    except MemoryError:
        outcome = (None, ("too_large", _TOO_MUCH))
    sending.send(outcome)


def _bind() -> None:
    """From here on so many seconds of work and, where the system tells what is held already, so much more memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    if _HELD.exists():
        size = int(_HELD.read_text().split()[0]) * resource.getpagesize() + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
