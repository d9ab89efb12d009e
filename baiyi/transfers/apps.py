"""流转: a record sent to whoever can settle it, signed for, answered, or sent back."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "baiyi.transfers"
    label = "transfers"
    verbose_name = "流转"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from baiyi.transfers import (  # noqa: F401, PLC0415 - these fill hooks
            answering,
            checks,
            following,
            home,
            models,
            navigation,
            panels,
            todos,
        )

        register(models.Transfer)
        register(models.ApprovalRule)
