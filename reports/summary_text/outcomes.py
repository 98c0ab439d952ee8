"""What becomes of an attempt to save the summary."""

from dataclasses import dataclass
from datetime import datetime


class TooLong(Exception):
    """A text is longer than its place may hold (message in Vietnamese); nothing is ever cut off silently."""


@dataclass(frozen=True)
class Saved:
    version: int
    at: datetime


@dataclass(frozen=True)
class Stale:
    """Somebody saved meanwhile: what stands there now (a text, or None for the frame), by whom, since when."""

    theirs: str | None
    version: int
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Locked:
    """The cycle is closed: its summary has gone up."""

    words: str = "Kỳ báo cáo đã khóa sổ, báo cáo tổng hợp không sửa được nữa."
