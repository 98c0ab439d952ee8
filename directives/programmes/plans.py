"""The plan of a year: its number, date and words; its activities belong to it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from directives.models import Programme, YearPlan
from directives.programmes.doors import changed_by, held_still, keeping_hat
from directives.programmes.errors import ProgrammeRefused
from portal.journal import record


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What a person may write about the plan of a year."""

    number: str = ""
    issued_on: date | None = None
    words: str = ""


@transaction.atomic
def save_plan(programme: Programme, year: int, content: PlanContent, *, by, seen: int) -> YearPlan:
    """Write the plan of `year` if it still is at version `seen` (0 also where there is none yet).

    Raises ProgrammeRefused for a year outside the programme, ProgrammeChanged when somebody was faster.
    """
    hat = keeping_hat(programme.owner_id, by)
    programme = held_still(programme)
    plan = plan_of(programme, year)
    values = {name: getattr(content, name) for name in PlanContent.__slots__}
    changed = YearPlan.objects.filter(pk=plan.pk, version=seen).update(version=F("version") + 1, **values)
    if not changed:
        raise changed_by(programme, f"Kế hoạch năm {year}")
    plan.refresh_from_db()
    record(programme, "plan.saved", f"Ghi kế hoạch năm {year}", by=by, hat=hat, detail={"year": year})
    return plan


def plan_of(programme: Programme, year: int) -> YearPlan:
    """The plan of that year, begun where there is none; raises ProgrammeRefused for a year outside the programme."""
    if not programme.covers(year):
        words = f"từ năm {programme.year_from}" + (f" đến năm {programme.year_to}" if programme.year_to else "")
        raise ProgrammeRefused(
            f"Chương trình {words}, không có năm {year}. Nếu đã gia hạn, hãy sửa chương trình trước.", at="year"
        )
    return YearPlan.objects.get_or_create(programme=programme, year=year)[0]
