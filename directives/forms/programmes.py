"""Forms of programmes: the programme itself, its parties and papers, and the plan of a year."""

from django import forms

from directives.forms.rows import Rows, rows_of
from directives.models import Programme
from directives.programmes import DocumentLine, PartyLine, PlanContent, ProgrammeContent
from portal.forms.fields import Count, Day, Line, Prose

FIRST_YEAR, LAST_YEAR = 1990, 2100
LEAST_PARTIES, MAX_PARTIES, MAX_DOCUMENTS = 2, 20, 30


class ProgrammeForm(forms.Form):
    """A programme without its parties and papers."""

    kind = forms.ChoiceField(
        label="Loại chương trình", choices=Programme.Kind.choices, initial=Programme.Kind.COORDINATION
    )
    number = Line(label="Số, ký hiệu", max_length=60, help_text="Ký hiệu chung của các bên, ví dụ 01/BNV-CĐVCVN.")
    title = Line(label="Tên chương trình", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    signed_on = Day(label="Ngày ký", required=False)
    signed_at_place = Line(label="Nơi ký", max_length=120, required=False)
    year_from = Count(label="Từ năm", least=FIRST_YEAR, most=LAST_YEAR)
    year_to = Count(
        label="Đến năm", least=FIRST_YEAR, most=LAST_YEAR, required=False, help_text="Để trống khi không ghi thời hạn."
    )
    status = forms.ChoiceField(label="Tình trạng", choices=Programme.Status.choices, initial=Programme.Status.RUNNING)
    note = Prose(label="Ghi chú", max_length=20_000, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    key = Line(widget=forms.HiddenInput, required=False, max_length=40)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and last < first:
            self.add_error("year_to", "Năm cuối không được trước năm đầu.")
        return cleaned

    def content(self, parties, documents) -> ProgrammeContent:
        """What was typed, as the rules want it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "key")}
        return ProgrammeContent(**typed, parties=tuple(parties), documents=tuple(documents))


class PartyForm(forms.Form):
    """One side of a programme: a union of the portal out of `units` [(key, name)], or a body outside, by its name."""

    unit_id = forms.TypedChoiceField(label="Đơn vị trong cổng", coerce=int, empty_value=None, required=False)
    name = Line(
        label="Tên bên tham gia",
        max_length=250,
        required=False,
        help_text="Bên ngoài tổ chức công đoàn: ghi tên. Đơn vị trong cổng: chỉ ghi khi văn bản gọi tên khác.",
        widget=forms.TextInput(attrs={"list": "don-vi-trong-cong"}),
    )
    signer_title = Line(label="Chức vụ người ký", max_length=100, required=False)
    signer_name = Line(label="Người ký", max_length=100, required=False)
    focal_name = Line(label="Cán bộ đầu mối", max_length=100, required=False)
    focal_contact = Line(label="Liên hệ của đầu mối", max_length=200, required=False)
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, units=(), **options):
        super().__init__(*args, **options)
        self.units = dict(units)
        self.fields["unit_id"].choices = [("", "Ngoài tổ chức công đoàn (ghi tên ở dưới)"), *self.units.items()]

    def clean(self):
        cleaned = super().clean()
        unit, name = cleaned.get("unit_id"), cleaned.get("name")
        if unit and not name:
            cleaned["name"] = self.units[unit]
        elif unit and name in self.units.values() and self.units[unit] != name:
            self.add_error("name", "Đây là tên của đơn vị khác với đơn vị đã chọn.")
        elif not unit and not name and "unit_id" not in self.errors and "name" not in self.errors:
            self.add_error("name", "Hãy chọn đơn vị trong cổng hoặc ghi tên bên tham gia.")
        return cleaned


class Parties(Rows):
    """The sides of a programme, in the order of the page; `least` of them, by its kind."""

    least = LEAST_PARTIES

    def lines(self) -> list[PartyLine]:
        """The parties that stay."""
        return [PartyLine(**row) for row in self.filled()]

    def clean(self):
        if any(self.errors):
            return
        names = [row["name"].casefold() for row in self.filled()]
        if len(names) < self.least:
            raise forms.ValidationError(
                "Chương trình phối hợp phải có ít nhất hai bên."
                if self.least == LEAST_PARTIES
                else "Chương trình phải có ít nhất một bên, thường là chính đơn vị."
            )
        units = [row["unit_id"] for row in self.filled() if row["unit_id"]]
        if len(names) != len(set(names)) or len(units) != len(set(units)):
            raise forms.ValidationError("Mỗi bên chỉ ghi một lần.")


class DocumentForm(forms.Form):
    """A paper behind the programme."""

    type_name = Line(label="Loại văn bản", max_length=60, widget=forms.TextInput(attrs={"list": "loai-van-ban"}))
    number = Line(label="Số, ký hiệu", max_length=60)
    issued_on = Day(label="Ngày", required=False)
    title = Line(label="Trích yếu", max_length=500, required=False)

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not any(letter.isdigit() for letter in number):
            raise forms.ValidationError("Số, ký hiệu phải có chữ số, ví dụ 25-NQ/TW.")
        return number


class Documents(Rows):
    """The papers behind a programme."""

    def lines(self) -> list[DocumentLine]:
        """The papers that stay."""
        return [DocumentLine(**row) for row in self.filled()]


PartyRows = rows_of(PartyForm, most=MAX_PARTIES, words="Bên", formset=Parties)
DocumentRows = rows_of(DocumentForm, most=MAX_DOCUMENTS, words="Văn bản", formset=Documents)


class PlanForm(forms.Form):
    """The plan of one year."""

    number = Line(
        label="Số, ký hiệu kế hoạch", max_length=60, required=False, help_text="Để trống nếu kế hoạch không đánh số."
    )
    issued_on = Day(label="Ngày ban hành hoặc ký kế hoạch", required=False)
    words = Prose(label="Nội dung chính", max_length=20_000, required=False, rows=6)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def content(self) -> PlanContent:
        """What was typed, as the rules want it."""
        return PlanContent(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})
