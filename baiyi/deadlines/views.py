"""期限计算器, and the reference lists: rules, legal bases, work calendars."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from baiyi.deadlines import festivals, rights
from baiyi.deadlines.calendar import compute
from baiyi.deadlines.forms import BasisFilter, CalculatorForm, CalendarFilter, RuleFilter
from baiyi.deadlines.models import CalendarProposal, CalendarYear, LegalBasis, Rule
from baiyi.deadlines.receipts import receipt_of_computation
from baiyi.deadlines.services import load_calendar
from baiyi.deadlines.tables import BasisTable, CalendarDayTable, CalendarTable, RuleTable
from baiyi.records import clock
from baiyi.records.page_parts import PageAction
from baiyi.records.policies import Needs, SignedIn
from baiyi.records.views import ListPage, Page


def managing(user, label: str, url_name: str) -> list[PageAction]:
    """The button of who keeps the list."""
    may = user.has_perm(rights.MANAGE_RULES)
    return [PageAction(label, reverse(url_name), "plus-lg", is_primary=True)] if may else []


class Calculator(Page, TemplateView):
    policy = SignedIn()
    template_name = "deadlines/calculator.html"
    title = "期限计算器"

    def get(self, request, *args, **kwargs):
        is_asked = "start" in request.GET or "length" in request.GET
        initial = {"start": clock.today(), "measure": "working", "length": 7}
        form = CalculatorForm(request.GET if is_asked else None, initial=initial)
        receipt = self._receipt(form) if is_asked else None
        context = self.get_context_data(form=form, receipt=receipt)
        return self.render_to_response(context, status=422 if is_asked and receipt is None else 200)

    def _receipt(self, form: CalculatorForm):
        if not form.is_valid():
            return None
        asked = form.cleaned_data
        roll = not asked["no_roll"]
        computed = compute(
            asked["start"], asked["length"], asked["measure"], calendar=load_calendar(), roll=roll, verb=asked["verb"]
        )
        return receipt_of_computation(computed, on=clock.today())


class RuleList(ListPage):
    policy = Needs(rights.VIEW_RULES)
    model = Rule
    table_class = RuleTable
    filterset_class = RuleFilter
    title = "期限规则"

    def page_actions(self):
        return managing(self.request.user, "新增规则", "deadlines:rule-add")

    def get_queryset(self):
        return super().get_queryset().select_related("basis")


class BasisList(ListPage):
    policy = Needs(rights.VIEW_RULES)
    model = LegalBasis
    table_class = BasisTable
    filterset_class = BasisFilter
    title = "法律依据"

    def page_actions(self):
        return managing(self.request.user, "新增依据", "deadlines:basis-add")


class CalendarList(ListPage):
    policy = Needs(rights.VIEW_RULES)
    model = CalendarYear
    table_class = CalendarTable
    filterset_class = CalendarFilter
    title = "节假日历"
    caption = "按年录入国务院办公厅通知；没有历表或历表不全的年份只能暂估"

    def page_actions(self):
        if not self.request.user.has_perm(rights.CONFIRM_CALENDAR):
            return []
        return [
            PageAction("提出历表", reverse("deadlines:proposal-add"), "plus-lg", is_primary=True),
            PageAction("历表确认", reverse("deadlines:proposal-list"), "check-lg"),
        ]

    def get_queryset(self):
        off, worked = Count("days", Q(days__is_working=False)), Count("days", Q(days__is_working=True))
        rows = super().get_queryset().annotate(off=off, worked=worked).order_by("-year")
        return rows.prefetch_related("days")


class CalendarDetail(Page, TemplateView):
    policy = Needs(rights.VIEW_RULES)
    template_name = "deadlines/calendar_detail.html"
    breadcrumbs = (("节假日历", "deadlines:calendar-list"),)

    def get_context_data(self, **kwargs):
        year = get_object_or_404(CalendarYear.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        days = list(year.days.all())
        missing = festivals.missing(year.year, year.days_off)
        made = CalendarProposal.objects.filter(year=year.year, made_version=year.version)
        facts = {"year": year, "table": CalendarDayTable(days, orderable=False), "missing": missing}
        made_by = made.select_related("proposed_by", "decided_by").first()
        return super().get_context_data(**kwargs) | facts | {"title": f"{year.year}年节假日历", "made_by": made_by}
