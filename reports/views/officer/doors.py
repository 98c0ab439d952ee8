"""How the officers' pages fetch what they show: always through the door, with what every page reads along."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from reports.form_schema import FormDefinition, SectionDef
from reports.lookups import definition_of
from reports.models import Report

# Long columns that no page of the officers shows.
_UNREAD = (
    "latest_revision__snapshot",
    "obligation__sort_key",
    "obligation__search_key",
    "obligation__cycle__directive__summary",
    "obligation__cycle__directive__content",
    "obligation__cycle__directive__search_key",
)


def full_reports():
    """Reports with their obligation, cycle, directive, latest revision (without its snapshot) and the people named."""
    return Report.objects.select_related(
        "obligation__cycle__directive", "latest_revision", "sent_by", "returned_by", "accepted_by"
    ).defer(*_UNREAD)


def plain_reports():
    """Reports with their obligation and cycle only: people and papers are read where a page asks for them."""
    return Report.objects.select_related("obligation__cycle").defer("obligation__sort_key", "obligation__search_key")


def readable_report(user, pk: int) -> Report:
    """A report whose state and revisions `user` may see, or 404."""
    return get_object_or_404(full_reports().visible_to(user), pk=pk)


def own_report(user, pk: int) -> Report:
    """A report of a unit in which `user` writes (its draft is nobody else's to read), or 404."""
    return get_object_or_404(full_reports().writable_by(user), pk=pk)


def own_draft(user, pk: int) -> Report:
    """As `own_report`, for the pages that are opened most."""
    return get_object_or_404(plain_reports().writable_by(user), pk=pk)


def definition_for(report: Report) -> FormDefinition:
    return definition_of(report.obligation.cycle.form_version_id)


def section_or_404(definition: FormDefinition, code: str) -> SectionDef:
    """The section to be written of that code."""
    for section in definition.writable_sections:
        if section.code == code:
            return section
    raise Http404(code)
