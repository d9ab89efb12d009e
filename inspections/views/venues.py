"""The venue ledger."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from baiyi.accounts.services import valid_units
from baiyi.exchange.photos import show_photos
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.masking import mask_name, mask_phone
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import AddPage, ChangePage, DetailPage, ListPage, MovePage, PageAction, Section
from baiyi.records.written import written
from inspections import rights, services
from inspections.forms.filters import VenueFilter
from inspections.forms.records import VenueChangeForm, VenueForm
from inspections.models import FailedVisit, Venue, VenueMerge
from inspections.reading.intervals import interval_of
from inspections.reading.roads import roads_of
from inspections.reading.withdrawal import take_back_action
from inspections.services.codes import change_code
from inspections.services.failed_visits import keep_venue, retire_venue
from inspections.services.merged import survivor_of
from inspections.services.venues import restore_venue
from inspections.tables.inspections import VenueTable

INSPECTIONS = 10  # shown on the page


class VenueList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的场所，可换个条件，或新增场所"

    def page_actions(self):
        """Codes are printed for what the list shows."""
        found = super().page_actions()
        if self.request.user.has_perm(rights.KEEP_VENUES):
            asked = self.request.GET.urlencode()
            address = reverse("inspections:code-print")
            found.append(PageAction("打印二维码", f"{address}?{asked}" if asked else address, "printer"))
        return found

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().with_history().order_by("name", "pk")


class VenueDetail(DetailPage):
    def get_queryset(self):
        failed = FailedVisit.objects.current().filter(venue=OuterRef("pk"))
        merges = VenueMerge.objects.current().filter(kept=OuterRef("pk"))
        asked = {"is_failed": Exists(failed), "is_proposed": Exists(failed.proposing()), "has_parts": Exists(merges)}
        rows = super().get_queryset().select_related("merged_into")
        return rows.with_history().with_code().annotate(**asked)

    def page_actions(self):
        venue = self.object
        if venue.merged_into_id:
            undo = PageAction(
                "撤销合并", reverse("inspections:venue-unmerge", args=[venue.pk]), "arrow-counterclockwise"
            )
            return [undo] if self.request.user.has_perm(rights.MERGE, venue) else []
        if self.is_voided:
            may = self.request.user.has_perm(rights.KEEP_VENUES, venue)
            restore = reverse("inspections:venue-restore", args=[venue.pk])
            return [PageAction("恢复启用", restore, "arrow-return-left", is_primary=True)] if may else []
        found = super().page_actions()
        if self.request.user.has_perm(rights.RECORD, venue):
            entry = f"{reverse('inspections:inspection-entry')}?venue={venue.pk}"
            found.append(PageAction("检查登记", entry, "clipboard-check", is_primary=True))
        if venue.short_code and self.request.user.has_perm(rights.KEEP_VENUES, venue):
            found.append(PageAction("打印二维码", f"{reverse('inspections:code-print')}?venue={venue.pk}", "printer"))
        if self.request.user.has_perm(rights.MERGE, venue):
            found.append(PageAction("合并重复", reverse("inspections:venue-doubles", args=[venue.pk]), "layers"))
        return found

    def sections(self):
        venue = self.object
        facts = [
            ("场所类别", venue.category),
            ("地址", venue.address),
            ("所属派出所", venue.unit),
            ("责任民警", venue.responsible or "未指定"),
            ("检查间隔", interval_of(venue, clock.today())),
            ("最近检查", venue.last_inspected_on or "从未"),
            ("未销号隐患", f"{venue.open_hazards or 0} 处"),
            ("重点提示", venue.note or "无"),
            ("六位编码", venue.short_code or "还没有二维码"),
        ]
        return [
            *self._merged(),
            *self._doubles(),
            *self._failed(),
            Section("基本信息", facts),
            Section("负责人", template="records/_masked.html", context=self._head()),
            Section(
                "最近检查", template="inspections/_venue_inspections.html", context={"inspections": self._recent()}
            ),
        ]

    @property
    def voided_word(self) -> str:
        return "已并入其他场所" if self.object.merged_into_id else "已停用"

    def _merged(self) -> list[Section]:
        """Where it went, or what came to it."""
        if self.object.merged_into_id:
            kept = survivor_of(self.object)
            facts = {"kept": kept, "is_own": kept.unit_id in self.request.user.unit_ids()}
            return [Section("已并入", template="inspections/_merged_into.html", context=facts)]
        if not self.object.has_parts:
            return []
        merges = self.object.merges.current().select_related("merged", "created_by")
        return [Section("并入的场所", template="inspections/_merged_venues.html", context={"merges": merges})]

    def _failed(self) -> list[Section]:
        if not self.object.is_failed:
            return []
        visits = list(self.object.failed_visits.current().select_related("created_by").order_by("-pk")[:INSPECTIONS])
        show_photos(visits)
        for each in visits:
            each.undo = take_back_action(each, self.request.user)
        facts = {"visits": visits, "proposed": self.object.is_proposed}
        return [Section("到访未查", template="inspections/_failed_visits.html", context=facts)]

    def _doubles(self) -> list[Section]:
        if not self.object.is_suspected:
            return []
        doubles = services.doubles_of(self.object).order_by("pk")
        return [Section("疑似重复", template="inspections/_doubles.html", context={"doubles": doubles})]

    def _head(self) -> dict:
        venue = self.object
        may_reveal = self.request.user.has_perm(rights.REVEAL, venue)
        return {
            "rows": [("姓名", mask_name(venue.head_name)), ("电话", mask_phone(venue.head_phone))],
            "reveal_url": address_of("inspections:venue-reveal", venue.pk) if may_reveal else "",
        }

    def _recent(self):
        return latest_inspections(self.object.inspections.current())


@written
def latest_inspections(inspections):
    return inspections.select_related("created_by").order_by("-inspected_on", "-pk")[:INSPECTIONS]


class SuspectsShown:
    """A form that comes back with the venues it may be, each with the way to it."""

    template_name = "inspections/venue_form.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        suspects = [(venue, why, self.way_to(venue)) for venue, why in context["form"].suspects]
        return context | {"suspects": suspects}

    def way_to(self, venue: Venue) -> str:
        return venue.get_absolute_url()


class VenueAdd(SuspectsShown, AddPage):
    """Also opened from the entry page, to which it leads back with the new venue, or with one that was there."""

    template_name = "inspections/venue_add.html"

    def get_initial(self):
        return {"unit": self.request.user.home_unit, "name": self.request.GET.get("name", "")[:60]}

    def get_context_data(self, **kwargs):
        units = self.get_form_kwargs()["units"]
        context = super().get_context_data(
            roads=roads_of(units), back_url=self.wanted or self.get_cancel_url(), **kwargs
        )
        return context | {"unit_name": _chosen(context["form"]["unit"])}

    @property
    def wanted(self) -> str:
        """Where to go on with the venue, when the page was opened from a form; never outside this site."""
        wanted = self.request.GET.get("next", "")
        return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()}) else ""

    def way_to(self, venue: Venue) -> str:
        return self.next_url(venue)

    def next_url(self, done) -> str:
        if self.wanted:
            return f"{self.wanted}{'&' if '?' in self.wanted else '?'}venue={done.pk}"
        return done.get_absolute_url()


def _chosen(field) -> str:
    """The words of the choice that stands in the field."""
    value = str(getattr(field.value(), "pk", field.value()) or "")
    return next((words for key, words in field.field.choices if str(key) == value), "")


class VenueChange(SuspectsShown, ChangePage):
    pass


class VenueRestore(MovePage):
    """恢复启用 of a venue that was retired."""

    policy = Needs(rights.KEEP_VENUES)
    model = Venue
    title = submit_label = "恢复启用"
    success_text = "已恢复启用，重新列入场所台账"
    breadcrumbs = (("场所台账", "inspections:venue-list"),)
    verb = staticmethod(restore_venue)

    def get_title(self) -> str:
        return f"恢复启用：{self.record}"


def keepable_units(user) -> dict:
    """Stations and squads at which this user may keep venues."""
    return {"units": valid_units().filter(pk__in=user.unit_ids(rights.KEEP_VENUES)).exclude(kind="post")}


VENUES = RecordViews(
    model=Venue,
    name="venue",
    title="场所台账",
    right=rights.VIEW,
    table=VenueTable,
    filterset=VenueFilter,
    related=("category", "unit", "responsible"),
    list_page=VenueList,
    detail_page=VenueDetail,
    add=Act(verb=services.add_venue, right=rights.KEEP_VENUES, label="新增场所", form=VenueForm, page=VenueAdd),
    change=Act(
        verb=services.change_venue, right=rights.KEEP_VENUES, label="修改场所", form=VenueChangeForm, page=VenueChange
    ),
    acts={
        "distinct": Act(
            verb=services.say_distinct,
            right=rights.KEEP_VENUES,
            label="不是重复",
            done="已去掉疑似重复标记",
            icon="check-lg",
            offered=lambda venue: venue.is_suspected,
        ),
        "retire": Act(
            verb=retire_venue, right=rights.RETIRE, label="停用", done="已停用，不再列入场所台账", icon="x-lg"
        ),
        "keep": Act(
            verb=keep_venue,
            right=rights.RETIRE,
            label="仍在经营",
            done="已核实仍在经营",
            icon="check-lg",
            offered=lambda venue: getattr(venue, "is_proposed", False),
        ),
        "code": Act(
            verb=change_code,
            right=rights.KEEP_VENUES,
            label="更换二维码",
            done="已生成新的二维码，旧码不再使用，请打印新码换下旧码",
            icon="arrow-clockwise",
        ),
    },
    form_facts=keepable_units,
)
