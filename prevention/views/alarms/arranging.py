"""What the office arranges: closing days, opening some again, the categories and the hours."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews, own_units
from baiyi.records.views import FormPage, ListPage, Page, PageAction
from prevention import rights
from prevention.forms.alarms.arranging import CategoryChangeForm, CategoryForm, ClosingForm, ExceptionForm, RuleForm
from prevention.forms.alarms.filters import AlarmClosingFilter, AlarmExceptionFilter
from prevention.models import AlarmCategory, AlarmClosing, AlarmException, AlarmRule
from prevention.services import alarms as services
from prevention.tables.alarms import AlarmClosingTable, AlarmExceptionTable

SETTINGS = "prevention:alarm_settings"


class AlarmClosingList(ListPage):
    empty_text = "没有手工封账"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-until", "-pk")


CLOSINGS = RecordViews(
    model=AlarmClosing,
    name="alarm_closing",
    title="封账",
    right=rights.VIEW_ALARMS,
    table=AlarmClosingTable,
    filterset=AlarmClosingFilter,
    list_page=AlarmClosingList,
    related=("unit", "created_by"),
    fields=("unit", "until", "reason", "created_by"),
    add=Act(verb=services.close_alarms, right=rights.ARRANGE_ALARMS, label="封账", form=ClosingForm, done="已封账"),
    acts={
        "reopen": Act(
            verb=services.reopen_alarms, right=rights.ARRANGE_ALARMS, label="撤销封账", icon="arrow-counterclockwise"
        )
    },
    form_facts=own_units(rights.ARRANGE_ALARMS),
)


class AlarmExceptionList(ListPage):
    empty_text = "没有补报许可"
    TABS = {"open": "有效", "ended": "已到期"}

    def get_queryset(self):
        return super().get_queryset().order_by("-open_until", "-pk")


EXCEPTIONS = RecordViews(
    model=AlarmException,
    name="alarm_exception",
    title="补报许可",
    right=rights.VIEW_ALARMS,
    table=AlarmExceptionTable,
    filterset=AlarmExceptionFilter,
    list_page=AlarmExceptionList,
    related=("unit", "created_by"),
    fields=("unit", "since", "until", "open_until", "reason", "created_by"),
    add=Act(verb=services.allow_alarms, right=rights.ARRANGE_ALARMS, label="开补报许可", form=ExceptionForm),
    acts={
        "take_back": Act(verb=services.take_back_exception, right=rights.ARRANGE_ALARMS, label="收回许可", icon="x-lg")
    },
    form_facts=own_units(rights.ARRANGE_ALARMS),
)


class AlarmSettings(Page, TemplateView):
    """类别和规则, for everybody to read."""

    policy = Needs(rights.VIEW_ALARMS)
    template_name = "prevention/alarm_settings.html"
    title = "警情类别和报送规则"
    breadcrumbs = (("警情报送", "prevention:alarms"),)

    def page_actions(self):
        if not self.request.user.has_perm(rights.ARRANGE_ALARMS):
            return []
        names = {"新增类别": "prevention:alarm_category-add", "制定报送规则": "prevention:alarm_rule-add"}
        return [PageAction(label, reverse(name), "plus-lg") for label, name in names.items()]

    def get_context_data(self, **kwargs):
        facts = {"categories": AlarmCategory.objects.all(), "rules": AlarmRule.objects.select_related("created_by")}
        may = self.request.user.has_perm(rights.ARRANGE_ALARMS)
        return super().get_context_data(**facts, may_arrange=may, **kwargs)


class Arranging(FormPage):
    policy = Needs(rights.ARRANGE_ALARMS)
    breadcrumbs = (("警情类别和报送规则", SETTINGS),)
    cancel_url_name = SETTINGS

    def next_url(self, done) -> str:
        return reverse(SETTINGS)


class CategoryAdd(Arranging):
    title = "新增警情类别"
    form_class = CategoryForm
    verb = staticmethod(services.add_category)


class CategoryChange(Arranging):
    title = "修改警情类别"
    form_class = CategoryChangeForm

    @cached_property
    def record(self) -> AlarmCategory:
        return get_object_or_404(AlarmCategory, pk=self.kwargs["pk"])

    def get_initial(self):
        names = ("name", "position", "in_use_until", "version")
        return super().get_initial() | {name: getattr(self.record, name) for name in names}

    def perform(self, form):
        return services.change_category(self.record, by=self.request.user, **form.facts())


class RuleAdd(Arranging):
    title = "制定报送规则"
    form_class = RuleForm
    verb = staticmethod(services.set_rule)
