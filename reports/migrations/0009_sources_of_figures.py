import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0008_obligations_name_their_writer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="is_prefilled",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="DraftSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=60)),
                ("content", models.JSONField()),
                ("taken_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sources", to="reports.report"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "nguồn số liệu",
                "verbose_name_plural": "nguồn số liệu",
                "constraints": [models.UniqueConstraint(fields=("report", "place"), name="one_source_per_place")],
            },
        ),
    ]
