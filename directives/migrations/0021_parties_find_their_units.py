"""Parties of programmes get the union whose name they bear: today's, else the one that bore it once."""

from django.db import migrations

ROOT = 6  # characters of a path that name the tree


def link(apps, schema_editor):
    """Tie each party without a unit to the one union of its owner's tree that bears its name; several are none."""
    versions = apps.get_model("portal", "UnitVersion").objects
    for party in apps.get_model("directives", "ProgrammeParty").objects.filter(unit=None).select_related("programme"):
        path = (
            versions.filter(unit=party.programme.owner_id).order_by("-valid_from", "-pk").values_list("path", flat=True)
        )
        named = versions.filter(name=party.name, path__startswith=path[0][:ROOT])
        taken = party.programme.parties.exclude(unit=None).values("unit")
        for found in (named.filter(valid_to=None), named):
            units = set(found.exclude(unit__in=taken).values_list("unit", flat=True))
            if len(units) == 1:
                party.unit_id = units.pop()
                party.save(update_fields=["unit"])
                break


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0020_search_is_written_anew"),
        ("portal", "0008_files_that_were_kept"),
    ]

    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
