"""Forms of programmes and activities."""

from django import forms

from directives.forms.fields import Count, Day, Line, Prose
from directives.forms.rows import Rows, rows_of
from directives.models import Activity, Programme
from directives.programmes import ActivityContent, PartyLine, ProgrammeContent, planned_span
from portal.text import format_date

FIRST_YEAR, LAST_YEAR = 1990, 2100
LEAST_PARTIES, MAX_PARTIES = 2, 20


class ProgrammeForm(forms.Form):
    """A programme without its parties."""

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

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and last < first:
            self.add_error("year_to", "Năm cuối không được trước năm đầu.")
        return cleaned

    def content(self, parties) -> ProgrammeContent:
        """What was typed, as the rules want it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return ProgrammeContent(**typed, parties=tuple(parties))


class PartyForm(forms.Form):
    """One side of a programme."""

    name = Line(label="Tên bên tham gia", max_length=250)
    signer_title = Line(label="Chức vụ người ký", max_length=100, required=False)
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)


class Parties(Rows):
    """The sides of a programme, in the order of the page; at least two."""

    def lines(self) -> list[PartyLine]:
        """The parties that stay."""
        return [PartyLine(row["name"], row["signer_title"], row["pk"]) for row in self.filled()]

    def clean(self):
        if not any(self.errors) and len(self.filled()) < LEAST_PARTIES:
            raise forms.ValidationError("Chương trình phối hợp phải có ít nhất hai bên.")


PartyRows = rows_of(PartyForm, most=MAX_PARTIES, words="Bên", formset=Parties)


class ActivityForm(forms.Form):
    """One planned activity and what became of it; `parties` are the programme's sides."""

    year = Count(label="Thuộc kế hoạch năm", least=FIRST_YEAR, most=LAST_YEAR)
    kind = forms.ChoiceField(label="Loại hoạt động", choices=Activity.Kind.choices)
    title = Line(label="Tên hoạt động", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    lead_id = forms.TypedChoiceField(label="Bên chủ trì", coerce=int, empty_value=None, required=False)
    planned_words = Line(
        label="Thời gian dự kiến",
        max_length=120,
        help_text="Ghi như trong kế hoạch: quý II/2023; tháng 10 và tháng 11/2023; 15/6/2023.",
    )
    planned_from = Day(label="Dự kiến từ ngày", required=False, help_text="Để trống để cổng tính theo lời ghi ở trên.")
    planned_to = Day(label="Dự kiến đến hết ngày", required=False)
    quantity = Count(label="Số lượng (lớp, cuộc)", least=1, most=9999, initial=1)
    participants_from = Count(label="Số người mỗi lần, từ", most=1_000_000, required=False)
    participants_to = Count(label="Số người mỗi lần, đến", most=1_000_000, required=False)
    topics = Prose(label="Nội dung", max_length=20_000, required=False)
    status = forms.ChoiceField(label="Tình trạng", choices=Activity.Status.choices)
    status_reason = Line(label="Lý do hoãn, hủy", max_length=300, required=False)
    held_on = Day(label="Ngày tổ chức", required=False)
    participants_actual = Count(label="Số người thực tế", most=1_000_000, required=False)
    result = Prose(label="Kết quả", max_length=20_000, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args, parties=(), **options):
        super().__init__(*args, **options)
        self.fields["lead_id"].choices = [("", "Chưa xác định"), *((party.pk, party.name) for party in parties)]

    def clean(self):
        cleaned = super().clean()
        self._settle_span(cleaned)
        few, many = cleaned.get("participants_from"), cleaned.get("participants_to")
        if few is not None and many is not None and many < few:
            self.add_error("participants_to", "Số người nhiều nhất không được nhỏ hơn số người ít nhất.")
        stopped = cleaned.get("status") in (Activity.Status.POSTPONED, Activity.Status.CANCELLED)
        if stopped and "status_reason" in cleaned and not cleaned["status_reason"]:
            self.add_error("status_reason", "Hoạt động hoãn hoặc hủy thì phải ghi lý do.")
        return cleaned

    def _settle_span(self, cleaned) -> None:
        if {"planned_words", "planned_from", "planned_to"} - set(cleaned):
            return
        first, last = cleaned["planned_from"], cleaned["planned_to"]
        if not (first or last):
            span = planned_span(cleaned["planned_words"], cleaned.get("year"))
            if span is None:
                self.add_error("planned_from", "Cổng chưa hiểu thời gian ghi ở trên; hãy ghi ngày đầu và ngày cuối.")
                return
            cleaned["planned_from"], cleaned["planned_to"] = span
        elif not (first and last):
            self.add_error("planned_to" if first else "planned_from", "Hãy ghi cả ngày đầu và ngày cuối.")
        elif last < first:
            self.add_error("planned_to", f"Ngày cuối không được trước ngày đầu ({format_date(first)}).")

    def content(self) -> ActivityContent:
        """What was typed, as the rules want it."""
        return ActivityContent(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})
