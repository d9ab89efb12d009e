"""点位 of a sweep: their list, and the coverage page (覆盖情况) from which they are given to groups."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from baiyi.records.addresses import address_of
from baiyi.records.moves import MoveRefused
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import DetailPage, ListPage, PageAction, Section
from baiyi.records.written import Key, written
from inspections import rights
from inspections.forms.filters import CoverageFilter, SweepVenueFilter
from inspections.forms.sweeps import AssignForm
from inspections.models import SweepGroup, SweepVenue, Venue
from inspections.models.sweeps import visits_in
from inspections.reading.operations import open_to
from inspections.services.sweeps import venues
from inspections.tables.sweeps import CoverageTable, SweepVenueTable


class SweepVenueList(ListPage):
    empty_text = "没有符合条件的清查点位"
    TABS = {"left": "未查", "covered": "已查", "failed": "到访未查", "all": "全部"}
    LAMPS = {"left": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_cover().order_by("-operation__starts_at", "group", "position", "pk")


class SweepVenuePage(DetailPage):
    voided_word = "已移出"

    def get_queryset(self):
        return super().get_queryset().with_cover()

    def page_actions(self):
        place, found = self.object, super().page_actions()
        if place.voided_at is None and self.request.user.has_perm(rights.RECORD, place.venue):
            entry = f"{address_of('inspections:inspection-entry')}?venue={place.venue_id}"
            found.append(PageAction("检查登记", entry, "clipboard-check", is_primary=True))
        return found

    def sections(self):
        place = self.object
        facts = [
            ("场所类别", place.venue.category),
            ("地址", place.venue.address),
            ("清查组", place.group),
            ("集中行动", place.operation),
            ("清查", place.cover_lamp),
        ]
        visits = {"inspections": visits_of(Key(place.operation_id), Key(place.venue_id))}
        return [
            Section("点位情况", facts),
            Section("本次行动的检查", template="inspections/_venue_inspections.html", context=visits),
        ]


@written
def visits_of(operation: Key, venue: Key):
    return visits_in(operation, venue).select_related("created_by").order_by("-inspected_at", "-pk")


VENUES = RecordViews(
    model=SweepVenue,
    name="sweep_venue",
    title="清查点位",
    right=rights.SWEEP,
    table=SweepVenueTable,
    filterset=SweepVenueFilter,
    related=("venue__category", "group", "operation"),
    list_page=SweepVenueList,
    detail_page=SweepVenuePage,
    acts={"take_off": Act(verb=venues.take_off, right=rights.DEPLOY, label="移出", done="已移出", icon="trash")},
)


class Coverage(ListPage):
    """Venues (家) by how long nobody was there; those that are ticked, or all of the list, are given to a group of this
    operation.
    """

    policy = Needs(rights.DEPLOY)
    model = Venue
    related = ("category", "unit")
    table_class = CoverageTable
    filterset_class = CoverageFilter
    template_name = "inspections/coverage.html"
    empty_text = "没有符合条件的场所"
    breadcrumbs = (("集中清查", "inspections:sweep_group-list"),)

    @cached_property
    def operation(self):
        return get_object_or_404(open_to(self.request.user), pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return f"{self.operation}：覆盖情况"

    def chosen(self):
        units = self.request.user.unit_ids(rights.DEPLOY)
        return super().chosen().current().filter(unit__in=units)

    def get_queryset(self):
        return (
            super().get_queryset().with_history().order_by(F("last_inspected_on").asc(nulls_first=True), "name", "pk")
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        groups = SweepGroup.objects.visible_to(self.request.user).current().filter(operation=self.operation)
        return context | {"operation": self.operation, "groups": groups.order_by("pk"), "by_hand": self._by_hand()}

    def _by_hand(self) -> int | None:
        """The group the person came from."""
        asked = self.request.GET.get("group", "")
        return int(asked) if asked.isdecimal() else None

    def post(self, request, pk):
        """Back to the list as it was narrowed, with what came of it."""
        rows = self.get_filterset(self.get_filterset_class()).qs
        groups = SweepGroup.objects.visible_to(request.user).current().filter(operation=self.operation)
        form = AssignForm(request.POST, groups=groups, venues=rows)
        if form.is_valid():
            self._assign(form)
        else:
            messages.error(request, "；".join(text for _, text in form.error_list()))
        return HttpResponseRedirect(request.get_full_path())

    def _assign(self, form: AssignForm) -> None:
        try:
            done = venues.assign_venues(form.cleaned_data["group"], form.wanted, by=self.request.user)
        except MoveRefused as refusal:
            messages.warning(self.request, str(refusal))
        else:
            messages.success(self.request, f"{form.cleaned_data['group']}：{done}")
