"""Drafts of before get their writers: who began or saved them, as their history tells."""

from django.db import migrations

INSIDE = ("draft", "put_away", "in_review", "approved", "scheduled")
WRITING = ("directive.created", "directive.saved")


def fill(apps, schema_editor):
    """One row for each person and unpublished paper; what is published is approved and needs none."""
    directives = apps.get_model("directives", "Directive")
    written = directives.objects.filter(state__in=INSIDE)
    told = apps.get_model("portal", "Event").objects.filter(
        subject_type="directives.directive", kind__in=WRITING, actor__isnull=False, subject_id__in=written.values("pk")
    )
    pairs = set(told.values_list("subject_id", "actor"))
    for person in ("created_by", "saved_by"):
        pairs |= set(written.exclude(**{person: None}).values_list("pk", person))
    rows = directives.writers.through
    rows.objects.bulk_create(
        [rows(directive_id=paper, user_id=user) for paper, user in sorted(pairs)], batch_size=500, ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("directives", "0018_drafts_know_their_writers"), ("portal", "0008_files_that_were_kept")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
