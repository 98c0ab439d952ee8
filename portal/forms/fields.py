"""Fields that clean what comes in, for the forms of every app: one line, running text, a day."""

from django import forms
from django.core.exceptions import ValidationError

from portal.text import clean_line, clean_text, format_date, parse_date

EARLIEST_YEAR = 1930
LATEST_YEAR = 2100


class Line(forms.CharField):
    """One line of text, cleaned."""

    def to_python(self, value):
        return clean_line(value) if isinstance(value, str) else super().to_python(value)


class Prose(forms.CharField):
    """Text of several paragraphs, cleaned; at most `max_length` characters."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 3, **options):
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
