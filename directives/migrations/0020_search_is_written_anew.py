"""Asks for the search's rows to be written anew: words are compared otherwise than when older rows were written.

A worker does it in the background; an empty database has nothing to write.
"""

from django.db import migrations
from django.utils import timezone

KEY = "search:refresh:0020"


def ask(apps, schema_editor):
    """One job, if there is a paper or a programme."""
    names = ("Directive", "Programme")
    if not any(apps.get_model("directives", name).objects.exists() for name in names):
        return
    settings = {"kind": "search.refresh", "queue": "documents", "max_attempts": 3, "run_after": timezone.now()}
    apps.get_model("portal", "Job").objects.get_or_create(key=KEY, defaults=settings)


class Migration(migrations.Migration):
    dependencies = [("directives", "0019_drafts_get_their_writers"), ("portal", "0008_files_that_were_kept")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
