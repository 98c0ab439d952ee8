"""What reports ask of a person today: the unit's reports, the queue and the missing; read by the first page."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import BigIntegerField, Count, DateField, Exists, OuterRef, Q

from portal import clock
from portal.access import hats_with, reach, units_with
from portal.prepared import Prepared
from portal.worktime import today
from reports.models import Cycle, DraftSection, Obligation, Report, ReviewPoint, State, SummaryRun

OPEN_POINT = Q(points__state=ReviewPoint.State.OPEN)
KEEP_SECONDS = 30
# What the first page shows of a unit's own report.
OWN_SHOWN = (
    "state",
    "sent_at",
    "return_due_at",
    "submitted_at",
    "obligation__writer",
    "obligation__unit_name",
    "obligation__due_at",
    "obligation__cycle__year",
    "obligation__cycle__deadline_words",
    "obligation__cycle__department",
    "obligation__cycle__collector_name",
    "latest_revision__receipt_code",
)


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
    found = [_own(row, certifying) for row in _OWN.fetch(user=user.pk, day=today())]
    return sorted(found, key=lambda own: own.tone == "ok")


_OWN = Prepared(
    lambda user, day: (
        Report.objects.written_by(user, day)
        .in_play()
        .select_related("obligation__cycle", "latest_revision")
        .only(*OWN_SHOWN)
        .annotate(
            open_points=Count("points", filter=OPEN_POINT),
            is_started=Exists(DraftSection.objects.filter(report=OuterRef("pk"), version__gt=0)),
        )
        .order_by("obligation__due_at", "pk")
    ),
    user=BigIntegerField(),
    day=DateField(),
)


def _own(report: Report, certifying: set[int]) -> OwnReport:
    now, due = clock.now(), report.obligation.due_at
    certifies = report.obligation.writer_id in certifying
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
    """The open cycles that the person reviews, with their counts; two statements.

    Counts over large cycles are as they were at most half a minute ago.
    """
    if not hats_with(user, "cycle.manage"):
        return []
    cycles = list(
        Cycle.objects.manageable_by(user)
        .filter(state=Cycle.State.OPEN)
        .only("title", "scope", "deadline_words", "last_day", "due_at")
        .order_by("-year", "pk")
    )
    if not cycles:
        return []
    counts = _counts(cycles, user)
    now = clock.now()
    return [Desk(cycle, is_overdue=now >= cycle.due_at, **counts[cycle.pk]) for cycle in cycles]


def _counts(cycles: list[Cycle], user) -> dict[int, dict]:
    key = f"desks:{user.pk}:{'-'.join(str(cycle.pk) for cycle in cycles)}"
    is_large = any(cycle.scope == Cycle.Scope.LEAVES for cycle in cycles)
    kept = cache.get(key) if is_large else None
    if kept is None:
        kept = _count(cycles, user)
        if is_large:
            cache.set(key, kept, KEEP_SECONDS)
    return kept


def _count(cycles: list[Cycle], user) -> dict[int, dict]:
    state = "obligations__report__state"
    owing = Q(obligations__cause__in=Obligation.OWING)
    submitted = owing & Q(**{state: State.SUBMITTED})
    never = owing & Q(**{f"{state}__in": (State.DRAFT, State.AWAITING_CERTIFICATION)})
    rows = Cycle.objects.filter(pk__in=[cycle.pk for cycle in cycles]).values("pk")
    rows = rows.annotate(
        owing=Count("obligations", filter=owing),
        missing=Count("obligations", filter=never & Q(obligations__report__latest_revision__isnull=True)),
        to_review=Count("obligations", filter=submitted),
        mine=Count("obligations", filter=submitted & Q(obligations__report__reviewer=user)),
        returned=Count("obligations", filter=owing & Q(**{state: State.RETURNED})),
        accepted=Count("obligations", filter=owing & Q(**{state: State.ACCEPTED})),
        has_run=Exists(SummaryRun.objects.filter(cycle=OuterRef("pk"), state=SummaryRun.State.DONE)),
    )
    return {row.pop("pk"): row for row in rows}


def readable_cycles(user) -> list[Cycle]:
    """For those who only look on: the newest cycles of the unions below them; one statement."""
    if not hats_with(user, "cycle.read") or hats_with(user, "cycle.manage"):
        return []
    return list(Cycle.objects.filter(reach(user, "cycle.read", "collector")).order_by("-year", "pk")[:5])
