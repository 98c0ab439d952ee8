import django.db.models.deletion
from django.db import migrations, models


def write_for_themselves(apps, schema_editor):
    apps.get_model("reports", "Obligation").objects.update(writer=models.F("unit"))


class Migration(migrations.Migration):
    # On PostgreSQL a table with deferred checks pending can't be altered: the rows are filled outside.
    atomic = False

    dependencies = [("portal", "0007_acts_and_roles_keep_the_told_time"), ("reports", "0007_task_answers")]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="writer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="written_obligations",
                to="portal.unit",
                verbose_name="đơn vị lập báo cáo",
            ),
        ),
        migrations.RunPython(write_for_themselves, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="obligation",
            name="writer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="written_obligations",
                to="portal.unit",
                verbose_name="đơn vị lập báo cáo",
            ),
        ),
    ]
