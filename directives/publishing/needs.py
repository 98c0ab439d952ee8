"""What a step of a directive needs beside the state and the role; each raises Refused with the sentences to show."""

from datetime import timedelta

from directives.publishing.errors import Refused
from directives.publishing.paper import approval_hash
from directives.publishing.planning import plan
from portal.access import CAPABILITIES
from portal.models import Membership
from portal.text import format_datetime
from portal.worktime import local_day

FARTHEST = timedelta(days=366)


def _complete(move) -> None:
    move.plan = plan(move.directive)
    if move.plan.content_problems:
        raise Refused(move.plan.content_problems)


def _another_person(move) -> None:
    if move.directive.writers.filter(pk=move.by.pk).exists():
        raise Refused("Người đã soạn hoặc sửa dự thảo không tự duyệt nội dung; cần một người chưa sửa dự thảo duyệt.")


def _someone_to_ask(move) -> None:
    draft = move.directive
    roles = CAPABILITIES["directive.approve"][0]
    held = Membership.objects.in_force().filter(unit=draft.issuer_id, role__in=roles, user__is_active=True)
    if not held.exclude(user=move.by).exclude(user__in=draft.writers.all()).exists():
        raise Refused(
            "Đơn vị ban hành chưa có người nào khác giữ vai trò lãnh đạo hoặc trưởng ban để duyệt nội dung, "
            "ngoài những người đã soạn hoặc sửa dự thảo này; đề nghị quản trị giao vai trò đó."
        )


def _words(move) -> None:
    if not move.given.words.strip():
        raise Refused("Hãy ghi ý kiến để người soạn biết cần sửa gì.")


def _reason(move) -> None:
    if not move.given.words.strip():
        raise Refused("Hãy ghi lý do thu hồi; lý do này được gửi tới các đơn vị đã nhận.")


def _approval(move) -> None:
    draft = move.directive
    files = [row.file for row in draft.files.select_related("file")]
    if draft.approved_hash != approval_hash(draft, files):
        raise Refused("Nội dung đã khác bản được duyệt; phải trình duyệt lại trước khi ban hành.")


def _ahead(move) -> None:
    at = move.given.publish_at
    if at is None or at <= move.at:
        raise Refused("Giờ hẹn ban hành phải ở sau thời điểm hiện tại.")
    if at - move.at > FARTHEST:
        raise Refused("Chỉ hẹn giờ ban hành trong vòng một năm.")


def _due(move) -> None:
    if move.directive.publish_at > move.at:
        at = format_datetime(move.directive.publish_at)
        raise Refused(f"Văn bản đã hẹn giờ ban hành lúc {at}; muốn ban hành ngay, hãy bỏ hẹn giờ trước.")


def _ready(move) -> None:
    given = move.given
    move.plan = plan(move.directive, number=given.number, day=given.day, at=local_day(given.publish_at or move.at))
    if move.plan.problems:
        raise Refused(move.plan.problems)


NEEDS = {
    "complete": _complete,
    "another_person": _another_person,
    "someone_to_ask": _someone_to_ask,
    "words": _words,
    "reason": _reason,
    "approval": _approval,
    "ahead": _ahead,
    "due": _due,
    "ready": _ready,
}
