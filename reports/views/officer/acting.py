"""What a person can do next with a report, in one sentence and one button (pure)."""

from dataclasses import dataclass

from django.urls import reverse

from portal.access import units_with
from reports.models import Cycle, Report, State


@dataclass(frozen=True)
class NextAction:
    """`words` say what is to be done, `label` and `url` lead there; `urgent` makes it the page's main button."""

    words: str
    label: str = ""
    url: str = ""
    icon: str = "arrow-right"
    urgent: bool = True


def next_action(report: Report, user) -> NextAction:
    """The next deed for `user`, or the words for having none."""
    unit = report.obligation.writer_id
    if report.obligation.cycle.state == Cycle.State.CLOSED and report.state in _UNFINISHED:
        return NextAction(CLOSED_WORDS)
    if unit in units_with(user, "report.write"):
        return _WRITERS[report.state](report, user, unit in units_with(user, "report.certify"))
    return NextAction(_WATCHING[report.state])


def _draft(report: Report, user, certifies: bool) -> NextAction:
    url = reverse("reports:report", args=[report.pk])
    if report.started_at is None:
        return NextAction("Chưa viết mục nào. Mọi nội dung được tự lưu trong lúc viết.", "Bắt đầu viết", url, "edit")
    return NextAction("Viết các mục còn lại, kiểm tra rồi trình lãnh đạo xác nhận.", "Viết tiếp", url, "edit")


def _awaiting(report: Report, user, certifies: bool) -> NextAction:
    url = reverse("reports:check", args=[report.pk])
    two = report.obligation.cycle.certifier == Cycle.Certifier.TWO_PEOPLE
    if not certifies:
        return NextAction("Chờ lãnh đạo công đoàn xem và xác nhận.", "Xem báo cáo đã trình", url, "eye", False)
    if two and report.sent_by_id == user.pk:
        words = "Đồng chí là người trình; kỳ báo cáo này cần một lãnh đạo khác xác nhận."
        return NextAction(words, "Xem báo cáo đã trình", url, "eye", False)
    return NextAction("Báo cáo chờ đồng chí xem và xác nhận để nộp.", "Xem và xác nhận", url, "seal")


def _returned(report: Report, user, certifies: bool) -> NextAction:
    url = reverse("reports:points", args=[report.pk])
    return NextAction("Trả lời từng ý kiến, sửa các mục liên quan rồi gửi lại.", "Xem ý kiến, trả lời", url, "comment")


def _sent(report: Report, user, certifies: bool) -> NextAction:
    url = reverse("reports:receipt", args=[report.latest_revision.receipt_code])
    return NextAction("Đơn vị không phải làm gì thêm.", "Xem biên nhận", url, "file-check", False)


_WRITERS = {
    State.DRAFT: _draft,
    State.AWAITING_CERTIFICATION: _awaiting,
    State.RETURNED: _returned,
    State.SUBMITTED: _sent,
    State.ACCEPTED: _sent,
}
CLOSED_WORDS = "Kỳ báo cáo đã khóa sổ: báo cáo không sửa, không gửi được nữa."
_UNFINISHED = (State.DRAFT, State.AWAITING_CERTIFICATION, State.RETURNED)
_WATCHING = {
    State.DRAFT: "Đơn vị đang soạn báo cáo.",
    State.AWAITING_CERTIFICATION: "Báo cáo chờ lãnh đạo đơn vị xác nhận.",
    State.RETURNED: "Đơn vị đang bổ sung báo cáo.",
    State.SUBMITTED: "Báo cáo đang được thẩm định.",
    State.ACCEPTED: "Báo cáo đã được chấp nhận.",
}
