"""What a clerk settles before a paper leaves the house: its number and day, and perhaps its hour."""

from datetime import UTC, datetime

from django import forms

from portal import clock
from portal.forms.fields import Day, Hour, Line
from portal.worktime import TZ


class NumberForm(forms.Form):
    """Number and day of issue; what is left blank the portal fills in."""

    so = Line(label="Số, ký hiệu", max_length=60, required=False)
    ngay = Day(label="Ngày ban hành", required=False, help_text="Để trống thì ghi ngày ban hành trên cổng.")

    def __init__(self, data, *, expected: str):
        super().__init__(data)
        self.fields["so"].help_text = (
            f"Để trống để cổng cấp số tiếp theo của sổ (dự kiến {expected}); chỉ ghi khi văn bản đã có số trên giấy."
            if expected
            else "Ghi số đã có trên bản giấy; loại văn bản này chưa mở sổ đánh số trên cổng."
        )


class HourForm(forms.Form):
    """When the portal publishes by itself."""

    ngay_hen = Day(label="Ngày")
    gio_hen = Hour(label="Giờ")

    def clean(self):
        typed = super().clean()
        if typed.keys() >= {"ngay_hen", "gio_hen"} and self.at <= clock.now():
            self.add_error("gio_hen", "Giờ này đã qua; hãy hẹn một giờ ở sau thời điểm hiện tại.")
        return typed

    @property
    def at(self) -> datetime:
        """The chosen instant (UTC)."""
        return datetime.combine(self.cleaned_data["ngay_hen"], self.cleaned_data["gio_hen"], TZ).astimezone(UTC)
