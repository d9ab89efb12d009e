"""系统: 文号格式 and 小数遮盖."""

from django.urls import reverse

from baiyi.exchange import rights
from baiyi.exchange.arranging import services
from baiyi.exchange.arranging.forms import FormatForm, SeriesFilter, ThresholdFilter, ThresholdForm
from baiyi.exchange.arranging.tables import SeriesTable, ThresholdTable
from baiyi.exchange.models import DocumentSeries, SmallCountRule
from baiyi.exchange.models.exports import DEFAULT_THRESHOLD
from baiyi.records import clock
from baiyi.records.page_parts import PageAction
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, ListPage

SERIES, THRESHOLDS = ("文号格式", "exchange:series-list"), ("小数遮盖", "exchange:threshold-list")


class SeriesList(ListPage):
    policy = Needs(rights.MANAGE_NUMBERS)
    model = DocumentSeries
    related = ("organ",)
    table_class = SeriesTable
    filterset_class = SeriesFilter
    title = "文号格式"
    caption = "每个发文机关、文书种类、年份一列号；没有设定的按“机关代字＋类别字＋字”"
    empty_text = "还没有发出过号"

    def page_actions(self):
        return [PageAction("设定格式", reverse("exchange:series-format"), "pencil", is_primary=True)]

    def get_queryset(self):
        return super().get_queryset().order_by("-year", "organ__position", "document_type", "pk")


class SeriesFormat(FormPage):
    policy = Needs(rights.MANAGE_NUMBERS)
    form_class = FormatForm
    template_name = "exchange/arrange.html"
    title = "设定文号格式"
    success_text = staticmethod(lambda done: f"已设定，{done.year} 年第一个号为 {done.next_text}")
    breadcrumbs = (SERIES,)
    cancel_url_name = "exchange:series-list"
    verb = staticmethod(services.set_format)

    def next_url(self, done) -> str:
        return reverse("exchange:series-list")

    def get_context_data(self, **kwargs):
        note = "已发出的号一个也不改：当年已经发过号的，从下一年起改。没有另设的年份沿用上一年的格式"
        return super().get_context_data(note=note, **kwargs)


class ThresholdList(ListPage):
    policy = Needs(rights.MANAGE_SMALL_COUNTS)
    model = SmallCountRule
    table_class = ThresholdTable
    filterset_class = ThresholdFilter
    title = "小数遮盖"
    caption = "协作部门导出时，小于界限的计数只写“<界限”，以免看出是谁"
    empty_text = f"没有设定过：按系统默认，小于 {DEFAULT_THRESHOLD} 的遮盖"

    def page_actions(self):
        return [PageAction("设定界限", reverse("exchange:threshold-set"), "pencil", is_primary=True)]

    def get_queryset(self):
        return super().get_queryset().with_standing(clock.today()).order_by("-effective_on")


class ThresholdSet(FormPage):
    policy = Needs(rights.MANAGE_SMALL_COUNTS)
    form_class = ThresholdForm
    template_name = "exchange/arrange.html"
    title = "设定小数遮盖"
    success_text = staticmethod(lambda done: f"已设定：{done}")
    breadcrumbs = (THRESHOLDS,)
    cancel_url_name = "exchange:threshold-list"
    verb = staticmethod(services.set_threshold)

    def next_url(self, done) -> str:
        return reverse("exchange:threshold-list")

    def get_context_data(self, **kwargs):
        now = SmallCountRule.objects.threshold_on(clock.today())
        words = f"现在小于 {now} 的遮盖" if now > 1 else "现在不遮盖"
        note = f"{words}。新界限从生效日起用于导出，已导出的工作簿不变；同一天的以后一次为准"
        return super().get_context_data(note=note, **kwargs)
