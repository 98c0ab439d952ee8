"""Publishing as of a day in the past, for the demo's story only."""

from datetime import UTC, date, datetime, timedelta

from directives.models import Directive
from directives.publishing import DraftContent, create_draft, publish
from portal import clock
from portal.models import Unit, UnitVersion

SEED_NUMBER = "412/CĐVC-TG"
SEED_DAY = date(2016, 7, 5)


def seed_day(issuer: Unit) -> date:
    """The day of the seed directive: SEED_DAY, or the first day after it on which `issuer` has affiliated unions."""
    children = UnitVersion.objects.filter(parent=issuer)
    if children.as_of(SEED_DAY).exists():
        return SEED_DAY
    later = children.filter(valid_from__gt=SEED_DAY).order_by("valid_from").values_list("valid_from", flat=True).first()
    return later or SEED_DAY


def told(issuer: Unit, by, day: date, content: DraftContent) -> Directive:
    """The directive, drafted and published at nine on that day."""
    with clock.told_as(morning(day)):
        draft = create_draft(issuer, content, by=by)
        return publish(draft, by=by, seen=draft.version)


def morning(day: date, hours: int = 0) -> datetime:
    """09:00 of that day in Việt Nam and so many hours later."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC) + timedelta(hours=hours)
