"""期限计算器, and the reference lists: rules, legal bases, work calendars."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from baiyi.deadlines import rights
from baiyi.deadlines.calendar import compute
from baiyi.deadlines.forms import BasisFilter, CalculatorForm, CalendarFilter, RuleFilter
from baiyi.deadlines.models import CalendarYear, LegalBasis, Rule
from baiyi.deadlines.receipts import receipt_of_computation
from baiyi.deadlines.services import load_calendar
from baiyi.deadlines.tables import BasisTable, CalendarDayTable, CalendarTable, RuleTable
from baiyi.records import clock
from baiyi.records.policies import Needs, SignedIn
from baiyi.records.views import ListPage, Page


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

    def get_queryset(self):
        return super().get_queryset().select_related("basis")


class BasisList(ListPage):
    policy = Needs(rights.VIEW_RULES)
    model = LegalBasis
    table_class = BasisTable
    filterset_class = BasisFilter
    title = "法律依据"


class CalendarList(ListPage):
    policy = Needs(rights.VIEW_RULES)
    model = CalendarYear
    table_class = CalendarTable
    filterset_class = CalendarFilter
    title = "节假日历"
    caption = "按年录入国务院办公厅通知；没有历表的年份只能暂估"

    def get_queryset(self):
        off, worked = Count("days", Q(days__is_working=False)), Count("days", Q(days__is_working=True))
        return super().get_queryset().annotate(off=off, worked=worked).order_by("-year")


class CalendarDetail(Page, TemplateView):
    policy = Needs(rights.VIEW_RULES)
    template_name = "deadlines/calendar_detail.html"
    breadcrumbs = (("节假日历", "deadlines:calendar-list"),)

    def get_context_data(self, **kwargs):
        year = get_object_or_404(CalendarYear.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        table = CalendarDayTable(year.days.all(), orderable=False)
        return super().get_context_data(**kwargs) | {"title": f"{year.year}年节假日历", "year": year, "table": table}
