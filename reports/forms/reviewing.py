"""What a reviewer fills in: a point, the unit's new deadline, a reason."""

from datetime import datetime, time

from django import forms

from portal import clock
from portal.forms.fields import Day, Hour, Prose
from portal.models import CalendarDay
from portal.worktime import add_working_days, today
from reports.form_schema import FormDefinition
from reports.forms.amending import instant

WORKING_DAYS = 5
END_OF_WORK = time(17)


class PointForm(forms.Form):
    """One thing to ask back, about a section or one of its indicators."""

    section = forms.CharField(max_length=20)
    indicator = forms.CharField(max_length=20, required=False)
    text = Prose(label="Ý kiến", max_length=5000, rows=3)

    def __init__(self, data, *, definition: FormDefinition):
        super().__init__(data)
        self._definition = definition

    def clean_section(self):
        code = self.cleaned_data["section"]
        if code not in {section.code for section in self._definition.writable_sections}:
            raise forms.ValidationError("Không có mục này trong mẫu báo cáo.")
        return code

    def clean(self):
        section, indicator = self.cleaned_data.get("section"), self.cleaned_data.get("indicator")
        if section and indicator and indicator not in self._definition.section(section).indicators:
            raise forms.ValidationError("Chỉ tiêu không thuộc mục này.")
        return self.cleaned_data


class ReturnForm(forms.Form):
    """By when the unit should send the report again."""

    day = Day(label="Hạn bổ sung")
    at = Hour(label="Đến giờ", required=False, help_text="Bỏ trống là đến hết ngày.")

    def clean(self):
        if not self.errors and self.due_at <= clock.now():
            self.add_error("day", "Hạn bổ sung phải ở sau thời điểm hiện tại.")
        return self.cleaned_data

    @property
    def due_at(self) -> datetime:
        return instant(self.cleaned_data["day"], self.cleaned_data["at"])


def proposed_return() -> dict:
    """The deadline that a return proposes: five working days from today, at the end of office hours."""
    start = today()
    return {"day": add_working_days(start, WORKING_DAYS, CalendarDay.exceptions(start.year)), "at": END_OF_WORK}


class ReasonForm(forms.Form):
    """Why an accepted report is opened again."""

    reason = Prose(label="Lý do mở lại", max_length=1000, rows=3)
