"""Choosing recipients out of the affiliated unions: ticked while they are few, else whole blocks and a search."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.urls import reverse

from portal.blocks import block_key
from portal.forms.picking import MOST_CHOSEN, UnitPickWidget, keys_of
from portal.models import UnitVersion
from portal.text import fold
from portal.units import FOUND_SHOWN, WORDS_COUNTED
from portal.worktime import today

MOST_TICKED = 300


class Affiliates:
    """The unions directly below a unit today, as far as a form needs them: all while they are few, else by block."""

    def __init__(self, unit_id: int):
        self.unit_id = unit_id
        self.rows = UnitVersion.objects.as_of(today()).filter(parent=unit_id)
        self.first = list(self.rows.in_order()[: MOST_TICKED + 1])

    @property
    def are_many(self) -> bool:
        return len(self.first) > MOST_TICKED

    def blocks(self) -> list[tuple[str, int]]:
        """[(block, its unions)] in the order of lists."""
        counted = self.rows.exclude(block="").order_by().values_list("block").annotate(count=Count("pk"))
        return sorted(counted, key=lambda row: block_key(row[0]))


class AffiliatePickWidget(UnitPickWidget):
    """A search among the unions directly below one unit."""

    def __init__(self, unit_id: int):
        super().__init__(multiple=True)
        self.unit_id = unit_id

    def living(self):
        return UnitVersion.objects.as_of(today()).filter(parent=self.unit_id)

    def matching(self) -> list[UnitVersion]:
        rows = self.living()
        for word in fold(self.typed).split()[:WORDS_COUNTED]:
            rows = rows.filter(search_key__contains=word)
        return list(rows.order_by("sort_key", "pk")[: FOUND_SHOWN + 1])

    def search_url(self, name: str) -> str:
        return f"{reverse('directives:pick')}?don_vi={self.unit_id}"


class AffiliatePick(forms.Field):
    """Some unions directly below a unit, as keys."""

    def __init__(self, unit_id: int, **options):
        super().__init__(widget=AffiliatePickWidget(unit_id), **options)

    def clean(self, value) -> list[int]:
        keys = keys_of(value or [])
        if len(keys) > MOST_CHOSEN:
            raise ValidationError(f"Chỉ chọn riêng được tối đa {MOST_CHOSEN} đơn vị; hãy chọn cả khối.")
        if self.widget.living().filter(unit__in=keys).count() != len(keys):
            raise ValidationError("Có đơn vị không còn là công đoàn trực thuộc; xin chọn lại.")
        return keys
