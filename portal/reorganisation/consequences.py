"""What an act leaves for others to do: a register, for only the apps know what a unit still owes."""

from collections.abc import Callable, Collection

from portal.reorganisation.plan import Plan

# keys of units that would end → Vietnamese sentences for the dry run
Source = Callable[[Collection[int]], list[str]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add what knows of open duties; an app does so once, when it is loaded."""
    if source not in SOURCES:
        SOURCES.append(source)


def consequences(plan: Plan) -> list[str]:
    """What people must still do once the plan is carried out; no part of the plan itself."""
    ending = [closing.unit_id for closing in plan.closings]
    return [sentence for source in SOURCES for sentence in source(ending)] if ending else []
