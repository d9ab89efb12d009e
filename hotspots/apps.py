"""Hotspots (挂牌整治区域): who answers for them, and their weekly supervision."""

from django.apps import AppConfig


class HotspotsConfig(AppConfig):
    name = "hotspots"
    verbose_name = "挂牌整治"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from hotspots import history, home, messages, models, navigation, schedules, todos  # noqa: F401, PLC0415 - all but models fill hooks
        from hotspots.services import handover  # noqa: F401, PLC0415 - what is handed over with a person
        from hotspots.views import bulk_acts  # noqa: F401, PLC0415 - what may be done with many rows

        for model in (models.Hotspot, models.HotspotAssignment, models.Supervision, models.Timetable):
            register(model)
