"""The mark of a text as a person saw it: only what they changed is written, and never over newer words (pure)."""

import hashlib


def mark(text: str) -> str:
    """A short mark of a text; line ends as browsers send them make no difference."""
    plain = text.replace("\r\n", "\n").strip()
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
