"""Days that differ from the ordinary working week, as an administrator enters them."""

from django import forms

from portal.forms.fields import Day, Line
from portal.models import CalendarDay


class CalendarDayForm(forms.Form):
    """One day with its kind and name."""

    day = Day(label="Ngày")
    kind = forms.ChoiceField(label="Loại", choices=CalendarDay.Kind.choices)
    name = Line(label="Tên ngày nghỉ hoặc lý do", max_length=120, help_text="Ví dụ: Quốc khánh; làm bù cho ngày 02/9.")

    def clean_day(self):
        day = self.cleaned_data["day"]
        if CalendarDay.objects.filter(day=day).exists():
            raise forms.ValidationError("Ngày này đã có trong lịch.")
        return day

    def clean(self):
        typed = super().clean()
        day, kind = typed.get("day"), typed.get("kind")
        if day and kind == CalendarDay.Kind.EXTRA_WORKING_DAY and day.weekday() < 5:
            self.add_error("day", "Ngày làm bù phải là thứ Bảy hoặc Chủ nhật.")
        return typed
