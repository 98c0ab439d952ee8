"""Who reviews what: reviewers of the collecting unit, and reports given to them."""

from django.db import transaction

from portal import journal
from portal.access import BAN, WRITERS, hat_at
from portal.models import Membership, User
from reports.models import Cycle, Report


class AssignmentRefused(Exception):
    """The reports can't be given to that person (message in Vietnamese)."""


def reviewers_of(collector_id: int) -> list[User]:
    """People who may review for the collecting unit today, by name."""
    held = Membership.objects.in_force().filter(unit=collector_id, role__in=BAN)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("sort_key", "pk"))


def assign(reports: list[Report], reviewer: User | None, *, cycle: Cycle, by) -> int:
    """Give the reports of one cycle to a reviewer, or to nobody; returns how many changed hands.

    Raises AssignmentRefused, and nothing changes, when the person reviews nothing here, writes in one of the units or
    had a hand in one of the submissions.
    """
    hat = hat_at(by, "report.review", cycle.collector_id)
    if reviewer is not None:
        _check(reports, reviewer, cycle)
    changed = 0
    with transaction.atomic():
        for report in reports:
            rows = Report.objects.filter(pk=report.pk).exclude(reviewer=reviewer)
            if reviewer is None:
                rows = Report.objects.filter(pk=report.pk, reviewer__isnull=False)
            if rows.update(reviewer=reviewer):
                changed += 1
                what = f"Giao {reviewer.full_name} thẩm định" if reviewer else "Bỏ phân công thẩm định"
                detail = {"old": report.reviewer_id, "new": reviewer.pk if reviewer else None}
                journal.record(report, "report.assign", what, by=by, hat=hat, detail=detail)
    return changed


def _check(reports: list[Report], reviewer: User, cycle: Cycle) -> None:
    if reviewer.pk not in {user.pk for user in reviewers_of(cycle.collector_id)}:
        raise AssignmentRefused("Người được chọn không làm công tác thẩm định của đơn vị.")
    held = Membership.objects.in_force().filter(user=reviewer, role__in=WRITERS)
    own = set(held.values_list("unit_id", flat=True))
    mine = [r.obligation.unit_name for r in reports if r.obligation.writer_id in own or r.is_work_of(reviewer)]
    if mine:
        raise AssignmentRefused(
            f"{reviewer.full_name} tham gia lập báo cáo của {mine[0]} nên không thẩm định báo cáo đó."
        )
