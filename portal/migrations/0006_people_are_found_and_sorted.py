from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_reminders_are_found_by_step")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="search_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=360),
        ),
        migrations.AddField(
            model_name="user",
            name="sort_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=600),
        ),
    ]
