"""Telling the demo's years: cycles opened, reports written and walked through the real steps at plausible instants."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle as endless
from random import Random

from django.utils import timezone

from portal.clock import told_as
from portal.worktime import TZ, due_instant, local_day, today
from reports import workflow
from reports.demo.figures import answers
from reports.demo.offices import Offices
from reports.demo.words import ANNEX_TEXTS, narrative
from reports.drafts import open_sections, save_section
from reports.lookups import definition_of
from reports.models import Cycle, Explanation, Obligation, Report
from reports.obligations import candidates, open_cycle, overridden, reckon_deadline
from reports.points import raise_point
from reports.readiness import assess

# What becomes of the reports of the newest year, unit after unit; of earlier years nearly all were accepted.
NEWEST = (
    "returned",
    "draft",
    "submitted",
    "late",
    "awaiting",
    "accepted",
    "missing",
    "accepted",
    "accepted",
    "submitted",
    "accepted",
    "accepted",
)
EARLIER = ("accepted",) * 9 + ("accepted_late",) + ("accepted",) * 6 + ("missing",)
OPENS, OPEN_HOURS = timedelta(hours=7, minutes=45), 9
EXPLANATION = "Số liệu đã được đơn vị rà soát; biến động do thay đổi quy mô tổ chức và nội dung hoạt động trong năm."


@dataclass
class Story:
    """What telling needs to know throughout."""

    offices: Offices
    form: object
    seed: int
    first_year: int
    newest_year: int
    now: datetime


def open_year(story: Story, year: int, directive) -> Cycle:
    """Open the cycle of a year as a reviewer would in September."""
    regime = story.form.definition.regime
    spec = reckon_deadline(
        year, words="trước ngày 20 tháng 11", relation="before", month=11, day=20, policy="keep", grace=3
    )
    data_from, data_to = regime.window.in_year(year)
    offices = story.offices
    cycle = Cycle(
        collector=offices.upper,
        collector_name=offices.upper.latest.name,
        superior_name=offices.confederation.latest.name,
        department=offices.upper.latest.department,
        year=year,
        title=story.form.definition.short_title_for(year),
        form_version=story.form,
        directive=directive,
        data_from=data_from,
        data_to=data_to,
        deadline_words=spec.words,
        last_day=spec.last_day,
        due_at=spec.due_at,
        grace_until=spec.grace_until,
    )
    found = candidates(offices.upper, data_from=data_from, data_to=data_to, scope=cycle.scope)
    overrides = {}
    assigned = [c for c in found if c.cause == Obligation.Cause.ASSIGNED]
    if year == story.newest_year and len(assigned) > 4:
        overrides[assigned[-1].unit_id] = (Obligation.Cause.EXEMPT, "Đơn vị đang trong thời gian kiện toàn tổ chức.")
    opened = min(datetime(year, 9, 15, 2, 0, tzinfo=UTC), story.now - timedelta(days=2))
    with told_as(opened):
        return open_cycle(cycle, overridden(found, overrides), by=offices.people["thamdinh1@cdvc"])


def tell_year(story: Story, cycle: Cycle) -> int:
    """Write and walk the year's reports; returns how many left the draft."""
    signs = {unit.pk: sign for sign, unit in story.offices.unions.items()}
    fates = endless(NEWEST if cycle.year == story.newest_year else EARLIER)
    reports = Report.objects.filter(obligation__cycle=cycle).select_related("obligation__cycle")
    written = 0
    for report in reports.order_by("obligation__block_key", "obligation__position"):
        fate = next(fates)
        if fate != "missing":
            tell_report(story, report, signs[report.obligation.unit_id], fate)
            written += 1
    return written


def tell_report(story: Story, report: Report, sign: str, fate: str) -> None:
    """One report from the first word to the end of its fate."""
    cycle = report.obligation.cycle
    rng = Random(f"{story.seed}/{cycle.year}/{sign}")  # noqa: S311  (invented data, not secrets)
    if fate.endswith("late") and story.now <= cycle.due_at + timedelta(hours=30):
        fate = "submitted"
    moment = _submitted_at(story, cycle, fate, rng)
    officer, head = story.offices.officer(sign), story.offices.head(sign)
    with told_as(_at_work(story, moment - timedelta(days=rng.uniform(2, 9)))):
        write_draft(story, report, sign, by=officer, partial=fate == "draft", rng=rng)
    if fate == "draft":
        return
    with told_as(_at_work(story, moment - timedelta(hours=rng.uniform(2, 20)))):
        explain(report, by=officer)
        _fire(report, "send", by=officer)
    if fate == "awaiting":
        return
    with told_as(_at_work(story, moment)):
        _fire(report, "submit", by=head, client_key=f"demo-{report.pk}")
    _review(story, report, fate, moment, rng)


def _review(story: Story, report: Report, fate: str, moment: datetime, rng: Random) -> None:
    reviewer = story.offices.people[rng.choice(["thamdinh1@cdvc", "thamdinh2@cdvc"])]
    read_at = min(moment + timedelta(hours=rng.uniform(5, 70)), story.now - timedelta(minutes=rng.uniform(5, 90)))
    if fate in ("returned", "accepted", "accepted_late") or rng.random() < 0.4:
        Report.objects.filter(pk=report.pk).update(reviewer=reviewer)
    with told_as(_at_work(story, read_at)):
        if fate == "returned":
            texts = (("II.2", "C02", "Đề nghị rà soát số lượt người tham dự so với số buổi đã tổ chức."),)
            texts += (("III.2", "", "Đề nghị nêu cụ thể hạn chế và đơn vị cần khắc phục."),)
            for section, indicator, text in texts:
                raise_point(report, section=section, indicator=indicator, text=text, by=reviewer)
            _fire(report, "return", by=reviewer, return_due_at=due_instant(local_day(story.now) + timedelta(days=5)))
        elif fate.startswith("accepted"):
            _fire(report, "accept", by=reviewer)


