"""The form in which a draft is sent back to its writer."""

from django import forms

from portal.forms.fields import Prose


class ReturnForm(forms.Form):
    """What the writer should change."""

    words = Prose(
        label="Ý kiến cho người soạn",
        max_length=4000,
        rows=4,
        help_text="Người soạn thấy ý kiến này trên trang dự thảo và trong thư báo.",
        error_messages={"required": "Hãy ghi ý kiến để người soạn biết cần sửa gì."},
    )
