from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_ground")]

    operations = [
        migrations.AddField(
            model_name="unitact",
            name="summary",
            field=models.TextField(blank=True, default="", verbose_name="nội dung"),
        ),
        migrations.AddField(
            model_name="unitact",
            name="client_key",
            field=models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True),
        ),
    ]
