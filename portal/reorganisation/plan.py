"""What a planned act consists of: the decision, the changes it would make, the sentences people read first."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.models import ActKind

Ref = int | str  # a unit's key, or "new:0" for the first unit that the act itself founds


NEW_UNIT_FIELDS = ("name", "short_name", "code", "level", "block", "department", "place", "position")


class PlanRefused(Exception):
    """The plan has problems; `problems` are the Vietnamese sentences to show."""

    def __init__(self, problems):
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class TreeChanged(PlanRefused):
    """Someone changed the tree after the plan was made: make the plan again and look at it."""

    def __init__(self):
        super().__init__(["Cây đơn vị đã thay đổi sau khi lập phương án. Xin xem lại phương án mới rồi xác nhận."])


@dataclass(frozen=True)
class Decision:
    """The paper that orders an act."""

    number: str
    issued_on: date | None = None
    issuer: str = ""
    note: str = ""


@dataclass(frozen=True)
class NewUnit:
    """A unit to be founded; `parent` is a Unit's key, "new:N" for row N of the same act, or None for a root."""

    name: str
    level: str
    parent: Ref | None
    short_name: str = ""
    code: str = ""
    other_codes: tuple[str, ...] = ()
    block: str = ""
    department: str = ""
    place: str = ""
    position: int = 0

    def values(self) -> dict[str, Any]:
        """The same as fields of a UnitVersion."""
        fields = {name: getattr(self, name) for name in NEW_UNIT_FIELDS}
        return fields | {"other_codes": list(self.other_codes), "parent_id": self.parent}


@dataclass(frozen=True)
class Opening:
    """A unit that begins, known as `ref` within the act."""

    ref: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Alteration:
    """A unit that lives on with other values; `before` holds the values that are replaced."""

    unit_id: int
    version_id: int
    values: dict[str, Any]
    before: dict[str, Any]
    in_place: bool


@dataclass(frozen=True)
class Closing:
    """A unit that ends, and who keeps its papers."""

    unit_id: int
    version_id: int
    custodian: Ref


@dataclass(frozen=True)
class Edge:
    """One line of lineage; the same unit on both sides says that an act changed it."""

    predecessor: Ref | None
    successor: Ref | None


@dataclass(frozen=True)
class Plan:
    """A dry run: nothing is written until `carry_out`, and then only when `problems` is empty.

    `sentences` and `problems` are Vietnamese and may be shown as they are; `recipe` makes the same plan again, which
    is needed when there are acts after `seen_act`, the newest one when the plan was made.
    """

    kind: ActKind
    effective_on: date
    decision: Decision
    summary: str
    sentences: tuple[str, ...]
    problems: tuple[str, ...]
    openings: tuple[Opening, ...]
    alterations: tuple[Alteration, ...]
    closings: tuple[Closing, ...]
    edges: tuple[Edge, ...]
    recipe: Any = field(compare=False, repr=False)
    seen_act: int | None = field(compare=False, repr=False)

    @property
    def is_possible(self) -> bool:
        return not self.problems

    @property
    def fingerprint(self) -> str:
        """Changes whenever anything that the plan would do, or says, changes."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
