"""行动数据, and 结转 of what stands open."""

from django import forms
from django.http import Http404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from baiyi.figures import rights
from baiyi.figures.balance import balances, total
from baiyi.figures.cards import cards
from baiyi.figures.declarations import Stock
from baiyi.figures.periods import Period, current_period
from baiyi.figures.registry import get
from baiyi.records import clock
from baiyi.records.asked import AskingPage
from baiyi.records.forms import DayInput, PlainForm
from baiyi.records.policies import Needs
from baiyi.records.views import Page


class FigureBoard(Page, TemplateView):
    """Every figure of the user's units, each opening its list."""

    policy = Needs(rights.VIEW)
    template_name = "figures/board.html"
    title = "行动数据"

    def get_context_data(self, **kwargs):
        return super().get_context_data(board=cards(self.request.user, on=clock.today()), **kwargs)


class PeriodForm(PlainForm):
    """Which days; both included."""

    since = forms.DateField(label="自", widget=DayInput)
    until = forms.DateField(label="至", widget=DayInput)

    def clean(self):
        facts = super().clean()
        for name in ("since", "until"):
            if name in facts and not 2000 <= facts[name].year <= 2100:
                self.add_error(name, "请核对年份")
        if not self.errors and facts["until"] < facts["since"]:
            self.add_error("until", "结束日不能早于开始日")
        return facts


class OfDays(AskingPage):
    """A page about any days, of the campaign at first: `read` says what it shows of them."""

    @cached_property
    def form(self) -> PeriodForm:
        return PeriodForm(self.request.GET or self._usual())

    def _usual(self) -> dict:
        today = clock.today()
        period = current_period(today) or Period(today.replace(day=1), today)
        return {"since": period.since, "until": period.until}

    def get_context_data(self, **kwargs):
        facts = {}
        if self.form.is_valid():
            period = Period(**self.form.cleaned_data)
            facts = {"period": period} | self.read(period)
        return super().get_context_data(**facts, **kwargs)

    def read(self, period: Period) -> dict:
        raise NotImplementedError


class BalanceSheet(OfDays):
    """结转表 of a stock: 期初 + 新增 − 办结 = 期末 by unit, for any days."""

    policy = Needs(rights.VIEW)
    template_name = "figures/balance.html"
    breadcrumbs = (("行动数据", "figures:board"),)

    @cached_property
    def figure(self) -> Stock:
        figure = get(self.kwargs["key"])
        if not isinstance(figure, Stock) or not self.request.user.has_perm(figure.right):
            raise Http404
        return figure

    def get_title(self) -> str:
        return f"{self.figure.label}结转表"

    def get_context_data(self, **kwargs):
        return super().get_context_data(figure=self.figure, **kwargs)

    def read(self, period: Period) -> dict:
        units = self.request.user.units(self.figure.right)
        found = balances(self.figure, period, [unit.pk for unit in units])
        lines = [(unit, found[unit.pk]) for unit in units if unit.pk in found]
        return {"lines": lines, "whole": total(found, found)}
