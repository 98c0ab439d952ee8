"""States as they are shown in lists: word, icon and tone, drawn once per process."""

from functools import lru_cache

from django.utils.html import format_html

from portal.templatetags.portal_tags import badge, icon
from reports.models import State, TaskAnswer
from reports.standing import STANDING_OF, Standing, Timing

STANDINGS = {
    Standing.ACCEPTED: ("ok", "Đã chấp nhận", "check-circle"),
    Standing.SUBMITTED: ("info", "Chờ thẩm định", "clock"),
    Standing.RETURNED: ("warn", "Đã trả lại", "return"),
    Standing.AWAITING: ("info", "Chờ lãnh đạo xác nhận", "pen"),
    Standing.WRITING: ("neutral", "Đang soạn", "half"),
    Standing.NOT_STARTED: ("neutral", "Chưa viết", "circle"),
    Standing.NOT_OWING: ("neutral", "Không phải nộp", "minus-circle"),
}
TIMINGS = {
    Timing.GRACE: ("warn", "Trong thời gian gia hạn", "clock"),
    Timing.LATE: ("bad", "Nộp muộn", "alert"),
    Timing.IN_GRACE: ("warn", "Quá hạn, đang gia hạn", "clock"),
    Timing.OVERDUE: ("bad", "Quá hạn", "alert"),
}

NO_PLACE, NOT_SUBMITTED, NOT_OWING = "no-place", "not-submitted", "not-owing"
ANSWERS = {
    TaskAnswer.State.ANSWERED: ("ok", "Đã trả lời", "check"),
    TaskAnswer.State.PARTLY: ("info", "Một phần", "half"),
    TaskAnswer.State.NOT: ("warn", "Chưa trả lời", "alert"),
    NO_PLACE: ("neutral", "Mẫu không hỏi", "minus"),
    NOT_SUBMITTED: ("neutral", "Chưa nộp", "circle"),
    NOT_OWING: ("neutral", "Không phải nộp", "minus-circle"),
}


@lru_cache(maxsize=16)
def answer_badge(state: str):
    """What became of one task: a state of TaskAnswer, NO_PLACE, NOT_SUBMITTED or NOT_OWING."""
    return badge(*ANSWERS[state])


def figure_cell(shown):
    """A figure of a comparison (reports.reviewing.Shown): its words, what kind of empty, whether estimated."""
    if shown.absent:
        words = '<span class="absent" title="{0}">{1}<span class="visually-hidden"> ({0})</span></span>'
        return format_html(words, shown.kind_words, shown.words)
    if shown.estimated:
        return format_html(
            '<span class="estimate">{}<span class="visually-hidden"> (số ước)</span></span>', shown.words
        )
    return shown.words


@lru_cache(maxsize=32)
def standing_badge(standing: str):
    """What became of the report, in words."""
    return badge(*STANDINGS[Standing(standing)])


@lru_cache(maxsize=32)
def timing_badge(timing: str | None):
    """How the submission lies to the deadline; what is as it should be stays quiet."""
    if timing in TIMINGS:
        return badge(*TIMINGS[Timing(timing)])
    if timing == Timing.ON_TIME:
        return format_html('<span class="timing">{} Đúng hạn</span>', icon("check"))
    if timing == Timing.PENDING:
        return format_html('<span class="timing muted">{}</span>', "Còn hạn")
    return format_html('<span class="muted">{}</span>', "–")


def state_badge(state: str):
    """The state of a report that was submitted at least once."""
    return standing_badge(STANDING_OF.get(State(state), Standing.WRITING))
