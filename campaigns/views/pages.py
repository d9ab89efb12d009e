"""The campaign's page."""

from django.http import Http404

from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import DetailPage, Section
from campaigns import rights
from campaigns.models import Campaign


class CampaignPage(DetailPage):
    policy = Needs(rights.VIEW)
    model = Campaign

    def get_object(self, queryset=None):
        campaign = self.get_queryset().at_hand(clock.today())
        if campaign is None:
            raise Http404
        return campaign

    def sections(self):
        campaign = self.object
        actions = campaign.sub_actions.select_related("leader", "lead_unit")
        return [
            Section(
                "概况",
                [
                    ("组织单位", campaign.unit.name),
                    ("起止", f"{campaign.starts_on} 至 {campaign.ends_on}"),
                    ("每周起始", campaign.get_week_starts_on_display()),
                ],
            ),
            Section("六项行动", template="campaigns/_sub_actions.html", context={"sub_actions": actions}),
        ]
