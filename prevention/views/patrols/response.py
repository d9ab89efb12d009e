"""How fast somebody comes: mechanisms and rings of the branch, counts of arrivals, and the rates of any days."""

from baiyi.figures.lists import FigureListMixin
from baiyi.figures.periods import Period
from baiyi.figures.views import OfDays
from baiyi.records.addresses import address_of
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import AddPage, DetailPage, ListPage, PageAction, Section
from prevention import rights
from prevention.forms.patrols.filters import MechanismFilter, ResponseFilter, RingFilter
from prevention.forms.patrols.response import (
    CountChangeForm,
    CountsForm,
    MechanismChangeForm,
    MechanismForm,
    RingChangeForm,
    RingForm,
)
from prevention.models import PatrolMechanism, ResponseCount, ResponseRing
from prevention.reading.response import read_rates
from prevention.services import patrols
from prevention.tables.patrols import MechanismTable, ResponseTable, RingTable
from prevention.views.patrols.beats import DATED_TABS, by


class MechanismList(ListPage):
    empty_text = "没有符合条件的勤务机制"
    TABS = DATED_TABS

    def get_queryset(self):
        return super().get_queryset().order_by("pk")


class RingList(ListPage):
    empty_text = "没有符合条件的快反圈"
    TABS = DATED_TABS

    def get_queryset(self):
        return super().get_queryset().order_by("minutes", "pk")


DATED_FIELDS = ("is_sample", "starts_on", "in_use_until", "unit", "created_by")
MECHANISMS = RecordViews(
    model=PatrolMechanism,
    name="mechanism",
    title="勤务机制",
    right=rights.VIEW,
    table=MechanismTable,
    filterset=MechanismFilter,
    list_page=MechanismList,
    related=("unit", "created_by"),
    fields=("text", "source", *DATED_FIELDS),
    add=Act(verb=patrols.add_mechanism, right=rights.ARRANGE, label="新增勤务机制", form=MechanismForm),
    change=Act(verb=patrols.change_mechanism, right=rights.ARRANGE, label="修改勤务机制", form=MechanismChangeForm),
    acts={"void": Act(verb=patrols.void_mechanism, right=rights.ARRANGE, label="作废", icon="trash")},
    form_facts=by,
)
RINGS = RecordViews(
    model=ResponseRing,
    name="ring",
    title="快反圈",
    right=rights.VIEW,
    table=RingTable,
    filterset=RingFilter,
    list_page=RingList,
    related=("unit", "created_by"),
    fields=("minutes", "covers", "standard", *DATED_FIELDS),
    add=Act(verb=patrols.add_ring, right=rights.ARRANGE, label="新增快反圈", form=RingForm),
    change=Act(verb=patrols.change_ring, right=rights.ARRANGE, label="修改快反圈", form=RingChangeForm),
    acts={"void": Act(verb=patrols.void_ring, right=rights.ARRANGE, label="作废", icon="trash")},
    form_facts=by,
)


class ResponseList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的到场统计"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-reported_on", "unit__position", "ring__minutes", "-pk")


class ResponsePage(DetailPage):
    def sections(self):
        facts = [("按时到场率", self.object.rate_words), *self.views.sections_of(self.object)[0].rows]
        return [Section("到场情况", facts)]


class CountsAdd(AddPage):
    """The grid of a day; the list shows what came of it."""

    submit_label = "提交"

    def next_url(self, done) -> str:
        first = done[0]
        if len(done) == 1:
            return first.get_absolute_url()
        asked = f"unit={first.unit_id}&reported_on_after={first.reported_on}&reported_on_before={first.reported_on}"
        return f"{address_of('prevention:response-list')}?{asked}"


RESPONSES = RecordViews(
    model=ResponseCount,
    name="response",
    title="快反到场统计",
    right=rights.VIEW,
    table=ResponseTable,
    filterset=ResponseFilter,
    list_page=ResponseList,
    related=("unit", "ring", "beat", "created_by"),
    fields=("ring", "unit", "beat", "reported_on", "arrivals", "in_time", "created_by"),
    detail_page=ResponsePage,
    add=Act(
        verb=patrols.add_counts,
        right=rights.RECORD,
        label="填报到场统计",
        form=CountsForm,
        page=CountsAdd,
        done="已填报",
    ),
    change=Act(verb=patrols.change_count, right=rights.RECORD, label="更正到场统计", form=CountChangeForm),
    acts={"void": Act(verb=patrols.void_count, right=rights.DECIDE, label="作废", icon="trash")},
    form_facts=by,
)


class Rates(OfDays):
    """快反统计: in time ÷ arrivals by ring and unit, never without both numbers."""

    policy = Needs(rights.VIEW)
    template_name = "prevention/rates.html"
    title = "快反统计"

    def page_actions(self) -> list[PageAction]:
        found = []
        if self.request.user.has_perm(rights.RECORD):
            found.append(PageAction("填报", address_of("prevention:response-add"), "plus-lg", is_primary=True))
        lists = [("到场台账", "response-list")]
        if self.request.user.has_perm(rights.ARRANGE):
            lists += [("快反圈", "ring-list"), ("勤务机制", "mechanism-list")]
        return found + [PageAction(label, address_of(f"prevention:{name}"), "list-check") for label, name in lists]

    def read(self, period: Period) -> dict:
        return {"rates": read_rates(self.request.user, period)}
