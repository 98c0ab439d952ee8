"""Freezing a draft: the immutable revision with its hash and receipt, and its typed figures."""

import hashlib
import json
import secrets
from collections.abc import Iterable

from django.db.models import Max

from reports.form_schema import FormDefinition
from reports.lookups import indicator_keys
from reports.models import Figure, Report, Revision, TaskAnswer
from reports.prefill import frozen_sources
from reports.readiness import Assessment
from reports.rules import NOT_APPLICABLE
from reports.task_answers import Reply

RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def canonical(snapshot: dict) -> bytes:
    """The bytes over which the hash is taken: sorted keys, no blanks, UTF-8."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(snapshot: dict) -> str:
    """SHA-256 of a snapshot, hexadecimal; a receipt holds if the stored snapshot still gives it."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def new_receipt_code() -> str:
    """Twelve random letters in groups of four, none of which look alike."""
    letters = [secrets.choice(RECEIPT_ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def build_snapshot(report: Report, assessment: Assessment, *, certified: dict, prepared: str) -> dict:
    """The whole report as plain JSON: everything a reader needs, without looking anything up."""
    obligation, cycle = report.obligation, report.obligation.cycle
    definition = assessment.definition
    return {
        "schema": 1,
        "cycle": {"id": cycle.pk, "year": cycle.year, "title": cycle.title, "collector": cycle.collector_name},
        "unit": {"id": obligation.unit_id, "name": obligation.unit_name, "code": obligation.unit_code},
        "form": {"code": definition.code, "version": definition.version},
        "number": report.number,
        **frozen_answers(assessment),
        **_named_sources(report, assessment),
        "tasks": [_frozen_reply(reply) for reply in assessment.replies],
        "explanations": [
            {"key": f.key, "message": f.message, "text": assessment.explained[f.key]} for f in assessment.warnings
        ],
        "no_secret": report.no_secret,
        "prepared_by": prepared,
        "certified": certified,
    }


def _frozen_reply(reply: Reply) -> dict:
    task = reply.task
    return {
        "directive": task.directive_id,
        "number": task.number,
        "text": task.text,
        "state": str(reply.state) if reply.state else None,
        "section": reply.section,
    }


def _named_sources(report: Report, assessment: Assessment) -> dict:
    """{"sources"} where figures or rows were taken from programmes and still stand so; else nothing."""
    found = frozen_sources(report, assessment.draft)
    return {"sources": found} if found else {}


def frozen_answers(assessment: Assessment) -> dict:
    """What a draft would freeze to, shaped as in a snapshot: {"sections", "figures", "annexes"}."""
    draft = assessment.draft
    return {
        "sections": {code: {"text": text} for code, text in draft.narratives.items()},
        "figures": {item.code: _frozen_figure(item, draft) for item in assessment.definition.indicators},
        "annexes": {key: [_plain(row) for row in rows] for key, rows in draft.annexes.items()},
    }


def _frozen_figure(indicator, draft) -> dict:
    value = draft.values.get(indicator.code)
    return {
        "kind": str(draft.kinds.get(indicator.code, Figure.Kind.NOT_ENTERED)),
        "value": None if value is None or value is NOT_APPLICABLE else indicator.to_stored(value),
        "estimated": indicator.code in draft.estimated and value is not None and value is not NOT_APPLICABLE,
    }


def _plain(row: dict) -> dict:
    return {key: value if value is None or isinstance(value, str) else int(value) for key, value in row.items()}


def freeze(report: Report, assessment: Assessment, *, by, role: str, client_key: str, at) -> Revision:
    """Write the next revision and its figures; belongs inside the transaction of the step that submits."""
    prepared = report.sent_by or by
    certified = {"name": by.full_name, "title": by.job_title, "role": role, "at": at.isoformat()}
    snapshot = build_snapshot(report, assessment, certified=certified, prepared=prepared.full_name)
    number = 1
    if report.latest_revision_id:
        number = (report.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    revision = Revision.objects.create(
        report=report,
        number=number,
        snapshot=snapshot,
        sha256=digest(snapshot),
        submitted_at=at,
        certified_by=by,
        certified_name=by.full_name,
        certified_role=role,
        prepared_by=prepared,
        client_key=client_key,
        receipt_code=new_receipt_code(),
    )
    write_figures(revision, assessment.definition, report.obligation.cycle.form_version_id)
    _write_answers(revision, assessment.replies)
    return revision


def _write_answers(revision: Revision, replies: Iterable[Reply]) -> None:
    rows = [
        TaskAnswer(revision=revision, task=reply.task, state=reply.state, section=reply.section)
        for reply in replies
        if reply.state
    ]
    if rows:
        TaskAnswer.objects.bulk_create(rows)


def write_figures(revision: Revision, definition: FormDefinition, form_version_id: int) -> None:
    """The typed rows of a revision's snapshot, one per indicator."""
    keys = indicator_keys(form_version_id)
    Figure.objects.bulk_create(
        [
            Figure(
                revision=revision,
                indicator_id=keys[item.code],
                kind=entry["kind"],
                value=entry["value"],
                estimated=entry["estimated"],
            )
            for item in definition.indicators
            for entry in [revision.snapshot["figures"][item.code]]
        ]
    )
