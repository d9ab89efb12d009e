"""周督导: the matrix of hotspots and weeks, 催办, and 督导安排."""

from copy import copy

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from baiyi.jobs.schedule_checks import slot_text
from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, Page, PageAction
from campaigns.models import Campaign
from hotspots import rights, services
from hotspots.forms.hotspots import ArrangementForm, ChaseForm
from hotspots.models import Hotspot, Timetable
from hotspots.services.instants import opening, reminding
from hotspots.week_cells import missed_words, rows_of, shown_weeks

ON_PHONE = 4  # weeks a phone shows
MOST_ROWS = 300  # hotspots on one page; its totals are of all


class SupervisionMatrix(Page, TemplateView):
    """Rows are hotspots, columns weeks; the gap is the finding."""

    policy = Needs(rights.VIEW)
    template_name = "hotspots/matrix.html"
    title = "周督导"
    breadcrumbs = (("挂牌整治区域", "hotspots:hotspot-list"),)

    def page_actions(self):
        user = self.request.user
        found = [PageAction("督导记录", reverse("hotspots:supervision-list"))]
        if user.has_perm(rights.MANAGE):
            found.append(PageAction("督导安排", reverse("hotspots:arrangement")))
        if user.has_perm(rights.CHASE):
            found.append(PageAction("催办", reverse("hotspots:supervision-chase"), "megaphone", is_primary=True))
        return found

    def get_context_data(self, **kwargs):
        today = clock.today()
        campaign = Campaign.objects.at_hand_lately(today)
        weeks = shown_weeks(campaign, today) if campaign else []
        hotspots = self._hotspots(weeks)
        rows = rows_of(hotspots, weeks, on=today, recordable=self._recordable(hotspots)) if weeks else []
        begun = sum(week.starts_on <= today for week in weeks)
        on_phone = range(max(begun - ON_PHONE, 0), max(begun, ON_PHONE))
        first = Timetable.objects.weeks_lately(campaign).with_duty().index(weeks[0]) + 1 if weeks else 1
        facts = {
            "campaign": campaign,
            "columns": [(first + place, week, today in week, place in on_phone) for place, week in enumerate(weeks)],
            "phone_from": on_phone.start,
            "phone_until": on_phone.stop,
            "count": len(rows),
            "rows": rows[:MOST_ROWS],
            "gaps": sorted((row for row in rows if row.missed), key=lambda row: (-row.missed_in_a_row, -row.missed))[
                :MOST_ROWS
            ],
            "summary": _summary(rows),
        }
        return super().get_context_data(**facts, **kwargs)

    def _hotspots(self, weeks) -> list[Hotspot]:
        """Those listed now or in the weeks shown, and their people: three statements, and one for each campaign."""
        if not weeks:
            return []
        rows = Hotspot.objects.visible_to(self.request.user).current()
        seen = rows.filter(state=Hotspot.State.LISTED) | rows.filter(delisted_on__gte=weeks[0].starts_on)
        rows = seen.with_week(clock.today()).select_related("unit").with_people()
        return list(rows.order_by("unit__position", "listed_on", "pk"))

    def _recordable(self, hotspots) -> set[int]:
        user = self.request.user
        if not user.has_perm(rights.SUPERVISE):
            return set()
        units = set(user.unit_ids(rights.SUPERVISE_UNIT))
        return {each.pk for each in hotspots if each.is_listed and (each.unit_id in units or each.is_lent_to(user))}


def _summary(rows) -> dict:
    """Of the weeks that ask for a visit; problems of all visits."""
    cells, missed = [cell for row in rows for cell in row.cells], sum(row.missed for row in rows)
    now, past = ([cell for cell in cells if cell.is_asked and cell.is_now is is_now] for is_now in (True, False))
    return {
        "missed": missed,
        "missed_words": missed_words(missed, sum(row.made_up for row in rows), "次"),
        "missed_places": sum(bool(row.missed) for row in rows),
        "now_done": sum(cell.is_done for cell in now),
        "now_due": len(now),
        "past_done": sum(cell.is_done for cell in past),
        "past_due": len(past),
        "problems": sum(cell.count for cell in cells),
    }


class SupervisionChase(FormPage):
    """催办: whom it will tell, then a background job."""

    policy = Needs(rights.CHASE)
    form_class = ChaseForm
    template_name = "hotspots/chase.html"
    title = "催办未督导"
    submit_label = "催办"
    success_text = ""
    cancel_url_name = "hotspots:supervision-matrix"
    breadcrumbs = (("周督导", "hotspots:supervision-matrix"),)

    def get_context_data(self, **kwargs):
        hotspots = list(services.to_chase(self.request.user, clock.today()).order_by("unit__position", "pk"))
        owners = services.owners_to_chase(hotspots)
        people = {person.pk for each in owners.values() for person in each}
        rows = [(hotspot, owners.get(hotspot.pk, [])) for hotspot in hotspots]
        facts = {"rows": rows, "people": len(people), "unowned": sum(not found for _, found in rows)}
        return super().get_context_data(**facts, **kwargs)

    def perform(self, form):
        return services.start_chase(by=self.request.user, client_uuid=form.cleaned_data["client_uuid"])


class Arrangement(FormPage):
    """督导安排 of the campaign at hand."""

    policy = Needs(rights.MANAGE)
    form_class = ArrangementForm
    template_name = "hotspots/arrangement.html"
    title = "督导安排"
    cancel_url_name = "hotspots:supervision-matrix"
    breadcrumbs = (("周督导", "hotspots:supervision-matrix"),)

    def get_form_kwargs(self):
        campaign = Campaign.objects.filter(unit__in=self.request.user.unit_ids(rights.MANAGE)).at_hand(clock.today())
        if campaign is None:
            raise Http404
        self.campaign, self.weeks = campaign, Timetable.objects.weeks_of(campaign)
        held = self.weeks.in_force(campaign.week_of(max(clock.today(), campaign.starts_on)))
        return super().get_form_kwargs() | {"instance": copy(held)}

    def get_initial(self):
        return super().get_initial() | {"week_starts_on": self.campaign.week_starts_on}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        coming = {"next_opening": self._next(opening), "next_reminder": self._next(reminding)}
        return context | coming | {"campaign": self.campaign, "is_fixed": services.has_duties(self.campaign)}

    def _next(self, moment) -> str:
        found = (moment(self.weeks, week) for week in self.weeks.with_duty(since=clock.today()))
        return next((slot_text(each) for each in found if each and each > clock.now()), "没有了，行动即将结束")

    def perform(self, form):
        return services.arrange(self.campaign, by=self.request.user, **form.cleaned_data)

    def next_url(self, done) -> str:
        return reverse("hotspots:arrangement")
