"""Forms of activities: what is planned, rounds and prizes of contests, how it stands, and each time it was held."""

from django import forms

from directives.forms.programmes import FIRST_YEAR, LAST_YEAR
from directives.forms.rows import Rows, rows_of
from directives.models import Activity, Prize
from directives.programmes import (
    ActivityContent,
    OccurrenceContent,
    PrizeLine,
    RoundLine,
    Span,
    planned_span,
    span_of,
)
from portal.forms.fields import Count, Day, Line, Prose, SeveralFiles
from portal.text import format_date

MAX_PEOPLE = 1_000_000
MAX_TOPICS, LONGEST_TOPIC = 40, 500
MAX_FILES = 10
FILE_KINDS = ("jpg", "jpeg", "png", "pdf", "docx", "xlsx")


def span_initial(words: str, first, last, year: int | None, names: tuple[str, str]) -> dict:
    """The days of a stored span for the boxes of a form; none where the words say them, so that words alone count."""
    said = planned_span(words, year)
    return {} if said and (said.first, said.last) == (first, last) else dict(zip(names, (first, last), strict=True))


class SpanFields:
    """What forms with a time in words share: the words give the days, or the days are given."""

    def settle_span(self, cleaned: dict, words: str, first: str, last: str, year: int | None) -> Span | None:
        """The span of three fields, with errors at their places; None where there is an error."""
        if {words, first, last} - set(cleaned):
            return None
        start, end = cleaned[first], cleaned[last]
        if not (start or end):
            span = planned_span(cleaned[words], year)
            if span is None:
                self.add_error(first, "Cổng chưa hiểu thời gian ghi ở trên; hãy ghi ngày đầu và ngày cuối.")
            return span
        if not (start and end):
            self.add_error(last if start else first, "Hãy ghi cả ngày đầu và ngày cuối.")
            return None
        if end < start:
            self.add_error(last, f"Ngày cuối không được trước ngày đầu ({format_date(start)}).")
            return None
        said = planned_span(cleaned[words], year)
        if said and not said.first <= start <= end <= said.last:
            days = f"{format_date(said.first)} đến {format_date(said.last)}"
            self.add_error(first, f"Ngày không khớp với lời ghi “{cleaned[words]}” (từ {days}); hãy sửa một trong hai.")
            return None
        return said if said and (said.first, said.last) == (start, end) else span_of(start, end)


