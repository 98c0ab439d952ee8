"""Accepted reports and runs for tests of compiling: many at a time, with exactly the figures that a test names."""

from contextlib import contextmanager

import yaml
from django.db import transaction

from portal import clock
from portal.models import Role
from reports.aggregation import ask_for_run, compile_run
from reports.form_loading import load_form
from reports.lookups import definition_of
from reports.models import Cycle, Figure, Report, Revision, State, SummaryRun
from reports.submission import digest, new_receipt_code, write_figures
from tests.factories.reports import FORM_FILE

Answer = tuple[str, int | None, bool]  # kind, stored value, estimated
ABSENT: Answer = (Figure.Kind.NOT_ENTERED, None, False)


def number(value: int, *, estimated: bool = False) -> Answer:
    return (Figure.Kind.NUMBER, value, estimated)


def small_form(codes: list[str], derived: list[dict], *, changes: dict[str, dict] | None = None, version="0.0.1"):
    """A form with some indicators of the default one (changed as `changes` says) and such derived figures."""
    source = yaml.safe_load(FORM_FILE.read_text(encoding="utf-8"))
    source["template"] |= {"code": "BC-THU", "version": version}
    source["indicators"] = [i | (changes or {}).get(i["code"], {}) for i in source["indicators"] if i["code"] in codes]
    source["derived"] = derived
    source["rules"] = []
    for section in _sections(source["sections"]):
        if "indicators" in section:
            section["indicators"] = [code for code in section["indicators"] if code in codes]
    return load_form(yaml.safe_dump(source, allow_unicode=True, sort_keys=False))[0]


def _sections(found):
    for section in found:
        yield section
        yield from _sections(section.get("children", []))


def accept(
    report: Report, answers: dict[str, Answer], *, by, texts: dict[str, str] | None = None, annexes: dict | None = None
) -> Revision:
    """An accepted revision with these figures (not entered where not named), texts and annex rows."""
    obligation = report.obligation
    definition = definition_of(obligation.cycle.form_version_id)
    figures = {}
    for item in definition.indicators:
        kind, value, estimated = answers.get(item.code, ABSENT)
        figures[item.code] = {"kind": str(kind), "value": value, "estimated": estimated}
    snapshot = {
        "schema": 1,
        "unit": {"id": obligation.unit_id, "name": obligation.unit_name, "code": obligation.unit_code},
        "number": "",
        "sections": {s.code: {"text": (texts or {}).get(s.code, "")} for s in definition.writable_sections},
        "figures": figures,
        "annexes": annexes or {},
        "explanations": [],
        "certified": {},
        "prepared_by": "",
    }
    now = clock.now()
    revision = Revision.objects.create(
        report=report,
        number=report.revisions.count() + 1,
        snapshot=snapshot,
        sha256=digest(snapshot),
        submitted_at=now,
        certified_by=by,
        certified_name=by.full_name,
        certified_role=Role.HEAD,
        client_key=f"{report.pk}-{report.revisions.count()}",
        receipt_code=new_receipt_code(),
    )
    write_figures(revision, definition, obligation.cycle.form_version_id)
    Report.objects.filter(pk=report.pk).update(
        state=State.ACCEPTED,
        latest_revision=revision,
        accepted_revision=revision,
        accepted_at=now,
        first_submitted_at=report.first_submitted_at or now,
        submitted_at=now,
    )
    return revision


def compiled(cycle: Cycle) -> SummaryRun:
    """A run of the cycle, compiled here and now."""
    run = ask_for_run(cycle, by=None)
    compile_run(run, progress=lambda done, total: None, effect=transaction.atomic)
    run.refresh_from_db()
    return run


@contextmanager
def no_effect():
    yield
