"""What lists of a cycle are narrowed by; the choices made stay in the address of the page."""

from datetime import datetime
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django import forms
from django.db.models import F, Q
from django.utils.html import format_html, format_html_join

from portal.blocks import block_name
from portal.forms.fields import Line
from portal.text import fold
from reports.models import Obligation, TaskAnswer
from reports.standing import MISSING_TIMINGS, SUBMITTED_TIMINGS, Standing, Timing, stands, timed
from reports.task_matrix import answering

EVERY = ("", "Tất cả")
MOST_WORDS = 10
SUBMITTED, MISSING = "da-nop", "chua-nop"
NO_BLOCK = "-"
MINE, NOBODY = "toi", "chua-giao"
SELECTED = format_html("{}", " selected")


def with_words(queryset, words: str, column: str = "search_key"):
    """Rows whose search key holds every word that was typed, with or without accents."""
    for word in fold(words).split()[:MOST_WORDS]:
        queryset = queryset.filter(**{f"{column}__contains": word})
    return queryset


def timing_in(choice: str, now: datetime, prefix: str = "") -> Q:
    """One timing, or all that are submitted (SUBMITTED) or missing (MISSING)."""
    groups = {SUBMITTED: SUBMITTED_TIMINGS, MISSING: MISSING_TIMINGS}
    found = Q()
    for timing in groups.get(choice, (choice,)):
        found |= timed(timing, now, prefix)
    return found


def block_in(choice: str, prefix: str = "") -> Q:
    """Units of one block; NO_BLOCK stands for those without."""
    return Q(**{f"{prefix}block": "" if choice == NO_BLOCK else choice})


class FilterForm(forms.Form):
    """Filters in an address; a choice that makes no sense is left out."""

    def __init__(self, data):
        super().__init__(data)
        self._offered: dict[str, tuple[tuple[str, str], ...]] = {}

    def offer(self, name: str, choices, every: tuple[str, str] = EVERY) -> None:
        """Let the box of that name offer these; Django's own handling of choices is paid for where one is made."""
        self._offered[name] = (every, *choices)

    @cached_property
    def chosen(self) -> dict[str, str]:
        if not any(name in self.data for name in self.fields):
            return {}
        for name, choices in self._offered.items():
            self.fields[name].choices = choices
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def chips(self) -> list[dict]:
        """The filters that are on, in words, each with the address of the list without it."""
        found = []
        for name, value in self.chosen.items():
            word = dict(self._offered.get(name, ())).get(value, value)
            rest = {other: typed for other, typed in self.chosen.items() if other != name}
            found.append({"label": self.fields[name].label, "word": word, "without": f"?{urlencode(rest)}"})
        return found

    @property
    def boxes(self) -> list:
        """The choices as boxes of the filter bar; written bare, for a widget draws each option with a template."""
        return [
            _box(name, self.fields[name].label, choices, self.chosen.get(name, ""))
            for name, choices in self._offered.items()
        ]

    @property
    def address(self) -> str:
        """The choices as a query string, without the question mark."""
        return urlencode(self.chosen)


@lru_cache(maxsize=512)
def _box(name: str, label: str, choices: tuple[tuple[str, str], ...], here: str):
    options = ((value, SELECTED if value == here else "", word) for value, word in choices)
    return format_html(
        '<div><label class="form-label" for="id_{0}">{1}</label>'
        '<select class="form-select" id="id_{0}" name="{0}">{2}</select></div>',
        name,
        label,
        format_html_join("", '<option value="{}"{}>{}</option>', options),
    )


def block_choices(blocks) -> list[tuple[str, str]]:
    """Choices out of the blocks of a tally."""
    return [(block or NO_BLOCK, block_name(block)) for block in blocks]


