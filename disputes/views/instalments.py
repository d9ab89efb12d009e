"""履行台账: what was agreed, by when, and whether it is kept."""

from baiyi.records.forms import DayReasonForm
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import ListPage, PageAction
from disputes import rights
from disputes.forms.mediation import DayWordsForm
from disputes.forms.mediation_filters import InstalmentFilter
from disputes.models import Instalment
from disputes.services import instalments
from disputes.tables.mediation import InstalmentTable
from disputes.views.of_dispute import OfDispute


class InstalmentList(ListPage):
    empty_text = "没有符合条件的履行事项"
    TABS = {
        "open": "待履行",
        "overdue": "逾期未履行",
        "near": "临期",
        "performed": "已履行",
        "breached": "未履行",
        "all": "全部",
    }
    LAMPS = {"overdue": "red", "near": "yellow", "breached": "red"}

    def get_queryset(self):
        return super().get_queryset().with_gravest().order_by("due_on", "pk")


class InstalmentPage(OfDispute):
    @property
    def dispute(self):
        return self.object.mediation.dispute

    def page_actions(self):
        return [PageAction("调解", self.object.mediation.get_absolute_url(), "people"), *super().page_actions()]


INSTALMENTS = RecordViews(
    model=Instalment,
    name="instalment",
    title="履行台账",
    right=rights.VIEW,
    table=InstalmentTable,
    filterset=InstalmentFilter,
    list_page=InstalmentList,
    detail_page=InstalmentPage,
    related=("unit", "mediation__dispute", "created_by"),
    fields=("number", "what", "due_on", "state", "done_on", "words", "created_by"),
    moves={
        "perform": Act(verb=instalments.perform_instalment, form=DayWordsForm),
        "breach": Act(verb=instalments.breach_instalment, form=DayReasonForm),
        "void": Act(),
    },
)