class ActivityForm(SpanFields, forms.Form):
    """One planned activity; `parties` are the programme's sides."""

    year = Count(label="Thuộc kế hoạch năm", least=FIRST_YEAR, most=LAST_YEAR)
    kind = forms.ChoiceField(label="Loại hoạt động", choices=Activity.Kind.choices)
    title = Line(label="Tên hoạt động", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    lead_id = forms.TypedChoiceField(label="Bên chủ trì", coerce=int, empty_value=None, required=False)
    co_lead_ids = forms.TypedMultipleChoiceField(
        label="Đồng chủ trì, phối hợp", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    planned_words = Line(
        label="Thời gian dự kiến",
        max_length=120,
        help_text="Ghi như trong kế hoạch: quý II/2023; tháng 6/2023; tháng 10 và tháng 11/2023; 15/6/2023.",
    )
    planned_from = Day(label="Dự kiến từ ngày", required=False, help_text="Để trống để cổng tính theo lời ghi ở trên.")
    planned_to = Day(label="Dự kiến đến hết ngày", required=False)
    quantity = Count(label="Số lượng (lớp, cuộc)", least=1, most=9999, initial=1)
    participants_from = Count(label="Số người mỗi lần, từ", most=MAX_PEOPLE, required=False)
    participants_to = Count(label="Số người mỗi lần, đến", most=MAX_PEOPLE, required=False)
    topics = Prose(label="Nội dung", max_length=20_000, required=False, help_text="Mỗi nội dung một dòng.")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    key = Line(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args, parties=(), **options):
        super().__init__(*args, **options)
        sides = [(party.pk, party.name) for party in parties]
        self.fields["lead_id"].choices = [("", "Chưa xác định"), *sides]
        self.fields["co_lead_ids"].choices = sides

    def clean_topics(self):
        topics = [line.strip(" -•\t") for line in self.cleaned_data["topics"].splitlines()]
        topics = [line for line in topics if line]
        if len(topics) > MAX_TOPICS:
            raise forms.ValidationError(f"Chỉ ghi tối đa {MAX_TOPICS} nội dung, mỗi nội dung một dòng.")
        if any(len(line) > LONGEST_TOPIC for line in topics):
            raise forms.ValidationError(f"Mỗi dòng dài tối đa {LONGEST_TOPIC} ký tự; hãy tách thành nhiều dòng.")
        return tuple(topics)

    def clean(self):
        cleaned = super().clean()
        span = self.settle_span(cleaned, "planned_words", "planned_from", "planned_to", cleaned.get("year"))
        if span:
            cleaned["planned_from"], cleaned["planned_to"], cleaned["planned_precision"] = span
        few, many = cleaned.get("participants_from"), cleaned.get("participants_to")
        if few is not None and many is not None and many < few:
            self.add_error("participants_to", "Số người nhiều nhất không được nhỏ hơn số người ít nhất.")
        if cleaned.get("lead_id") and cleaned["lead_id"] in cleaned.get("co_lead_ids", ()):
            self.add_error("co_lead_ids", "Bên chủ trì không ghi lại ở phần đồng chủ trì.")
        return cleaned

    def content(self, rounds, prizes) -> ActivityContent:
        """What was typed, as the rules want it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "key")}
        typed["co_lead_ids"] = tuple(typed["co_lead_ids"])
        return ActivityContent(**typed, rounds=tuple(rounds), prizes=tuple(prizes))


class RoundForm(forms.Form):
    """One round of a contest."""

    name = Line(label="Tên vòng", max_length=120, widget=forms.TextInput(attrs={"placeholder": "Vòng sơ khảo"}))
    form = Line(
        label="Hình thức", max_length=200, required=False, widget=forms.TextInput(attrs={"list": "hinh-thuc-vong-thi"})
    )
    held_words = Line(label="Thời gian", max_length=120, required=False)
    note = Line(label="Ghi chú", max_length=500, required=False)


class PrizeForm(forms.Form):
    """Prizes of one kind."""

    kind = forms.ChoiceField(label="Giải", choices=Prize.Kind.choices)
    quantity = Count(label="Số giải", least=1, most=9999)
    winners = Line(label="Đơn vị, đội đoạt giải", max_length=1000, required=False)


class RoundLines(Rows):
    """The rounds of a contest, in the order of the page."""

    def lines(self) -> list[RoundLine]:
        """The rounds that stay."""
        return [RoundLine(**row) for row in self.filled()]


class PrizeLines(Rows):
    """The prizes of a contest, in the order of the page."""

    def lines(self) -> list[PrizeLine]:
        """The prizes that stay."""
        return [PrizeLine(**row) for row in self.filled()]


RoundRows = rows_of(RoundForm, most=20, words="Vòng thi", formset=RoundLines)
PrizeRows = rows_of(PrizeForm, most=30, words="Giải thưởng", formset=PrizeLines)


class StatusForm(forms.Form):
    """How an activity stands, with the reason where it was put off or called off."""

    status = forms.ChoiceField(label="Tình trạng", choices=Activity.Status.choices, widget=forms.RadioSelect)
    reason = Line(
        label="Lý do hoãn, hủy",
        max_length=300,
        required=False,
        help_text="Bắt buộc khi hoãn hoặc hủy; các bên đọc được lý do này.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") in Activity.STOPPED and "reason" in cleaned and not cleaned["reason"]:
            self.add_error("reason", "Hoạt động hoãn hoặc hủy thì phải ghi lý do.")
        return cleaned


class OccurrenceForm(SpanFields, forms.Form):
    """One time that an activity was held; `year` serves words that name none."""

    held_words = Line(
        label="Thời gian tổ chức",
        max_length=120,
        help_text="Ghi đúng ngày: 15/6/2023. Chỉ biết tháng hoặc năm thì ghi: tháng 6/2023; trong năm 2022.",
    )
    held_from = Day(label="Từ ngày", required=False, help_text="Để trống để cổng tính theo lời ghi ở trên.")
    held_to = Day(label="Đến hết ngày", required=False)
    place = Line(label="Địa điểm", max_length=250, required=False)
    participants = Count(label="Số người tham gia thực tế", most=MAX_PEOPLE, required=False)
    result = Prose(label="Kết quả", max_length=20_000, required=False)
    files = SeveralFiles(
        label="Thêm ảnh, tài liệu",
        required=False,
        help_text="Ảnh JPG, PNG hoặc tệp PDF, DOCX, XLSX; ai xem được chương trình thì tải được.",
    )
    completes = forms.BooleanField(label="Hoạt động đã hoàn thành với lần tổ chức này", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    key = Line(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args, year: int | None = None, **options):
        super().__init__(*args, **options)
        self.year = year
        self.fields["files"].widget.attrs["accept"] = ",".join(f".{kind}" for kind in FILE_KINDS)

    def clean(self):
        cleaned = super().clean()
        span = self.settle_span(cleaned, "held_words", "held_from", "held_to", self.year)
        if span:
            cleaned["held_from"], cleaned["held_to"], cleaned["held_precision"] = span
        return cleaned

    def content(self, files) -> OccurrenceContent:
        """What was typed, as the rules want it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "key", "files")}
        return OccurrenceContent(**typed, files=tuple(files))
