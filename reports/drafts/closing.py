"""What is written once for the whole draft before it is sent: its number, the tick, and the explanations."""

from portal.text import clean_line, clean_text
from reports.drafts.content import TooLong
from reports.drafts.saving import WRITABLE, Locked
from reports.models import Explanation, Report

MAX_NUMBER = 60
MAX_EXPLANATION = 2_000


def save_closing(report: Report, *, number: str, no_secret: bool, explanations: dict[str, str], by) -> Locked | None:
    """Store the report's own number, the tick "no state secret" and {finding key: explanation}; None when stored.

    Writes nothing and returns Locked once the report has been sent. Raises TooLong.
    """
    number = clean_line(number)
    if len(number) > MAX_NUMBER:
        raise TooLong(f"Số báo cáo dài quá {MAX_NUMBER} ký tự.")
    texts = {key: clean_text(text).strip() for key, text in explanations.items()}
    for text in texts.values():
        if len(text) > MAX_EXPLANATION:
            raise TooLong(f"Giải trình “{text[:40]}…” dài quá {MAX_EXPLANATION} ký tự; đề nghị viết ngắn hơn.")
    changed = Report.objects.filter(pk=report.pk, state__in=WRITABLE).update(number=number, no_secret=no_secret)
    if not changed:
        report.refresh_from_db(fields=["state"])
        return Locked(report.state)
    Explanation.objects.bulk_create(
        [Explanation(report=report, key=key, text=text, by=by) for key, text in texts.items()],
        update_conflicts=True,
        unique_fields=["report", "key"],
        update_fields=["text", "by", "at"],
    )
    report.number, report.no_secret = number, no_secret
    return None
