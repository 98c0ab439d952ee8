"""The unions of a journey and their people, before anything happened that year."""

from dataclasses import dataclass, field

from portal.models import Role, User
from reports.models import Cycle, Report
from tests.factories.portal import PASSWORD, Tree, make_member, make_tree
from tests.factories.reports import make_form, report_of

UNITS = ["Công đoàn Bộ Nội vụ", "Công đoàn Bộ Tư pháp", "Công đoàn Bộ Công Thương"]


@dataclass
class World:
    """The unions and their people, before anything happened this year."""

    tree: Tree
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        return self.people[name]

    @property
    def cycle(self) -> Cycle:
        return Cycle.objects.get()

    def report(self, index: int = 0) -> Report:
        return report_of(self.cycle, self.tree[index])


def make_world() -> World:
    """Three affiliated unions of one upper union, and a person who can sign in for each kind of work."""
    tree = make_tree(names=UNITS)
    seats = {
        "administrator": (tree.upper, Role.ADMINISTRATOR, "Quản Thị Trị"),
        "reviewer": (tree.upper, Role.REVIEWER, "Trần Thị Thẩm"),
        "department_head": (tree.upper, Role.DEPARTMENT_HEAD, "Phạm Văn Trưởng"),
        "viewer": (tree.root, Role.VIEWER, "Hoàng Thị Xem"),
        "officer": (tree[0], Role.OFFICER, "Nguyễn Văn Lập"),
        "head": (tree[0], Role.HEAD, "Lê Thị Chủ"),
        "second_officer": (tree[1], Role.OFFICER, "Vũ Văn Hai"),
        "second_head": (tree[1], Role.HEAD, "Đỗ Thị Hai"),
        "third_officer": (tree[2], Role.OFFICER, "Bùi Văn Ba"),
    }
    make_form()
    people = {key: make_member(unit, role, name, password=PASSWORD) for key, (unit, role, name) in seats.items()}
    return World(tree, people)
