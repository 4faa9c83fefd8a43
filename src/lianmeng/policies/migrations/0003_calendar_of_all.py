"""The revision of all years' arrangements together is kept beside each."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lianmeng.policies.holidays import revision_of_all


def arrange(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write it for the years that stand already."""
    years = apps.get_model("policies", "CalendarArrangement").objects
    years.update(of_all=revision_of_all(years.values_list("year", "revision", "provisional")))


class Migration(migrations.Migration):
    dependencies = [("policies", "0002_immutable")]
    operations = [
        migrations.AddField(
            "CalendarArrangement",
            "of_all",
            models.CharField(default="", max_length=30, verbose_name="各年合计版次"),
        ),
        migrations.RunPython(arrange, migrations.RunPython.noop),
    ]
