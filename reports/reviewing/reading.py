"""Which revision a reviewer has looked at: noted once per person and revision."""

from portal import clock
from reports.models import Reading, Revision


def mark_read(revision: Revision, *, by) -> None:
    """Note that `by` has seen the revision; noting it twice changes nothing."""
    Reading.objects.bulk_create([Reading(revision=revision, user=by, at=clock.now())], ignore_conflicts=True)


def readers(revision: Revision) -> list[Reading]:
    """Who has seen the revision and since when, first readers first."""
    return list(revision.readings.select_related("user").order_by("at", "pk"))
