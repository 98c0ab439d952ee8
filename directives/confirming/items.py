"""What a person decides on: one item for each thing that a paper says, found by the portal or added by hand (pure)."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import count

from directives.citations import Citation, extract_citations, matching_key
from directives.reading import Proposal, ProposedDeadline, ProposedTask, are_joined, quoted_title, relation_at
from directives.reading.type_words import issued_type
from portal.text import fold, format_date

MOST_CITATIONS = 100
MOST_TASKS = 60
MOST_SPANS = 40
_LEAP_YEAR = 2024
OPEN, ACCEPTED, CORRECTED, DROPPED = "open", "accepted", "corrected", "dropped"


class Kind(StrEnum):
    """What an item is about; the first group stands once on a paper, the others any number of times."""

    TYPE = "type_name"
    NUMBER = "number"
    ISSUED_ON = "issued_on"
    ISSUER = "issuer"
    TITLE = "title"
    SIGNER_TITLE = "signer_title"
    SIGNER_NAME = "signer_name"
    DEPARTMENT = "department"
    OPENING = "opening"
    DEADLINE = "deadline"
    TASK = "task"
    CITATION = "citation"


SINGLE = (
    Kind.TYPE,
    Kind.NUMBER,
    Kind.ISSUED_ON,
    Kind.ISSUER,
    Kind.TITLE,
    Kind.SIGNER_TITLE,
    Kind.SIGNER_NAME,
    Kind.DEPARTMENT,
    Kind.OPENING,
)
Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide on. `values` are strings by field (a day as ISO 8601), `found` the same as proposed.

    `spans` are [start, end] offsets into the text of the reading; `notes` are sentences for the person. `by` and `at`
    say who decided and when (user key, ISO instant).
    """

    key: str
    kind: str
    values: Values
    spans: tuple[tuple[int, int], ...] = ()
    found: Values = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    state: str = OPEN
    by: int | None = None
    at: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def is_blank(self) -> bool:
        """Nothing was found and nothing decided: there is nothing to decide on until somebody types."""
        return self.is_open and not self.found

    @property
    def waits(self) -> bool:
        """Found, and nobody has decided."""
        return self.is_open and bool(self.found)

    @property
    def counts(self) -> bool:
        """Confirmed by a person, so that it goes into the draft."""
        return self.state in (ACCEPTED, CORRECTED)

    @property
    def value(self) -> str:
        """The value of an item with one field."""
        return self.values.get("value", "")

    def to_json(self) -> dict:
        return asdict(self)


def items_of(stored: list[dict]) -> list[Item]:
    """The items of a reading from its JSON."""
    return [Item(**(one | {"spans": tuple(map(tuple, one["spans"])), "notes": tuple(one["notes"])})) for one in stored]


def decided(item: Item, values: Values, *, by: int, at: str) -> Item:
    """The item as a person confirmed it: accepted when it says what was found, else corrected."""
    state = ACCEPTED if item.found and values == item.found else CORRECTED
    return replace(item, values=values, state=state, by=by, at=at)


def dropped(item: Item, *, by: int, at: str) -> Item:
    """The item as a person refused it; its words stay on the page."""
    return replace(item, state=DROPPED, by=by, at=at)


def reopened(item: Item) -> Item:
    """The item as nobody had decided; what was typed into it stays."""
    return replace(item, state=OPEN, by=None, at="")


def items_from(text: str, proposal: Proposal) -> tuple[list[Item], list[str]]:
    """The items for a proposal over `text`, in the order of the page, and warnings where too much was found."""
    inside, general = _deadlines_by_place(proposal)
    tasks = [
        _task(number, task, inside.get(task.number, []))
        for number, task in enumerate(proposal.tasks[:MOST_TASKS], start=1)
    ]
    deadlines = [_deadline(number, found) for number, found in enumerate(general[:MOST_TASKS], start=1)]
    citations, documents = _citations(text, proposal.citations)
    warnings = []
    if len(proposal.tasks) > MOST_TASKS:
        warnings.append(f"Văn bản có {len(proposal.tasks)} ý đánh số; chỉ đề nghị {MOST_TASKS} ý đầu làm nhiệm vụ.")
    if documents > MOST_CITATIONS:
        warnings.append(f"Văn bản viện dẫn {documents} văn bản; chỉ đề nghị {MOST_CITATIONS} văn bản đầu.")
    items = [*_singles(text, proposal), *deadlines, *tasks, *citations]
    return items, warnings


