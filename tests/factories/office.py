"""An upper union with affiliated ones, an open cycle and the people of the first unit: where officers' tests start."""

from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.models import Role, User
from portal.worktime import TZ
from reports.models import Cycle, Report
from tests.factories import reports as reporting
from tests.factories.portal import Tree, make_member, make_tree

# A morning well inside the cycle's window, before its deadline of 19/11/2026.
EARLY = datetime(2026, 11, 10, 9, 0, tzinfo=TZ)


@dataclass
class Office:
    """The units, the open cycle, and who works for the first unit and for the Ban."""

    tree: Tree
    cycle: Cycle
    officer: User
    head: User
    reviewer: User

    @property
    def report(self) -> Report:
        return self.report_of(0)

    def report_of(self, index: int) -> Report:
        return reporting.report_of(self.cycle, self.tree[index])

    def walked(self, state: str, **given) -> Report:
        """The first unit's report, walked to a state of the table as on the early morning."""
        people = {"officer": self.officer, "head": self.head, "reviewer": self.reviewer}
        with clock.told_as(EARLY):
            return reporting.walk(self.report, state, **people, **given)

    def submitted(self, **given) -> Report:
        with clock.told_as(EARLY):
            return reporting.submit(self.report, officer=self.officer, head=self.head, **given)


def make_office(n: int = 2, **changes) -> Office:
    """The office in a year without a year before it; `changes` are columns of the cycle."""
    tree = make_tree(n)
    reviewer = make_member(tree.upper, Role.REVIEWER, "Trần Thị Thẩm")
    cycle = reporting.make_cycle(tree.upper, by=reviewer, **changes)
    return Office(
        tree,
        cycle,
        make_member(tree[0], Role.OFFICER, "Nguyễn Văn Lập"),
        make_member(tree[0], Role.HEAD, "Lê Thị Chủ", job_title="Chủ tịch"),
        reviewer,
    )
