"""赴外省抓捕: the ledger, and what is done to one trip. It is asked for on the page of its case."""

from baiyi.records.forms import EmptyMoveForm
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import ListPage
from cases import rights, services
from cases.forms import moves as forms
from cases.forms.filters import TripFilter
from cases.models import ArrestTrip
from cases.tables import TripTable
from cases.views.of_case import OfCase


class TripList(ListPage):
    empty_text = "没有符合条件的赴外省抓捕"
    TABS = {
        "all": "全部",
        "asked": "待审批",
        "approved": "已批准",
        "overdue": "逾期未返",
        "back": "已返回",
        "refused": "未批准",
    }
    LAMPS = {"asked": "yellow", "overdue": "red"}

    def get_queryset(self):
        return super().get_queryset().with_gravest().order_by("-leave_on", "-pk")


TRIPS = RecordViews(
    model=ArrestTrip,
    name="trip",
    title="赴外省抓捕",
    right=rights.VIEW,
    table=TripTable,
    filterset=TripFilter,
    list_page=TripList,
    detail_page=OfCase,
    related=("unit", "case", "created_by"),
    fields=(
        "case",
        "destination",
        "people",
        "leave_on",
        "return_by",
        "task",
        "state",
        "returned_on",
        "result",
        "created_by",
    ),
    moves={
        "approve": Act(verb=services.approve_trip, form=EmptyMoveForm, done="已批准"),
        "come_back": Act(verb=services.end_trip, form=forms.TripEndForm, done="已登记返回"),
        "refuse": Act(),
        "void": Act(),
    },
)
