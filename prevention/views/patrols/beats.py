"""Zones (防区) and beats (巡区): the tree of both, their registers, and on each page what hangs on it."""

from django.views.generic import TemplateView

from baiyi.figures.lists import FigureListMixin
from baiyi.records.addresses import address_of
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import DetailPage, ListPage, Page, PageAction, Section
from baiyi.records.written import Key, written
from prevention import rights
from prevention.forms.patrols.beats import BeatChangeForm, BeatForm, ZoneChangeForm, ZoneForm
from prevention.forms.patrols.filters import BeatFilter, ZoneFilter
from prevention.models import MustPass, PatrolBeat, PatrolShift, PatrolZone
from prevention.reading.beats import read_tree, swatch
from prevention.reading.opening import opening
from prevention.services import patrols
from prevention.tables.patrols import BeatTable, ZoneTable

SHOWN = 20  # patrols of a beat
DATED_TABS = {"used": "在用", "ended": "停用"}


class Tree(Page, TemplateView):
    """防区巡区: which beats a zone has, and where somebody is on patrol now."""

    policy = Needs(rights.VIEW)
    template_name = "prevention/tree.html"
    title = "防区巡区"

    def page_actions(self) -> list[PageAction]:
        lists = [
            PageAction("巡区台账", address_of("prevention:beat-list"), "list-check"),
            PageAction("防区台账", address_of("prevention:zone-list"), "list-check"),
        ]
        if not self.request.user.has_perm(rights.MANAGE):
            return lists
        return [PageAction("新增巡区", address_of("prevention:beat-add"), "plus-lg", is_primary=True), *lists]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**read_tree(self.request.user), **kwargs)


class DatedList(FigureListMixin, ListPage):
    TABS = DATED_TABS

    def get_queryset(self):
        return super().get_queryset().order_by("number", "pk")


class ZoneList(DatedList):
    empty_text = "没有符合条件的防区"


class BeatList(DatedList):
    empty_text = "没有符合条件的巡区"


@written
def _beats(beats, zone: Key):
    return beats.filter(zone=zone).select_related("unit").order_by("number", "pk")


@written
def _points(points, beat: Key):
    return points.filter(beat=beat).order_by("ended_on", "position", "pk")


@written
def _patrols(shifts, beat: Key):
    rows = shifts.filter(beat=beat).with_follower().select_related("leader")
    return rows.order_by("-starts_at", "-pk")[:SHOWN]


class ZonePage(DetailPage):
    def sections(self):
        beats = {"beats": _beats(PatrolBeat.objects.current(), Key(self.object.pk))}
        facts = [*self.views.sections_of(self.object)[0].rows, ("防区颜色", swatch(self.object))]
        return [Section("防区情况", facts), Section("巡区", template="prevention/_zone_beats.html", context=beats)]


class BeatPage(DetailPage):
    def page_actions(self):
        beat, user = self.object, self.request.user
        may_open = not self.is_voided and user.has_perm(rights.RECORD, beat)
        found = [PageAction("上岗", opening(beat=beat.pk), "shield-check", is_primary=True)] if may_open else []
        return found + super().page_actions()

    def sections(self):
        key = Key(self.object.pk)
        points = {"points": _points(MustPass.objects.all(), key)}
        shifts = {"shifts": _patrols(PatrolShift.objects.current(), key), "most": SHOWN}
        return [
            *super().sections(),
            Section("必巡点、必巡线", template="prevention/_points.html", context=points),
            Section("巡逻勤务", template="prevention/_patrols.html", context=shifts),
        ]


def by(user) -> dict:
    return {"by": user}


ZONES = RecordViews(
    model=PatrolZone,
    name="zone",
    title="防区台账",
    right=rights.VIEW,
    table=ZoneTable,
    filterset=ZoneFilter,
    list_page=ZoneList,
    detail_page=ZonePage,
    related=("unit", "head", "created_by"),
    fields=(
        "number",
        "unit",
        "head",
        "force",
        "note",
        "starts_on",
        "in_use_until",
        "created_by",
    ),
    add=Act(verb=patrols.add_zone, right=rights.MANAGE, label="新增防区", form=ZoneForm),
    change=Act(verb=patrols.change_zone, right=rights.MANAGE, label="修改防区", form=ZoneChangeForm),
    acts={"void": Act(verb=patrols.void_zone, right=rights.MANAGE, label="作废", icon="trash")},
    form_facts=by,
)
BEATS = RecordViews(
    model=PatrolBeat,
    name="beat",
    title="巡区台账",
    right=rights.VIEW,
    table=BeatTable,
    filterset=BeatFilter,
    list_page=BeatList,
    detail_page=BeatPage,
    related=("unit", "zone", "officer", "created_by"),
    fields=(
        "number",
        "zone",
        "unit",
        "extent",
        "kind",
        "grade",
        "officer",
        "force",
        "is_campus",
        "starts_on",
        "in_use_until",
        "created_by",
    ),
    add=Act(verb=patrols.add_beat, right=rights.MANAGE, label="新增巡区", form=BeatForm),
    change=Act(verb=patrols.change_beat, right=rights.MANAGE, label="修改巡区", form=BeatChangeForm),
    acts={"void": Act(verb=patrols.void_beat, right=rights.MANAGE, label="作废", icon="trash")},
    form_facts=by,
)
