"""The form of what a clerk notes in the register of issued documents."""

from django import forms

from directives.register import Note
from portal.forms.fields import Count, Line


class NoteForm(forms.Form):
    """The columns of the register that are no content of the paper."""

    kept_by = Line(
        label="Đơn vị nhận bản lưu",
        max_length=200,
        required=False,
        help_text="Để trống thì sổ ghi “Văn thư”. Ví dụ: Văn thư; Ban Tuyên giáo.",
    )
    copies = Count(
        label="Số lượng bản",
        most=1_000_000,
        required=False,
        help_text="Để trống thì sổ ghi số đơn vị đã gửi trên cổng; ghi số khác khi có bản giấy.",
    )
    signed_for = Line(
        label="Ký nhận",
        max_length=200,
        required=False,
        help_text="Ai ký nhận bản giấy; số đơn vị xác nhận trên cổng luôn được ghi trước.",
    )
    note = Line(label="Ghi chú", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def content(self) -> Note:
        """What was typed, as the rules want it."""
        return Note(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})
