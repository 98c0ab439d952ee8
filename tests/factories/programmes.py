"""Programmes, activities and occurrences for tests, made only by the rules that the portal itself uses."""

from directives.models import Activity, Occurrence, Programme
from directives.programmes import (
    ActivityContent,
    OccurrenceContent,
    PartyLine,
    ProgrammeContent,
    create_activity,
    create_programme,
    planned_span,
    record_occurrence,
)
from portal.models import Unit

PARTIES = (PartyLine("Công đoàn Viên chức Việt Nam", "Chủ tịch"), PartyLine("Bộ Nội vụ", "Thứ trưởng"))


def programme_content(**changes) -> ProgrammeContent:
    """A sound programme's content; `changes` overrides single parts."""
    values = {"number": "01/BNV-CĐVCVN", "title": "Phối hợp công tác", "year_from": 2022, "parties": PARTIES}
    return ProgrammeContent(**(values | changes))


def activity_content(words: str = "tháng 10 và tháng 11/2023", **changes) -> ActivityContent:
    """A training of two classes, planned for the time in words."""
    first, last, precision = planned_span(words)
    values = {
        "year": first.year,
        "kind": "tap_huan",
        "title": "Lớp tập huấn",
        "planned_words": words,
        "planned_from": first,
        "planned_to": last,
        "planned_precision": precision,
        "quantity": 2,
        "participants_from": 150,
        "participants_to": 200,
    }
    return ActivityContent(**(values | changes))


def occurrence_content(words: str = "18/10/2023", **changes) -> OccurrenceContent:
    """One time, at the time in words."""
    first, last, precision = planned_span(words)
    return OccurrenceContent(words, first, last, precision, **changes)


def make_programme(owner: Unit, *, by, **changes) -> Programme:
    """A running programme of `owner`."""
    return create_programme(owner, programme_content(**changes), by=by)


def make_activity(programme: Programme, words: str = "tháng 10 và tháng 11/2023", *, by, **changes) -> Activity:
    """A planned activity."""
    return create_activity(programme, activity_content(words, **changes), by=by)


def hold(activity: Activity, words: str = "18/10/2023", *, by, **changes) -> Occurrence:
    """One time that it was held."""
    return record_occurrence(activity, occurrence_content(words, **changes), by=by)
