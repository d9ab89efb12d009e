"""The hours of the weekly supervision become rows, filled from the campaign's columns; what waits under an old name gets the new one."""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

HOURS = ("opens_at", "reminds_on", "reminds_at", "opens_since", "reminds_since")
SCHEDULES = ("open_week", "remind_week", "close_week")
JOB = "chase"
SCAN = "services.drafts.forget_drafts"  # a scan's sign of life is named after its module


def fill_timetables(apps, schema_editor) -> None:
    """One a campaign, in force from its first day."""
    timetables = apps.get_model("hotspots", "Timetable").objects
    for campaign in apps.get_model("campaigns", "Campaign").objects.order_by("pk"):
        hours = {name: getattr(campaign, f"supervision_{name}") for name in HOURS}
        timetables.get_or_create(campaign=campaign, effective_on=campaign.starts_on, defaults=hours)


def rename(apps, old: str, new: str) -> None:
    """Slots of the schedules, done, waiting or claimed; jobs with the key that makes a form's job one."""
    runs, jobs = apps.get_model("jobs", "ScheduledRun").objects, apps.get_model("jobs", "BackgroundJob").objects
    for name in SCHEDULES:
        runs.filter(name=f"{old}.{name}").update(name=f"{new}.{name}")
    apps.get_model("jobs", "Heartbeat").objects.filter(name=f"scan:{old}.{SCAN}").update(name=f"scan:{new}.{SCAN}")
    before = f"{old}.{JOB}"
    once = Concat(Value(f"{new}.{JOB}"), Substr(F("once"), len(before) + 1))
    jobs.filter(kind=before, once__startswith=f"{before}:").update(once=once)
    jobs.filter(kind=before).update(kind=f"{new}.{JOB}")


def forwards(apps, schema_editor) -> None:
    fill_timetables(apps, schema_editor)
    rename(apps, "campaigns", "hotspots")


def backwards(apps, schema_editor) -> None:
    rename(apps, "hotspots", "campaigns")


class Migration(migrations.Migration):
    dependencies = [("hotspots", "0001_rooms"), ("jobs", "0003_starts")]

    operations = [migrations.RunPython(forwards, backwards)]
