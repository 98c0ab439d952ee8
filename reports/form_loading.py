"""Taking a form's source text into the database as an immutable version."""

import hashlib

from django.db import IntegrityError, transaction

from portal import journal
from portal.access import Hat, hats_with
from portal.models import UnitVersion
from portal.text import clean_text
from reports.form_schema import FormDefinition, definition_counts
from reports.models import FormVersion, Indicator
from reports.models.form import parsed


def writing_hat(user) -> Hat | None:
    """The hat under which `user` loads forms: of a unit that has units below it, for only such a one collects."""
    found = hats_with(user, "form.write")
    if not found:
        return None
    above = UnitVersion.objects.current().filter(parent__in={hat.unit_id for hat in found})
    collecting = set(above.order_by().values_list("parent", flat=True).distinct())
    return next((hat for hat in found if hat.unit_id in collecting), None)


class FormExists(Exception):
    """A version of that code and number is already loaded with other content (message in Vietnamese)."""


def load_form(source: str, *, by=None, hat: Hat | None = None) -> tuple[FormVersion, bool]:
    """Check and store a form; returns (version, whether it is new).

    The same text again gives the same version, also when somebody else loads it in the same moment. Raises
    reports.form_schema.FormErrors with every fault and its line, FormExists when the number is taken by other content.
    """
    source = clean_text(source)
    try:
        return _load(source, by=by, hat=hat)
    except IntegrityError:
        return _load(source, by=by, hat=hat)


def _load(source: str, *, by, hat: Hat | None) -> tuple[FormVersion, bool]:
    digest = hashlib.sha256(source.encode()).hexdigest()
    known = FormVersion.objects.filter(sha256=digest).first()
    if known:
        return known, False
    definition = parsed(digest, source)
    taken = FormVersion.objects.filter(code=definition.code, version=definition.version).first()
    if taken and taken.sha256 == digest:
        return taken, False
    if taken:
        raise FormExists(
            f"Mẫu {definition.code} phiên bản {definition.version} đã có với nội dung khác; hãy ghi số phiên bản mới."
        )
    with transaction.atomic():
        version = FormVersion.objects.create(
            code=definition.code,
            version=definition.version,
            title=definition.title,
            source=source,
            sha256=digest,
            loaded_by=by,
        )
        _write_indicators(version, definition)
        what = f"Nạp mẫu {version.code} phiên bản {version.version}"
        journal.record(version, "form.load", what, by=by, hat=hat, detail={"sha256": digest})
    return version, True


def _write_indicators(version: FormVersion, definition: FormDefinition) -> None:
    rows = {
        item.code: Indicator(
            form_version=version,
            code=item.code,
            position=position,
            label=item.label,
            unit=item.unit,
            type=item.type,
            decimals=item.decimals,
            scale=item.scale,
            agg_units=item.agg_units,
            agg_periods=item.agg_periods,
        )
        for position, item in enumerate(definition.indicators)
    }
    Indicator.objects.bulk_create(rows.values())
    weighted = [item for item in definition.indicators if item.weight_by]
    for item in weighted:
        rows[item.code].weight = rows[item.weight_by]
    Indicator.objects.bulk_update([rows[item.code] for item in weighted], ["weight"])


def counts(version: FormVersion) -> dict[str, int]:
    """How much of each the form holds: sections, indicators, derived, rules, annexes."""
    return definition_counts(version.definition)
