"""Time limits in a paper's own words: "trước ngày 20 tháng 11", "chậm nhất ngày 15/12/2026" (domain.md 4)."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

from directives.reading.model import ProposedDeadline
from directives.reading.paper import Paper, one_line

_DATE = (
    r"(?P<day>[0-9]{1,2})(?: *tháng *(?P<month>[0-9]{1,2})(?:,? *năm *(?P<year>[0-9]{4})| */ *(?P<year2>[0-9]{4}))?"
    r"| *(?P<mark>[/.-]) *(?P<month2>[0-9]{1,2})(?: *(?P=mark) *(?P<year3>[0-9]{4}))?)(?![0-9/])"
)
_HOUR = r"(?:(?P<hour>[0-9]{1,2}) *(?:giờ|h|g|:) *(?P<minute>[0-9]{2})?(?: *phút)?,? *)?"
# "trước" alone excludes the day; everything else includes it.
_INCLUDING = (
    r"trước *(?:hoặc|và|,)? *trong|trước *(?:và|hoặc) *đến|chậm *nhất|muộn *nhất|không *muộn *hơn|không *quá|"
    r"(?:hạn *(?:cuối|chót)|thời *hạn(?: *cuối)?)(?: *cùng)?"
    r"(?: *(?:gửi|nộp|nhận|đăng *ký|báo *cáo|hoàn *thành)(?: [^\W\d_]+){0,3}?)?|hết *hạn|trong|đến *hết|hết|đến"
)
_LIMIT = re.compile(
    rf"(?<![^\W_])(?:(?P<before>trước)|(?P<including>{_INCLUDING}))"
    rf"(?: *(?:là|vào|đến|hết|:|(?P<inner>trước)))?(?: *(?:là|vào))? *{_HOUR}(?P<word>ngày *)?{_DATE}",
    re.IGNORECASE,
)
# "từ ngày 01/10 đến ngày 30/9" and "tính đến ngày 31/10" are spans of data, "đến ngày" alone needs a verb of sending.
_SPAN_OF_DATA = re.compile(r"(?i:(?:kể |tính )?từ (?:ngày )?[^.;\n]{1,40}|(?:tính|số liệu|kể|thống kê|chốt) *)\Z")
_SENDING = re.compile(r"(?i:gửi|nộp|báo cáo|hoàn thành|xong|thực hiện|đăng ký|nhận|hạn)")
_YEARLY = re.compile(r"(?i:h[àằ]ng năm|mỗi năm|định kỳ)")
_SENTENCE = 300
"""How many characters in front of a time limit are looked at for what it is about."""


def time_limits(words: str) -> tuple[ProposedDeadline, ...]:
    """The time limits in words that are known to say when something must be done, such as the box "Thời hạn"."""
    lead = "Hạn: "
    found, _ = read_deadlines(Paper(lead + words))
    return tuple(replace(limit, start=limit.start - len(lead), end=limit.end - len(lead)) for limit in found)


def read_deadlines(
    paper: Paper, issued_on: datetime.date | None = None
) -> tuple[tuple[ProposedDeadline, ...], tuple[str, ...]]:
    """The time limits in the order of the text, and warnings about days that no calendar has.

    A day before the paper's own date is none: "ban hành trước ngày 01/7/2025" tells of the past.
    """
    deadlines: list[ProposedDeadline] = []
    warnings: list[str] = []
    for match in _limits(paper.flow):
        words = one_line(match[0])
        day, month = int(match["day"]), int(match["month"] or match["month2"])
        year = next((int(match[name]) for name in ("year", "year2", "year3") if match[name]), None)
        if not _exists(day, month, year):
            warnings.append(f"Thời hạn “{words}” ghi ngày không có trong lịch.")
            continue
        if issued_on and year and datetime.date(year, month, day) < issued_on:
            continue
        deadlines.append(_deadline(paper, match, words, (day, month, year)))
    return tuple(deadlines), tuple(warnings)


def _limits(flow: str) -> Iterator[re.Match]:
    for match in _LIMIT.finditer(flow):
        if not match["word"] and not match["year3"] and not match["year"]:
            continue
        lead = _sentence_before(flow, match.start())
        if _SPAN_OF_DATA.search(lead[-60:]):
            continue
        is_weak = one_line(match["including"] or "").lower() in ("trong", "đến", "hết", "đến hết")
        if not is_weak or _SENDING.search(lead):
            yield match


def _sentence_before(flow: str, position: int) -> str:
    lead = flow[max(position - _SENTENCE, 0) : position]
    return lead[max(lead.rfind(sign) for sign in (". ", ";", "\n")) + 1 :]


def _deadline(paper: Paper, match: re.Match, words: str, date: tuple[int, int, int | None]) -> ProposedDeadline:
    hour = int(match["hour"]) if match["hour"] else None
    minute = int(match["minute"] or 0)
    time = datetime.time(hour, minute) if hour is not None and hour < 24 and minute < 60 else None
    is_before = bool(match["before"] or match["inner"]) and time is None
    return ProposedDeadline(
        words,
        "before" if is_before else "on_or_before",
        *date,
        *paper.span(match.start(), match.end()),
        is_yearly=_is_yearly(paper.flow, match),
        time=time,
    )


def _is_yearly(flow: str, match: re.Match) -> bool:
    """ "Hằng năm, …, trước ngày 20 tháng 11", "trước ngày 20/11 hằng năm"."""
    behind = flow[match.end() : match.end() + 20]
    return bool(_YEARLY.search(_sentence_before(flow, match.start())) or _YEARLY.match(behind.lstrip()))


def _exists(day: int, month: int, year: int | None) -> bool:
    """Whether the day can be; 29 February can where no year is named."""
    try:
        datetime.date(2024 if year is None else year, month, day)
    except ValueError:
        return False
    return True
