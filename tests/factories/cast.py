"""A person for every role around one union, its sibling and the union above them, in an open cycle."""

from dataclasses import dataclass

from portal.models import Role, User
from reports.models import Cycle, Report
from tests.factories.portal import Tree, make_member, make_tree
from tests.factories.reports import make_cycle, report_of, walk


@dataclass
class Cast:
    tree: Tree
    cycle: Cycle
    people: dict[str, User]

    def report(self, index: int = 0) -> Report:
        return report_of(self.cycle, self.tree[index])

    def walked(self, state: str, index: int = 0) -> Report:
        return walk(
            self.report(index),
            state,
            officer=self.people["officer"],
            head=self.people["head"],
            reviewer=self.people["reviewer"],
        )


def make_cast(**changes) -> Cast:
    """One upper union with two affiliated ones, an open cycle, and a person for each role."""
    tree = make_tree(2)
    people = {
        "officer": make_member(tree[0], Role.OFFICER),
        "head": make_member(tree[0], Role.HEAD),
        "unit_viewer": make_member(tree[0], Role.VIEWER),
        "sibling_officer": make_member(tree[1], Role.OFFICER),
        "sibling_head": make_member(tree[1], Role.HEAD),
        "reviewer": make_member(tree.upper, Role.REVIEWER),
        "department_head": make_member(tree.upper, Role.DEPARTMENT_HEAD),
        "clerk": make_member(tree.upper, Role.CLERK),
        "administrator": make_member(tree.upper, Role.ADMINISTRATOR),
        "upper_viewer": make_member(tree.root, Role.VIEWER),
    }
    cycle = make_cycle(tree.upper, by=people["reviewer"], **changes)
    return Cast(tree, cycle, people)
