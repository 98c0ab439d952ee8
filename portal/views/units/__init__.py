"""Pages of the union tree: the tree itself, one unit, the acts upon it, founding many from a file."""

from portal.views.units.acts import act, act_done, bulk, pick
from portal.views.units.importing import import_units, template
from portal.views.units.page import unit
from portal.views.units.tree import branch, tree

__all__ = ["act", "act_done", "branch", "bulk", "import_units", "pick", "template", "tree", "unit"]
