"""The venue ledger."""

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from baiyi.accounts.services import valid_units
from baiyi.figures.lists import FigureListMixin
from baiyi.records.addresses import address_of
from baiyi.records.masking import mask_name, mask_phone
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import AddPage, ChangePage, DetailPage, ListPage, PageAction, Section
from baiyi.records.written import written
from inspections import rights, services
from inspections.forms.filters import VenueFilter
from inspections.forms.records import VenueChangeForm, VenueForm
from inspections.models import Venue
from inspections.tables.inspections import VenueTable

INSPECTIONS = 10  # shown on the page


class VenueList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的场所，可换个条件，或新增场所"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().with_history().order_by("name", "pk")


class VenueDetail(DetailPage):
    def get_queryset(self):
        return super().get_queryset().with_history()

    def page_actions(self):
        venue = self.object
        found = super().page_actions()
        if self.request.user.has_perm(rights.RECORD, venue):
            entry = f"{reverse('inspections:inspection-entry')}?venue={venue.pk}"
            found.append(PageAction("检查登记", entry, "clipboard-check", is_primary=True))
        return found

    def sections(self):
        venue = self.object
        facts = [
            ("场所类别", venue.category),
            ("地址", venue.address),
            ("所属派出所", venue.unit),
            ("责任民警", venue.responsible or "未指定"),
            ("最近检查", venue.last_inspected_on or "从未"),
            ("未销号隐患", f"{venue.open_hazards or 0} 处"),
            ("重点提示", venue.note or "无"),
        ]
        return [
            *self._doubles(),
            Section("基本信息", facts),
            Section("负责人", template="records/_masked.html", context=self._head()),
            Section(
                "最近检查", template="inspections/_venue_inspections.html", context={"inspections": self._recent()}
            ),
        ]

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

    def get_initial(self):
        return {"unit": self.request.user.home_unit, "name": self.request.GET.get("name", "")[:60]}

    def way_to(self, venue: Venue) -> str:
        return self.next_url(venue)

    def next_url(self, done) -> str:
        wanted = self.request.GET.get("next", "")
        if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()}):
            return f"{wanted}{'&' if '?' in wanted else '?'}venue={done.pk}"
        return done.get_absolute_url()


class VenueChange(SuspectsShown, ChangePage):
    pass


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
        )
    },
    form_facts=keepable_units,
)
