"""Programmes and their years: what may be kept, what was planned and held, how it came out; the only writer of them."""

from directives.programmes.acting import (
    ActivityContent,
    PrizeLine,
    RoundLine,
    create_activity,
    save_activity,
    set_status,
)
from directives.programmes.doors import keeping_hat, may_keep
from directives.programmes.errors import ProgrammeChanged, ProgrammeNotAllowed, ProgrammeRefused
from directives.programmes.holding import OccurrenceContent, record_occurrence, remove_occurrence, save_occurrence
from directives.programmes.keeping import (
    DocumentLine,
    PartyLine,
    ProgrammeContent,
    create_programme,
    papers_with_directives,
    save_programme,
    units_to_name,
)
from directives.programmes.leading import Led, led_by, name_of, partners_of, told
from directives.programmes.outcome import Line, Outcome, Totals, lines_of, outcome_of, totals_of
from directives.programmes.papers import ask_for_outcome, file_name, frame_of, paper_of, people_words, range_words
from directives.programmes.plans import PlanContent, save_plan
from directives.programmes.timeline import Timeline, timeline_of
from directives.programmes.times import Span, planned_span, span_of

__all__ = [
    "ActivityContent",
    "DocumentLine",
    "Led",
    "Line",
    "OccurrenceContent",
    "Outcome",
    "PartyLine",
    "PlanContent",
    "PrizeLine",
    "ProgrammeChanged",
    "ProgrammeContent",
    "ProgrammeNotAllowed",
    "ProgrammeRefused",
    "RoundLine",
    "Span",
    "Timeline",
    "Totals",
    "ask_for_outcome",
    "create_activity",
    "create_programme",
    "file_name",
    "frame_of",
    "keeping_hat",
    "led_by",
    "lines_of",
    "may_keep",
    "name_of",
    "outcome_of",
    "paper_of",
    "papers_with_directives",
    "partners_of",
    "people_words",
    "planned_span",
    "range_words",
    "record_occurrence",
    "remove_occurrence",
    "save_activity",
    "save_occurrence",
    "save_plan",
    "save_programme",
    "set_status",
    "span_of",
    "timeline_of",
    "told",
    "totals_of",
    "units_to_name",
]
