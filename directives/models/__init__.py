"""Tables of the papers: directives with tasks, citations and recipients; programmes with activities."""

from directives.models.directive import Citation, Directive, DirectiveFile, Recipient, Task
from directives.models.guard import Frozen
from directives.models.programme import Activity, Programme, ProgrammeParty

__all__ = [
    "Activity",
    "Citation",
    "Directive",
    "DirectiveFile",
    "Frozen",
    "Programme",
    "ProgrammeParty",
    "Recipient",
    "Task",
]
