"""The reporting regime of a form (window of the data, deadline, reminders) and the words of the summary."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from reports.form_schema.fields import Fields

RELATIONS = ("before", "on_or_before")
HOLIDAY_POLICIES = ("keep", "previous_working_day", "next_working_day")
RECIPIENTS = {"dau_moi": "officer", "lanh_dao_don_vi": "head", "ban_dau_moi_cap_tren": "reviewer"}
STATES = {
    "nhap": "draft",
    "dang_duyet_noi_bo": "awaiting_certification",
    "da_nop": "submitted",
    "bi_tra_lai": "returned",
}

DEFAULT_COVERAGE = "Số liệu tổng hợp từ {n_nop}/{n_phai_nop} đơn vị"

_A_COMMON_YEAR = 2023  # 29 February is not a day of every year
_LAST_INSTANT = re.compile(r"([0-9]{2})-([0-9]{2})T23:59:59(\.9{1,6})?")


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of the reporting year, or of the year ``year_offset`` years from it."""

    month: int
    day: int
    year_offset: int = 0

    def in_year(self, year: int) -> date:
        return date(year + self.year_offset, self.month, self.day)


@dataclass(frozen=True, slots=True)
class DataWindow:
    """The first and the last day whose figures belong to the report."""

    start: YearDay
    end: YearDay
    allows_estimates: bool

    def in_year(self, year: int) -> tuple[date, date]:
        return self.start.in_year(year), self.end.in_year(year)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The deadline as it is worded and as it is reckoned; lateness is a label and never a lock (design 4.3)."""

    words: str
    month: int
    day: int
    relation: str
    holiday_policy: str
    grace_working_days: int

    def last_day(self, year: int) -> date:
        """The last day on time, before the holiday policy is applied."""
        named = date(year, self.month, self.day)
        return named - timedelta(days=1) if self.relation == "before" else named


@dataclass(frozen=True, slots=True)
class ReminderStep:
    """Days from the last day on time (negative: before it), and the roles told: officer, head, reviewer."""

    offset_days: int
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regime:
    """How the report is asked for; the recipient's names may hold {cong_doan_cap_tren} and {ban_dau_moi}."""

    name: str
    legal_basis: tuple[str, ...]
    purpose: str
    reporting_units: str
    recipient: str
    recipient_via: str
    methods: tuple[str, ...]
    frequency: str
    window: DataWindow
    deadline: Deadline
    reminders: tuple[ReminderStep, ...]
    process: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The words of a summary; ``coverage`` holds {n_nop} and {n_phai_nop}, ``excluded_states`` are report states."""

    coverage: str = DEFAULT_COVERAGE
    estimated: str = ""
    narrative: str = ""
    excluded_states: tuple[str, ...] = ()
    snapshot: bool = True

    def coverage_words(self, counted: int, owing: int) -> str:
        return self.coverage.replace("{n_nop}", str(counted)).replace("{n_phai_nop}", str(owing))


def read_regime(fields: Fields) -> Regime:
    """The regime; problems are noted in ``fields.problems``."""
    recipient = fields.child("co_quan_nhan")
    regime = Regime(
        name=fields.text("ten_bao_cao", required=True),
        legal_basis=fields.texts("can_cu"),
        purpose=fields.text("muc_dich", most=1000),
        reporting_units=fields.text("doi_tuong_thuc_hien", most=1000),
        recipient=_recipient(recipient, "don_vi"),
        recipient_via=_recipient(recipient, "qua"),
        methods=fields.texts("phuong_thuc"),
        frequency=fields.choice("tan_suat", ("yearly",), default="yearly"),
        window=_window(fields.child("thoi_gian_chot_so_lieu", required=True)),
        deadline=_deadline(fields.child("thoi_han_gui", required=True)),
        reminders=_reminders(fields),
        process=fields.texts("quy_trinh"),
    )
    if recipient:
        recipient.finish()
    fields.finish()
    return regime


def _recipient(fields: Fields | None, key: str) -> str:
    return fields.template(key, ("cong_doan_cap_tren", "ban_dau_moi")) if fields else ""


def _window(fields: Fields | None) -> DataWindow:
    if fields is None:
        return DataWindow(YearDay(1, 1), YearDay(12, 31), allows_estimates=False)
    start = _year_day(fields.child("tu", required=True))
    end = _year_day(fields.child("den", required=True))
    window = DataWindow(start, end, allows_estimates=fields.flag("cho_phep_so_uoc"))
    if (start.year_offset, start.month, start.day) > (end.year_offset, end.month, end.day):
        fields.complain("Ngày đầu kỳ số liệu (tu) muộn hơn ngày chốt số liệu (den)", key="tu")
    fields.finish()
    return window


def _year_day(fields: Fields | None) -> YearDay:
    if fields is None:
        return YearDay(1, 1)
    month, day = _month_and_day(fields)
    offset = fields.whole("year_offset", least=-5, most=5, default=0) or 0
    fields.finish()
    return YearDay(month, day, offset)


def _month_and_day(fields: Fields) -> tuple[int, int]:
    month = fields.whole("month", required=True, least=1, most=12) or 1
    day = fields.whole("day", required=True, least=1, most=31) or 1
    if day > calendar.monthrange(_A_COMMON_YEAR, month)[1]:
        fields.complain(f"Không phải năm nào cũng có ngày {day:02}/{month:02}", key="day")
        return month, 1
    return month, day


def _deadline(fields: Fields | None) -> Deadline:
    if fields is None:
        return Deadline("", 1, 1, "before", "keep", 0)
    month, day = _month_and_day(fields)
    deadline = Deadline(
        words=fields.text("van_ban_ghi", required=True),
        month=month,
        day=day,
        relation=fields.choice("relation", RELATIONS, required=True),
        holiday_policy=fields.choice("when_last_day_is_holiday", HOLIDAY_POLICIES, default="keep"),
        grace_working_days=fields.whole("gia_han_ngay_lam_viec", least=0, most=60, default=0) or 0,
    )
    _check_last_instant(fields, deadline)
    if fields.flag("chan_nop_sau_han"):
        fields.complain("Cổng không bao giờ chặn nộp muộn; hãy ghi false", key="chan_nop_sau_han")
    fields.finish()
    return deadline


def _check_last_instant(fields: Fields, deadline: Deadline) -> None:
    text = fields.text("last_on_time")
    if not text:
        return
    last = deadline.last_day(_A_COMMON_YEAR)
    found = _LAST_INSTANT.fullmatch(text)
    if not found or (int(found[1]), int(found[2])) != (last.month, last.day):
        expected = f"{last.month:02}-{last.day:02}T23:59:59.999"
        fields.complain(f"“last_on_time” không khớp với thời hạn; phải là {expected}", key="last_on_time")


def _reminders(fields: Fields) -> tuple[ReminderStep, ...]:
    steps: dict[int, ReminderStep] = {}
    for step in fields.children("nhac_viec", most=30):
        offset = step.whole("offset_days", required=True, least=-365, most=365) or 0
        recipients = step.choices("nguoi_nhan", RECIPIENTS, required=True)
        if offset in steps:
            step.complain(f"Bước nhắc việc {offset} ngày bị lặp", key="offset_days")
        steps[offset] = ReminderStep(offset, recipients)
        step.finish()
    return tuple(steps[offset] for offset in sorted(steps))


def read_consolidation(fields: Fields | None) -> Consolidation:
    """The words of the summary; the defaults where the file has none."""
    if fields is None:
        return Consolidation()
    coverage = fields.template("show_coverage", ("n_nop", "n_phai_nop"))
    consolidation = Consolidation(
        coverage=coverage or DEFAULT_COVERAGE,
        estimated=fields.text("estimated_flag"),
        narrative=fields.text("narrative", most=1000),
        excluded_states=fields.choices("exclude_status", STATES),
        snapshot=fields.flag("snapshot", default=True),
    )
    fields.finish()
    return consolidation
