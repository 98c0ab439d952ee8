"""What is asked before a closed cycle is opened again."""

from django import forms

from portal.forms.fields import Prose


class ReopeningForm(forms.Form):
    """Why a closed cycle is opened again."""

    reason = Prose(
        label="Lý do mở lại",
        max_length=1000,
        rows=3,
        help_text="Lý do được ghi vào nhật ký của kỳ cùng người mở lại.",
        error_messages={"required": "Cần ghi lý do mở lại kỳ báo cáo."},
    )
