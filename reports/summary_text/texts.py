"""The summary's own words, section by section, under the form's outline."""

from dataclasses import dataclass

from django.db.models import F

from portal import clock
from portal.text import clean_text, count_words, format_number
from reports.lookups import definition_of
from reports.models import Cycle, Summary, SummarySection
from reports.summary_text.outcomes import Locked, Saved, Stale, TooLong

MAX_TEXT = 100_000


@dataclass(frozen=True)
class OutlineSection:
    """One heading of the summary and what is written under it; only a `leaf` holds a text."""

    code: str
    heading: str
    level: int
    leaf: bool
    required: bool
    text: str
    words: int

    @property
    def is_empty(self) -> bool:
        return self.leaf and not self.text.strip()


def texts_of(summary: Summary) -> dict[str, str]:
    """{section code: text}; nothing for an unsaved summary."""
    return {row.code: row.text for row in summary.sections.all()} if summary.pk else {}


def outline(summary: Summary) -> list[OutlineSection]:
    """Every heading of the form in its order, with the summary's text."""
    definition, texts = definition_of(summary.cycle.form_version_id), texts_of(summary)
    return [
        OutlineSection(
            code=part.code,
            heading=definition.heading(part, summary.cycle.year),
            level=part.level,
            leaf=part.leaf,
            required=part.required,
            text=texts.get(part.code, "") if part.leaf else "",
            words=count_words(texts.get(part.code, "")) if part.leaf else 0,
        )
        for part in definition.sections
    ]


def cleaned(text: str) -> str:
    """A section's text as it is stored; raises TooLong."""
    found = clean_text(text).strip("\n")
    if len(found) > MAX_TEXT:
        raise TooLong(
            f"Nội dung mục này dài {format_number(len(found))} ký tự, vượt giới hạn {format_number(MAX_TEXT)} ký tự. "
            "Đề nghị rút gọn; phần đã gõ vẫn còn trên máy của đồng chí."
        )
    return found


def save_text(summary_id: int, code: str, text: str, *, seen: int, by) -> Saved | Stale | Locked:
    """Write one section if nobody saved it since version `seen` and the cycle is open: one UPDATE.

    The same text again is Saved, so that a repeated request does no harm. The section must have been opened.
    """
    now = clock.now()
    mine = SummarySection.objects.filter(summary=summary_id, code=code)
    open_one = mine.filter(version=seen, summary__cycle__state=Cycle.State.OPEN)
    if open_one.update(text=text, version=F("version") + 1, saved_at=now, saved_by=by):
        return Saved(seen + 1, now)
    row = mine.select_related("summary__cycle", "saved_by").get()
    if row.summary.cycle.state != Cycle.State.OPEN:
        return Locked()
    if row.text == text:
        return Saved(row.version, row.saved_at or now)
    return Stale(row.text, row.version, row.saved_by.full_name if row.saved_by else "", row.saved_at)
