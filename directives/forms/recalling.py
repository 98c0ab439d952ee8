"""The form in which a directive is recalled."""

from django import forms

from directives.forms.fields import Prose


class RecallForm(forms.Form):
    """The reason, as its readers will see it."""

    reason = Prose(
        label="Lý do thu hồi",
        max_length=2000,
        min_length=10,
        rows=4,
        help_text="Lý do này được gửi tới mọi đơn vị đã nhận và ghi trên trang văn bản.",
    )
