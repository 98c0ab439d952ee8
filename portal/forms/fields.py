"""Fields that clean what comes in, for the forms of every app: lines, prose, days, hours, counts, files."""

from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from portal.text import clean_line, clean_text, format_date, parse_clock, parse_date, parse_number

EARLIEST_YEAR = 1930
LATEST_YEAR = 2100


class Line(forms.CharField):
    """One line of text, cleaned."""

    def to_python(self, value):
        return clean_line(value) if isinstance(value, str) else super().to_python(value)


class Prose(forms.CharField):
    """Text of several paragraphs, cleaned; at most `max_length` characters."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 4, **options):
        super().__init__(**options)
        self.widget.attrs["rows"] = rows

    def to_python(self, value):
        return clean_text(value).strip() if isinstance(value, str) else super().to_python(value)


class Address(forms.EmailField):
    """An e-mail address, cleaned and in small letters, as accounts keep it."""

    def to_python(self, value):
        return clean_line(value).lower() if isinstance(value, str) else super().to_python(value)


class Day(forms.Field):
    """A date typed day first, shown as dd/mm/yyyy; None when left blank."""

    widget = forms.TextInput

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.attrs |= {"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value):
        if not isinstance(value, str) or not value.strip():
            return None
        day = parse_date(value)
        if day is None or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValidationError("Hãy ghi ngày có thật theo dạng ngày/tháng/năm, ví dụ 05/07/2026.")
        return day

    def prepare_value(self, value):
        return format_date(value) if hasattr(value, "year") else value

    def has_changed(self, initial, data):
        return (data or "").strip() != (self.prepare_value(initial) or "")


class Hour(forms.Field):
    """A time of day, typed: what browsers offer for it counts to twelve wherever they don't speak Vietnamese."""

    widget = forms.TextInput

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.attrs |= {"placeholder": "giờ:phút", "inputmode": "text", "autocomplete": "off"}

    def to_python(self, value):
        if not value or not value.strip():
            return None
        at = parse_clock(value)
        if at is None:
            raise ValidationError("Hãy ghi giờ và phút, từ 00:00 đến 23:59, ví dụ 08:00 hoặc 16:30.")
        return at

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, time) else value


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Uploads of one box, as a list; what is in them is judged by portal.files."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        found = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFiles, self).clean(one, initial) for one in found if one]


class Count(forms.Field):
    """A whole number as people type it (1234 or 1.234), between `least` and `most`."""

    widget = forms.TextInput

    def __init__(self, *, least: int = 0, most: int, **options):
        super().__init__(**options)
        self.least, self.most = least, most
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value):
        parsed = parse_number(value or "", decimals=0)
        if parsed.error:
            raise ValidationError(parsed.error)
        if parsed.choices:
            raise ValidationError("Hãy ghi số nguyên không có dấu phẩy, ví dụ 1234 hoặc 1.234.")
        if parsed.value is None:
            return None
        if not self.least <= parsed.value <= self.most:
            raise ValidationError(f"Hãy ghi số từ {self.least} đến {self.most}.")
        return int(parsed.value)
