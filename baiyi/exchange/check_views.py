"""表内校验: the rules of every form, made and ended by the office."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from baiyi.exchange import checking, rights
from baiyi.exchange.check_forms import CheckRuleEndForm, CheckRuleFilter, CheckRuleForm, words_of
from baiyi.exchange.check_tables import CheckRuleTable
from baiyi.records import clock
from baiyi.records.check_rules import subjects
from baiyi.records.models import CheckRule
from baiyi.records.page_parts import PageAction
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, ListPage, Page

LIST = ("表内校验", "exchange:check-list")


class CheckRuleList(ListPage):
    policy = Needs(rights.MANAGE_CHECKS)
    model = CheckRule
    table_class = CheckRuleTable
    filterset_class = CheckRuleFilter
    title = "表内校验"
    caption = "登记和导入时按当日有效的规则核对，不符的不能保存"

    def page_actions(self):
        return [PageAction("新增规则", reverse("exchange:check-choose"), "plus-lg", is_primary=True)]

    def get_queryset(self):
        return super().get_queryset().order_by("subject", "pk")


class CheckRuleChoose(Page, TemplateView):
    """For which form."""

    policy = Needs(rights.MANAGE_CHECKS)
    template_name = "exchange/check_choose.html"
    title = "新增校验规则"
    breadcrumbs = (LIST,)

    def get_context_data(self, **kwargs):
        named = sorted((subject.label, key) for key, subject in subjects.items())
        links = [(label, reverse("exchange:check-add", args=[key])) for label, key in named]
        return super().get_context_data(links=links, **kwargs)


class CheckRuleAdd(FormPage):
    policy = Needs(rights.MANAGE_CHECKS)
    form_class = CheckRuleForm
    breadcrumbs = (LIST,)
    cancel_url_name = "exchange:check-list"
    verb = staticmethod(checking.add_rule)

    def dispatch(self, request, *args, **kwargs):
        if kwargs["subject"] not in subjects:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"新增校验规则：{subjects[self.kwargs['subject']].label}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"subject": self.kwargs["subject"]}

    def next_url(self, done) -> str:
        return reverse("exchange:check-list")


class CheckRuleEnd(FormPage):
    policy = Needs(rights.MANAGE_CHECKS)
    form_class = CheckRuleEndForm
    template_name = "exchange/check_end.html"
    title = "停用校验规则"
    submit_label = "停用"
    breadcrumbs = (LIST,)
    cancel_url_name = "exchange:check-list"

    def get_context_data(self, **kwargs):
        rule = get_object_or_404(CheckRule, pk=self.kwargs["pk"])
        return super().get_context_data(rule=rule, words=words_of(rule), today=clock.today(), **kwargs)

    def perform(self, form):
        rule = get_object_or_404(CheckRule, pk=self.kwargs["pk"])
        return checking.end_rule(rule, by=self.request.user, **form.facts())

    def next_url(self, done) -> str:
        return reverse("exchange:check-list")
