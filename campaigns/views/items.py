"""One item of the responsibility list: its page, a report, and what the office may do with it."""

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Prefetch
from django.urls import reverse

from baiyi.figures.changes import signed
from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import DetailPage, FormPage, ListPage, MovePage, PageAction, RecordFormPage, Section
from campaigns import rights
from campaigns.forms.items import ItemAddForm, ItemFilter
from campaigns.forms.plan import ItemForm, ReportForm, SwitchForm
from campaigns.models import Campaign, ItemReport, ResponsibilityItem
from campaigns.plan import plan_on, states_for, territory_of
from campaigns.planline import Node, number
from campaigns.services import plan as plan_services
from campaigns.services.items import add_item
from campaigns.tables import ItemTable
from campaigns.views.plan import PLAN, figure_url


class ItemList(ListPage):
    """The items of the campaign at hand as a table, as they stand today: what is taken away as a workbook."""

    policy = Needs(rights.VIEW)
    model = ResponsibilityItem
    table_class = ItemTable
    filterset_class = ItemFilter
    title = "责任清单条目"
    breadcrumbs = PLAN
    empty_text = "没有符合条件的条目"

    def chosen(self):
        return self.visible.current().filter(campaign=Campaign.objects.at_hand(clock.today()))

    def get_queryset(self):
        rows = super().get_queryset().at(clock.today()).select_related("sub_action", "unit", "responsible")
        return rows.order_by("sub_action__position", "position", "pk")

    def get_table(self, **kwargs):
        return super().get_table(**kwargs, states=states_for(self.request))


class ItemAdd(FormPage):
    policy = Needs(rights.MANAGE)
    form_class = ItemAddForm
    title = submit_label = "新增条目"
    success_text = "已新增，计入责任清单"
    breadcrumbs = PLAN
    cancel_url_name = "campaigns:plan"
    verb = staticmethod(add_item)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}


class ItemPage(DetailPage):
    policy = Needs(rights.VIEW)
    model = ResponsibilityItem
    breadcrumbs = PLAN
    template_name = "campaigns/item_detail.html"
    voided_word = "已取消"

    def get_queryset(self):
        reports = Prefetch("reports", ItemReport.objects.select_related("created_by").order_by("-as_of", "-pk"))
        rows = super().get_queryset().select_related("campaign", "sub_action__leader", "unit", "responsible")
        return rows.prefetch_related("milestones", "assisting", reports)

    def page_actions(self):
        item, user = self.object, self.request.user
        if item.voided_at is not None:
            return []
        offered = []
        if user.has_perm(rights.MANAGE, item):
            offered += [
                ("修改", "item-change", "pencil"),
                ("计数方式", "item-switch", "arrow-left-right"),
                ("取消条目", "item-cancel", "trash"),
            ]
        if item.is_reported and user.has_perm(rights.REPORT, item):
            offered.append(("填报", "item-report", "pencil"))
        return [
            PageAction(label, reverse(f"campaigns:{name}", args=[item.pk]), icon, is_primary=name == "item-report")
            for label, name, icon in offered
        ]

    def sections(self):
        item = self.object
        found = [
            Section("进度", template="campaigns/_item_progress.html", context=self._progress()),
            Section("责任", self._people(), is_aside=True),
            Section("定义", self._definition(), is_aside=True),
        ]
        if nodes := item.milestones.all():
            found.insert(
                1,
                Section(
                    "序时节点", template="campaigns/_milestones.html", context={"nodes": nodes, "today": clock.today()}
                ),
            )
        if item.is_reported or item.reports.all():
            facts = {
                "reports": _told(item, item.reports.all()),
                "may_void": self.request.user.has_perm(rights.REPORT, item),
            }
            found.insert(2, Section("手工填报", template="campaigns/_item_reports.html", context=facts))
        return found

    def _progress(self) -> dict:
        item, user = self.object, self.request.user
        on = min(clock.today(), item.campaign.ends_on)
        states = plan_on(item.campaign, on, user, pks=[item.pk]).states
        url = figure_url(states[0], item.campaign, on, user) if states else ""
        return {"state": states[0] if states else None, "url": url, "on": on}

    def _people(self) -> list:
        item = self.object
        return [
            ("责任人", item.responsible or "未指定，请联系牵头单位"),
            ("牵头单位", item.unit.name),
            ("分管领导", item.sub_action.leader or "未指定"),
            ("配合单位", "、".join(unit.short_name for unit in item.assisting.all()) or "无"),
        ]

    def _definition(self) -> list:
        item = self.object
        because = [("手填理由", item.by_hand_because)] if item.is_reported and item.by_hand_because else []
        return [
            ("子行动", str(item.sub_action)),
            ("目标", f"{item.get_aim_display()} {number(item.target)} {item.measure}"),
            *([("清零基数", f"{number(item.baseline)} {item.measure}")] if item.baseline else []),
            ("计数方式", f"手工填报{_waits(item)}" if item.is_reported else "系统取数"),
            *because,
        ]


