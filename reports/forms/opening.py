"""What is asked before a cycle is opened, and the causes that a reviewer chooses instead of the tree's."""

from collections.abc import Mapping

from django import forms

from directives.models import Directive
from portal.forms.fields import Count, Day, Line
from portal.models import Unit
from portal.text import clean_line, format_date
from portal.worktime import today
from reports.form_schema import FormDefinition
from reports.models import Cycle, FormVersion
from reports.obligations import POLICIES, DeadlineSpec, reckon_deadline

RELATIONS = [("before", "Trước ngày (không kể ngày ghi)"), ("on_or_before", "Chậm nhất ngày (kể cả ngày ghi)")]
EARLIEST, LATEST = 2015, 2100
LONGEST_NOTE = 300


class CycleForm(forms.Form):
    """One year's collection; `spec` holds the deadline as reckoned once the form is valid."""

    year = Count(label="Năm báo cáo", least=EARLIEST, most=LATEST)
    form_version = forms.ModelChoiceField(FormVersion.objects.none(), label="Mẫu báo cáo", empty_label="Chọn mẫu")
    title = Line(label="Tên kỳ báo cáo", max_length=300)
    directive = forms.ModelChoiceField(
        Directive.objects.none(),
        label="Văn bản yêu cầu báo cáo",
        required=False,
        empty_label="Không gắn văn bản",
        help_text="Các mục của báo cáo trả lời nhiệm vụ của văn bản này.",
    )
    data_from = Day(label="Số liệu từ ngày")
    data_to = Day(label="Ngày chốt số liệu", help_text="Danh sách đơn vị lấy theo cây tổ chức tại ngày này.")
    words = Line(label="Thời hạn, đúng như chữ trong văn bản", max_length=200)
    relation = forms.ChoiceField(label="Cách tính", choices=RELATIONS)
    day = Count(label="Ngày", least=1, most=31)
    month = Count(label="Tháng", least=1, most=12)
    policy = forms.ChoiceField(label="Nếu ngày cuối là ngày nghỉ", choices=list(POLICIES.items()))
    grace = Count(
        label="Gia hạn chung (ngày làm việc)",
        least=0,
        most=60,
        help_text="Chỉ đổi nhãn: nộp trong thời gian này không bị ghi là muộn.",
    )
    scope = forms.ChoiceField(label="Đơn vị phải nộp", choices=Cycle.Scope.choices)
    certifier = forms.ChoiceField(label="Xác nhận trước khi nộp", choices=Cycle.Certifier.choices)

    def __init__(self, data=None, *, collector: Unit, **options):
        super().__init__(data, **options)
        self.collector = collector
        self.spec: DeadlineSpec | None = None
        self.fields["form_version"].queryset = FormVersion.objects.order_by("-pk")
        issued = Directive.objects.filter(issuer=collector, state=Directive.State.PUBLISHED)
        self.fields["directive"].queryset = issued.order_by("-issued_on", "-pk")
        self.fields["directive"].label_from_instance = lambda d: f"{d}, ngày {format_date(d.issued_on)}: {d.title}"

    def clean(self):
        given = self.cleaned_data
        if Cycle.objects.filter(collector=self.collector, year=given.get("year") or 0).exists():
            self.add_error("year", f"Đã có kỳ báo cáo năm {given['year']}.")
        if given.get("data_from") and given.get("data_to") and given["data_from"] > given["data_to"]:
            self.add_error("data_to", "Ngày chốt số liệu phải sau ngày bắt đầu.")
        elif given.get("data_to") and given.get("year") and given["data_to"].year != given["year"]:
            self.add_error("data_to", f"Ngày chốt số liệu phải thuộc năm báo cáo {given['year']}.")
        self.spec = self._deadline()
        return given

    def _deadline(self) -> DeadlineSpec | None:
        names = ("year", "words", "relation", "month", "day", "policy", "grace")
        given = {name: self.cleaned_data.get(name) for name in names}
        if None in given.values():
            return None
        try:
            return reckon_deadline(given.pop("year"), **given)
        except ValueError:
            self.add_error("day", f"Tháng {given['month']} không có ngày {given['day']}.")
            return None

    def cycle(self) -> Cycle:
        """The cycle as filled in, not stored; names of the units above are frozen with it."""
        given, spec = self.cleaned_data, self.spec
        version = self.collector.latest
        return Cycle(
            collector=self.collector,
            collector_name=version.name,
            superior_name=str(version.parent) if version.parent_id else "",
            department=version.department,
            year=given["year"],
            title=given["title"],
            form_version=given["form_version"],
            directive=given["directive"],
            scope=given["scope"],
            certifier=given["certifier"],
            data_from=given["data_from"],
            data_to=given["data_to"],
            deadline_words=spec.words,
            deadline_relation=spec.relation,
            deadline_month=spec.month,
            deadline_day=spec.day,
            holiday_policy=spec.policy,
            grace_working_days=spec.grace_working_days,
            last_day=spec.last_day,
            due_at=spec.due_at,
            grace_until=spec.grace_until,
        )


def proposed(collector: Unit, version: FormVersion | None) -> dict:
    """What the form begins with: the newest form's own regime, and the first year not opened yet."""
    year = _next_year(collector)
    found = {
        "year": year,
        "scope": Cycle.Scope.CHILDREN,
        "certifier": Cycle.Certifier.TWO_PEOPLE,
        "directive": _directive_for(collector, version),
    }
    return found | regime_values(version.definition, year) | {"form_version": version} if version else found


def _directive_for(collector: Unit, version: FormVersion | None) -> Directive | None:
    """The directive whose tasks the form is known to answer, from its last cycle; else the newest."""
    issued = Directive.objects.filter(issuer=collector, state=Directive.State.PUBLISHED)
    last = Cycle.objects.filter(collector=collector, form_version=version).first() if version else None
    known = issued.filter(pk=last.directive_id).first() if last and last.directive_id else None
    return known or issued.order_by("-issued_on", "-pk").first()


def regime_values(definition: FormDefinition, year: int) -> dict:
    """The window, the deadline and the title that a form's regime gives for a year."""
    deadline, (start, end) = definition.regime.deadline, definition.regime.window.in_year(year)
    return {
        "title": definition.short_title_for(year),
        "data_from": start,
        "data_to": end,
        "words": deadline.words,
        "relation": deadline.relation,
        "month": deadline.month,
        "day": deadline.day,
        "policy": deadline.holiday_policy,
        "grace": deadline.grace_working_days,
    }


def _next_year(collector: Unit) -> int:
    taken = set(Cycle.objects.filter(collector=collector).values_list("year", flat=True))
    year = today().year
    while year in taken:
        year += 1
    return year


def read_overrides(data: Mapping[str, str], suggested: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """{unit: (cause, note)} out of the boxes cause-<unit> and note-<unit>; what equals the tree's own is left out."""
    found = {}
    for name, cause in data.items():
        key = name.removeprefix("cause-")
        if key == name or not key.isdecimal() or len(key) > 18:
            continue
        unit = int(key)
        if unit in suggested and cause and cause != suggested[unit]:
            found[unit] = (clean_line(cause), clean_line(data.get(f"note-{unit}", ""))[:LONGEST_NOTE])
    return found
