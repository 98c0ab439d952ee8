"""The ground's tables: people, the dated union tree, memberships, journal, jobs, files, messages."""

from portal.models.calendar import CalendarDay
from portal.models.files import StoredFile
from portal.models.journal import Event, Job
from portal.models.memberships import Membership, Role
from portal.models.messages import Message, Reminder
from portal.models.people import User
from portal.models.units import ActKind, Level, Unit, UnitAct, UnitLineage, UnitVersion

__all__ = [
    "ActKind",
    "CalendarDay",
    "Event",
    "Job",
    "Level",
    "Membership",
    "Message",
    "Reminder",
    "Role",
    "StoredFile",
    "Unit",
    "UnitAct",
    "UnitLineage",
    "UnitVersion",
    "User",
]
