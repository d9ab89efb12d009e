"""The check rules that the sheets start with; the office changes them from a day on."""

from datetime import date

from django.db import migrations

FROM = date(2022, 1, 1)
SHIFT, NIGHT = "prevention.checkpointshift", "prevention.nightsheet"
# form, kind, field that is checked, fields it is held against
RULES = (
    (SHIFT, "required", "captured", "findings"),
    (SHIFT, "required", "suspicious_items", "findings"),
    (SHIFT, "most", "captured", "people_checked"),
    (NIGHT, "most", "drinking", "vehicles_checked"),
    (NIGHT, "most", "drinking_again", "vehicles_checked"),
    (NIGHT, "most", "drunk", "vehicles_checked"),
    (NIGHT, "most", "commercial", "vehicles_checked"),
    (NIGHT, "most", "vehicles_held", "vehicles_checked"),
    (NIGHT, "required", "drunk", "blood_persons,blood_samples"),
    (NIGHT, "required", "other_offences", "note"),
    (NIGHT, "required", "is_road", "has_warning"),
)


def plant(apps, schema_editor) -> None:
    rules = apps.get_model("records", "CheckRule").objects
    for subject, kind, left, right in RULES:
        rules.get_or_create(subject=subject, kind=kind, left=left, right=right, defaults={"effective_from": FROM})


class Migration(migrations.Migration):
    dependencies = [("prevention", "0001_initial"), ("records", "0004_forms_once")]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
