"""Joint operations (集中统一行动): all their pages from one declaration."""

from baiyi.figures.lists import FigureListMixin
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import ListPage
from campaigns import rights
from campaigns.forms.campaign import OperationChangeForm, OperationFilter, OperationForm, facts_of
from campaigns.models import Operation
from campaigns.services import operations
from campaigns.tables import OperationTable


class OperationList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的集中统一行动"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-starts_at", "-pk")


OPERATIONS = RecordViews(
    model=Operation,
    name="operation",
    title="集中统一行动",
    right=rights.VIEW,
    table=OperationTable,
    filterset=OperationFilter,
    fields=(
        "name",
        "wave",
        "unit",
        "starts_at",
        "ends_at",
        "reports_due_at",
        "commander",
        "plan_number",
        "plan_title",
        "created_by",
    ),
    related=("unit", "commander", "created_by"),
    list_page=OperationList,
    add=Act(verb=operations.add_operation, right=rights.MANAGE, label="新增集中行动", form=OperationForm),
    change=Act(verb=operations.change_operation, right=rights.MANAGE, label="修改集中行动", form=OperationChangeForm),
    acts={"void": Act(verb=operations.void_operation, right=rights.MANAGE, label="作废", icon="trash")},
    form_facts=facts_of,
)
