"""Items of a responsibility list that count up to a target by what is listed now count what was listed in the campaign:
a delisting no longer takes from them. Caps and what is to be cleared keep counting what is listed now.
"""

from django.db import migrations

NOW, SO_FAR = "hotspots_listed", "hotspots_tackled"
COUNTED_UP = ("least", "dated")


def count_so_far(apps, schema_editor):
    _switch(apps, NOW, SO_FAR, aim__in=COUNTED_UP)


def count_now(apps, schema_editor):
    _switch(apps, SO_FAR, NOW)


def _switch(apps, before, after, **only):
    items = apps.get_model("campaigns", "ResponsibilityItem")._base_manager
    items.filter(figure=before, **only).update(figure=after)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0010_target_kinds"),
        ("hotspots", "0004_entered_late"),
    ]

    operations = [migrations.RunPython(count_so_far, count_now)]
