"""What a process remembers, as it never changes once stored: form definitions, whose form, indicator keys, tasks."""

from functools import lru_cache

from directives.models import Task
from reports.form_schema import FormDefinition
from reports.models import FormVersion, Indicator, Report


@lru_cache(maxsize=32)
def definition_of(form_version_id: int) -> FormDefinition:
    """The parsed form of a version; one query the first time in a process, none after."""
    return FormVersion.objects.get(pk=form_version_id).definition


@lru_cache(maxsize=50_000)
def form_of(report_id: int) -> int:
    """The key of the form version of a report's cycle, which never changes; Report.DoesNotExist where there is none."""
    return Report.objects.values_list("obligation__cycle__form_version", flat=True).get(pk=report_id)


@lru_cache(maxsize=32)
def indicator_keys(form_version_id: int) -> dict[str, int]:
    """{indicator code: key of its row}, in document order."""
    return dict(Indicator.objects.filter(form_version=form_version_id).values_list("code", "pk"))


@lru_cache(maxsize=32)
def tasks_of(directive_id: int | None) -> tuple[Task, ...]:
    """The tasks of a published directive by number; () for none. Their rows never change."""
    return tuple(Task.objects.filter(directive=directive_id)) if directive_id else ()
