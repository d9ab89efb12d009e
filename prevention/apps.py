"""Prevention: checkpoints with their shifts, and nights of checking for drink driving."""

from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "prevention"
    verbose_name = "巡防查缉"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from prevention import models, navigation, operations, todos  # noqa: F401, PLC0415 - all but models fill hooks

        for model in (models.Checkpoint, models.CheckpointShift, models.Breathalyser, models.NightSheet):
            register(model)
