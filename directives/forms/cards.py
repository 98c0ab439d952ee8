"""The desk on which a reading is confirmed: a card for each item, and what the pressed button asks for."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.functional import cached_property

from directives.confirming import Item, Kind, added_item, decided, lacking, part_of, parts, pieces, reopened
from directives.confirming.items import MOST_CITATIONS, MOST_TASKS, dropped
from directives.forms.confirming import FORMS
from directives.models import Citation
from portal import clock

ACT = "viec"
GROUPS = (
    ("thong-tin", "Thông tin văn bản", (Kind.TYPE, Kind.NUMBER, Kind.ISSUED_ON, Kind.ISSUER, Kind.TITLE), None),
    ("nguoi-ky", "Người ký", (Kind.SIGNER_TITLE, Kind.SIGNER_NAME), None),
    ("thoi-han", "Thời hạn, nơi nhận báo cáo", (Kind.DEPARTMENT, Kind.DEADLINE), (Kind.DEADLINE, "Thêm thời hạn")),
    ("nhiem-vu", "Nhiệm vụ", (Kind.TASK,), (Kind.TASK, "Thêm nhiệm vụ")),
    ("vien-dan", "Văn bản viện dẫn", (Kind.CITATION,), (Kind.CITATION, "Thêm văn bản viện dẫn")),
    ("mo-dau", "Nội dung chính", (Kind.OPENING,), None),
)
_MOST = {Kind.TASK: MOST_TASKS, Kind.CITATION: MOST_CITATIONS, Kind.DEADLINE: 20}
_FOLDED = (Kind.TASK, Kind.CITATION, Kind.OPENING)


@dataclass
class Card:
    """One item on the page: its form, the words of its value, where it stands in the text."""

    item: Item
    form: forms.Form
    part: int
    problem: str = ""
    typed_aside: str = ""

    @property
    def label(self) -> str:
        if self.item.kind in _FOLDED:
            return ""
        return str(self.form.fields["value"].label)

    @property
    def fields(self) -> list:
        """The bound fields of what the item says."""
        return [self.form[name] for name in self.item.values]

    @property
    def number(self) -> str:
        """The number of an item that stands any number of times."""
        return self.item.key.rpartition("-")[2] if "-" in self.item.key else ""

    @property
    def name(self) -> str:
        """What the card is called when it is spoken of."""
        if self.item.kind == Kind.TASK:
            return f"Nhiệm vụ {self.number}"
        if self.item.kind == Kind.CITATION:
            return f"Văn bản viện dẫn {self.number}"
        return self.label or str(self.form.fields["value"].label)

    @property
    def is_folded(self) -> bool:
        """Whether its fields stand behind "Sửa": it shows its words, which are right most of the time."""
        return self.item.kind in _FOLDED and bool(self.item.found) and not self.form.errors and not self.problem

    @property
    def day(self) -> date | None:
        """The day of an item that has one."""
        iso = self.item.values.get("issued_on", self.item.value if self.item.kind == Kind.ISSUED_ON else "")
        return date.fromisoformat(iso) if iso else None

    @property
    def relation(self) -> str:
        return Citation.Relation(self.item.values["relation"]).label if "relation" in self.item.values else ""


class ConfirmingDesk:
    """The items of a reading with what a person typed into them; bound with `data`, which is the whole page's form.

    `receive` judges the pressed button and leaves `items` as they are to be kept and `typed` as it is to be remembered.
    """

    def __init__(self, reading, items: list[Item], *, by, data=None, part: str = ""):
        self.reading, self.by = reading, by
        self.items = items
        self.typed: dict[str, dict[str, str]] = dict(reading.typed.get(str(by.pk), {}))
        self.bound: dict[str, forms.Form] = {}
        self.problems: dict[str, str] = {}
        self.focus = ""
        self._data = data
        self._wanted_part = part
        if data is not None:
            self.typed = {item.key: words for item in items if (words := self._typed_into(item))}

    @property
    def act(self) -> tuple[str, str]:
        """The verb of the pressed button and what it is about: "nhan:task-2" is ("nhan", "task-2")."""
        verb, _, about = (self._data.get(ACT, "") if self._data is not None else "").partition(":")
        return verb, about

    @property
    def seen(self) -> int:
        typed = self._data.get("seen", "")
        return int(typed) if typed.isdecimal() and len(typed) < 9 else -1

    def receive(self) -> bool:
        """Do what the pressed button asks; whether the items changed and are to be kept."""
        verb, about = self.act
        before = list(self.items)
        if verb == "nhan-het":
            self._accept_all([item for item in self.items if item.waits or self._is_by_hand(item)])
        elif verb == "lap":
            self._accept_all([item for item in self.items if self._is_by_hand(item)])
        elif verb == "them":
            self._add(about)
        elif item := self._item(about):
            if verb == "nhan" and item.is_open:
                self._accept(item)
            elif verb == "bo" and item.is_open:
                self._drop(item)
            elif verb == "lai" and not item.is_open:
                self._put(reopened(item))
                self.focus = about
            if verb in ("nhan", "bo"):
                self.focus = self._next_after(about) if about not in self.problems else about
        return self.items != before

    @property
    def is_overruled(self) -> bool:
        """Whether the pressed button was about an item that somebody else has decided, with other words in it."""
        item = self._item(self.act[1])
        return item is not None and not item.is_open and item.key in self.typed

    def stops(self) -> bool:
        """Whether something stands in the way of a draft: told at its item; what waits is counted by group."""
        found = lacking(self.items)
        waiting = {item.key for item in self.items if item.waits}
        typed = {
            item.key: "Đã sửa nhưng chưa chấp nhận." for item in self.items if item.waits and item.key in self.typed
        }
        self.problems = {key: words for key, words in found if key not in waiting} | typed | self.problems
        return bool(found or self.problems)

    def _item(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)

    def _put(self, changed: Item) -> None:
        self.items = [changed if item.key == changed.key else item for item in self.items]

    def _is_by_hand(self, item: Item) -> bool:
        """Whether a person put words where nothing was proposed; their own words need no second yes."""
        own = any(words for name, words in item.values.items() if name != "relation")
        return item.is_blank and (own or item.key in self.typed)

    def _accept_all(self, items: list[Item]) -> None:
        for item in items:
            self._accept(item)
        self.focus = next(iter(self.problems), "lap-du-thao")

    def _accept(self, item: Item) -> None:
        form = FORMS[item.kind](self._data, prefix=item.key)
        if not form.is_valid():
            self.bound[item.key] = form
            self.problems[item.key] = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return
        values = {name: _stored(form.cleaned_data[name]) for name in item.values}
        self._put(decided(item, values, by=self.by.pk, at=clock.now().isoformat()))
        self.typed.pop(item.key, None)

    def _drop(self, item: Item) -> None:
        """What was proposed stays on the page as dropped; what was added by hand goes."""
        self.typed.pop(item.key, None)
        if item.found or "-" not in item.key:
            self._put(dropped(item, by=self.by.pk, at=clock.now().isoformat()))
        else:
            self.items = [one for one in self.items if one.key != item.key]

    def _add(self, wanted: str) -> None:
        kind = next((kind for kind in _MOST if kind == wanted), None)
        if kind is None:
            return
        if sum(item.kind == kind for item in self.items) >= _MOST[kind]:
            self.problems["them"] = f"Chỉ ghi được tối đa {_MOST[kind]} dòng ở mục này."
            return
        span = self._picked()
        made = added_item(self.items, kind, self.reading.text[slice(*span)] if span else "", span)
        self.items = [*self.items, made]
        self.focus = made.key

    def _picked(self) -> tuple[int, int] | None:
        """The stretch of text that the person had picked with the mouse, when it makes sense."""
        typed = [self._data.get(name, "") for name in ("chon_tu", "chon_den")]
        if not all(one.isdecimal() and len(one) < 9 for one in typed):
            return None
        start, end = map(int, typed)
        return (start, end) if 0 <= start < end <= len(self.reading.text) and end - start <= 5000 else None

    def _next_after(self, key: str) -> str:
        """The next card that waits, in the order of the page, else the button that makes the draft."""
        order = [card.item for group in self.groups for card in group["cards"]]
        place = next((place for place, item in enumerate(order) if item.key == key), -1)
        waiting = [item.key for item in order[place + 1 :] + order[: place + 1] if item.waits]
        return waiting[0] if waiting else "lap-du-thao"

    @property
    def next_waiting(self) -> str:
        """The first card of the page that waits, or "lap-du-thao"."""
        return self._next_after("")

    def _typed_into(self, item: Item) -> dict[str, str]:
        """What stands in the item's fields, if it is not what the item says; {} for cards that show no fields."""
        names = [f"{item.key}-{name}" for name in item.values]
        if not any(name in self._data for name in names):
            return {}
        given = {name: self._data.get(f"{item.key}-{name}", "").replace("\r\n", "\n").strip() for name in item.values}
        known = [
            {name: self._shown(item, values, name) for name in item.values} for values in (item.values, item.found)
        ]
        return {} if given in known else given

    def _shown(self, item: Item, values: dict, name: str) -> str:
        """A value as its field shows it."""
        field = FORMS[item.kind].base_fields[name]
        return str(field.prepare_value(_loaded(item.kind, name, values)) or "").strip()

    @cached_property
    def stretches(self) -> list[tuple[int, int]]:
        return parts(self.reading.text)

    @property
    def part(self) -> int:
        """The number of the part of the text that is shown, from 1."""
        typed = self._wanted_part
        return min(max(int(typed), 1), len(self.stretches)) if typed.isdecimal() and len(typed) < 6 else 1

    @property
    def pieces(self) -> list:
        """The shown part of the text with its marks; dropped proposals keep theirs, paler."""
        start, end = self.stretches[self.part - 1]
        return pieces(self.reading.text[:end], self.items, start, end)

    @property
    def groups(self) -> list[dict]:
        """The cards as the page shows them: [{slug, title, cards, waiting, add: (kind, words) | None}]."""
        cards = [self._card(item) for item in self.items]
        groups = []
        for slug, title, kinds, add in GROUPS:
            own = [card for card in cards if card.item.kind in kinds]
            waiting = [card for card in own if card.item.waits and not card.problem]
            groups.append({"slug": slug, "title": title, "add": add, "cards": own, "waiting": waiting})
        return groups

    def _card(self, item: Item) -> Card:
        typed = self.typed.get(item.key, {})
        form = self.bound.get(item.key)
        if form is None:
            initial = {name: typed.get(name, _loaded(item.kind, name, item.values)) for name in item.values}
            form = FORMS[item.kind](initial=initial, prefix=item.key)
        aside = "" if item.is_open else "; ".join(filter(None, typed.values()))
        return Card(item, form, part_of(self.stretches, item), self.problems.get(item.key, ""), aside)

    @property
    def counts(self) -> dict[str, int]:
        """How many items wait, and how many were confirmed, corrected among them, and dropped."""
        states = [item.state for item in self.items]
        return {
            "proposed": sum(bool(item.found) for item in self.items),
            "waiting": sum(item.waits for item in self.items),
            "confirmed": sum(item.counts for item in self.items),
            "corrected": states.count("corrected"),
            "dropped": states.count("dropped"),
        }


def _stored(value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _loaded(kind: str, name: str, values: dict):
    value = values.get(name, "")
    is_day = name == "issued_on" or kind == Kind.ISSUED_ON
    return date.fromisoformat(value) if is_day and value else value
