"""Which grounds stop a term (鉴定, under the text of 2025 also 听证): a rule that is there already gets them too."""

from django.db import migrations, models

GROUNDS = {"case_30d_2012": "expertise", "case_30d_natural_roll": "expertise,hearing"}


def fill(apps, schema_editor):
    for code, grounds in GROUNDS.items():
        apps.get_model("deadlines", "Rule").objects.filter(code=code).update(pause_grounds=grounds)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0005_months")]

    operations = [
        migrations.AddField(
            model_name="rule",
            name="pause_grounds",
            field=models.CharField(
                blank=True,
                help_text="以逗号分隔的事由代码；空则各种事由都可中止",
                max_length=60,
                verbose_name="可中止事由",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
