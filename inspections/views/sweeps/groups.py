"""清查组: list, page, adding and changing with its forces, who goes, and its report."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.views.generic import View

from baiyi.accounts.models import UnitKind, User
from baiyi.accounts.services import valid_units
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.moves import MoveRefused
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import AddPage, ChangePage, DetailPage, ListPage, MovePage, Section
from inspections import rights
from inspections.forms.filters import SweepGroupFilter
from inspections.forms.sweeps import GroupChangeForm, GroupForm, MembersForm, ReportForm, ZeroForm
from inspections.models import SweepGroup, SweepTurnout
from inspections.reading.operations import open_to
from inspections.services.sweeps import groups, reports, venues
from inspections.tables.sweeps import SweepGroupTable


class SweepGroupList(ListPage):
    empty_text = "没有符合条件的清查组"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-operation__starts_at", "unit__position", "pk")


class SweepGroupPage(DetailPage):
    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=f"{self.object.operation} · {self.object.unit}", **kwargs)

    @cached_property
    def reports(self):
        return list(self.object.reports.current().order_by("reported_on"))

    def page_actions(self):
        """Reporting is offered while a day that has begun lacks its report."""
        owes = {*reports.days_open(self.object)} - {each.reported_on for each in self.reports}
        made = () if owes else ("报战报", "零报告")
        return [each for each in super().page_actions() if each.label not in made]

    def sections(self):
        group = self.object
        members = "、".join(group.members.order_by("pk").values_list("name", flat=True)) or "本单位全体"
        facts = [
            ("集中行动", group.operation),
            ("牵头单位", group.unit.name),
            ("组长", group.leader),
            ("组员", members),
            *facts_of(group, "area", "cars"),
            ("点位", self._cover()),
        ]
        voided = facts_of(group, "voided_at", "void_reason") if group.voided_at else []
        return [
            Section("清查组情况", facts + voided),
            Section("参战力量", template="inspections/_sweep_forces.html", context=self._forces()),
            Section("战报", template="inspections/_sweep_reports.html", context={"reports": self.reports}),
            Section(
                "部署签到",
                template="inspections/_sweep_sign_ons.html",
                context={"sign_ons": group.sign_ons.select_related("person").order_by("-reported_on", "signed_at")},
                is_aside=True,
            ),
            Section("点位", template="inspections/_sweep_lists.html", context=self._lists(), is_aside=True),
        ]

    def _cover(self) -> str:
        """9 家，已查 5 家，到访未查 1 家. One statement."""
        places = self.object.venues.current().with_cover().order_by()
        rows = list(places.values_list("is_covered", "is_failed").annotate(number=Count("pk")))
        covered, listed = sum(row[2] for row in rows if row[0]), sum(row[2] for row in rows)
        failed = sum(row[2] for row in rows if row[1] and not row[0])
        return f"{listed} 家，已查 {covered} 家" + (f"，到访未查 {failed} 家" if failed else "")

    def _lists(self) -> dict:
        group = self.object
        lists = f"{address_of('inspections:sweep_venue-list')}?group={group.pk}"
        facts = {"lists": lists, "live": address_of("inspections:sweep-live", group.operation_id)}
        if group.voided_at is None and self.request.user.has_perm(rights.DEPLOY, group):
            coverage = address_of("inspections:sweep-coverage", group.operation_id)
            facts["assign"] = f"{coverage}?days=30&assigned=no&group={group.pk}"
        return facts

    def _forces(self) -> dict:
        """Each with what was planned, and the turnouts (人次) of all days."""
        counted: dict[int, int] = {}
        for force, count in (
            SweepTurnout.objects.current().filter(force__group=self.object).values_list("force", "count")
        ):
            counted[force] = counted.get(force, 0) + count
        forces = self.object.forces.current().select_related("body")
        return {"forces": [(force, counted.get(force.pk)) for force in forces]}


class SweepGroupAdd(AddPage):
    """`?operation=…` is the one the office came from."""

    submit_label = "编组"

    def get_initial(self):
        home = self.request.user.home_unit
        return {"operation": self.request.GET.get("operation", ""), "unit": home and home.pk}


class Members(MovePage):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": groups.people_of(self.record.unit)}

    def get_initial(self):
        return super().get_initial() | {"members": list(self.record.members.values_list("pk", flat=True))}


class OfGroup(MovePage):
    """A form that is about a reporting day of the group's operation."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"days": reports.days_open(self.record)}