class ObligationFilter(FilterForm):
    """The filters of the list of obligations."""

    q = Line(label="Tìm đơn vị", required=False, max_length=200)
    tt = forms.ChoiceField(label="Tình trạng", required=False)
    han = forms.ChoiceField(label="Thời hạn", required=False)
    khoi = forms.ChoiceField(label="Khối thi đua", required=False)
    can_cu = forms.ChoiceField(label="Căn cứ", required=False)
    gia_han = forms.ChoiceField(label="Gia hạn riêng", required=False)

    def __init__(self, data, *, blocks):
        super().__init__(data)
        groups = [(SUBMITTED, "Đã nộp"), (MISSING, "Chưa nộp")]
        self.offer("tt", Standing.choices)
        self.offer("han", [*groups, *Timing.choices])
        self.offer("khoi", block_choices(blocks))
        self.offer("can_cu", Obligation.Cause.choices)
        self.offer("gia_han", [("co", "Được gia hạn riêng")])

    def narrow(self, queryset, now: datetime):
        """Only obligations that match."""
        chosen = self.chosen
        if "tt" in chosen:
            queryset = queryset.filter(stands(chosen["tt"]))
        if "han" in chosen:
            queryset = queryset.filter(timing_in(chosen["han"], now))
        if "khoi" in chosen:
            queryset = queryset.filter(block_in(chosen["khoi"]))
        if "can_cu" in chosen:
            queryset = queryset.filter(cause=chosen["can_cu"])
        if "gia_han" in chosen:
            queryset = queryset.exclude(due_at=F("cycle__due_at"))
        return with_words(queryset, chosen.get("q", ""))


class MissingFilter(FilterForm):
    """The filters of the list of those who have not submitted."""

    q = Line(label="Tìm đơn vị", required=False, max_length=200)
    khoi = forms.ChoiceField(label="Khối thi đua", required=False)
    tt = forms.ChoiceField(label="Đã viết đến đâu", required=False)

    def __init__(self, data, *, blocks):
        super().__init__(data)
        self.offer("khoi", block_choices(blocks))
        unsent = (Standing.NOT_STARTED, Standing.WRITING, Standing.AWAITING)
        self.offer("tt", [(s.value, s.label) for s in unsent])

    def narrow(self, queryset):
        """Only obligations that match."""
        chosen = self.chosen
        if "khoi" in chosen:
            queryset = queryset.filter(block_in(chosen["khoi"]))
        if "tt" in chosen:
            queryset = queryset.filter(stands(chosen["tt"]))
        return with_words(queryset, chosen.get("q", ""))


class TaskFilter(FilterForm):
    """The filters of the matrix of tasks: a state alone asks for units with any task in that state."""

    STATES = {
        "da-tra-loi": TaskAnswer.State.ANSWERED,
        "mot-phan": TaskAnswer.State.PARTLY,
        "chua-tra-loi": TaskAnswer.State.NOT,
    }

    q = Line(label="Tìm đơn vị", required=False, max_length=200)
    khoi = forms.ChoiceField(label="Khối thi đua", required=False)
    nv = forms.ChoiceField(label="Nhiệm vụ", required=False)
    tt = forms.ChoiceField(label="Trả lời", required=False)

    def __init__(self, data, *, blocks, tasks):
        super().__init__(data)
        self.offer("khoi", block_choices(blocks))
        self.offer("nv", [(str(task.number), f"Nhiệm vụ {task.number}") for task in tasks])
        states = [(word, state.label) for word, state in self.STATES.items()]
        self.offer("tt", [*states, (MISSING, "Chưa nộp")])

    @property
    def block(self) -> str | None:
        """The block that was chosen, "" for units without one; None for all."""
        chosen = self.chosen.get("khoi")
        return "" if chosen == NO_BLOCK else chosen

    @property
    def number(self) -> int | None:
        """The number of the task that was chosen."""
        return int(self.chosen["nv"]) if "nv" in self.chosen else None

    def narrow(self, queryset, cycle):
        """Only obligations of the cycle that match."""
        chosen = self.chosen
        if "khoi" in chosen:
            queryset = queryset.filter(block_in(chosen["khoi"]))
        if chosen.get("tt") == MISSING:
            queryset = queryset.filter(report__latest_revision__isnull=True)
        elif "tt" in chosen:
            queryset = queryset.filter(answering(cycle, self.STATES[chosen["tt"]], self.number))
        return with_words(queryset, chosen.get("q", ""))

    def total(self, tally) -> int | None:
        """How many units match, where the counts (of the chosen block) tell; None where only the database can say."""
        if "q" in self.chosen or "tt" in self.chosen:
            return None
        return tally.owing


