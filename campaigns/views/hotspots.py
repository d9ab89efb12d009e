"""Hotspots: list, page, listing, and the moves that end one."""

from django.db.models import Prefetch
from django.urls import reverse

from baiyi.accounts.models import Unit, UnitKind
from baiyi.exchange.photos import show_photos
from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import DetailPage, FormPage, ListPage, MovePage, PageAction, Section, StateMark, Tab
from campaigns import rights, services
from campaigns.forms.filters import HotspotFilter
from campaigns.forms.hotspots import DelistForm, HotspotAddForm, HotspotChangeForm
from campaigns.lists import OpensFigures
from campaigns.models import Hotspot, HotspotAssignment
from campaigns.tables import HotspotTable
from campaigns.weekstrip import strip_of

HOTSPOTS = (("挂牌整治区域", "campaigns:hotspot-list"),)
MOVE_PAGES = {"delist": "hotspot-delist", "void": "hotspot-void"}
VISITS = 5  # shown on the page


class HotspotList(OpensFigures, ListPage):
    policy = Needs(rights.VIEW)
    model = Hotspot
    table_class = HotspotTable
    filterset_class = HotspotFilter
    title = "挂牌整治区域"
    empty_text = "没有符合条件的挂牌整治区域"

    TABS = {"": "挂牌整治", "todo": "本周未督导", "unowned": "无责任人", "delisted": "已摘牌", "all": "全部", "voided": "已作废"}
    LAMPS = {"unowned": "red", "todo": "yellow"}

    def get_queryset(self):
        rows = self.narrowed(super().get_queryset())
        if not self.asked_figure():
            rows = self._chosen(rows, self.request.GET.get("tab", ""))
        return rows.select_related("unit").with_standing(clock.today()).order_by("unit__position", "name", "pk")

    def _chosen(self, rows, tab: str):
        today = clock.today()
        chosen = {
            "todo": lambda: rows.to_supervise(today),
            "unowned": lambda: rows.unowned(today),
            "all": rows.current,
            "delisted": lambda: rows.filter(state=Hotspot.State.DELISTED),
            "voided": lambda: rows.filter(state=Hotspot.State.VOIDED),
        }
        return chosen.get(tab, rows.listed)()

    def tabs(self):
        if self.asked_figure():
            return []
        counts = Hotspot.objects.visible_to(self.request.user).tab_counts(clock.today())
        here, base = self.request.GET.get("tab", ""), reverse("campaigns:hotspot-list")
        return [
            Tab(label, counts[name or "listed"], f"{base}?tab={name}" if name else base, name == here, self.LAMPS.get(name, ""))
            for name, label in self.TABS.items()
        ]

    def page_actions(self):
        found = [PageAction("周督导", reverse("campaigns:supervision-matrix"), "calendar3")]
        if self.request.user.has_perm(rights.MANAGE):
            found.append(PageAction("新增挂牌", reverse("campaigns:hotspot-add"), "plus-lg", is_primary=True))
        return found


