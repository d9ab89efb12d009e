"""Standing plans (固定排班), planned patrols (应巡班次), and the nights on which nobody came (应巡未巡)."""

from django.utils.functional import cached_property

from baiyi.figures.lists import FigureListMixin
from baiyi.records.addresses import address_of
from baiyi.records.asked import AskingPage
from baiyi.records.lamps import drawn_lamp
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import AddPage, ChangePage, DetailPage, ListPage, PageAction, Section
from prevention import rights
from prevention.forms.patrols.filters import PlanFilter, PlannedFilter
from prevention.forms.patrols.gaps import GapForm
from prevention.forms.patrols.plans import PlanChangeForm, PlanForm, PlannedChangeForm, PlannedForm
from prevention.models import PatrolPlan, PlannedPatrol
from prevention.reading.gaps import read_gaps
from prevention.reading.opening import opening
from prevention.services import patrols
from prevention.tables.patrols import PlannedTable, PlanTable
from prevention.views.patrols.beats import DATED_TABS, by


class PlanList(ListPage):
    empty_text = "没有符合条件的固定排班"
    TABS = DATED_TABS

    def get_queryset(self):
        return super().get_queryset().order_by("beat__number", "begins", "pk")


class PlanPage(DetailPage):
    def sections(self):
        plan = self.object
        voided = facts_of(plan, "voided_at", "void_reason") if self.is_voided else []
        facts = [("哪几天", plan.days), ("时段", plan.hours), *facts_of(plan, "force", "team", "leader")]
        known = [*facts_of(plan, "beat", "unit", "kind"), *facts]
        return [Section("排班情况", known + facts_of(plan, *LASTS) + voided)]


LASTS = ("starts_on", "in_use_until", "laid_until", "created_by")


class PlanAdd(AddPage):
    """One form for all beats; the list shows what came of it."""

    def next_url(self, done) -> str:
        return done[0].get_absolute_url() if len(done) == 1 else address_of("prevention:plan-list")


PLANS = RecordViews(
    model=PatrolPlan,
    name="plan",
    title="固定排班",
    right=rights.VIEW,
    table=PlanTable,
    filterset=PlanFilter,
    list_page=PlanList,
    detail_page=PlanPage,
    related=("unit", "beat", "leader", "created_by"),
    add=Act(
        verb=patrols.add_plans,
        right=rights.MANAGE,
        label="新增排班",
        form=PlanForm,
        page=PlanAdd,
        done="已排班，七天以内的应巡班次已列出",
    ),
    change=Act(verb=patrols.change_plan, right=rights.MANAGE, label="修改固定排班", form=PlanChangeForm),
    acts={"void": Act(verb=patrols.void_plan, right=rights.MANAGE, label="作废", icon="trash")},
    form_facts=by,
)


class PlannedList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的应巡班次"
    TABS = {
        "all": "全部",
        "open": "应巡未到",
        "ahead": "待巡",
        "missed": "漏巡",
        "late": "迟到",
        "held": "已巡",
        "cancelled": "已取消",
    }
    LAMPS = {"open": "red", "missed": "red", "late": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_shifts().order_by("-starts_at", "beat__number", "pk")


class PlannedPage(DetailPage):
    voided_word = "已取消"

    def get_queryset(self):
        return super().get_queryset().with_shifts()

    def page_actions(self):
        planned, user = self.object, self.request.user
        found = [] if self._has_begun else super().page_actions()
        if planned.standing not in {"open", "ahead", "missed"} or not user.has_perm(rights.RECORD, planned):
            return found
        label = "补录" if planned.standing == "missed" else "上岗"
        return [PageAction(label, opening(planned=planned.pk), "shield-check", is_primary=True), *found]

    @property
    def _has_begun(self) -> bool:
        return self.object.standing not in {"ahead", "cancelled"}

    def sections(self):
        planned = self.object
        facts = [*facts_of(planned, "beat", "unit", "kind"), ("应巡时段", planned.hours)]
        facts += [("到岗", drawn_lamp(planned.standing_lamp)), *facts_of(planned, "late_after", "missed_at")]
        facts += facts_of(planned, "team", "leader", "force", "reported_on", "plan", "created_by")
        facts += facts_of(planned, "voided_at", "void_reason") if self.is_voided else []
        return [Section("应巡情况", [each for each in facts if each[1]])]


PLANNED = RecordViews(
    model=PlannedPatrol,
    name="planned",
    title="应巡班次",
    right=rights.VIEW,
    table=PlannedTable,
    filterset=PlannedFilter,
    list_page=PlannedList,
    detail_page=PlannedPage,
    related=("unit", "beat", "leader", "plan__beat", "created_by"),
    add=Act(verb=patrols.add_planned, right=rights.MANAGE, label="临时加巡", form=PlannedForm, done="已加巡"),
    change=Act(
        verb=patrols.change_planned,
        right=rights.MANAGE,
        label="修改应巡班次",
        form=PlannedChangeForm,
        page=ChangePage,
    ),
    acts={"void": Act(verb=patrols.cancel_planned, right=rights.MANAGE, label="取消", icon="trash", done="已取消")},
    form_facts=by,
)


class Gaps(AskingPage):
    """应巡未巡: beats × days, at most a month of them."""

    policy = Needs(rights.VIEW)
    template_name = "prevention/gaps.html"
    title = "应巡未巡"

    def page_actions(self) -> list[PageAction]:
        planned = PageAction("应巡班次", address_of("prevention:planned-list"), "list-check")
        plans = PageAction("固定排班", address_of("prevention:plan-list"), "calendar3")
        return [planned, plans]

    @cached_property
    def form(self) -> GapForm:
        return GapForm(self.request.GET.dict(), user=self.request.user)

    def get_context_data(self, **kwargs):
        found = {"gaps": read_gaps(self.request.user, **self.form.asked())} if self.form.is_valid() else {}
        return super().get_context_data(**found, **kwargs)
