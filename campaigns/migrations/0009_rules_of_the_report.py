"""What the sums of 战报 must satisfy: rules as data, which the office may end and add to."""

from django.db import migrations

SUBJECT = "cockpit.operation_report"
RULES = [
    ("sum", "hazards_found", "hazards_on_site,hazards_by_date,hazards_referred"),
    ("most", "venues_inspected", "inspections_made"),
    ("most", "hazmat_firms_inspected", "inspections_made"),
    ("most", "checkpoints_opened", "checkpoint_shifts"),
    ("most", "drunk_driving_persons", "drink_driving_persons"),
]


def add_rules(apps, schema_editor):
    rules = apps.get_model("records", "CheckRule")
    rows = [rules(subject=SUBJECT, kind=kind, left=left, right=right) for kind, left, right in RULES]
    rules.objects.using(schema_editor.connection.alias).bulk_create(rows)


def take_away(apps, schema_editor):
    apps.get_model("records", "CheckRule").objects.filter(subject=SUBJECT).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0008_operation_plan_and_reporting_day"),
        ("records", "0004_forms_once"),
    ]

    operations = [migrations.RunPython(add_rules, take_away)]