def _at_work(story: Story, moment: datetime) -> datetime:
    """The moment moved into its day's office hours, the order of moments kept; those of today stay as they are."""
    day = local_day(moment)
    if day == local_day(story.now):
        return moment
    midnight = datetime.combine(day, time(0), TZ)
    return midnight + OPENS + (moment - midnight) * (OPEN_HOURS / 24)


def _submitted_at(story: Story, cycle: Cycle, fate: str, rng: Random) -> datetime:
    if fate.endswith("late"):
        return _late_moment(cycle, story.now - timedelta(hours=1), rng)
    last = min(cycle.due_at, story.now) - timedelta(hours=1)
    return last - timedelta(days=min(rng.expovariate(0.35), 14), hours=rng.uniform(0, 8))


def _late_moment(cycle: Cycle, newest: datetime, rng: Random) -> datetime:
    """Half of the late ones come within the grace that all have, half after it where that time has come."""
    first, last = cycle.due_at, cycle.grace_until
    if rng.random() < 0.5 and newest > cycle.grace_until:
        first, last = cycle.grace_until, cycle.grace_until + timedelta(days=4)
    return first + (min(last, newest) - first) * rng.uniform(0.1, 0.95)


def _fire(report: Report, step: str, **given) -> None:
    report.refresh_from_db()
    workflow.fire(report, step, seen=report.version, **given)


def typed_answers(story: Story, sign: str, year: int) -> dict[str, str]:
    """The union's figures of a year: its own character, a little growth each year."""
    drift = Random(f"{story.seed}/{year}/{sign}/drift").uniform(-0.05, 0.05)  # noqa: S311
    growth = 1 + 0.04 * (year - story.first_year) + drift
    return answers(story.offices.members(sign), growth, Random(f"{story.seed}/{sign}"))  # noqa: S311


def write_draft(story: Story, report: Report, sign: str, *, by, partial: bool, rng: Random) -> None:
    """Fill the sections through the editor's own rule; a partial draft stops half-way."""
    cycle = report.obligation.cycle
    definition = definition_of(cycle.form_version_id)
    typed = typed_answers(story, sign, cycle.year)
    rows = open_sections(report, definition)
    sections = definition.writable_sections
    blank = left_blank(sign) if cycle.year == story.newest_year else frozenset()
    for section in sections[: len(sections) // 2] if partial else sections:
        content = {
            "text": narrative(section.code, unit=report.obligation.unit_name, year=cycle.year, typed=typed, rng=rng),
            "figures": {code: _entry(code, typed[code], rng) for code in section.indicators if code not in blank},
            "annexes": {key: annex_rows(key, report.obligation.unit_short, typed, rng) for key in section.annexes},
        }
        save_section(report.pk, section.code, content, seen=rows[section.code].version, by=by)
    if not partial:
        symbol = report.obligation.unit_code or "CĐ"
        Report.objects.filter(pk=report.pk).update(no_secret=True, number=f"{rng.randint(11, 98)}/BC-{symbol}")


def left_blank(sign: str) -> frozenset[str]:
    """Figures "nếu có" that a union leaves empty, so that some tasks are answered in part."""
    return frozenset({0: ("E11", "E12"), 1: ("C03",)}.get(sum(map(ord, sign)) % 5, ()))


def _entry(code: str, raw: str, rng: Random) -> dict:
    if raw == "0":
        return {"raw": "", "kind": "none_occurred", "estimated": False}
    return {"raw": raw, "kind": "number", "estimated": code in ("E10", "C02", "E06") and rng.random() < 0.25}


def annex_rows(key: str, unit: str, typed: dict[str, str], rng: Random) -> list[dict]:
    """A few rows of an annex that agree with the figures."""
    if key == "PL1":
        count = min(int(typed["C06"]) + int(typed["C07"]), rng.randint(1, 3))
        return [
            {
                "ten": name,
                "loai": kind,
                "linh_vuc": sphere,
                "noi_thuc_hien": unit,
                "nam_bat_dau": str(rng.randint(2021, 2025)),
                "ket_qua": result,
                "trang_thai": "duoc_cong_nhan",
                "quyet_dinh": "",
            }
            for name, kind, sphere, result in rng.sample(ANNEX_TEXTS["PL1"], count)
        ]
    if key == "PL4" and rng.random() < 0.6:
        place, text, why = rng.choice(ANNEX_TEXTS["PL4"])
        return [{"noi_nhan": place, "noi_dung": text, "ly_do": why}]
    return []


def explain(report: Report, *, by) -> None:
    """Explain every warning of the draft, as an officer must before sending."""
    for finding in assess(report).unexplained:
        Explanation.objects.create(report=report, key=finding.key, text=EXPLANATION, by=by)


def merge_day(newest_year: int) -> date:
    """Inside the newest data window, and not after today."""
    return min(date(newest_year, 1, 15), today())


def now() -> datetime:
    return timezone.now()
