"""Water patrols (水域巡查): entered on the phone, their list, the missed halves, the last days as a matrix."""

import datetime as dt

from django.http import Http404
from django.utils.functional import cached_property

from baiyi.exchange.form_photos import TakesPhotos
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.asked import AskingPage, UntilForm
from baiyi.records.forms import MAX_DIGITS
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import AddPage, ChangePage, DetailPage, ListPage, PageAction, Section
from prevention import rights
from prevention.forms.waters.filters import MissedFilter, WaterPatrolFilter
from prevention.forms.waters.patrols import PatrolAddForm, PatrolChangeForm
from prevention.models import MissedWaterPatrol, Water, WaterPatrol
from prevention.reading.water_days import DAYS, days_until, rows_of
from prevention.services import waters as services
from prevention.services.waters.presets import water_of_last
from prevention.tables.waters import MissedTable, WaterPatrolTable

MOST_ROWS = 100  # waters of a matrix
WEEK, YEAR = dt.timedelta(days=DAYS), dt.timedelta(days=365)


class PatrolList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的水域巡查"
    TABS = {"all": "全部", "problem": "发现问题", "late": "补录"}
    LAMPS = {"problem": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_dissuaded().order_by("-patrolled_on", "-half", "-pk")

    def page_actions(self):
        return [PageAction("漏巡", address_of("prevention:water-days")), *super().page_actions()]


class PatrolPage(DetailPage):
    def get_queryset(self):
        return super().get_queryset().with_dissuaded()

    def sections(self):
        patrol = self.object
        show_photos([patrol])
        voided = facts_of(patrol, "voided_at", "void_reason") if self.is_voided else []
        known = facts_of(patrol, "water", "patrolled_on", "half", "is_extra", "is_late", "patroller", "companions")
        said = [("劝阻", f"{patrol.dissuaded or 0} 人次（其中未成年人 {patrol.minors or 0} 人次）")]
        more = facts_of(patrol, "result", "remark", "unit", "created_by")
        defects = {"defects": patrol.defects.current().select_related("facility").order_by("pk"), "patrol": patrol}
        return [
            Section("巡查情况", known + said + more + voided),
            Section("发现的缺损", template="prevention/waters/_found.html", context=defects),
            Section("现场照片", template="exchange/_photos.html", context={"photos": patrol.shown_photos}),
        ]


def asked_water(request, right: str) -> Water | None:
    """`?water=` names where; a foreign or made-up one does not exist (404)."""
    if "water" not in request.GET:
        return None
    asked = request.GET["water"]
    mine = Water.objects.visible_to(request.user).current().filter(unit__in=request.user.unit_ids(right))
    is_number = asked.isdecimal() and len(asked) < MAX_DIGITS
    found = mine.filter(pk=int(asked)).first() if is_number else None
    if found is None:
        raise Http404
    return found


class PatrolAdd(TakesPhotos, AddPage):
    template_name = "prevention/waters/patrol_form.html"
    photo_slot, photo_kind = "scene", Photo.Kind.SCENE
    submit_label = "提交"

    @cached_property
    def water(self) -> Water | None:
        return asked_water(self.request, rights.TEND_WATERS)

    def get_initial(self):
        water = self.water.pk if self.water else water_of_last(self.request.user, WaterPatrol)
        return super().get_initial() | {"water": water}


class PatrolChange(ChangePage):
    def get_queryset(self):
        return super().get_queryset().with_dissuaded()

    def get_initial(self):
        return super().get_initial() | {"dissuaded": self.record.dissuaded, "minors": self.record.minors or None}


WATER_PATROLS = RecordViews(
    model=WaterPatrol,
    name="waterpatrol",
    title="水域巡查",
    right=rights.WATER_DUTY,
    table=WaterPatrolTable,
    filterset=WaterPatrolFilter,
    list_page=PatrolList,
    detail_page=PatrolPage,
    related=("unit", "water", "patroller", "created_by"),
    add=Act(
        verb=services.add_patrol,
        right=rights.TEND_WATERS,
        label="水域巡查",
        form=PatrolAddForm,
        page=PatrolAdd,
    ),
    change=Act(
        verb=services.change_patrol,
        right=rights.TEND_WATERS,
        label="修改水域巡查",
        form=PatrolChangeForm,
        page=PatrolChange,
    ),
    acts={"void": Act(verb=services.void_patrol, right=rights.KEEP_WATERS, label="作废", icon="trash")},
    form_facts=lambda user: {"by": user},
)


class MissedList(FigureListMixin, ListPage):
    """漏巡: halves that nobody entered by the end of their day."""

    policy = Needs(rights.WATER_DUTY)
    model = MissedWaterPatrol
    table_class = MissedTable
    filterset_class = MissedFilter
    title = "漏巡清单"
    breadcrumbs = (("水域巡查", "prevention:waterpatrol-list"),)
    empty_text = "没有漏巡"

    def get_queryset(self):
        rows = super().get_queryset().with_made_up().select_related("water", "unit")
        return rows.order_by("-missed_on", "water__number", "half", "pk")


class WaterDays(AskingPage):
    """Rows are waters, columns days with their two halves; the gap is the finding. `?until=` is the last day shown."""

    policy = Needs(rights.WATER_DUTY)
    template_name = "prevention/waters/days.html"
    title = "巡查漏巡表"
    breadcrumbs = (("水域巡查", "prevention:waterpatrol-list"),)

    def page_actions(self):
        return [PageAction("漏巡清单", address_of("prevention:watermiss-list"))]

    @cached_property
    def form(self) -> UntilForm:
        return UntilForm(self.request.GET or {"until": clock.today()}, first=clock.today() - YEAR, last=clock.today())

    def get_context_data(self, **kwargs):
        found = self._read(self.form.cleaned_data["until"]) if self.form.is_valid() else {}
        return super().get_context_data(**found, **kwargs)

    def _read(self, until: dt.date) -> dict:
        days = days_until(until)
        waters = Water.objects.visible_to(self.request.user).in_force(until).select_related("unit")
        shown = list(waters.order_by("unit__position", "number", "pk")[:MOST_ROWS])
        rows = rows_of(shown, days)
        missed = sum(each.missed for each in rows)
        return {"rows": rows, "days": days, "missed": missed, "most": MOST_ROWS} | self._ways(until)

    def _ways(self, until: dt.date) -> dict[str, str]:
        """To the days before and after, as far as they can be shown."""
        earlier, later = until - WEEK, min(until + WEEK, self.form.last)
        known = {"earlier": earlier if earlier >= self.form.first else None, "later": later if later > until else None}
        here = address_of("prevention:water-days")
        return {name: f"{here}?until={day}" if day else "" for name, day in known.items()}
