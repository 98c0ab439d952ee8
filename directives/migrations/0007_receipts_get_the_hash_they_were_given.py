"""Receipts of before get the fingerprint of the paper that they were given."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Copy the fingerprint of each published directive to its receipts."""
    directive = apps.get_model("directives", "Directive").objects.filter(pk=OuterRef("directive"))
    receipts = apps.get_model("directives", "Recipient").objects.filter(content_hash="")
    receipts.update(content_hash=Subquery(directive.values("content_hash")[:1]))


class Migration(migrations.Migration):
    dependencies = [("directives", "0006_receipts_by_hash_and_heir")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
