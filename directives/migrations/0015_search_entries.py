"""The rows that the search reads, and on PostgreSQL the trigram index over their folded words."""

import django.db.models.deletion
from django.db import migrations, models


def index_trigrams(apps, editor):
    """On PostgreSQL a trigram index over the folded words (SQLite reads them through, which is fast enough for it)."""
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        editor.execute("CREATE INDEX search_folded_trigrams ON directives_searchentry USING gin (folded gin_trgm_ops)")


def forget_trigrams(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS search_folded_trigrams")


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0014_register_of_issued_documents"),
        ("portal", "0007_acts_and_roles_keep_the_told_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("directive", "Văn bản"),
                            ("task", "Nhiệm vụ"),
                            ("programme", "Chương trình"),
                            ("activity", "Hoạt động"),
                        ],
                        max_length=10,
                    ),
                ),
                ("task_number", models.PositiveSmallIntegerField(null=True)),
                ("type_name", models.CharField(blank=True, max_length=60)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("day", models.DateField()),
                ("text", models.TextField()),
                ("folded", models.TextField()),
                ("words", models.TextField()),
                ("own_number", models.CharField(blank=True, max_length=80)),
                (
                    "activity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directives.activity",
                    ),
                ),
                (
                    "directive",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directives.directive",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.unit"),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directives.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "mục tìm kiếm",
                "verbose_name_plural": "mục tìm kiếm",
                "indexes": [
                    models.Index(fields=["-day", "-id"], name="search_newest"),
                    models.Index(fields=["year", "-day", "-id"], name="search_newest_of_year"),
                    models.Index(fields=["type_name", "-day", "-id"], name="search_newest_of_type"),
                    models.Index(fields=["own_number"], name="search_own_number"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("directive__isnull", False), ("programme__isnull", True)),
                            models.Q(("directive__isnull", True), ("programme__isnull", False)),
                            _connector="OR",
                        ),
                        name="search_entry_of_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "directive")),
                        fields=("directive",),
                        name="one_search_entry_per_directive",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "task")),
                        fields=("directive", "task_number"),
                        name="one_search_entry_per_task",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "programme")),
                        fields=("programme",),
                        name="one_search_entry_per_programme",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("activity__isnull", False)),
                        fields=("activity",),
                        name="one_search_entry_per_activity",
                    ),
                ],
            },
        ),
        migrations.RunPython(index_trigrams, forget_trigrams),
    ]
