"""What the units wrote for one section, from their accepted revisions: the material of the summary."""

from dataclasses import dataclass

from django.db.models import F, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce

from portal.text import fold
from reports.models import Cycle, Obligation, Report

MOST_READ = 1000
FIELDS = ("obligation__unit_name", "obligation__block", "accepted_revision", "accepted_revision__number", "text")


@dataclass(frozen=True, slots=True)
class Narrative:
    """One unit's words for a section, and the revision in which they stand."""

    unit: str
    block: str
    revision: int
    number: int
    text: str


class Narratives:
    """The units' words for one section in protocol order, to be counted and sliced like a list.

    `search` (folded) is looked for in names; in the words too, while at most MOST_READ units have any (`read_words`).
    """

    def __init__(self, cycle: Cycle, code: str, *, block: str | None = None, search: str = ""):
        accepted = Report.objects.filter(
            obligation__cycle=cycle, obligation__cause__in=Obligation.OWING, accepted_revision__isnull=False
        )
        if block is not None:
            accepted = accepted.filter(obligation__block=block)
        rows = accepted.annotate(text=_words(code)).exclude(text="")
        self.read_words = not search or rows.count() <= MOST_READ
        self._found = None
        if search and self.read_words:
            self._found = [row for row in _told(rows) if search in fold(f"{row.unit} {row.text}")]
        elif search:
            rows = rows.filter(obligation__search_key__contains=search)
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count() if self._found is None else len(self._found)

    def __getitem__(self, part: slice) -> list[Narrative]:
        return self._found[part] if self._found is not None else _told(self._rows, part)


def _words(code: str) -> Coalesce:
    """The text of one section of the accepted snapshot, read out by the database."""
    section = KeyTransform(code, KeyTransform("sections", F("accepted_revision__snapshot")))
    return Coalesce(KeyTextTransform("text", section), Value(""), output_field=TextField())


def _told(rows, part: slice = slice(None)) -> list[Narrative]:
    ordered = rows.order_by("obligation__block_key", "obligation__position", "obligation__sort_key", "obligation")
    return [Narrative(*row) for row in ordered.values_list(*FIELDS)[part]]


def blocks_of(cycle: Cycle) -> list[str]:
    """The blocks of the units that owe a report, in their order; "" for units without one."""
    found = Obligation.objects.filter(cycle=cycle).owing().order_by("block_key").values_list("block", flat=True)
    return list(dict.fromkeys(found.distinct()))
