"""What is written once for the whole draft before it is sent: its number, the tick, and the explanations."""

from dataclasses import dataclass

from django.db import transaction

from portal.text import clean_line, clean_text
from reports.drafts.content import TooLong
from reports.drafts.marks import mark
from reports.drafts.saving import WRITABLE, Locked, lock_of
from reports.models import Explanation, Report

MAX_NUMBER = 60
MAX_EXPLANATION = 2_000


@dataclass(frozen=True)
class Typed:
    """What stood in one box when the page was sent, and the mark of what it showed when it was made."""

    text: str
    seen: str


@dataclass(frozen=True)
class Clash:
    """Newer words of somebody else: {finding key: what stands there now}, and the report's number where it is one of
    them; nothing was written over them.
    """

    theirs: dict[str, str]
    number: str | None = None


def save_closing(
    report: Report,
    *,
    number: str,
    no_secret: bool,
    explanations: dict[str, Typed],
    by,
    number_seen: str | None = None,
) -> Locked | Clash | None:
    """Store the report's own number, the tick "no state secret" and {finding key: explanation}; None when stored.

    Only boxes that the person changed are written, and none over words that somebody changed since the page was made
    (Clash; the others are stored). `number_seen` is the mark of the number that the page showed; without it the number
    counts as changed. Writes nothing and returns Locked once the report has been sent, its cycle closed or its duty
    lifted. Raises TooLong.
    """
    number = clean_line(number)
    if len(number) > MAX_NUMBER:
        raise TooLong(f"Số báo cáo dài quá {MAX_NUMBER} ký tự.")
    texts = {key: Typed(clean_text(typed.text).strip(), typed.seen) for key, typed in explanations.items()}
    for typed in texts.values():
        if len(typed.text) > MAX_EXPLANATION:
            raise TooLong(f"Giải trình “{typed.text[:40]}…” dài quá {MAX_EXPLANATION} ký tự; đề nghị viết ngắn hơn.")
    with transaction.atomic():
        writable = Report.objects.in_play().filter(pk=report.pk, state__in=WRITABLE)
        if not writable.update(no_secret=no_secret):
            found = Report.objects.select_related("obligation__cycle").get(pk=report.pk)
            report.state = found.state
            return lock_of(found) or Locked(found.state)
        newer = _number(report, number, number_seen)
        theirs = _explain(report, texts, by)
    report.no_secret = no_secret
    return Clash(theirs, newer) if theirs or newer is not None else None


def _number(report: Report, number: str, seen: str | None) -> str | None:
    """Write the number where the person changed it; the newer one of somebody else, which stays, or None.

    The report's row is held by the UPDATE before.
    """
    if seen == mark(number):
        return None
    held = Report.objects.filter(pk=report.pk)
    now = held.values_list("number", flat=True).get()
    if seen not in (None, mark(now)) and now != number:
        return now
    held.update(number=number)
    report.number = number
    return None


def _explain(report: Report, texts: dict[str, Typed], by) -> dict[str, str]:
    """Write the changed explanations, and give those that stay because somebody wrote them since: {finding key: text}.

    The report's row is held by the UPDATE before.
    """
    stored = dict(report.explanations.values_list("key", "text"))
    theirs, mine = {}, []
    for key, typed in texts.items():
        now = stored.get(key, "")
        if mark(typed.text) == typed.seen or typed.text == now:
            continue
        if mark(now) != typed.seen:
            theirs[key] = now
        else:
            mine.append(Explanation(report=report, key=key, text=typed.text, by=by))
    Explanation.objects.bulk_create(
        mine, update_conflicts=True, unique_fields=["report", "key"], update_fields=["text", "by", "at"]
    )
    return theirs
