"""What moved to hotspots leaves: the models (their tables stay where hotspots has them) and the hours of the weekly supervision.

What an item waits for (待接入) becomes free text.
"""

from django.db import migrations, models

HOURS = ("opens_at", "reminds_on", "reminds_at", "opens_since", "reminds_since")
WORDS = {"cases": "案件", "disputes": "纠纷", "patrol": "巡防"}


def give_hours_back(apps, schema_editor) -> None:
    """To the campaign's columns: those of the timetable in force last."""
    campaigns = apps.get_model("campaigns", "Campaign").objects
    for row in apps.get_model("hotspots", "Timetable").objects.order_by("effective_on"):
        campaigns.filter(pk=row.campaign_id).update(**{f"supervision_{name}": getattr(row, name) for name in HOURS})


def say_in_words(apps, schema_editor) -> None:
    items = apps.get_model("campaigns", "ResponsibilityItem").objects
    for code, word in WORDS.items():
        items.filter(comes_with=code).update(comes_with=word)


def say_in_codes(apps, schema_editor) -> None:
    """Words that no code stood for are lost: the column takes the three codes only."""
    items = apps.get_model("campaigns", "ResponsibilityItem").objects
    for code, word in WORDS.items():
        items.filter(comes_with=word).update(comes_with=code)
    items.exclude(comes_with__in=WORDS).update(comes_with="")


def nothing(apps, schema_editor) -> None:
    pass


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_tables_of_hotspots"), ("hotspots", "0002_hours_and_names")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("Supervision"),
                migrations.DeleteModel("WeeklyDuty"),
                migrations.DeleteModel("HotspotAssignment"),
                migrations.DeleteModel("Hotspot"),
            ]
        ),
        migrations.RunPython(nothing, give_hours_back),
        migrations.RemoveField("campaign", "supervision_opens_at"),
        migrations.RemoveField("campaign", "supervision_opens_since"),
        migrations.RemoveField("campaign", "supervision_reminds_at"),
        migrations.RemoveField("campaign", "supervision_reminds_on"),
        migrations.RemoveField("campaign", "supervision_reminds_since"),
        migrations.AlterField(
            model_name="responsibilityitem",
            name="comes_with",
            field=models.CharField(blank=True, help_text="等哪类数据接入后改由系统取数，如案件、纠纷、巡防", max_length=20, verbose_name="待接入"),
        ),
        migrations.RunPython(say_in_words, say_in_codes),
    ]
