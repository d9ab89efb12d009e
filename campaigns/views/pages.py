"""Home, the campaign's page and its figures."""

from django.http import Http404
from django.views.generic import TemplateView

from baiyi.records import clock
from baiyi.records.hooks import home_panels
from baiyi.records.policies import Needs, SignedIn
from baiyi.records.views import DetailPage, Page, Section
from campaigns import rights
from campaigns.models import Campaign
from campaigns.views import cockpit


class Home(Page, TemplateView):
    """The first page: for a leader the cockpit, for everybody else what each room has for this person."""

    policy = SignedIn()
    template_name = "campaigns/home.html"
    title = "首页"

    def get_template_names(self):
        return [cockpit.TEMPLATE] if self.campaign else [self.template_name]

    def get_title(self) -> str:
        return "驾驶舱" if self.campaign else self.title

    def get_context_data(self, **kwargs):
        user = self.request.user
        self.campaign = cockpit.campaign_of_leader(user)
        if self.campaign:
            facts = cockpit.cockpit_facts(user, self.campaign, is_first_page=True)
            return super().get_context_data(campaign=self.campaign, **facts, **kwargs)
        found = [panel for function in home_panels if (panel := function(self.request)) is not None]
        return super().get_context_data(panels=sorted(found, key=lambda each: each.order), **kwargs)


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
