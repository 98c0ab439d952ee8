"""Which steps an obligation has, who is told at each, and in which words (design.md 4.10)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from portal import clock
from portal.models import Membership, Reminder, Role
from portal.reminders import Line, NotNeeded, Words
from portal.text import format_date, format_datetime
from portal.worktime import local_day, remaining, step_instant
from reports.lookups import definition_of
from reports.models import Cycle, DraftSection, Obligation, Report, State

BATCH = 500
RETURN_OFFSETS = (-3, -1, 1)
NOT_SUBMITTED = (State.DRAFT, State.AWAITING_CERTIFICATION)


@dataclass(frozen=True, slots=True)
class DueStep:
    """One step of a deadline: its key in the ledger, its offset in days, when it is due, which roles are told."""

    key: str
    offset: int
    due_at: datetime
    roles: tuple[str, ...]


def last_day_of(due_at: datetime) -> date:
    """The last on-time day of a deadline (`due_at` is the first instant that is late)."""
    return local_day(due_at - timedelta(seconds=1))


def steps_of(cycle: Cycle, due_at: datetime) -> list[DueStep]:
    """Every step of a deadline in time order, as the cycle's form lists them."""
    last = last_day_of(due_at)
    regime = definition_of(cycle.form_version_id).regime
    found = [
        DueStep(
            f"{last.isoformat()}/{step.offset_days:+d}",
            step.offset_days,
            step_instant(last, step.offset_days),
            step.recipients,
        )
        for step in regime.reminders
    ]
    return sorted(found, key=lambda step: step.due_at)


def owing(cycle: Cycle):
    """Obligations of the cycle that owe a report and have never submitted one."""
    return Obligation.objects.filter(
        cycle=cycle, report__state__in=NOT_SUBMITTED, report__latest_revision__isnull=True
    ).owing()


def _unclaimed(queryset, subject_type: str, step: str):
    rows = Reminder.objects.filter(subject_type=subject_type, step=step, subject_id=OuterRef("pk"))
    return queryset.filter(~Exists(rows))


