"""The campaign: its sub-actions, its joint operations, and the figures everything else reports into."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "行动管理"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from campaigns import home, navigation  # noqa: F401, PLC0415 - fill the first page and the menu
        from campaigns.models import Campaign, Operation, SubAction  # noqa: PLC0415

        for model in (Campaign, SubAction, Operation):
            register(model)
        autodiscover_modules("figures")
