import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0012_results_become_occurrences"),
    ]

    operations = [
        migrations.RemoveField(model_name="activity", name="held_on"),
        migrations.RemoveField(model_name="activity", name="participants_actual"),
        migrations.RemoveField(model_name="activity", name="result"),
        migrations.RemoveField(model_name="activity", name="topics_words"),
        migrations.AlterModelOptions(
            name="activity",
            options={
                "ordering": ["planned_from", "planned_to", "pk"],
                "verbose_name": "hoạt động",
                "verbose_name_plural": "hoạt động",
            },
        ),
        migrations.RemoveField(model_name="activity", name="year"),
        migrations.AlterField(
            model_name="activity",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="directives.yearplan",
                verbose_name="kế hoạch năm",
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="planned_precision",
            field=models.CharField(
                choices=[
                    ("day", "Ngày"),
                    ("days", "Khoảng ngày"),
                    ("month", "Tháng"),
                    ("months", "Khoảng tháng"),
                    ("quarter", "Quý"),
                    ("year", "Cả năm"),
                ],
                max_length=8,
                verbose_name="mức chính xác",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("participants_to__isnull", True),
                    ("participants_from__isnull", True),
                    ("participants_to__gte", models.F("participants_from")),
                    _connector="OR",
                ),
                name="activity_participants_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["postponed", "cancelled"]), _negated=True),
                    models.Q(("status_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="stopped_activity_has_reason",
            ),
        ),
    ]
