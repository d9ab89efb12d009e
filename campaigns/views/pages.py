"""Pages of campaigns: the one at hand, all of them, one; setting one up and changing it, its sub-actions."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property

from baiyi.accounts.models import Unit, UnitKind
from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import DetailPage, FormPage, ListPage, MovePage, PageAction, RecordFormPage, Section
from campaigns import rights
from campaigns.forms.campaign import CampaignChangeForm, CampaignFilter, CampaignForm, SubActionForm
from campaigns.models import Campaign, SubAction
from campaigns.services import campaigns
from campaigns.services.campaigns import PhaseLine
from campaigns.tables import CampaignTable

ALL = [("六项行动", "campaigns:campaign")]


def no_campaign(request, title: str):
    """What stands in the place of a page about the campaign at hand before there is one: what to do."""
    facts = {"title": title, "may_add": request.user.has_perm(rights.MANAGE)}
    return render(request, "campaigns/no_campaign.html", facts)


class CampaignDetail(DetailPage):
    policy = Needs(rights.VIEW)
    model = Campaign
    breadcrumbs = ALL

    def page_actions(self):
        campaign, user = self.object, self.request.user
        offered = [PageAction("全部专项行动", reverse("campaigns:campaign-list"), "list-check")]
        if user.has_perm(rights.MANAGE, campaign):
            offered.append(PageAction("修改", reverse("campaigns:campaign-change", args=[campaign.pk]), "pencil"))
        return offered

    def sections(self):
        campaign = self.object
        actions = campaign.sub_actions.select_related("leader", "lead_unit")
        facts = {"sub_actions": actions, "may_change": self.request.user.has_perm(rights.MANAGE, campaign)}
        return [
            Section("概况", self._facts()),
            Section("六项行动", template="campaigns/_sub_actions.html", context=facts),
        ]

    def _facts(self) -> list:
        campaign = self.object
        phase = campaign.phase_on(clock.today())
        phases = "；".join(f"{each.starts_on} 起{each.name}" for each in campaign.phases.all())
        return [
            ("组织单位", campaign.unit.name),
            ("起止", f"{campaign.starts_on} 至 {campaign.ends_on}，共 {campaign.total_days} 天"),
            ("方案", f"{campaign.plan_number} {campaign.plan_title}".strip() or "未填写"),
            *([("当前阶段", phase.name)] if phase else []),
            *([("阶段", phases)] if phases else []),
            ("每周起始", campaign.get_week_starts_on_display()),
            ("报告日起点", f"{campaign.day_begins_at:%H:%M}"),
        ]


class CampaignPage(CampaignDetail):
    """The campaign at hand; before there is one, what to do."""

    breadcrumbs = ()

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.at_hand else no_campaign(request, "六项行动")

    @cached_property
    def at_hand(self) -> Campaign | None:
        return self.get_queryset().at_hand(clock.today())

    def get_object(self, queryset=None):
        return self.at_hand


class CampaignList(ListPage):
    policy = Needs(rights.VIEW)
    model = Campaign
    table_class = CampaignTable
    filterset_class = CampaignFilter
    title = "专项行动"
    breadcrumbs = ALL
    empty_text = "没有符合条件的专项行动"

    def page_actions(self):
        if not self.request.user.has_perm(rights.MANAGE):
            return []
        return [PageAction("新建专项行动", reverse("campaigns:campaign-add"), "plus-lg", is_primary=True)]

    def get_queryset(self):
        return super().get_queryset().select_related("unit").order_by("-starts_on", "-pk")


class CampaignAdd(FormPage):
    policy = Needs(rights.MANAGE)
    form_class = CampaignForm
    title = submit_label = "新建专项行动"
    success_text = "专项行动已建立，请逐项指定六项行动的分管领导和抓手，再导入或新增责任清单"
    breadcrumbs = ALL
    cancel_url_name = "campaigns:campaign"
    verb = staticmethod(campaigns.add_campaign)

    def get_form_kwargs(self):
        mine = Unit.objects.filter(pk__in=self.request.user.unit_ids(rights.MANAGE), kind=UnitKind.BRANCH)
        return super().get_form_kwargs() | {"unit_ids": set(mine.valid(clock.today()).values_list("pk", flat=True))}


class CampaignChange(MovePage):
    policy = Needs(rights.MANAGE)
    model = Campaign
    form_class = CampaignChangeForm
    title = "修改专项行动"
    submit_label = "保存"
    success_text = "已保存"
    breadcrumbs = ALL
    verb = staticmethod(campaigns.change_campaign)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.record}

    def get_initial(self):
        phases = [PhaseLine(each.starts_on, each.name) for each in self.record.phases.all()]
        return super().get_initial() | {"phases": phases}


class SubActionChange(RecordFormPage):
    policy = Needs(rights.MANAGE)
    model = SubAction
    form_class = SubActionForm
    title = "修改子行动"
    breadcrumbs = ALL
    related = ("campaign",)
    verb = staticmethod(campaigns.change_sub_action)

    def get_initial(self):
        names = ("leader", "lead_unit", "carriers")
        return super().get_initial() | {name: getattr(self.record, name) for name in names}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"action": self.record}
