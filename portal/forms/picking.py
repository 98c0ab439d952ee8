"""Choosing units out of very many: a search box and the few that match, never a list of all."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.http import urlencode

from portal.models import UnitVersion
from portal.units import FOUND_SHOWN, place_names, search, units_within
from portal.worktime import today

SEARCH_PREFIX = "tim_"
WITHOUT_PREFIX = "tru_"
MOST_CHOSEN = 1000
OUT_OF_REACH = "Có đơn vị đã kết thúc hoạt động hoặc ngoài phạm vi quản lý của đồng chí; xin chọn lại."


def keys_of(values) -> list[int]:
    """Whole numbers among what was sent, each once, in order; the rest is left out."""
    return list(dict.fromkeys(int(v) for v in map(str, values) if v.isascii() and v.isdecimal() and len(v) < 19))


class Patient:
    """Part of a form that can show what was typed without judging it, while units are searched or rows added."""

    def hold_judgement(self) -> None:
        self._errors, self.cleaned_data = ErrorDict(), {}


class UnitPickWidget(forms.Widget):
    """A box to search in, what is chosen, and what was found; without scripts the page's own "Tìm" button serves.

    `user` bounds what is found, `offered` (versions) stands there before any search, `without` is left out.
    """

    template_name = "units/parts/picker.html"
    use_fieldset = True

    def __init__(self, *, multiple: bool = False):
        super().__init__()
        self.multiple = multiple
        self.user, self.offered, self.without, self.typed = None, [], frozenset(), ""

    def value_from_datadict(self, data, files, name):
        self.typed = data.get(SEARCH_PREFIX + name, "")
        return keys_of(data.getlist(name) if hasattr(data, "getlist") else data.get(name, []))

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        return context | {"picker": self.picker(name, value or [])}

    def picker(self, name: str, value) -> dict:
        """What the template shows: chosen first, then what was found or, before any search, what is offered."""
        chosen = list(self.living().filter(unit__in=value).in_order()) if value else []
        found = self.matching() if self.typed.strip() else self.offered
        left_out = self.without | {version.unit_id for version in chosen}
        offered = [version for version in found if version.unit_id not in left_out]
        shown = offered[:FOUND_SHOWN]
        return {
            "name": name,
            "search_name": SEARCH_PREFIX + name,
            "search_url": self.search_url(name),
            "typed": self.typed,
            "type": "checkbox" if self.multiple else "radio",
            "chosen": chosen,
            "offered": shown,
            "more": len(offered) > len(shown),
            "places": place_names(chosen + shown),
        }

    def living(self):
        """The versions among which one may choose."""
        return UnitVersion.objects.current().filter(unit__in=units_within(self.user, "unit.manage"))

    def matching(self) -> list[UnitVersion]:
        """Those of them that match what was typed; a few more than are shown."""
        return search(self.user, self.typed, today(), capability="unit.manage")

    def search_url(self, name: str) -> str:
        """The address that answers with the inside of this picker."""
        query = urlencode({"ten": name, "nhieu": int(self.multiple), WITHOUT_PREFIX + name: sorted(self.without)}, True)
        return f"{reverse('units:pick')}?{query}"


class UnitPick(forms.Field):
    """One living unit (or several, as a list) within the reach of the person who fills the form in."""

    def __init__(self, *, multiple: bool = False, **options):
        super().__init__(widget=UnitPickWidget(multiple=multiple), **options)
        self.multiple = multiple

    def ready(self, user, *, offered=(), without=()) -> None:
        """Tie the field to a person before it is shown or judged."""
        self.widget.user, self.widget.offered, self.widget.without = user, list(offered), frozenset(without)

    def clean(self, value):
        keys = [key for key in value or [] if key not in self.widget.without][: MOST_CHOSEN + 1]
        units = list(units_within(self.widget.user, "unit.manage").filter(pk__in=keys, versions__valid_to=None))
        if len(keys) > MOST_CHOSEN:
            raise ValidationError(f"Chỉ chọn được tối đa {MOST_CHOSEN} đơn vị một lần.")
        if len(units) != len(keys):
            raise ValidationError(OUT_OF_REACH)
        if self.required and not units:
            raise ValidationError("Hãy tìm và chọn đơn vị.")
        if self.multiple:
            return units
        return units[0] if units else None
