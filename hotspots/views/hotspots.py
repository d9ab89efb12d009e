"""Hotspots: list, page, listing, and the moves that end one."""

from django.db.models import Prefetch
from django.utils.functional import cached_property

from baiyi.accounts.models import Unit, UnitKind
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import AddPage, ChangePage, DetailPage, ListPage, PageAction, Section, StateMark
from hotspots import rights, services
from hotspots.forms.filters import HotspotFilter
from hotspots.forms.hotspots import DelistForm, HotspotAddForm, HotspotChangeForm
from hotspots.models import Hotspot, HotspotAssignment
from hotspots.tables import HotspotTable
from hotspots.week_cells import strip_and_visits

VISITS = 5  # shown on the page


class HotspotList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的挂牌整治区域"
    TABS = {
        "listed": "挂牌整治",
        "todo": "本周未督导",
        "unowned": "无责任人",
        "delisted": "已摘牌",
        "all": "全部",
        "voided": "已作废",
    }
    LAMPS = {"unowned": "red", "todo": "yellow"}

    def get_queryset(self):
        return super().get_queryset().for_list(clock.today()).order_by("unit__position", "name", "pk")

    def page_actions(self):
        return [PageAction("周督导", address_of("hotspots:supervision-matrix"), "calendar3"), *super().page_actions()]


class HotspotPage(DetailPage):
    template_name = "hotspots/hotspot_detail.html"

    def get_queryset(self):
        people = Prefetch("assignments", HotspotAssignment.objects.with_words())
        return super().get_queryset().with_asked_week(clock.today()).prefetch_related(people)

    def get_context_data(self, **kwargs):
        self.object.prefetched_assignments = [each for each in self.object.assignments.all() if each.ends_on is None]
        recorded = self.request.GET.get("recorded") == "1"
        return super().get_context_data(
            subtitle=f"{self.object.unit} · {self.object.get_level_display()}", recorded=recorded, **kwargs
        )

    @property
    def is_changeable(self) -> bool:
        return self.object.is_listed

    @cached_property
    def may_record(self) -> bool:
        hotspot, user = self.object, self.request.user
        return user.has_perm(rights.SUPERVISE, hotspot) and not services.refusal_of_supervisor(hotspot, user)

    def page_actions(self):
        hotspot, user = self.object, self.request.user
        found = super().page_actions()
        if hotspot.is_listed and user.has_perm(rights.ASSIGN, hotspot):
            found.append(PageAction("指定责任人", address_of("hotspots:hotspot-assign", hotspot.pk), "person-plus"))
        if self.may_record:
            url = address_of("hotspots:supervision-record", hotspot.pk)
            found.append(PageAction("登记督导", url, "check2-square", is_primary=True))
        return found

    def states(self):
        hotspot = self.object
        is_over = not hotspot.is_listed
        ended = StateMark(
            "已作废" if hotspot.voided_at else "已摘牌",
            f"{hotspot.delisted_on or ''}",
            "current" if is_over else "todo",
        )
        return [StateMark("挂牌整治", f"{hotspot.listed_on}", "done" if is_over else "current"), ended]

    def sections(self):
        hotspot = self.object
        strip, visits = strip_and_visits(hotspot, on=clock.today(), may_record=self.may_record)
        weeks = {"strip": strip, "owner": hotspot.owner, "may_record": self.may_record}
        latest = visits[:VISITS]
        show_photos(latest)
        mine = {"assignments": hotspot.assignments.all(), "hotspot": hotspot}
        return [
            Section("每周督导", template="hotspots/_weeks.html", context=weeks),
            Section("最近的督导", template="hotspots/_visits.html", context={"visits": latest, "hotspot": hotspot}),
            Section("整治责任", template="hotspots/_assignments.html", context=mine),
            Section("挂牌情况", self._facts(), is_aside=True),
        ]

    def _facts(self) -> list:
        hotspot = self.object
        return [
            *facts_of(hotspot, "reason", "description", "area", "listed_on", "published_as", "rectify_by"),
            ("首次督导周", f"{hotspot.supervised_from} 起"),
            ("责任单位", hotspot.unit.name),
        ]


class HotspotAdd(AddPage):
    template_name = "hotspots/hotspot_form.html"
    submit_label = "挂牌"


class HotspotChange(ChangePage):
    template_name = "hotspots/hotspot_form.html"


def units_to_list(user) -> dict:
    """Units a hotspot may be listed for: those of the person's right, but no 警务室."""
    kinds = [UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION]
    return {"units": Unit.objects.filter(pk__in=user.unit_ids(rights.MANAGE), kind__in=kinds)}


HOTSPOTS = RecordViews(
    model=Hotspot,
    name="hotspot",
    title="挂牌整治区域",
    right=rights.VIEW,
    table=HotspotTable,
    filterset=HotspotFilter,
    list_page=HotspotList,
    detail_page=HotspotPage,
    add=Act(
        verb=services.list_hotspot,
        right=rights.MANAGE,
        label="新增挂牌",
        form=HotspotAddForm,
        done="已挂牌",
        page=HotspotAdd,
    ),
    change=Act(
        verb=services.change_hotspot,
        right=rights.MANAGE,
        label="修改挂牌情况",
        form=HotspotChangeForm,
        page=HotspotChange,
    ),
    moves={
        "delist": Act(verb=services.delist, form=DelistForm, done="已摘牌，不再下达每周督导"),
        "void": Act(verb=services.void_hotspot, done="已作废"),
    },
    form_facts=units_to_list,
)
