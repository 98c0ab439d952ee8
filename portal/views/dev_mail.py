"""Letters written to files on a development machine, newest first (DEBUG only)."""

import email
import email.policy
from pathlib import Path

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 100
BETWEEN = b"\n" + b"-" * 79 + b"\n"


@require_safe
def letters(request):
    """Every letter in the mail folder; ?q= narrows by address, subject or text."""
    typed = request.GET.get("q", "").strip().lower()
    found = []
    for path in sorted(_folder().glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True):
        found += [letter for letter in reversed(_read(path)) if typed in letter["all"]]
        if len(found) >= SHOWN:
            break
    return render(request, "ground/letters.html", {"letters": found[:SHOWN], "typed": typed, "folder": _folder().name})


def _folder() -> Path:
    return Path(getattr(settings, "EMAIL_FILE_PATH", None) or settings.VAR_DIR / "mail")


def _read(path: Path) -> list[dict]:
    letters = []
    for raw in path.read_bytes().split(BETWEEN):
        if raw.strip():
            letter = email.message_from_bytes(raw, policy=email.policy.default)
            body = letter.get_body(("plain",))
            words = body.get_content() if body else ""
            row = {"to": letter["To"], "subject": letter["Subject"], "date": letter["Date"], "body": words}
            letters.append(row | {"all": f"{row['to']} {row['subject']} {words}".lower()})
    return letters
