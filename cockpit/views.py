"""The first page, and 驾驶舱: the leader's first page, which the office and the supervisors have in the menu."""

from django.core.exceptions import PermissionDenied
from django.views.generic import TemplateView

from baiyi.records.policies import Needs, SignedIn
from baiyi.records.views import Page
from cockpit import rights
from cockpit.facts import campaign_at_hand, campaign_of_leader, cockpit_facts
from cockpit.home import panels_of

COCKPIT = "cockpit/cockpit.html"


class Home(Page, TemplateView):
    """For a leader the cockpit, for everybody else what each room has for this person."""

    policy = SignedIn()
    template_name = "cockpit/home.html"
    title = "首页"

    def get_template_names(self):
        return [COCKPIT] if self.campaign else [self.template_name]

    def get_title(self) -> str:
        return "驾驶舱" if self.campaign else self.title

    def get_context_data(self, **kwargs):
        self.campaign = campaign_of_leader(self.request.user)
        facts = cockpit_facts(self.request, self.campaign, is_first_page=True) if self.campaign else {}
        return super().get_context_data(campaign=self.campaign, panels=panels_of(self.request), **facts, **kwargs)


class CockpitPage(Page, TemplateView):
    policy = Needs(rights.VIEW)
    template_name = COCKPIT
    title = "驾驶舱"

    def get_context_data(self, **kwargs):
        campaign = campaign_at_hand()
        if campaign and not self.request.user.has_perm(rights.VIEW, campaign):
            raise PermissionDenied(rights.VIEW)
        facts = cockpit_facts(self.request, campaign) if campaign else {}
        return super().get_context_data(campaign=campaign, **facts, **kwargs)
