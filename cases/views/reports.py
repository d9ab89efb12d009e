"""应报进展: every report that was due, and whether it came in time; the list that the figures of reports open."""

import django_tables2 as tables

from baiyi.accounts.filters import UnitFilter
from baiyi.deadlines.models import Deadline
from baiyi.figures.lists import FigureListMixin
from baiyi.records.filters import Filters
from baiyi.records.policies import Needs
from baiyi.records.tables import PhoneCard, RecordTable
from baiyi.records.views import ListPage
from cases import rights
from cases.forms.filters import HANDLING
from cases.kinds import REPORT
from cases.models import Case


class ReportFilter(Filters):
    unit = UnitFilter("单位", HANDLING)

    class Meta:
        model = Deadline
        fields = ["unit"]


def page_of(record: Deadline) -> str | None:
    return record.subject and record.subject.get_absolute_url()


class ReportTable(RecordTable):
    subject = tables.Column(verbose_name="案件", orderable=False, linkify=page_of)
    is_within_limit = tables.BooleanColumn(verbose_name="按期", null=True, yesno="是，否")
    card = PhoneCard("subject", (), {"unit": "", "effective_due_on": "应报", "closed_on": "报告"})

    class Meta(RecordTable.Meta):
        model = Deadline
        fields = ["subject", "unit", "period", "effective_due_on", "closed_on", "is_within_limit"]


class ReportList(FigureListMixin, ListPage):
    """Of cases the person may see."""

    policy = Needs(rights.VIEW)
    model = Deadline
    related = ("unit",)
    title = "应报进展"
    table_class = ReportTable
    filterset_class = ReportFilter
    empty_text = "没有应报的进展"

    def chosen(self):
        cases = Case.objects.visible_to(self.request.user).current()
        return super().chosen().about(Case).filter(kind=REPORT, voided_at=None, object_id__in=cases.values("pk"))

    def get_queryset(self):
        return super().get_queryset().prefetch_related("subject").order_by("-effective_due_on", "-pk")
