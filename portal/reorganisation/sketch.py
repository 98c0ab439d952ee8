"""The sheet on which a plan is drawn: planners add the changes of one act, what is wrong, and what people will read."""

from datetime import date

from portal.models import ActKind, Level, UnitVersion
from portal.reorganisation import tree
from portal.reorganisation.plan import Alteration, Closing, Decision, Edge, NewUnit, Opening, Plan, Ref
from portal.text import format_date
from portal.worktime import today

LONGEST_NAME = UnitVersion._meta.get_field("name").max_length


class Sketch:
    """Collects the changes and problems of one act; `checks.check` completes them, `plan()` freezes them.

    `names` holds the name of every unit mentioned; `altered` and `closed` the open versions {unit id: version}.
    """

    def __init__(self, kind: ActKind, effective_on: date, decision: Decision):
        self.kind, self.day, self.decision = kind, effective_on, decision
        self.sentences: list[str] = []
        self.problems: list[str] = []
        self.openings: list[Opening] = []
        self.alterations: list[Alteration] = []
        self.closings: list[Closing] = []
        self.edges: list[Edge] = []
        self.names: dict[Ref, str] = {}
        self.altered: dict[int, UnitVersion] = {}
        self.closed: dict[int, UnitVersion] = {}
        self.seen_act = tree.newest_act()
        self._check_heading()

    def say(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def problem(self, sentence: str) -> None:
        if sentence not in self.problems:
            self.problems.append(sentence)

    @property
    def since(self) -> str:
        return f"từ ngày {format_date(self.day)}"

    def versions(self, units) -> list[UnitVersion]:
        """The open versions of `units` in the order given; an ended unit is a problem."""
        found = tree.open_versions({unit.pk for unit in units})
        for unit in units:
            if unit.pk not in found:
                self.problem(f"“{unit}” đã kết thúc hoạt động.")
        if len({unit.pk for unit in units}) < len(units):
            self.problem("Có đơn vị được chọn hai lần.")
        self.names |= {pk: version.name for pk, version in found.items()}
        return [found[pk] for pk in dict.fromkeys(unit.pk for unit in units) if pk in found]

    def version(self, unit) -> UnitVersion | None:
        """The open version of `unit`; None, and a problem, when it has ended."""
        return next(iter(self.versions([unit])), None)

    def open(self, new: NewUnit) -> Ref:
        """Add a unit that begins, after its parent if that is new too; returns its name within the act."""
        ref = f"new:{len(self.openings)}"
        if not new.name.strip():
            self.problem("Chưa ghi tên của đơn vị mới.")
        elif len(new.name) > LONGEST_NAME:
            self.problem(f"Tên “{new.name[:60]}…” dài quá {LONGEST_NAME} ký tự.")
        if new.level not in Level.values:
            self.problem(f"Chưa chọn cấp của “{new.name}”.")
        if isinstance(new.parent, str) and new.parent not in self.names:
            self.problem(f"Công đoàn cấp trên của “{new.name}” phải đứng trước nó trong danh sách.")
        self.openings.append(Opening(ref, new.values()))
        self.names[ref] = new.name
        return ref

    def alter(self, version: UnitVersion, **values) -> bool:
        """Add other values for a unit that lives on; False when it has them all already."""
        before = {field: getattr(version, field) for field in values if getattr(version, field) != values[field]}
        if not before or version.unit_id in self.altered:
            return False
        in_place = self.day == version.valid_from
        if self.day < version.valid_from:
            self._too_early(version)
        elif in_place:
            self._check_same_day(version, before)
        self.names.setdefault(version.unit_id, version.name)
        self.altered[version.unit_id] = version
        changed = {field: values[field] for field in before}
        self.alterations.append(Alteration(version.unit_id, version.pk, changed, before, in_place))
        return True

    def close(self, version: UnitVersion, custodian: Ref) -> None:
        """Add a unit that ends, and who keeps its papers."""
        if self.day < version.valid_from:
            self._too_early(version)
        elif self.day == version.valid_from:
            self.problem(
                f"“{version.name}” vừa bắt đầu hoặc thay đổi đúng ngày {format_date(self.day)} nên không thể kết thúc "
                "cùng ngày; xin chọn ngày hiệu lực sau đó."
            )
        self.names.setdefault(version.unit_id, version.name)
        self.closed[version.unit_id] = version
        self.closings.append(Closing(version.unit_id, version.pk, custodian))

    def edge(self, predecessor: Ref | None, successor: Ref | None) -> None:
        self.edges.append(Edge(predecessor, successor))

    def plan(self, summary: str, recipe) -> Plan:
        """The frozen sheet."""
        return Plan(
            kind=self.kind,
            effective_on=self.day,
            decision=self.decision,
            summary=summary,
            sentences=tuple(self.sentences),
            problems=tuple(self.problems),
            openings=tuple(self.openings),
            alterations=tuple(self.alterations),
            closings=tuple(self.closings),
            edges=tuple(self.edges),
            recipe=recipe,
            seen_act=self.seen_act,
        )

    def _check_heading(self) -> None:
        if not self.decision.number.strip():
            self.problem("Chưa ghi số quyết định.")
        if self.decision.issued_on and self.decision.issued_on > today():
            self.problem(f"Ngày quyết định {format_date(self.decision.issued_on)} ở sau hôm nay.")
        if self.day > today():
            self.problem(
                f"Ngày hiệu lực {format_date(self.day)} ở sau hôm nay; chỉ ghi vào cổng khi quyết định đã có hiệu lực."
            )

    def _too_early(self, version: UnitVersion) -> None:
        self.problem(
            f"“{version.name}” đã có thay đổi từ ngày {format_date(version.valid_from)}; ngày hiệu lực không được "
            "trước ngày đó."
        )

    def _check_same_day(self, version: UnitVersion, fields) -> None:
        """A value set earlier on the same day would vanish from history: refused; other values may join in."""
        before = tree.version_before(version)
        if before and any(getattr(before, field) != getattr(version, field) for field in fields):
            self.problem(
                f"“{version.name}” đã đổi đúng thông tin này trong ngày {format_date(self.day)}; xin chọn ngày hiệu "
                "lực sau đó."
            )
