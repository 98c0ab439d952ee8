"""What time it is for the portal's acts: the server's, unless demo data are being told as they would have happened."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("told_time", default=None)


def now() -> datetime:
    """The instant of an act, aware, in UTC."""
    return _told.get() or timezone.now()


@contextmanager
def told_as(moment: datetime):
    """Tell what follows as if it happened at `moment`; for making demo data only, never for a person's act."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