class HotspotPage(DetailPage):
    policy = Needs(rights.VIEW)
    model = Hotspot
    breadcrumbs = HOTSPOTS
    template_name = "campaigns/hotspot_detail.html"

    def get_queryset(self):
        held = HotspotAssignment.objects.with_words()
        people = Prefetch("assignments", held)
        return super().get_queryset().with_week(clock.today()).select_related("unit", "created_by").prefetch_related(people)

    def get_context_data(self, **kwargs):
        self.object.prefetched_assignments = [each for each in self.object.assignments.all() if each.ends_on is None]
        recorded = self.request.GET.get("recorded") == "1"
        return super().get_context_data(subtitle=f"{self.object.unit} · {self.object.get_level_display()}", recorded=recorded, **kwargs)

    def page_actions(self):
        hotspot, user = self.object, self.request.user
        found = []
        if hotspot.is_listed and user.has_perm(rights.MANAGE, hotspot):
            found.append(PageAction("修改", reverse("campaigns:hotspot-change", args=[hotspot.pk]), "pencil"))
        if hotspot.is_listed and user.has_perm(rights.ASSIGN, hotspot):
            found.append(PageAction("指定责任人", reverse("campaigns:hotspot-assign", args=[hotspot.pk]), "person-plus"))
        if user.has_perm(rights.SUPERVISE, hotspot) and not services.refusal_of_supervisor(hotspot, user):
            url = reverse("campaigns:supervision-record", args=[hotspot.pk])
            found.append(PageAction("登记督导", url, "check2-square", is_primary=True))
        return found

    def move_url(self, name: str) -> str:
        return reverse(f"campaigns:{MOVE_PAGES[name]}", args=[self.object.pk])

    def states(self):
        hotspot = self.object
        is_over = not hotspot.is_listed
        ended = StateMark("已作废" if hotspot.voided_at else "已摘牌", f"{hotspot.delisted_on or ''}", "current" if is_over else "todo")
        return [StateMark("挂牌整治", f"{hotspot.listed_on}", "done" if is_over else "current"), ended]

    def sections(self):
        hotspot = self.object
        visits = list(hotspot.supervisions.current().select_related("created_by").order_by("-supervised_on", "-pk")[:VISITS])
        show_photos(visits)
        weeks = {"strip": strip_of(hotspot, on=clock.today())}
        mine = {"assignments": hotspot.assignments.all(), "hotspot": hotspot}
        return [
            Section("每周督导", template="campaigns/_weeks.html", context=weeks),
            Section("最近的督导", template="campaigns/_visits.html", context={"visits": visits, "hotspot": hotspot}),
            Section("整治责任", template="campaigns/_assignments.html", context=mine),
            Section("挂牌情况", self._facts(), is_aside=True),
        ]

    def _facts(self) -> list:
        hotspot = self.object
        return [
            ("挂牌原因", hotspot.get_reason_display()),
            ("突出问题", hotspot.description),
            ("区域范围", hotspot.area),
            ("公布日", hotspot.listed_on),
            ("公布文号或方式", hotspot.published_as),
            ("整治期限", hotspot.rectify_by),
            ("首次督导周", f"{hotspot.supervised_from} 起"),
            ("责任单位", hotspot.unit.name),
        ]


class HotspotAdd(FormPage):
    policy = Needs(rights.MANAGE)
    form_class = HotspotAddForm
    template_name = "campaigns/hotspot_form.html"
    title = "新增挂牌"
    submit_label = "挂牌"
    success_text = "已挂牌"
    cancel_url_name = "campaigns:hotspot-list"
    breadcrumbs = HOTSPOTS

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": units_of(self.request.user)}

    def perform(self, form):
        return services.list_hotspot(by=self.request.user, **form.cleaned_data)


class HotspotMove(MovePage):
    """Moves of a hotspot go through the services."""

    model = Hotspot
    breadcrumbs = HOTSPOTS

    def get_queryset(self):
        return super().get_queryset().select_related("unit")


class HotspotChange(HotspotMove):
    policy = Needs(rights.MANAGE)
    form_class = HotspotChangeForm
    template_name = "campaigns/hotspot_form.html"
    title = "修改挂牌情况"
    submit_label = "保存"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": units_of(self.request.user), "instance": Hotspot.objects.get(pk=self.record.pk)}

    def get_initial(self):
        return super().get_initial() | {"supervised_from": self.record.supervised_from}

    def perform(self, form):
        return services.change_hotspot(self.record, by=self.request.user, **form.facts())


class HotspotDelist(HotspotMove):
    policy = Needs(rights.MANAGE)
    form_class = DelistForm
    title = submit_label = "摘牌"
    success_text = "已摘牌，不再下达每周督导"

    def perform(self, form):
        return services.delist(self.record, by=self.request.user, **form.cleaned_data)


class HotspotVoid(HotspotMove):
    policy = Needs(rights.MANAGE)
    title = submit_label = "作废"
    success_text = "已作废"

    def perform(self, form):
        return services.void_hotspot(self.record, by=self.request.user, **form.cleaned_data)


def units_of(user):
    """Units a hotspot may be listed for: those of the person's right, but no 警务室."""
    kinds = [UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION]
    return Unit.objects.filter(pk__in=user.unit_ids(rights.MANAGE), kind__in=kinds)
