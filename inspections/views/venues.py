"""The venue ledger."""

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from baiyi.accounts.services import valid_units
from baiyi.records.policies import Needs
from baiyi.records.views import DetailPage, FormPage, ListPage, PageAction, RecordFormPage, Section
from campaigns.lists import OpensFigures
from inspections import rights, services
from inspections.forms.filters import VenueFilter
from inspections.forms.records import RevealForm, VenueChangeForm, VenueForm
from inspections.models import Venue
from inspections.tables import VenueTable

LEDGER = (("场所台账", "inspections:venue-list"),)


class VenueList(OpensFigures, ListPage):
    policy = Needs(rights.VIEW)
    model = Venue
    table_class = VenueTable
    filterset_class = VenueFilter
    title = "场所台账"
    empty_text = "没有符合条件的场所，可换个条件，或新增场所"

    def get_queryset(self):
        venues = super().get_queryset().current().select_related("category", "unit", "responsible")
        return self.narrowed(venues).with_history().order_by("name", "pk")

    def page_actions(self):
        if not self.request.user.has_perm(rights.KEEP_VENUES):
            return []
        return [PageAction("新增场所", reverse("inspections:venue-create"), "plus-lg", is_primary=True)]


class VenueDetail(DetailPage):
    policy = Needs(rights.VIEW)
    model = Venue
    breadcrumbs = LEDGER

    def get_queryset(self):
        return super().get_queryset().select_related("category", "unit", "responsible").with_history()

    def page_actions(self):
        venue, user = self.object, self.request.user
        found = []
        if user.has_perm(rights.KEEP_VENUES, venue):
            found.append(PageAction("修改", reverse("inspections:venue-change", args=[venue.pk]), "pencil"))
        if user.has_perm(rights.RECORD, venue):
            found.append(
                PageAction("检查登记", f"{reverse('inspections:inspection-entry')}?venue={venue.pk}", "clipboard-check", is_primary=True)
            )
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
        may_reveal = self.request.user.has_perm(rights.REVEAL, venue)
        return [
            Section("基本信息", facts),
            Section("负责人", template="inspections/_venue_head.html", context={"venue": venue, "may_reveal": may_reveal}),
            Section("最近检查", template="inspections/_venue_inspections.html", context={"inspections": self._recent()}),
        ]

    def _recent(self):
        return self.object.inspections.current().select_related("created_by").order_by("-inspected_on", "-pk")[:10]


class VenueCreate(FormPage):
    policy = Needs(rights.KEEP_VENUES)
    form_class = VenueForm
    title = "新增场所"
    cancel_url_name = "inspections:venue-list"
    breadcrumbs = LEDGER

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": keepable_units(self.request.user)}

    def get_initial(self):
        return {"unit": self.request.user.home_unit, "name": self.request.GET.get("name", "")[:60]}

    def perform(self, form):
        return services.add_venue(by=self.request.user, **form.cleaned_data)

    def next_url(self, done) -> str:
        wanted = self.request.GET.get("next", "")
        if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={self.request.get_host()}):
            return f"{wanted}{'&' if '?' in wanted else '?'}venue={done.pk}"
        return done.get_absolute_url()


class VenueChange(RecordFormPage):
    policy = Needs(rights.KEEP_VENUES)
    model = Venue
    form_class = VenueChangeForm
    title = "修改场所"
    breadcrumbs = LEDGER

    def get_form_kwargs(self):
        facts = {"units": keepable_units(self.request.user), "instance": self.record, "initial": {"version": self.record.version}}
        return super().get_form_kwargs() | facts

    def perform(self, form):
        return services.change_venue(self.record, version=form.cleaned_data["version"], by=self.request.user, **form.facts())


class VenueReveal(RecordFormPage):
    """Shows the head's name and phone in full after a reason was given; the reading is a line of the journal."""

    policy = Needs(rights.REVEAL)
    model = Venue
    form_class = RevealForm
    template_name = "inspections/venue_reveal.html"
    title = "查看完整个人信息"
    submit_label = "查看（留痕）"

    def form_valid(self, form):
        shown = services.reveal_venue(self.record, reason=form.cleaned_data["reason"], by=self.request.user)
        return self.render_to_response(self.get_context_data(form=form, venue=self.record, revealed=shown))


def keepable_units(user):
    """Stations and squads at which this user may keep venues."""
    return valid_units().filter(pk__in=user.unit_ids(rights.KEEP_VENUES)).exclude(kind="post")