class QueueFilter(FilterForm):
    """The filters of the reviewers' queue; without `tt` it shows what waits for review."""

    ALL = "tat-ca"

    q = Line(label="Tìm đơn vị", required=False, max_length=200)
    tt = forms.ChoiceField(label="Tình trạng", required=False)
    han = forms.ChoiceField(label="Thời hạn", required=False)
    khoi = forms.ChoiceField(label="Khối thi đua", required=False)
    nguoi = forms.ChoiceField(label="Người thẩm định", required=False)
    lan = forms.ChoiceField(label="Lần nộp", required=False)

    def __init__(self, data, *, blocks, reviewers, user):
        super().__init__(data)
        self._user = user
        others = [(s.value, s.label) for s in (Standing.RETURNED, Standing.ACCEPTED, Standing.AWAITING)]
        self.offer("tt", [*others, (self.ALL, "Mọi báo cáo đã nộp")], every=("", "Chờ thẩm định"))
        self.offer("han", [(t.value, t.label) for t in SUBMITTED_TIMINGS])
        self.offer("khoi", block_choices(blocks))
        people = [(str(r.pk), r.full_name) for r in reviewers if r.pk != user.pk]
        self.offer("nguoi", [(MINE, "Giao cho tôi"), (NOBODY, "Chưa giao"), *people])
        self.offer("lan", [("dau", "Nộp lần đầu"), ("lai", "Nộp lại sau khi bổ sung")])

    @property
    def standing(self) -> str:
        return self.chosen.get("tt") or Standing.SUBMITTED.value

    def narrow(self, queryset, now: datetime):
        """Only reports that match."""
        chosen = self.chosen
        if self.standing != self.ALL:
            queryset = queryset.filter(stands(self.standing, "obligation__"))
        if "han" in chosen:
            queryset = queryset.filter(timing_in(chosen["han"], now, "obligation__"))
        if "khoi" in chosen:
            queryset = queryset.filter(block_in(chosen["khoi"], "obligation__"))
        if "lan" in chosen:
            first = Q(latest_revision__number=1)
            queryset = queryset.filter(first if chosen["lan"] == "dau" else ~first)
        return with_words(queryset.filter(self._reviewer()), chosen.get("q", ""), "obligation__search_key")

    def total(self, groups) -> int | None:
        """How many reports match, added up from the queue's facets; None where only the database can say."""
        chosen = self.chosen
        if "q" in chosen:
            return None
        who = {MINE: self._user.pk, NOBODY: None}.get(chosen.get("nguoi"), chosen.get("nguoi"))
        return sum(
            g.count
            for g in groups
            if self.standing in (self.ALL, g.standing)
            and chosen.get("han", g.timing) == g.timing
            and chosen.get("khoi", g.block or NO_BLOCK) == (g.block or NO_BLOCK)
            and ("nguoi" not in chosen or str(who) == str(g.reviewer))
            and ("lan" not in chosen or (chosen["lan"] == "lai") == g.again)
        )

    def _reviewer(self) -> Q:
        match self.chosen.get("nguoi"):
            case None:
                return Q()
            case "toi":
                return Q(reviewer=self._user)
            case "chua-giao":
                return Q(reviewer__isnull=True)
            case key:
                return Q(reviewer=int(key))