def _batches(queryset) -> Iterator[list]:
    last = 0
    while batch := list(queryset.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def people_of(units, roles) -> dict[int, list[tuple[int, str]]]:
    """{unit: [(user, role)]} of active people who hold one of `roles` there today."""
    found = defaultdict(list)
    rows = Membership.objects.in_force().filter(unit__in=units, role__in=roles, user__is_active=True)
    for unit, user, role in rows.order_by("pk").values_list("unit_id", "user_id", "role"):
        found[unit].append((user, role))
    return found


class ObligationSource:
    """Reminds the unit's people of a report not yet submitted, and of one returned and not yet sent again."""

    subject_type = "reports.obligation"

    def due_lines(self, now: datetime) -> Iterator[list[Line]]:
        for cycle in Cycle.objects.filter(state=Cycle.State.OPEN).order_by("pk"):
            yield from self._before_submission(cycle, now)
            yield from self._after_return(cycle, now)

    def _before_submission(self, cycle: Cycle, now: datetime) -> Iterator[list[Line]]:
        for due_at in owing(cycle).order_by().values_list("due_at", flat=True).distinct():
            due = [step for step in steps_of(cycle, due_at) if step.due_at <= now and step.due_at >= cycle.opened_at]
            if not due:
                continue
            waiting = _unclaimed(owing(cycle).filter(due_at=due_at), self.subject_type, due[-1].key)
            for batch in _batches(waiting.select_related("report")):
                yield self._lines(batch, due)

    def _lines(self, batch: list[Obligation], due: list[DueStep]) -> list[Line]:
        people = people_of([o.unit_id for o in batch], (Role.OFFICER, Role.HEAD))
        lines = []
        for obligation in batch:
            for user, role in people.get(obligation.unit_id, ()):
                mine = [step for step in due if self._is_told(obligation, role, step)]
                lines += [
                    Line(obligation.pk, step.key, step.due_at, user, superseded=step is not due[-1]) for step in mine
                ]
        return lines

    @staticmethod
    def _is_told(obligation: Obligation, role: str, step: DueStep) -> bool:
        """The roles of the form's step; the head also from the first step on while the report waits for them."""
        waits_for_head = obligation.report.state == State.AWAITING_CERTIFICATION
        return role in step.roles or (role == Role.HEAD and waits_for_head)

    def _after_return(self, cycle: Cycle, now: datetime) -> Iterator[list[Line]]:
        returned = Obligation.objects.filter(cycle=cycle, report__state=State.RETURNED).select_related("report")
        for batch in _batches(returned.filter(report__return_due_at__isnull=False)):
            people = people_of([o.unit_id for o in batch], (Role.OFFICER, Role.HEAD))
            yield [
                line
                for obligation in batch
                for line in _return_lines(obligation, people.get(obligation.unit_id, ()), now)
            ]

    def words(self, reminder: Reminder) -> Words:
        obligation = Obligation.objects.select_related("cycle", "report").filter(pk=reminder.subject_id).first()
        if obligation is None or not obligation.is_owing:
            raise NotNeeded("Đơn vị không còn nghĩa vụ báo cáo trong kỳ này.")
        if obligation.cycle.state != Cycle.State.OPEN:
            raise NotNeeded("Kỳ báo cáo đã khóa sổ.")
        held = Membership.objects.in_force().filter(
            user=reminder.user_id, unit=obligation.unit_id, role__in=(Role.OFFICER, Role.HEAD)
        )
        role = held.order_by("pk").values_list("role", flat=True).first()
        if role is None:
            raise NotNeeded("Người nhận không còn giữ vai trò ở đơn vị.")
        if reminder.step.startswith("return/"):
            return _return_words(obligation, reminder, role)
        if obligation.report.state not in NOT_SUBMITTED or obligation.report.latest_revision_id:
            raise NotNeeded("Đơn vị đã nộp báo cáo.")
        return submission_words(obligation, reminder, role)


def _return_lines(obligation: Obligation, people, now: datetime) -> list[Line]:
    report = obligation.report
    last = last_day_of(report.return_due_at)
    instants = [(offset, step_instant(last, offset)) for offset in RETURN_OFFSETS]
    due = [(offset, at) for offset, at in instants if at <= now and at >= report.returned_at]
    return [
        Line(
            obligation.pk,
            f"return/{report.latest_revision_id}/{last.isoformat()}/{offset:+d}",
            at,
            user,
            superseded=(offset, at) != due[-1],
        )
        for offset, at in due
        for user in dict.fromkeys(user for user, _ in people)
    ]


def is_written(report: Report) -> bool:
    """Whether every section that asks for a text was saved: the draft is ready but was not sent."""
    definition = definition_of(report.obligation.cycle.form_version_id)
    wanted = [s.code for s in definition.writable_sections if s.required]
    rows = DraftSection.objects.filter(report=report, code__in=wanted, version__gt=0).values_list("content", flat=True)
    return sum(1 for content in rows if content.get("text")) == len(wanted)


def submission_words(obligation: Obligation, reminder: Reminder | None, role: str) -> Words:
    """The reminder to submit, in words that fit where the report stands."""
    cycle, report = obligation.cycle, obligation.report
    now = clock.now()
    deadline = (
        f"Thời hạn: {cycle.deadline_words}, chậm nhất hết ngày {format_date(last_day_of(obligation.due_at))}"
        f" ({remaining(now, obligation.due_at)})."
    )
    late = now >= obligation.due_at
    if report.state == State.AWAITING_CERTIFICATION:
        subject = f"Báo cáo năm {cycle.year} đang chờ lãnh đạo xác nhận"
        body = f"{cycle.title} của {obligation.unit_name} đã được trình và đang chờ lãnh đạo xác nhận để nộp."
        if role == Role.HEAD:
            body += " Đề nghị đồng chí xem và xác nhận."
    elif is_written(report):
        subject = f"Báo cáo năm {cycle.year} đã soạn xong nhưng chưa gửi"
        body = f"{cycle.title} của {obligation.unit_name} đã soạn xong các mục nhưng chưa được gửi."
        body += " Đề nghị kiểm tra và trình lãnh đạo xác nhận."
    else:
        subject = f"Nhắc nộp báo cáo công tác dân vận năm {cycle.year}"
        body = f"{obligation.unit_name} chưa nộp {cycle.title}. Đề nghị đồng chí hoàn thành và nộp báo cáo."
    if late:
        subject = f"[Quá hạn] {subject}"
        body += " Báo cáo nộp muộn vẫn được tiếp nhận."
    return Words(
        subject, f"{body}\n{deadline}", reverse("reports:report", args=[report.pk]), _why(reminder, role, obligation)
    )


def _return_words(obligation: Obligation, reminder: Reminder, role: str) -> Words:
    report, cycle = obligation.report, obligation.cycle
    if report.state != State.RETURNED:
        raise NotNeeded("Đơn vị đã gửi lại báo cáo.")
    body = (
        f"{cycle.title} của {obligation.unit_name} được trả lại để bổ sung và chưa được gửi lại."
        f"\nHạn bổ sung: {format_datetime(report.return_due_at)} ({remaining(clock.now(), report.return_due_at)})."
    )
    url = reverse("reports:report", args=[report.pk])
    return Words(f"Nhắc bổ sung báo cáo năm {cycle.year}", body, url, _why(reminder, role, obligation))


def step_label(step: str) -> str:
    """A ledger step in words: "trước hạn 7 ngày", "sau hạn 1 ngày", "nhắc trực tiếp"."""
    if step.startswith("hand/"):
        return "nhắc trực tiếp"
    offset = int(step.rsplit("/", 1)[1])
    what = "hạn bổ sung" if step.startswith("return/") else "hạn nộp"
    return f"trước {what} {-offset} ngày" if offset < 0 else f"sau {what} {offset} ngày"


def _why(reminder: Reminder | None, role: str, obligation: Obligation) -> str:
    step = f" (lần nhắc {step_label(reminder.step)})" if reminder else ""
    return f"Đồng chí nhận nhắc việc này vì là {Role(role).label.lower()} của {obligation.unit_name}{step}."


class MissingSource:
    """After the deadline: one digest for each reviewer of the collector, not one letter for each unit."""

    subject_type = "reports.cycle"

    def due_lines(self, now: datetime) -> Iterator[list[Line]]:
        for cycle in Cycle.objects.filter(state=Cycle.State.OPEN, due_at__lte=now).order_by("pk"):
            steps = [s for s in steps_of(cycle, cycle.due_at) if s.due_at <= now and Role.REVIEWER in s.roles]
            if not steps or not owing(cycle).exists():
                continue
            people = people_of([cycle.collector_id], (Role.REVIEWER,)).get(cycle.collector_id, ())
            yield [
                Line(cycle.pk, step.key, step.due_at, user, superseded=step is not steps[-1])
                for step in steps
                for user, _ in people
            ]

    def words(self, reminder: Reminder) -> Words:
        cycle = Cycle.objects.get(pk=reminder.subject_id)
        held = Membership.objects.in_force().filter(user=reminder.user_id, unit=cycle.collector_id, role=Role.REVIEWER)
        if cycle.state != Cycle.State.OPEN or not held.exists():
            raise NotNeeded("Kỳ báo cáo đã khóa sổ hoặc người nhận không còn là người thẩm định.")
        counts = owing(cycle).aggregate(
            all=Count("pk"), waiting=Count("pk", filter=Q(report__state=State.AWAITING_CERTIFICATION))
        )
        if not counts["all"]:
            raise NotNeeded("Mọi đơn vị đã nộp báo cáo.")
        body = f"Còn {counts['all']} đơn vị chưa nộp {cycle.title}"
        if counts["waiting"]:
            body += f", trong đó {counts['waiting']} đơn vị đang chờ lãnh đạo xác nhận"
        body += f".\nThời hạn: {cycle.deadline_words} (hết ngày {format_date(cycle.last_day)})."
        why = f"Đồng chí nhận nhắc việc này vì là người thẩm định của {cycle.collector_name}"
        why += f" (lần nhắc {step_label(reminder.step)})."
        return Words(
            f"Còn {counts['all']} đơn vị chưa nộp báo cáo năm {cycle.year}",
            body,
            reverse("reports:missing", args=[cycle.pk]),
            why,
        )
