"""What is written once for the whole draft before it is sent: its number, the tick, and the explanations."""

from portal.text import clean_line, clean_text
from reports.drafts.content import TooLong
from reports.drafts.saving import WRITABLE, Locked, lock_of
from reports.models import Cycle, Explanation, Report

MAX_NUMBER = 60
MAX_EXPLANATION = 2_000


def save_closing(report: Report, *, number: str, no_secret: bool, explanations: dict[str, str], by) -> Locked | None:
    """Store the report's own number, the tick "no state secret" and {finding key: explanation}; None when stored.

    Writes nothing and returns Locked once the report has been sent or its cycle closed. Raises TooLong.
    """
    number = clean_line(number)
    if len(number) > MAX_NUMBER:
        raise TooLong(f"Số báo cáo dài quá {MAX_NUMBER} ký tự.")
    texts = {key: clean_text(text).strip() for key, text in explanations.items()}
    for text in texts.values():
        if len(text) > MAX_EXPLANATION:
            raise TooLong(f"Giải trình “{text[:40]}…” dài quá {MAX_EXPLANATION} ký tự; đề nghị viết ngắn hơn.")
    open_drafts = Report.objects.filter(state__in=WRITABLE, obligation__cycle__state=Cycle.State.OPEN)
    changed = open_drafts.filter(pk=report.pk).update(number=number, no_secret=no_secret)
    if not changed:
        found = Report.objects.select_related("obligation__cycle").get(pk=report.pk)
        report.state = found.state
        return lock_of(found) or Locked(found.state)
    Explanation.objects.bulk_create(
        [Explanation(report=report, key=key, text=text, by=by) for key, text in texts.items()],
        update_conflicts=True,
        unique_fields=["report", "key"],
        update_fields=["text", "by", "at"],
    )
    report.number, report.no_secret = number, no_secret
    return None
