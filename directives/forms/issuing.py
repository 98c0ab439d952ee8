"""What a clerk settles before a paper leaves the house: its number and day, and perhaps its hour."""

from datetime import UTC, datetime

from django import forms

from directives.forms.fields import Day, Line
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
    gio_hen = forms.TimeField(
        label="Giờ",
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Hãy ghi giờ theo dạng 08:00."},
    )

    @property
    def at(self) -> datetime:
        """The chosen instant (UTC)."""
        return datetime.combine(self.cleaned_data["ngay_hen"], self.cleaned_data["gio_hen"], TZ).astimezone(UTC)