class Report(OfGroup):
    """Filled with the planned head-counts, and with what partner bodies confirmed of the latest day."""

    template_name = "inspections/sweep_report.html"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        forces = list(self.record.forces.current().select_related("body"))
        latest = kwargs["days"][-1] if kwargs["days"] else None
        return kwargs | {"forces": forces, "confirmed": reports.confirmed_on(self.record, latest)}

    def next_url(self, done) -> str:
        return done.get_absolute_url()


class Zero(OfGroup):
    def next_url(self, done) -> str:
        return done.get_absolute_url()


def deploying(user) -> dict:
    """What the forms of a group need to know of who fills them in."""
    units = user.unit_ids(rights.DEPLOY)
    leading = valid_units().filter(pk__in=units, kind__in=[UnitKind.STATION, UnitKind.SQUAD])
    return {
        "unit_ids": list(leading.values_list("pk", flat=True)),
        "people": User.objects.posted_at(units, clock.today()),
        "bodies": list(valid_units().filter(kind=UnitKind.PARTNER)),
        "operations": open_to(user).filter(ends_at__gt=clock.now()),
    }


GROUPS = RecordViews(
    model=SweepGroup,
    name="sweep_group",
    title="集中清查",
    right=rights.SWEEP,
    table=SweepGroupTable,
    filterset=SweepGroupFilter,
    related=("unit", "operation", "leader"),
    list_page=SweepGroupList,
    detail_page=SweepGroupPage,
    add=Act(
        verb=groups.add_group,
        right=rights.DEPLOY,
        label="新增清查组",
        form=GroupForm,
        page=SweepGroupAdd,
        done="已编组，可以派点位了",
    ),
    change=Act(
        verb=groups.change_group, right=rights.DEPLOY, label="修改清查组", form=GroupChangeForm, page=ChangePage
    ),
    acts={
        "report": Act(
            verb=reports.report_sweep,
            right=rights.RECORD,
            label="报战报",
            form=ReportForm,
            page=Report,
            done="战报已上报",
            icon="send",
        ),
        "zero": Act(
            verb=reports.report_zero, right=rights.RECORD, label="零报告", form=ZeroForm, page=Zero, done="已零报告"
        ),
        "members": Act(
            verb=groups.name_members,
            right=rights.DEPLOY,
            label="调整组员",
            form=MembersForm,
            page=Members,
            icon="people",
        ),
        "void": Act(verb=groups.void_group, right=rights.DEPLOY, label="作废", icon="trash"),
    },
    form_facts=deploying,
)


class OnGroup(View):
    """One press of somebody who goes out with the group; there is nothing here for others."""

    policy = Needs(rights.RECORD)
    http_method_names = ["post"]

    def post(self, request, pk):
        mine = SweepGroup.objects.visible_to(request.user).of_person(request.user).select_related("operation")
        group = get_object_or_404(mine, pk=pk)
        try:
            return HttpResponseRedirect(self.act(group))
        except MoveRefused as refusal:
            messages.warning(request, str(refusal))
            return HttpResponseRedirect(address_of("home"))


class SweepSignOn(OnGroup):
    """签到."""

    def act(self, group: SweepGroup) -> str:
        signed = groups.sign_on(group, by=self.request.user)
        messages.success(self.request, f"{group}已签到，{localtime(signed.signed_at):%H:%M}")
        return address_of("home")


class SweepNext(OnGroup):
    """下一家: on to the entry page of the venue that is this person's turn."""

    def act(self, group: SweepGroup) -> str:
        place = venues.next_venue(group, by=self.request.user)
        if place is None:
            messages.info(self.request, f"{group}的点位都已查完或到访未查，或者都有人在查")
            return address_of("home")
        return f"{address_of('inspections:inspection-entry')}?venue={place.venue_id}"
