"""Founding many units out of a file: the file, and the decision that founds them."""

from django import forms

from portal.forms.acts import ActForm
from portal.forms.fields import Line

KINDS = ("xlsx", "csv")


class ImportForm(forms.Form):
    """The file comes once; afterwards what is stored stands for it (`has_file`), and another may replace it."""

    file = forms.FileField(
        label="Tệp danh sách",
        help_text="XLSX hoặc CSV (UTF-8), không quá 5 MB và 20.000 dòng.",
        error_messages={"required": "Hãy chọn tệp danh sách."},
        allow_empty_file=True,  # An empty one is refused in words by portal.files.
    )
    decision_number = Line(label="Số, ký hiệu quyết định thành lập", max_length=60)
    decision_date = ActForm.base_fields["decision_date"]
    decision_issuer = ActForm.base_fields["decision_issuer"]
    effective_on = ActForm.base_fields["effective_on"]
    note = ActForm.base_fields["note"]

    def __init__(self, *args, has_file: bool = False, **options):
        super().__init__(*args, **options)
        self.fields["file"].required = not has_file
