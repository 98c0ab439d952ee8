"""`manage.py extract_citations FILE`: the citations of a plain text file, as a JSON array."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directives.citations import Citation, extract_citations


class Command(BaseCommand):
    help = "Prints the documents that a UTF-8 text file cites, as JSON; offsets count its characters as decoded."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file: Path, **options):
        citations = extract_citations(_read(file))
        self.stdout.write(json.dumps([_row(citation) for citation in citations], ensure_ascii=False))


def _read(file: Path) -> str:
    """The text without any change: line ends and a byte order mark count in the offsets."""
    try:
        return file.read_bytes().decode()
    except FileNotFoundError as error:
        raise CommandError(f"Không tìm thấy tệp {file}.") from error
    except OSError as error:
        raise CommandError(f"Không đọc được tệp {file}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        place = error.start + 1
        raise CommandError(f"Tệp {file} không phải văn bản thuần mã UTF-8 (lỗi tại byte thứ {place}).") from error


def _row(citation: Citation) -> dict[str, str | int | None]:
    return {
        "type": citation.type,
        "number": citation.number,
        "date": citation.date and citation.date.isoformat(),
        "issuer": citation.issuer,
        "start": citation.start,
        "end": citation.end,
    }
