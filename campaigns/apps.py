"""The campaign: its sub-actions, its responsibility list, its joint operations."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "行动管理"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from campaigns import answering, home, models, navigation  # noqa: F401, PLC0415 - all but models fill hooks

        plan = (models.ResponsibilityItem, models.Milestone, models.ItemReport)
        for model in (models.Campaign, models.Phase, models.SubAction, models.Operation, *plan):
            register(model)
