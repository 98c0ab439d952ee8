"""What an offer is: figures and rows that a person may take into a report, each with its source in words."""

from dataclasses import dataclass, field
from decimal import Decimal

MOST_ITEMS = 60
LEADS = {"programmes": "Chương trình trên cổng ghi", "units": "Tổng hợp từ các đơn vị trực thuộc được"}


@dataclass(frozen=True)
class FigureOffer:
    """A number for one indicator, what it counts in words, each thing counted, and where it comes from (LEADS)."""

    code: str
    value: int | Decimal
    words: str
    items: tuple[str, ...]
    origin: str = "programmes"
    estimated: bool = False

    @property
    def lead(self) -> str:
        return LEADS[self.origin]

    @property
    def source(self) -> str:
        """The words that are frozen with the report."""
        return self.words if self.origin == "programmes" else f"Tổng hợp từ {self.words}"

    @property
    def raw(self) -> str:
        """The number as a person would type it."""
        return str(self.value).replace(".", ",")


@dataclass(frozen=True)
class RowOffer:
    """One row for an annex; `place` names the annex and the occurrence that it tells of."""

    place: str
    annex: str
    cells: dict[str, str]
    words: str


@dataclass(frozen=True)
class Offer:
    """Everything that one section may take, and why something is not offered."""

    figures: dict[str, FigureOffer] = field(default_factory=dict)
    rows: tuple[RowOffer, ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.figures or self.rows)
