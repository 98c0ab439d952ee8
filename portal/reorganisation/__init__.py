"""The ground's acts on the union tree: plan one (a dry run), look at it, carry it out as one dated transaction.

Nothing outside this package writes a Unit, a UnitVersion, a UnitAct or a UnitLineage.
"""

from portal.reorganisation.carrying import carry_out, new_version
from portal.reorganisation.consequences import consequences
from portal.reorganisation.ending import plan_consolidate, plan_divide, plan_end, plan_merge, plan_split
from portal.reorganisation.lineage import WHOLE, inflows, predecessors, predecessors_of, successors
from portal.reorganisation.living import RENAMABLE, plan_found, plan_move, plan_relevel, plan_rename
from portal.reorganisation.plan import Decision, NewUnit, Plan, PlanRefused, TreeChanged

__all__ = [
    "RENAMABLE",
    "WHOLE",
    "Decision",
    "NewUnit",
    "Plan",
    "PlanRefused",
    "TreeChanged",
    "carry_out",
    "consequences",
    "inflows",
    "new_version",
    "plan_consolidate",
    "plan_divide",
    "plan_end",
    "plan_found",
    "plan_merge",
    "plan_move",
    "plan_relevel",
    "plan_rename",
    "plan_split",
    "predecessors",
    "predecessors_of",
    "successors",
]
