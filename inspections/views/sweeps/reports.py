"""战报 of groups: their list, page and correction, the head-counts they are made of, and the matrix of who reported."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import DetailPage, ListPage, MovePage, Page, Section
from inspections import rights
from inspections.forms.filters import SweepReportFilter, SweepTurnoutFilter
from inspections.forms.sweeps import CorrectForm
from inspections.models import SweepReport, SweepTurnout
from inspections.models.sweeps import COUNTS
from inspections.reading.operations import open_to
from inspections.reading.sweep_matrix import read_matrix
from inspections.services.sweeps import reports
from inspections.tables.sweeps import SweepReportTable, SweepTurnoutTable


class SweepReportList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的战报"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-reported_on", "group", "-pk")


class SweepReportPage(DetailPage):
    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=str(self.object.group.operation), **kwargs)

    def sections(self):
        report = self.object
        state = "零报告" if report.is_zero else "已报"
        facts = [
            ("清查组", report.group),
            ("报告日", report.reported_on),
            ("战报", f"{state}，迟报" if report.is_late else state),
            *facts_of(report, "reported_at"),
            ("上报人", report.created_by),
        ]
        counts = [] if report.is_zero else [*facts_of(report, *COUNTS), ("主要情况", report.words or "无")]
        forces = [(str(each.force), f"{each.count} 人次") for each in self._turnouts()]
        return [Section("上报情况", facts), Section("战果", counts), Section("实到力量", forces)]

    def _turnouts(self):
        report = self.object
        rows = SweepTurnout.objects.current().filter(force__group=report.group_id, reported_on=report.reported_on)
        return rows.select_related("force__body").order_by("force")


class Correct(MovePage):
    template_name = "inspections/sweep_report.html"

    def get_form_kwargs(self):
        group = self.record.group
        forces = list(group.forces.current().select_related("body"))
        confirmed = reports.confirmed_on(group, self.record.reported_on)
        return super().get_form_kwargs() | {"forces": forces, "confirmed": confirmed}

    def get_initial(self):
        report = self.record
        counted = SweepTurnout.objects.current().filter(force__group=report.group_id, reported_on=report.reported_on)
        turnouts = {f"force-{force}": count for force, count in counted.values_list("force", "count")}
        counts = {name: getattr(report, name) for name in (*COUNTS, "words")}
        return super().get_initial() | counts | turnouts


REPORTS = RecordViews(
    model=SweepReport,
    name="sweep_report",
    title="清查战报",
    right=rights.SWEEP,
    table=SweepReportTable,
    filterset=SweepReportFilter,
    related=("unit", "group__operation", "created_by"),
    list_page=SweepReportList,
    detail_page=SweepReportPage,
    acts={
        "correct": Act(
            verb=reports.correct_report,
            right=rights.RECORD,
            label="更正",
            form=CorrectForm,
            page=Correct,
            done="战报已更正",
        )
    },
)


class SweepTurnoutList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的实到力量"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-reported_on", "force", "-pk")


class SweepTurnoutPage(DetailPage):
    def sections(self):
        turnout = self.object
        force = turnout.force
        facts = [
            ("清查组", force.group),
            ("参战力量", force),
            *facts_of(turnout, "reported_on", "count"),
            ("计划人数", force.planned),
            ("填报", f"{turnout.created_by}" + ("，协同部门已确认" if turnout.is_confirmed else "")),
        ]
        return [Section("实到情况", facts)]


TURNOUTS = RecordViews(
    model=SweepTurnout,
    name="sweep_turnout",
    title="实到力量",
    right=rights.SWEEP,
    table=SweepTurnoutTable,
    filterset=SweepTurnoutFilter,
    related=("force__body", "force__group__operation", "created_by"),
    list_page=SweepTurnoutList,
    detail_page=SweepTurnoutPage,
)


class Matrix(Page, TemplateView):
    """战报上报情况: groups × reporting days."""

    policy = Needs(rights.SWEEP)
    template_name = "inspections/sweep_matrix.html"
    breadcrumbs = (("集中清查", "inspections:sweep_group-list"),)

    @cached_property
    def operation(self):
        return get_object_or_404(open_to(self.request.user), pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return f"{self.operation}：战报上报情况"

    def get_context_data(self, **kwargs):
        matrix = read_matrix(self.operation, user=self.request.user, at=clock.now())
        return super().get_context_data(operation=self.operation, matrix=matrix, **kwargs)
