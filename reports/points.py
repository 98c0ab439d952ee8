"""Review points: raised on a revision, answered by the unit, closed by the reviewer."""

from django.db import transaction

from portal import clock, journal
from portal.access import hat_at
from portal.text import clean_text
from reports.models import Cycle, Report, ReviewPoint, State


class PointRefused(Exception):
    """The point can't be written now (message in Vietnamese)."""


class AnswerChanged(PointRefused):
    """Somebody answered the point meanwhile; `theirs` is what stands there now."""

    def __init__(self, theirs: str, by: str):
        self.theirs = theirs
        super().__init__(f"{by or 'Người khác'} vừa trả lời ý kiến này; nội dung đồng chí nhập chưa được ghi.")


def raise_point(report: Report, *, section: str, indicator: str, text: str, by) -> ReviewPoint:
    """Note one thing to ask back; it stays with the reviewers until the report is returned."""
    if report.state != State.SUBMITTED:
        raise PointRefused("Chỉ ghi ý kiến khi báo cáo đang chờ thẩm định.")
    if report.obligation.cycle.state != Cycle.State.OPEN:
        raise PointRefused("Kỳ báo cáo đã khóa sổ; muốn ghi ý kiến thì mở lại kỳ.")
    if not text.strip():
        raise PointRefused("Đề nghị ghi nội dung ý kiến.")
    return ReviewPoint.objects.create(
        report=report,
        revision_id=report.latest_revision_id,
        section=section,
        indicator=indicator,
        text=clean_text(text).strip(),
        raised_by=by,
    )


def drop_point(point: ReviewPoint, *, by) -> None:
    """Take back a point that was not sent yet; the history keeps its words, for it may be a colleague's."""
    hat = hat_at(by, "report.review", point.report.obligation.cycle.collector_id)
    with transaction.atomic():
        deleted, _ = _in_review(point).filter(state=ReviewPoint.State.DRAFT).delete()
        if not deleted:
            raise PointRefused("Ý kiến đã gửi cho đơn vị hoặc kỳ báo cáo đã khóa sổ, không xóa được.")
        held = {"text": point.text, "indicator": point.indicator, "raised_by": point.raised_by_id}
        what = f"Bỏ ý kiến chưa gửi về mục {point.section}"
        journal.record(point.report, "point.drop", what, by=by, hat=hat, detail=held)


def _in_review(point: ReviewPoint):
    """The point while its report lies with the reviewers in an open cycle."""
    return ReviewPoint.objects.filter(
        pk=point.pk, report__state=State.SUBMITTED, report__obligation__cycle__state=Cycle.State.OPEN
    )


def answer_point(point: ReviewPoint, *, text: str, by) -> None:
    """Answer one open (or answered, not yet resubmitted) point.

    `point.answer` is the answer that the person saw: over newer words nothing is written (AnswerChanged).
    """
    text = clean_text(text).strip()
    if not text:
        raise PointRefused("Đề nghị ghi nội dung trả lời.")
    with transaction.atomic():
        changed = ReviewPoint.objects.filter(
            pk=point.pk,
            answer=point.answer,
            state__in=(ReviewPoint.State.OPEN, ReviewPoint.State.ANSWERED),
            report__state__in=(State.RETURNED,),
            report__obligation__cycle__state=Cycle.State.OPEN,
        ).update(answer=text, state=ReviewPoint.State.ANSWERED, answered_by=by, answered_at=clock.now())
        if not changed:
            now = ReviewPoint.objects.select_related("answered_by").get(pk=point.pk)
            if now.answer != point.answer:
                raise AnswerChanged(now.answer, str(now.answered_by or ""))
            raise PointRefused("Báo cáo không còn chờ bổ sung hoặc kỳ đã khóa sổ; câu trả lời chưa được lưu.")
        hat = hat_at(by, "report.write", point.report.obligation.writer_id)
        journal.record(
            point.report,
            "point.answer",
            f"Trả lời ý kiến về mục {point.section}",
            by=by,
            hat=hat,
            detail={"answer": text},
        )


def close_point(point: ReviewPoint, *, by) -> None:
    """Mark an answered point as settled."""
    hat = hat_at(by, "report.review", point.report.obligation.cycle.collector_id)
    with transaction.atomic():
        changed = (
            _in_review(point)
            .filter(state=ReviewPoint.State.ANSWERED)
            .update(state=ReviewPoint.State.CLOSED, closed_by=by, closed_at=clock.now())
        )
        if not changed:
            raise PointRefused("Chỉ ghi nhận câu trả lời khi báo cáo đang chờ thẩm định và ý kiến đã được trả lời.")
        journal.record(point.report, "point.close", f"Ghi nhận trả lời về mục {point.section}", by=by, hat=hat)
