"""How the officers' pages fetch what they show: always through the door, with what every page reads along."""

from django.db.models import BigIntegerField, DateField
from django.http import Http404
from django.shortcuts import get_object_or_404

from portal.access import hats_with
from portal.prepared import Prepared
from portal.worktime import today
from reports.form_schema import FormDefinition, SectionDef
from reports.lineage import with_past
from reports.lookups import definition_of
from reports.models import Report
from reports.prefill import with_own_cycle

_OWN = tuple(field.name for field in Report._meta.concrete_fields)
_DUTY = (
    "cycle",
    "unit",
    "writer",
    "unit_name",
    "unit_short",
    "unit_code",
    "block",
    "cause",
    "cause_note",
    "successor",
    "due_at",
)
_CYCLE = (
    "collector",
    "collector_name",
    "superior_name",
    "department",
    "year",
    "title",
    "form_version",
    "directive",
    "certifier",
    "data_from",
    "data_to",
    "deadline_words",
    "due_at",
    "grace_until",
    "state",
)
_PLAIN = (*_OWN, *(f"obligation__{name}" for name in _DUTY), *(f"obligation__cycle__{name}" for name in _CYCLE))
_PAPERS = (
    *(f"obligation__cycle__directive__{name}" for name in ("type_name", "number", "title", "issued_on")),
    *(f"latest_revision__{name}" for name in ("number", "receipt_code")),
    "sent_by__full_name",
)


def full_reports():
    """Reports with their obligation, cycle, directive, latest revision and who sent it; columns shown only.

    Who returned or accepted it is read where a page says so: each more join doubles what PostgreSQL spends on planning.
    """
    joined = ("obligation__cycle__directive", "latest_revision", "sent_by")
    return with_past(Report.objects.select_related(*joined).only(*_PLAIN, *_PAPERS))


def plain_reports():
    """Reports with their obligation and cycle only: people and papers are read where a page asks for them."""
    return with_past(Report.objects.select_related("obligation__cycle").only(*_PLAIN))


_KEYS = {"user": BigIntegerField(), "day": DateField(), "pk": BigIntegerField()}
_OWN_FULL = Prepared(lambda user, day, pk: full_reports().written_by(user, day).filter(pk=pk), **_KEYS)
_OWN_PLAIN = Prepared(
    lambda user, day, pk: with_own_cycle(plain_reports().written_by(user, day)).filter(pk=pk), **_KEYS
)
_READ_BY_UNIT = Prepared(lambda user, day, pk: full_reports().read_by_unit_of(user, day).filter(pk=pk), **_KEYS)


def readable_report(user, pk: int) -> Report:
    """A report whose state and revisions `user` may see, or 404."""
    if hats_with(user, "report.read"):
        return get_object_or_404(full_reports().visible_to(user), pk=pk)
    return _one(_READ_BY_UNIT, user, pk)


def own_report(user, pk: int) -> Report:
    """A report of a unit in which `user` writes (its draft is nobody else's to read), or 404."""
    return _one(_OWN_FULL, user, pk)


def own_draft(user, pk: int) -> Report:
    """As `own_report`, for the pages that are opened most; knows as `own_cycle` whether its unit collects itself."""
    return _one(_OWN_PLAIN, user, pk)


def _one(prepared: Prepared, user, pk: int) -> Report:
    found = prepared.fetch(user=user.pk, day=today(), pk=pk) if user.is_active else []
    if not found:
        raise Http404
    return found[0]


def definition_for(report: Report) -> FormDefinition:
    return definition_of(report.obligation.cycle.form_version_id)


def section_or_404(definition: FormDefinition, code: str) -> SectionDef:
    """The section to be written of that code."""
    for section in definition.writable_sections:
        if section.code == code:
            return section
    raise Http404(code)
