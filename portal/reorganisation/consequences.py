"""What an act leaves for others to do: a register, for only the apps know what a unit still owes."""

from collections.abc import Callable, Collection

from portal.models import UnitAct
from portal.reorganisation.plan import Plan

# keys of units that would end → Vietnamese sentences for the dry run
Source = Callable[[Collection[int]], list[str]]
# the act and keys of units that it ended → written in its transaction, outbox rows only
Follower = Callable[[UnitAct, Collection[int]], None]
SOURCES: list[Source] = []
FOLLOWERS: list[Follower] = []


def register(source: Source, follower: Follower) -> None:
    """Add what knows of open duties and what must follow; an app does so once, when it is loaded."""
    if source not in SOURCES:
        SOURCES.append(source)
    if follower not in FOLLOWERS:
        FOLLOWERS.append(follower)


def follow(plan: Plan, act: UnitAct) -> None:
    """Let the apps write what must follow an act that ended units."""
    ended = [closing.unit_id for closing in plan.closings]
    for follower in FOLLOWERS if ended else ():
        follower(act, ended)


def consequences(plan: Plan) -> list[str]:
    """What people must still do once the plan is carried out; no part of the plan itself."""
    ending = [closing.unit_id for closing in plan.closings]
    return [sentence for source in SOURCES for sentence in source(ending)] if ending else []