def _singles(text: str, proposal: Proposal) -> list[Item]:
    found = {
        Kind.TYPE: proposal.type_word,
        Kind.NUMBER: proposal.number,
        Kind.ISSUED_ON: proposal.issued_on,
        Kind.ISSUER: proposal.issuer,
        Kind.TITLE: proposal.title,
        Kind.SIGNER_TITLE: proposal.signer_title,
        Kind.SIGNER_NAME: proposal.signer,
        Kind.DEPARTMENT: proposal.department,
        Kind.OPENING: proposal.opening,
    }
    items = {kind: _single(kind, one) for kind, one in found.items()}
    if proposal.type_word:
        items[Kind.TYPE] = _as_issued(items[Kind.TYPE])
    if proposal.number is None:
        items[Kind.NUMBER] = _unnumbered(items[Kind.NUMBER], proposal)
    return list(items.values())


def _unnumbered(item: Item, proposal: Proposal) -> Item:
    note = "Để trống thì cổng cấp số khi ban hành."
    if not proposal.symbol:
        return replace(item, notes=(note,))
    span = (proposal.symbol.start, proposal.symbol.end)
    return replace(item, notes=(f"Văn bản chỉ có ký hiệu {proposal.symbol.value}, chưa có số. {note}",), spans=(span,))


def _as_issued(item: Item) -> Item:
    """The type word as the list of types has it; one that no union issues is told and left to choose."""
    issued = issued_type(item.value)
    if issued:
        return replace(item, values={"value": issued}, found={"value": issued})
    note = f"“{item.value}” không có trong các loại văn bản chỉ đạo; hãy chọn loại."
    return replace(item, values={"value": ""}, found={}, notes=(note,))


def _single(kind: Kind, found) -> Item:
    if found is None:
        return Item(kind, kind, {"value": ""})
    value = found.value.isoformat() if isinstance(found.value, date) else found.value
    return Item(kind, kind, {"value": value}, ((found.start, found.end),), {"value": value})


def _deadlines_by_place(proposal: Proposal) -> tuple[dict[int, list[ProposedDeadline]], list[ProposedDeadline]]:
    """Time limits within an order, by its number, and those of the whole paper."""
    inside: dict[int, list[ProposedDeadline]] = {}
    general = []
    for deadline in proposal.deadlines:
        task = next((one for one in proposal.tasks if one.start <= deadline.start < one.end), None)
        if task:
            inside.setdefault(task.number, []).append(deadline)
        else:
            general.append(deadline)
    return inside, general


def _task(place: int, task: ProposedTask, deadlines: list[ProposedDeadline]) -> Item:
    due = "; ".join(dict.fromkeys(one.words for one in deadlines))[:200]
    values = {"text": task.text, "who": "", "due_words": due}
    return Item(f"{Kind.TASK}-{place}", Kind.TASK, values, ((task.start, task.end),), values)


def _deadline(place: int, found: ProposedDeadline) -> Item:
    words = f"hằng năm, {found.words}" if found.is_yearly else found.words
    values = {"value": words}
    key = f"{Kind.DEADLINE}-{place}"
    return Item(key, Kind.DEADLINE, values, ((found.start, found.end),), values, (_last_day(found),))


def _last_day(found: ProposedDeadline) -> str:
    """What the words mean for the one who must keep them (domain.md 4)."""
    if found.time:
        return f"Hiểu là: chậm nhất {found.time:%H:%M} ngày {_day(found.day, found.month, found.year)}."
    if found.relation == "on_or_before":
        return f"Hiểu là: chậm nhất hết ngày {_day(found.day, found.month, found.year)}."
    if (found.day, found.month, found.year) == (1, 3, None):
        return "Hiểu là: chậm nhất hết ngày cuối cùng của tháng 02."
    last = date(found.year or _LEAP_YEAR, found.month, found.day) - timedelta(days=1)
    return f"Hiểu là: chậm nhất hết ngày {_day(last.day, last.month, found.year and last.year)}."


