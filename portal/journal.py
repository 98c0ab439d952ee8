"""Writing events: the one way a line gets into the history."""

from portal import request_id
from portal.models import Event

# Kinds of event that are between a unit's own people: an administrator of a union above does not read them.
PRIVATE: set[str] = set()


def keep_private(*kinds: str) -> tuple[str, ...]:
    """Declare kinds of event as private to the unit in which they happen; an app does so where it writes them."""
    PRIVATE.update(kinds)
    return kinds


def record(subject, kind: str, what: str, *, by=None, hat=None, detail: dict | None = None) -> Event:
    """Add one line of history about `subject`; `what` is the Vietnamese sentence people read.

    `hat` is the portal.access.Hat under which `by` acted; `detail` holds before/after where it matters.
    """
    return Event.objects.create(
        actor=by,
        role=hat.role if hat else "",
        unit_id=hat.unit_id if hat else None,
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        what=what,
        detail=detail or {},
        request_id=request_id.current.get(),
    )
