"""The form of a draft and of its rows: header and text, tasks, citations, recipients."""

from django import forms

from directives.forms.picking import AffiliatePick, Affiliates
from directives.forms.rows import rows_of
from directives.models import Citation, Directive
from directives.reading.type_words import ISSUED, is_law
from portal.forms.fields import Day, Line, Prose, SeveralFiles
from portal.text import format_number

MAX_TASKS = 60
MAX_CITATIONS = 100
MAX_FILES = 10
TO_ALL, TO_CHOSEN = "tat_ca", "chon"


class DraftForm(forms.Form):
    """Everything of a draft but its rows; `affiliates` are the unions among which its recipients are chosen."""

    type_name = forms.ChoiceField(label="Loại văn bản", choices=[(word, word) for word in ISSUED])
    number = Line(
        label="Số, ký hiệu",
        max_length=60,
        required=False,
        help_text="Để trống để cổng cấp số khi ban hành; chỉ ghi khi văn bản đã có số trên giấy, ví dụ 412/CĐVC-TG.",
    )
    issued_on = Day(
        label="Ngày ban hành", required=False, help_text="Để trống khi chưa ký; cổng ghi ngày ban hành trên cổng."
    )
    title = Line(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Một câu nói văn bản về việc gì. Với công văn, cổng tự thêm “V/v”.",
    )
    urgency = forms.ChoiceField(label="Độ khẩn", choices=Directive.Urgency.choices, required=False)
    summary = Prose(
        label="Nội dung chính",
        max_length=200_000,
        required=False,
        rows=8,
        help_text="Phần mở đầu và phần chung; các nhiệm vụ được đánh số thì ghi ở mục dưới.",
    )
    deadline_words = Line(
        label="Thời hạn ghi trong văn bản",
        max_length=200,
        required=False,
        help_text="Đúng như lời văn, ví dụ: hằng năm, trước ngày 20 tháng 11.",
    )
    department = Line(
        label="Ban đầu mối", max_length=120, required=False, help_text="Nơi nhận báo cáo, ví dụ Ban Tuyên giáo."
    )
    signer_title = Line(label="Chức vụ người ký", max_length=100, required=False)
    signer_name = Line(label="Người ký", max_length=50, required=False)
    files = SeveralFiles(
        label="Thêm tệp văn bản", required=False, help_text="PDF hoặc DOCX; chọn được nhiều tệp một lần."
    )
    to = forms.ChoiceField(
        label="Gửi tới",
        choices=[(TO_ALL, "Tất cả công đoàn trực thuộc"), (TO_CHOSEN, "Chỉ những đơn vị chọn dưới đây")],
        widget=forms.RadioSelect,
        initial=TO_ALL,
    )
    units = forms.TypedMultipleChoiceField(
        label="Đơn vị được chọn", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    blocks = forms.MultipleChoiceField(
        label="Cả khối", required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    key = Line(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args, affiliates: Affiliates, **options):
        super().__init__(*args, **options)
        if affiliates.are_many:
            self.fields["units"] = AffiliatePick(affiliates.unit_id, label="Đơn vị được chọn", required=False)
            self.fields["blocks"].choices = [
                (block, f"{block} ({format_number(count)} đơn vị)") for block, count in affiliates.blocks()
            ]
        else:
            self.fields["units"].choices = [(unit.unit_id, unit.name) for unit in affiliates.first]
            del self.fields["blocks"]
        self.fields["files"].widget.attrs["accept"] = ".pdf,.docx"

    def clean(self):
        cleaned = super().clean()
        nobody = "units" in cleaned and not cleaned["units"] and not cleaned.get("blocks")
        if cleaned.get("to") == TO_CHOSEN and nobody and "blocks" not in self.errors:
            self.add_error("units", "Hãy chọn ít nhất một đơn vị nhận.")
        return cleaned


class TaskForm(forms.Form):
    """One numbered order."""

    text = Prose(label="Nội dung nhiệm vụ", max_length=5000, rows=3)
    who = Line(
        label="Giao cho",
        max_length=200,
        required=False,
        help_text="Đơn vị hoặc ban được giao; để trống là mọi nơi nhận của văn bản.",
    )
    due_words = Line(
        label="Thời hạn", max_length=200, required=False, help_text="Đúng như lời văn, ví dụ: trước ngày 30 tháng 6."
    )
    due_on = Day(
        label="Ngày cuối cùng",
        required=False,
        help_text="Để trống thì cổng tính từ lời văn; chỉ ghi khi lời văn không nêu ngày.",
    )


class CitationForm(forms.Form):
    """One document that the draft names."""

    relation = forms.ChoiceField(
        label="Quan hệ", choices=Citation.Relation.choices, initial=Citation.Relation.IMPLEMENTS
    )
    type_name = Line(label="Loại văn bản", max_length=60, widget=forms.TextInput(attrs={"list": "loai-vien-dan"}))
    number = Line(label="Số, ký hiệu", max_length=60, required=False)
    issued_on = Day(label="Ngày", required=False)
    issuer_name = Line(label="Cơ quan ban hành", max_length=250, required=False)
    title = Line(label="Trích yếu", max_length=500, required=False)

    def clean(self):
        """Laws are cited by their name alone (NĐ 30/2020, Phụ lục I, II.6.b); every other paper by its number."""
        cleaned = super().clean()
        number = cleaned.get("number", "")
        if not number and not (is_law(cleaned.get("type_name", "")) and cleaned.get("title")):
            self.add_error("number", "Chưa nhập mục này.")
        elif number and not any(letter.isdigit() for letter in number):
            self.add_error("number", "Số, ký hiệu phải có chữ số, ví dụ 25-NQ/TW.")
        return cleaned


TaskRows = rows_of(TaskForm, most=MAX_TASKS, words="Nhiệm vụ")
CitationRows = rows_of(CitationForm, most=MAX_CITATIONS, words="Văn bản viện dẫn")
