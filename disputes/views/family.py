"""告诫查访台账: warnings of family violence, told to the committee and called on."""

from baiyi.records.forms import DayForm, DayReasonForm
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import ListPage, Section
from disputes import rights
from disputes.forms.family import VisitForm, WarnForm
from disputes.forms.mediation_filters import FamilyWarningFilter
from disputes.models import FamilyWarning
from disputes.services import family
from disputes.tables.mediation import FamilyWarningTable
from disputes.views.of_dispute import OfDispute


class FamilyWarningList(ListPage):
    empty_text = "没有符合条件的告诫书"
    TABS = {"open": "查访中", "overdue": "逾期", "near": "临期", "ended": "已结束", "all": "全部"}
    LAMPS = {"overdue": "red", "near": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_gravest().order_by("-issued_on", "-pk")


class FamilyWarningPage(OfDispute):
    def sections(self):
        visits = {"visits": self.object.visit_rows.all()}
        return [*super().sections(), Section("查访记录", template="disputes/_visits.html", context=visits)]


FAMILY_WARNINGS = RecordViews(
    model=FamilyWarning,
    name="family_warning",
    title="告诫查访台账",
    right=rights.VIEW,
    table=FamilyWarningTable,
    filterset=FamilyWarningFilter,
    list_page=FamilyWarningList,
    detail_page=FamilyWarningPage,
    related=("unit", "dispute", "created_by"),
    fields=(
        "number",
        "issued_on",
        "offender_served_on",
        "victim_served_on",
        "committee",
        "notified_on",
        "visits",
        "state",
        "ended_on",
        "end_reason",
        "created_by",
    ),
    moves={
        "visit": Act(verb=family.visit_warned, form=VisitForm),
        "notify": Act(form=DayForm),
        "end": Act(form=DayReasonForm, done="已结束查访"),
        "void": Act(),
    },
)
ACTS_OF_DISPUTE = {
    "warn_family": Act(
        verb=family.warn_family,
        right=rights.RECORD,
        label="登记告诫书",
        form=WarnForm,
        offered=lambda dispute: dispute.voided_at is None and family.may_warn(dispute),
    )
}
