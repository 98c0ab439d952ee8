"""Cycles and reports for tests, made only by the rules that the portal itself uses."""

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from portal.models import Unit
from reports import workflow
from reports.drafts import open_sections, save_section
from reports.form_loading import load_form
from reports.lookups import definition_of
from reports.models import Cycle, Report, State
from reports.obligations import candidates, open_cycle, overridden, reckon_deadline
from reports.points import raise_point

FORM_FILE = Path(settings.BASE_DIR) / "reports" / "forms_data" / "danvan_nam.yaml"

# Valid answers to every required indicator of the default form, as people type them.
ANSWERS = {
    "A01": "12",
    "A02": "1.250",
    "A03": "1.180",
    "A04": "540",
    "B01": "true",
    "B02": "4",
    "B03": "11",
    "C01": "18",
    "C02": "960",
    "C03": "25",
    "C04": "6",
    "C05": "9",
    "C06": "5",
    "C07": "7",
    "C08": "3",
    "C09": "4",
    "C10": "210",
    "D01": "10",
    "D02": "9",
    "D03": "2",
    "D04": "3",
    "D05": "320",
    "E01": "12",
    "E02": "12",
    "E03": "5",
    "E04": "34",
    "E05": "31",
    "E06": "150",
    "E07": "187,5",
    "E08": "14",
    "E09": "46",
    "E10": "11",
    "E11": "4,35",
    "E12": "600",
    "F01": "3",
    "F02": "2",
    "F03": "41",
    "F04": "30",
    "F05": "15",
    "F06": "9",
}


def make_form():
    """The default form, loaded once per database."""
    return load_form(FORM_FILE.read_text(encoding="utf-8"))[0]


def unsaved_cycle(collector: Unit, year: int = 2026, **changes) -> Cycle:
    """A cycle as a reviewer would fill it in, not stored."""
    form = make_form()
    spec = reckon_deadline(
        year, words="trước ngày 20 tháng 11", relation="before", month=11, day=20, policy="keep", grace=3
    )
    values = {
        "collector": collector,
        "collector_name": str(collector),
        "superior_name": "Tổng Liên đoàn Lao động Việt Nam",
        "department": "Ban Tuyên giáo",
        "year": year,
        "title": f"Báo cáo công tác dân vận năm {year}",
        "form_version": form,
        "data_from": date(year - 1, 11, 16),
        "data_to": date(year, 11, 15),
        "deadline_words": spec.words,
        "last_day": spec.last_day,
        "due_at": spec.due_at,
        "grace_until": spec.grace_until,
    }
    return Cycle(**(values | changes))


def make_cycle(collector: Unit, *, by, year: int = 2026, overrides: dict | None = None, **changes) -> Cycle:
    """An open cycle with obligations frozen from the tree."""
    cycle = unsaved_cycle(collector, year, **changes)
    found = candidates(collector, data_from=cycle.data_from, data_to=cycle.data_to, scope=cycle.scope)
    return open_cycle(cycle, overridden(found, overrides or {}), by=by)


def report_of(cycle: Cycle, unit: Unit) -> Report:
    """The unit's report in the cycle, with what the rules read along."""
    return Report.objects.select_related("obligation__cycle").get(obligation__cycle=cycle, obligation__unit=unit)


def contents_for(definition, answers: dict[str, str] | None = None, text: str = "") -> dict[str, dict]:
    """Section code -> content of a complete, sound draft; `answers` overrides indicators ("120*" an estimate)."""
    typed = ANSWERS | (answers or {})
    found = {}
    for section in definition.writable_sections:
        words = text or f"Đơn vị đã triển khai đầy đủ nội dung của mục {section.code} trong năm."
        figures = {
            code: {"raw": typed[code].rstrip("*"), "kind": "number", "estimated": typed[code].endswith("*")}
            for code in section.indicators
            if typed.get(code)
        }
        found[section.code] = {"text": words, "figures": figures, "annexes": {}}
    return found


def fill(report: Report, *, by, answers: dict[str, str] | None = None, text: str = "") -> Report:
    """Write a complete draft through the rule that the editor uses, and tick that it holds no secret."""
    definition = definition_of(report.obligation.cycle.form_version_id)
    rows = open_sections(report, definition)
    for code, content in contents_for(definition, answers, text).items():
        save_section(report.pk, code, content, seen=rows[code].version, by=by)
    Report.objects.filter(pk=report.pk).update(no_secret=True)
    report.refresh_from_db()
    return report


def fire(report: Report, step: str, *, by, **given):
    """Take a step as someone who sees the report as it is now."""
    report.refresh_from_db()
    return workflow.fire(report, step, by=by, seen=report.version, **given)


def submit(report: Report, *, officer, head, answers: dict[str, str] | None = None, text: str = "") -> Report:
    """Walk a report from draft to submitted."""
    fill(report, by=officer, answers=answers, text=text)
    fire(report, "send", by=officer)
    fire(report, "submit", by=head, client_key=f"test-{report.pk}-{report.version}")
    return report


def walk(report: Report, state: str, *, officer, head, reviewer, answers: dict[str, str] | None = None) -> Report:
    """Walk a fresh report to any state of the table."""
    if state == State.DRAFT:
        return fill(report, by=officer, answers=answers)
    if state == State.AWAITING_CERTIFICATION:
        fill(report, by=officer, answers=answers)
        fire(report, "send", by=officer)
        return report
    submit(report, officer=officer, head=head, answers=answers)
    if state == State.RETURNED:
        raise_point(report, section="II.2", indicator="C02", text="Đề nghị làm rõ số lượt người.", by=reviewer)
        fire(report, "return", by=reviewer, return_due_at=timezone.now() + timedelta(days=5))
    if state == State.ACCEPTED:
        fire(report, "accept", by=reviewer)
    return report
