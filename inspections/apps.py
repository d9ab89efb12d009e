"""Venue inspections: checklist, hazards, rectification notices, reinspection."""

from auditlog.context import disable_auditlog
from django.apps import AppConfig
from django.apps import apps as registry
from django.db.models.signals import post_migrate

from inspections import seeds


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "场所检查"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from inspections import home, models, navigation, reminders, responsibility, tasks, todos  # noqa: F401, PLC0415 - all but models fill hooks
        from inspections.reading import desk, panels, uses, withdrawal  # noqa: F401, PLC0415 - fill hooks, beside other reading
        from inspections.services import extensions, referrals  # noqa: F401, PLC0415 - hear of moves
        from inspections.views import bulk_acts  # noqa: F401, PLC0415 - what may be done with many rows

        sweeps = (models.SweepGroup, models.SweepForce, models.SweepTurnout, models.SweepReport)
        venues = (models.Venue, models.VenueMerge, models.FailedVisit)
        records = (models.Inspection, models.Hazard, models.HazardControl)
        notices = (models.RectificationNotice, models.ExtensionRequest, models.Reinspection)
        reference = (models.VenueCategory, models.ChecklistItem, models.HazardPhrase, models.IntervalRule)
        for model in (*venues, *records, *notices, *sweeps, *reference):
            register(model)
        register(models.VenueCode, exclude=("token", "short_code"))
        register(models.SweepVenue, exclude=("claimed_by", "claimed_at"))
        post_migrate.connect(_plant_seeds, sender=self)


def _plant_seeds(sender, apps=registry, **kwargs) -> None:
    """After every migrate and flush;
    nothing when this room, or the one of the legal bases, is migrated back to zero.
    """
    if "categorybasis" in apps.all_models.get("inspections", {}) and "rule" in apps.all_models.get("deadlines", {}):
        with (
            disable_auditlog()
        ):  # what the program brings along is nobody's change, and after a flush content types are stale
            seeds.plant(apps)
