"""Venue inspections: checklist, hazards, rectification notices, reinspection."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "场所检查"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from inspections import models, navigation  # noqa: PLC0415 - navigation fills the menu

        for model in (models.Venue, models.Inspection, models.Hazard, models.RectificationNotice, models.Reinspection):
            register(model)
        assert navigation  # noqa: S101 - imported for its effect
