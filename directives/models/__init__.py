"""Tables of the papers: directives with tasks, citations and recipients; programmes with activities."""

from directives.models.activity import (
    Activity,
    ContestRound,
    Occurrence,
    OccurrenceFile,
    OutcomeFile,
    Precision,
    Prize,
)
from directives.models.chain import DirectiveAct
from directives.models.citation import Citation
from directives.models.directive import Directive, Task
from directives.models.files import DirectiveFile
from directives.models.guard import Frozen
from directives.models.numbering import NumberPolicy, NumberSeries
from directives.models.programme import CalendarFeed, Programme, ProgrammeDocument, ProgrammeParty, YearPlan
from directives.models.reading import PaperReading
from directives.models.recipient import Forwarding, Recipient
from directives.models.register import RegisterNote
from directives.models.search import SearchEntry

__all__ = [
    "Activity",
    "CalendarFeed",
    "Citation",
    "ContestRound",
    "Directive",
    "DirectiveAct",
    "DirectiveFile",
    "Forwarding",
    "Frozen",
    "NumberPolicy",
    "NumberSeries",
    "Occurrence",
    "OccurrenceFile",
    "OutcomeFile",
    "PaperReading",
    "Precision",
    "Prize",
    "Programme",
    "ProgrammeDocument",
    "ProgrammeParty",
    "Recipient",
    "RegisterNote",
    "SearchEntry",
    "Task",
    "YearPlan",
]
