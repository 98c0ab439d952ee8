"""The upload of a form's source text."""

from django import forms

MOST_BYTES = 1_000_000


class FormFile(forms.Form):
    """A YAML file of at most 1 MB in UTF-8; `source` is its text."""

    file = forms.FileField(
        label="Tệp mẫu báo cáo (YAML)",
        help_text="Tối đa 1 MB, bảng mã UTF-8. Mỗi phiên bản đã nạp không thay đổi; sửa mẫu là nạp phiên bản mới.",
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )
    source = ""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Tệp lớn hơn 1 MB. Tệp mẫu chỉ gồm chữ nên thường dưới 100 KB.")
        try:
            self.source = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("Tệp không phải văn bản UTF-8. Hãy lưu lại với bảng mã UTF-8.") from None
        return file
