"""Prevention: checkpoints and nights, zones and beats, alarms by count, waters, publicity."""

from auditlog.context import disable_auditlog
from django.apps import AppConfig
from django.apps import apps as registry
from django.db.models.signals import post_migrate

from prevention import seeds


class PreventionConfig(AppConfig):
    name = "prevention"
    verbose_name = "巡防查缉"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from baiyi.records.models import Journaled  # noqa: PLC0415 - as above
        from prevention import (  # noqa: F401, PLC0415 - fill hooks
            answering,
            home,
            navigation,
            operations,
            schedules,
            tasks,
            todos,
        )

        for model in self.get_models():
            if issubclass(model, Journaled):
                register(model)
        post_migrate.connect(_plant_seeds, sender=self)


def _plant_seeds(sender, apps=registry, **kwargs) -> None:
    """After every migrate and flush; nothing when this room is migrated back to before it had any."""
    if "alarmrule" in apps.all_models.get("prevention", {}):
        with disable_auditlog():  # what the program brings along is nobody's change
            seeds.plant(apps)
