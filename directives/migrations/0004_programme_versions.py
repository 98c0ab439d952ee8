from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directives", "0003_frozen_content_and_recall"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="programme",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
