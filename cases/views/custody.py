"""强制措施: the ledger of custody periods, and what is done to one line."""

from baiyi.records.forms import DayReasonForm
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import ListPage
from cases import rights, services
from cases.forms import moves as forms
from cases.forms.filters import CustodyFilter
from cases.models import CustodyLine
from cases.tables import CustodyTable
from cases.views.of_case import OfCase


class CustodyList(ListPage):
    empty_text = "没有符合条件的强制措施"
    TABS = {
        "active": "执行中",
        "overdue": "超期",
        "near": "临期",
        "changed": "已变更",
        "ended": "已解除",
        "all": "全部",
    }
    LAMPS = {"overdue": "red", "near": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_due().order_by("-starts_on", "-pk")


class CustodyPage(OfCase):
    def get_queryset(self):
        return super().get_queryset().with_gravest()


CUSTODY_LINES = RecordViews(
    model=CustodyLine,
    name="custody",
    title="强制措施",
    right=rights.VIEW,
    table=CustodyTable,
    filterset=CustodyFilter,
    list_page=CustodyList,
    detail_page=CustodyPage,
    related=("unit", "case", "created_by"),
    fields=("case", "person", "measure", "unit", "starts_on", "days", "state", "ended_on", "created_by"),
    moves={
        "replace": Act(verb=services.change_measure, form=forms.ChangeMeasureForm, done="已变更"),
        "end": Act(form=DayReasonForm, done="已解除"),
        "void": Act(),
    },
    acts={
        "extend": Act(
            verb=services.extend_custody,
            right=rights.APPROVE,
            label="延长期限",
            form=forms.ExtendCustodyForm,
            offered=lambda line: line.state == CustodyLine.State.ACTIVE,
        )
    },
)
