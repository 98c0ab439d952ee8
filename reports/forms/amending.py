"""What is asked before one obligation is changed: more time, or another cause."""

from datetime import UTC, datetime, time

from django import forms

from portal.forms.fields import Day, Hour, Prose
from portal.worktime import TZ, due_instant
from reports.models import Obligation
from reports.obligations import allowed_amendments

LONGEST_REASON = 300


def instant(day, at: time | None) -> datetime:
    """The first late instant (UTC): the given time in Việt Nam, or the midnight that ends the day."""
    return due_instant(day) if at is None else datetime.combine(day, at, TZ).astimezone(UTC)


class ExtensionForm(forms.Form):
    """More time for one unit. `new_due_at` is the first instant that will be late."""

    day = Day(label="Gia hạn đến ngày")
    at = Hour(label="Đến giờ", required=False, help_text="Bỏ trống là đến hết ngày.")
    reason = Prose(label="Lý do", max_length=1000, rows=3, help_text="Lý do được lưu cùng người quyết định.")

    @property
    def new_due_at(self) -> datetime:
        return instant(self.cleaned_data["day"], self.cleaned_data["at"])


class AmendmentForm(forms.Form):
    """Another cause for one unit's place on the frozen list."""

    cause = forms.ChoiceField(label="Căn cứ mới")
    reason = Prose(label="Lý do", max_length=LONGEST_REASON, rows=3, help_text="Đơn vị và cấp trên đọc được lý do này.")

    def __init__(self, data, *, obligation: Obligation):
        super().__init__(data)
        choices = [(c.value, c.label) for c in allowed_amendments(obligation)]
        self.fields["cause"].choices = [("", "Chọn…"), *choices]
