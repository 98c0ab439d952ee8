"""What lists are narrowed by; the choices made stay in the address of the page."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.db.models import Q

from directives.models import Directive, Programme, Recipient
from directives.models.state import OUT
from portal.forms.fields import Day, Line
from portal.text import fold, format_date
from portal.worktime import today

MOST_WORDS = 10
MINE, SOME = "don-vi-toi", "con-thieu"
IN_FORCE, ENDED = "con", "het"


def with_words(queryset, typed: str):
    """Rows whose search key holds every word that was typed, with or without accents."""
    for word in fold(typed).split()[:MOST_WORDS]:
        queryset = queryset.filter(search_key__contains=word)
    return queryset


class DirectiveFilter(forms.Form):
    """The filters of the list of directives; `facets` holds the (issuer, name, type, year) that the person may see."""

    q = Line(label="Tìm văn bản", required=False, max_length=200)
    loai = forms.ChoiceField(label="Loại văn bản", required=False)
    co_quan = forms.ChoiceField(label="Cơ quan ban hành", required=False)
    nam = forms.ChoiceField(label="Năm", required=False)
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False)
    xac_nhan = forms.ChoiceField(label="Xác nhận đã nhận", required=False)
    hieu_luc = forms.ChoiceField(
        label="Hiệu lực", required=False, choices=[("", "Tất cả"), (IN_FORCE, "Còn hiệu lực"), (ENDED, "Hết hiệu lực")]
    )
    vao_ngay = Day(label="Tính vào ngày", required=False)

    def __init__(self, data, *, facets, follows: bool, inside: bool):
        super().__init__(data)
        states = [(state.value, state.label) for state in Directive.State if inside or state in OUT]
        issuers = {str(key): name for key, name, _, _ in facets}
        receipts = [(MINE, "Đơn vị tôi chưa xác nhận")] + [(SOME, "Còn đơn vị chưa xác nhận")] * follows
        self._offer("loai", [(word, word) for word in sorted({word for _, _, word, _ in facets})])
        self._offer("co_quan", sorted(issuers.items(), key=lambda item: fold(item[1])))
        self._offer("nam", [(str(y), str(y)) for y in sorted({y for *_, y in facets if y}, reverse=True)])
        self._offer("trang_thai", states)
        self._offer("xac_nhan", receipts)

    def _offer(self, name: str, choices) -> None:
        """Offer a filter, unless there is nothing to choose."""
        if len(choices) < 2 and name != "xac_nhan":
            del self.fields[name]
        else:
            self.fields[name].choices = [("", "Tất cả"), *choices]

    def narrow(self, queryset, user):
        """Only rows that match; a filter that makes no sense is left out."""
        self.full_clean()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        queryset = with_words(queryset, chosen.get("q", ""))
        for name, column in (
            ("loai", "type_name"),
            ("co_quan", "issuer"),
            ("nam", "issued_on__year"),
            ("trang_thai", "state"),
        ):
            if name in chosen:
                queryset = queryset.filter(**{column: chosen[name]})
        if "trang_thai" not in chosen:
            queryset = queryset.exclude(state=Directive.State.PUT_AWAY)
        queryset = self._as_of(queryset, chosen)
        return queryset.filter(_lacking(chosen.get("xac_nhan"), user))

    def _as_of(self, queryset, chosen: dict):
        """In force, or no longer, on the chosen day (today unless one is given; a day alone asks what was in force)."""
        day, choice = chosen.get("vao_ngay"), chosen.get("hieu_luc")
        if not (day or choice):
            return queryset
        day = day or today()
        return queryset.ended_on(day) if choice == ENDED else queryset.in_force_on(day)

    @property
    def chips(self) -> list[dict]:
        """The filters that are on, in words, each with the address of the list without it: [{label, word, without}]."""
        on = {name: _shown(value) for name, value in self.cleaned_data.items() if value}
        found = []
        for name, value in on.items():
            word = dict(getattr(self.fields[name], "choices", ())).get(value, value)
            rest = {other: typed for other, typed in on.items() if other != name}
            found.append({"label": self.fields[name].label, "word": word, "without": f"?{urlencode(rest)}"})
        return found


def _shown(value):
    return format_date(value) if isinstance(value, date) else value


def _lacking(choice: str | None, user) -> Q:
    """Condition: in force, and my unit (MINE) or a unit that I follow (SOME) has not acknowledged."""
    if not choice:
        return Q()
    waiting = Recipient.objects.filter(acknowledged_at__isnull=True)
    if choice == MINE:
        waiting = waiting.answered_for_by(user)
    else:
        waiting = waiting.filter(directive__in=Directive.objects.followed_by(user))
    return Q(state=Directive.State.PUBLISHED, pk__in=waiting.values("directive"))


class ProgrammeFilter(forms.Form):
    """The filters of the list of programmes."""

    q = Line(label="Tìm chương trình", required=False, max_length=200)
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Tất cả"), *Programme.Status.choices]
    )

    def narrow(self, queryset):
        """Only rows that match."""
        self.full_clean()
        queryset = with_words(queryset, self.cleaned_data.get("q", ""))
        status = self.cleaned_data.get("tinh_trang")
        return queryset.filter(status=status) if status else queryset
