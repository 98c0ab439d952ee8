"""What reports ask of a person today: the unit's reports, the queue and the missing; read by the first page."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from portal import clock
from portal.access import hats_with, reach, units_with
from reports.models import Cycle, DraftSection, Obligation, Report, ReviewPoint, State, SummaryRun

OPEN_POINT = Q(points__state=ReviewPoint.State.OPEN)


@dataclass(frozen=True)
class OwnReport:
    """One report of a unit in which the person writes or certifies, in a cycle that is open."""

    report: Report
    certifies: bool
    waits_for_me: bool
    open_points: int
    is_started: bool
    is_late: bool
    is_soon: bool

    @property
    def tone(self) -> str:
        """The tone of the status strip (docs/look.md)."""
        if self.report.state in (State.SUBMITTED, State.ACCEPTED):
            return "ok"
        if self.report.state == State.AWAITING_CERTIFICATION:
            return "due-soon" if self.waits_for_me else "waiting"
        if self.report.state == State.RETURNED:
            return "due-soon"
        return "late" if self.is_late else "due-soon" if self.is_soon else ""


def own_reports(user) -> list[OwnReport]:
    """The person's reports in open cycles, most urgent first; one statement."""
    if not hats_with(user, "report.write"):
        return []
    certifying = units_with(user, "report.certify")
    rows = (
        Report.objects.filter(reach(user, "report.write", "obligation__unit"))
        .filter(obligation__cycle__state=Cycle.State.OPEN, obligation__cause__in=Obligation.OWING)
        .select_related("obligation__cycle", "latest_revision")
        .annotate(
            open_points=Count("points", filter=OPEN_POINT),
            is_started=Exists(DraftSection.objects.filter(report=OuterRef("pk"), version__gt=0)),
        )
        .order_by("obligation__due_at", "pk")
    )
    found = [_own(row, certifying) for row in rows]
    return sorted(found, key=lambda own: own.tone == "ok")


def _own(report: Report, certifying: set[int]) -> OwnReport:
    now, due = clock.now(), report.obligation.due_at
    certifies = report.obligation.unit_id in certifying
    return OwnReport(
        report=report,
        certifies=certifies,
        waits_for_me=certifies and report.state == State.AWAITING_CERTIFICATION,
        open_points=report.open_points,
        is_started=report.is_started,
        is_late=now >= due,
        is_soon=(due - now).days < 7,
    )


@dataclass(frozen=True)
class Desk:
    """One open cycle as those who review it see it: counts over the obligations that owe a report."""

    cycle: Cycle
    owing: int
    missing: int
    to_review: int
    mine: int
    returned: int
    accepted: int
    is_overdue: bool
    has_run: bool


def desks(user) -> list[Desk]:
    """The open cycles that the person reviews, with their counts; one statement."""
    if not hats_with(user, "cycle.manage"):
        return []
    state = "obligations__report__state"
    owing = Q(obligations__cause__in=Obligation.OWING)
    submitted = owing & Q(**{state: State.SUBMITTED})
    never = owing & Q(**{f"{state}__in": (State.DRAFT, State.AWAITING_CERTIFICATION)})
    cycles = (
        Cycle.objects.manageable_by(user)
        .filter(state=Cycle.State.OPEN)
        .annotate(
            owing=Count("obligations", filter=owing),
            missing=Count("obligations", filter=never & Q(obligations__report__latest_revision__isnull=True)),
            to_review=Count("obligations", filter=submitted),
            mine=Count("obligations", filter=submitted & Q(obligations__report__reviewer=user)),
            returned=Count("obligations", filter=owing & Q(**{state: State.RETURNED})),
            accepted=Count("obligations", filter=owing & Q(**{state: State.ACCEPTED})),
            has_run=Exists(SummaryRun.objects.filter(cycle=OuterRef("pk"), state=SummaryRun.State.DONE)),
        )
        .order_by("-year", "pk")
    )
    now = clock.now()
    names = ("owing", "missing", "to_review", "mine", "returned", "accepted", "has_run")
    return [Desk(c, is_overdue=now >= c.due_at, **{name: getattr(c, name) for name in names}) for c in cycles]


def readable_cycles(user) -> list[Cycle]:
    """For those who only look on: the newest cycles of the unions below them; one statement."""
    if not hats_with(user, "cycle.read") or hats_with(user, "cycle.manage"):
        return []
    return list(Cycle.objects.filter(reach(user, "cycle.read", "collector")).order_by("-year", "pk")[:5])