def _day(day: int, month: int, year: int | None) -> str:
    return format_date(date(year, month, day)) if year else f"{day:02}/{month:02}"


def _citations(text: str, citations: tuple[Citation, ...]) -> tuple[list[Item], int]:
    """One item for each of the first 100 documents, however often it is named, and how many documents there are."""
    places: dict[tuple, list[int]] = {}
    for place, one in enumerate(citations):
        places.setdefault(_document(one), []).append(place)
    kept = list(places.values())[:MOST_CITATIONS]
    return [_citation(number, text, citations, group) for number, group in enumerate(kept, start=1)], len(places)


def _joined(text: str, citations: tuple[Citation, ...], place: int) -> bool:
    """Whether a citation goes on with the list that the one before it began."""
    return place > 0 and are_joined(text, citations[place - 1].end, citations[place].start)


def _relation(text: str, citations: tuple[Citation, ...], place: int) -> str:
    """As the words before the first one of its list say; a list is walked back for as many as are proposed."""
    farthest = max(place - MOST_CITATIONS, 0)
    while place > farthest and _joined(text, citations, place):
        place -= 1
    return relation_at(text, citations[place].start)


def _own_title(text: str, citations: tuple[Citation, ...], place: int) -> str:
    """Its name, or the trích yếu quoted behind it; behind a list nobody knows whose it is."""
    is_listed = _joined(text, citations, place) or (place + 1 < len(citations) and _joined(text, citations, place + 1))
    return citations[place].title or ("" if is_listed else quoted_title(text, citations[place].end))


def _document(one: Citation) -> tuple:
    return (one.type, matching_key(one.number)) if one.number else (one.type, None, fold(one.title or ""))


def _citation(number: int, text: str, citations: tuple[Citation, ...], places: list[int]) -> Item:
    group = [citations[place] for place in places]
    day = next((one.date for one in group if one.date), None)
    titles = (_own_title(text, citations, place) for place in places[:MOST_SPANS])
    values = {
        "relation": _relation(text, citations, places[0]),
        "type_name": group[0].type,
        "number": group[0].number or "",
        "issued_on": day.isoformat() if day else "",
        "issuer_name": next((one.issuer for one in group if one.issuer), "") or "",
        "title": next(filter(None, titles), ""),
    }
    notes = list(dict.fromkeys(words for one in group for words in one.warnings))
    if not values["issuer_name"] and group[0].inferred_issuer:
        notes.append(f"Theo ký hiệu, có thể là văn bản của {group[0].inferred_issuer}.")
    if len(group) > 1:
        notes.append(f"Được nhắc {len(group)} lần trong văn bản.")
    spans = tuple((one.start, one.end) for one in group[:MOST_SPANS])
    return Item(f"{Kind.CITATION}-{number}", Kind.CITATION, values, spans, values, tuple(notes))


def added_item(items: list[Item], kind: Kind, words: str = "", span: tuple[int, int] | None = None) -> Item:
    """A new item of a kind that stands any number of times, with the words that a person picked in the text.

    Its `found` is empty: by hand, so it never waits for a decision on something that the portal proposed.
    """
    taken = {item.key for item in items}
    key = next(key for number in count(1) if (key := f"{kind}-{number}") not in taken)
    return Item(key, kind, _picked(kind, words), (span,) if span else ())


def _picked(kind: Kind, words: str) -> Values:
    if kind == Kind.TASK:
        return {"text": words, "who": "", "due_words": ""}
    if kind == Kind.DEADLINE:
        return {"value": " ".join(words.split())}
    cited = extract_citations(words)
    if cited:
        return _citation(0, words, tuple(cited), [0]).values
    blank = dict.fromkeys(("type_name", "issued_on", "issuer_name", "title"), "")
    return blank | {"relation": "implements", "number": " ".join(words.split())[:60]}
