"""The campaign: its sub-actions, its joint operations, and the figures everything else reports into."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "行动管理"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from campaigns import figures_of_hotspots, home, messages, navigation, schedules, todos  # noqa: F401, PLC0415 - fill hooks
        from campaigns.models import (  # noqa: PLC0415
            Campaign,
            Hotspot,
            HotspotAssignment,
            ItemReport,
            Milestone,
            Operation,
            ResponsibilityItem,
            SubAction,
            Supervision,
        )

        plan = (ResponsibilityItem, Milestone, ItemReport)
        for model in (Campaign, SubAction, Operation, Hotspot, HotspotAssignment, Supervision, *plan):
            register(model)