def _waits(item: ResponsibilityItem) -> str:
    """What the item waits for, and whether it has come."""
    if not item.comes_with:
        return ""
    labels = "、".join(figure.label for figure in plan_services.awaited_figures(item))
    return (
        f"（{item.comes_with}已接入，可在“计数方式”改由系统取数：{labels}）"
        if labels
        else f"（{item.comes_with}接入后改由系统取数）"
    )


@dataclass(frozen=True)
class _Told:
    """A report with whether a later one for the same day took its place, and how it fell behind the one before."""

    report: ItemReport
    is_replaced: bool
    fall: str


def _told(item: ResponsibilityItem, reports) -> list[_Told]:
    """Newest first, as the reports come."""
    counting = [each for each in reports if each.voided_at is None]
    falls = {later: _fall(item, earlier, later) for later, earlier in pairwise(counting)} if item.only_rises else {}
    in_force = {each.as_of: each for each in reversed(counting)}
    return [
        _Told(each, each.voided_at is None and in_force[each.as_of] != each, falls.get(each, "")) for each in reports
    ]


def _fall(item: ResponsibilityItem, earlier: ItemReport, later: ItemReport) -> str:
    by = earlier.value - later.value
    return f"比前一次（截至 {earlier.as_of}）{signed(-by, number)} {item.measure}" if by > 0 else ""


class ItemReportPage(RecordFormPage):
    """填报."""

    policy = Needs(rights.REPORT)
    model = ResponsibilityItem
    form_class = ReportForm
    title = submit_label = "填报"
    success_text = "已填报"
    breadcrumbs = PLAN
    related = ("campaign",)
    verb = staticmethod(plan_services.report_item)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"item": self.record}


class ItemMove(MovePage):
    """What the office does with an item."""

    policy = Needs(rights.MANAGE)
    model = ResponsibilityItem
    breadcrumbs = PLAN
    related = ("campaign", "unit")


class ItemChange(ItemMove):
    form_class = ItemForm
    title = "修改责任清单条目"
    submit_label = "保存"

    def get_initial(self):
        item = self.record
        kept = {"assisting", "nodes"}  # rows of their own
        names = [name for name in plan_services.ItemFacts.__dataclass_fields__ if name not in kept]
        nodes = [Node(each.due_on, each.target) for each in item.milestones.all()]
        return (
            super().get_initial()
            | {name: getattr(item, name) for name in names}
            | {"assisting": item.assisting.all(), "nodes": nodes}
        )

    def get_form_kwargs(self):
        units = territory_of(self.record.campaign, self.request.user)
        offered = self.record.assisting.model.objects.filter(pk__in=[unit.pk for unit in units])
        return super().get_form_kwargs() | {"item": self.record, "units": offered}

    def perform(self, form):
        facts = {name: form.cleaned_data[name] for name in ("reason", "version")}
        return plan_services.change_item(self.record, form.facts(), by=self.request.user, **facts)


class ItemSwitch(ItemMove):
    form_class = SwitchForm
    title = "切换计数方式"
    submit_label = "切换"
    success_text = "已切换，以前各日也按新的方式计算"
    verb = staticmethod(plan_services.switch_counting)

    def get_initial(self):
        return super().get_initial() | {"figure": self.record.figure}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"item": self.record}


class ItemCancel(ItemMove):
    title = submit_label = "取消条目"
    success_text = "已取消，不再计入清单"
    verb = staticmethod(plan_services.cancel_item)


class ReportVoid(MovePage):
    policy = Needs(rights.REPORT)
    model = ItemReport
    title = submit_label = "作废填报"
    success_text = "已作废，按前一次填报计算"
    breadcrumbs = PLAN
    related = ("item",)
    verb = staticmethod(plan_services.void_report)
