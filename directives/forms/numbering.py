"""The form in which a clerk says how the papers of a unit are numbered."""

from django import forms

from directives.forms.types import ABBREVIATIONS
from directives.models import NumberPolicy, NumberSeries
from directives.publishing import PolicyContent
from directives.publishing.numbering import LARGEST, written
from directives.reading.type_words import ISSUED
from portal.forms.fields import Count, Line

PLAIN = "{serial:02}/"
COMMON = ""


class NumberingForm(forms.Form):
    """One run or one per type, the symbol of each type, and what was given on paper before the portal began."""

    scope = forms.ChoiceField(label="Cách mở sổ", choices=NumberPolicy.Scope.choices, widget=forms.RadioSelect)

    def __init__(self, data=None, *, policy: NumberPolicy | None, code: str, series: dict[str, NumberSeries]):
        scope = policy.scope if policy else NumberPolicy.Scope.BY_TYPE
        super().__init__(data, initial={"scope": scope})
        self.series = series
        patterns = policy.patterns if policy else _suggested(code)
        self.fields["dung_chung"] = _used(series.get(COMMON), "Sổ chung: số đã dùng trên giấy đến")
        for place, word in enumerate(ISSUED):
            symbol = patterns.get(word, "").removeprefix(PLAIN)
            self.fields[f"ky_hieu_{place}"] = Line(
                label=f"Ký hiệu của {word}", max_length=60, required=False, initial=symbol
            )
            self.fields[f"dung_{place}"] = _used(series.get(word), f"{word}: số đã dùng trên giấy đến")

    @property
    def rows(self) -> list[dict]:
        """The types with their two boxes, an example and how far the portal has counted."""
        found = []
        for place, word in enumerate(ISSUED):
            symbol = self[f"ky_hieu_{place}"]
            series = self.series.get(word)
            pattern = _pattern(symbol.value() or "")
            found.append(
                {
                    "word": word,
                    "symbol": symbol,
                    "used": self[f"dung_{place}"],
                    "series": series,
                    "example": _example(pattern, (series.last if series else 0) + 1),
                }
            )
        return found

    def content(self, year: int, *, begins: bool) -> PolicyContent:
        """What was typed, for a year; `begins` where numbers given on paper may still be told."""
        typed = self.cleaned_data
        patterns = {
            word: _pattern(typed[f"ky_hieu_{place}"]) for place, word in enumerate(ISSUED) if typed[f"ky_hieu_{place}"]
        }
        used = {}
        if begins and typed["scope"] == NumberPolicy.Scope.COMMON:
            used = {COMMON: typed["dung_chung"]}
        elif begins:
            used = {word: typed[f"dung_{ISSUED.index(word)}"] for word in patterns}
        told = {name: last for name, last in used.items() if last is not None}
        return PolicyContent(year, typed["scope"], patterns, told)


def _used(series: NumberSeries | None, label: str) -> Count:
    initial = series.taken_over if series else 0
    return Count(label=label, least=0, most=LARGEST, required=False, initial=initial)


def _pattern(symbol: str) -> str:
    return symbol if not symbol or "{" in symbol else f"{PLAIN}{symbol}"


def _example(pattern: str, serial: int) -> str:
    try:
        return written(pattern, serial) if pattern else ""
    except (KeyError, IndexError, ValueError):
        return ""


def _suggested(code: str) -> dict[str, str]:
    """The State's table of abbreviations with the unit's code; a công văn carries the code alone (domain.md 2.3)."""
    if not code:
        return {}
    return {word: f"{PLAIN}{sign}-{code}" if sign else f"{PLAIN}{code}" for word, sign in ABBREVIATIONS.items()}
