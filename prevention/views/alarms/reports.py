"""警情日报: their list and page, the grid of the first report, and of a correction."""

import datetime as dt

from django.http import Http404, HttpResponseRedirect
from django.utils.functional import cached_property

from baiyi.accounts.models import Unit, UnitKind
from baiyi.accounts.territory import subtree
from baiyi.figures.lists import FigureListMixin
from baiyi.records.policies import Needs
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import AddPage, DetailPage, ListPage, MovePage, PageAction, Section
from campaigns.reporting import last_day
from prevention import rights
from prevention.forms.alarms.filters import AlarmCountFilter, AlarmReportFilter
from prevention.forms.alarms.grid import READ, CorrectForm, GridForm
from prevention.models import AlarmCategory, AlarmCount, AlarmReport
from prevention.reading.alarms.addresses import reporting
from prevention.reading.alarms.matrix import TABS
from prevention.reading.alarms.said import lines_of
from prevention.services import alarms as services
from prevention.services.alarms.reports import beats_of, counts_of
from prevention.tables.alarms import AlarmCountTable, AlarmReportTable


class AlarmReportList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的警情日报"
    TABS = TABS
    LAMPS = {"missing": "red", "late": "yellow"}

    def get_queryset(self):
        return super().get_queryset().order_by("-reported_on", "unit__position", "-pk")


class AlarmReportPage(DetailPage):
    def page_actions(self):
        report = self.object
        if not report.is_missing or self.is_voided or not self.request.user.has_perm(rights.REPORT_ALARMS, report):
            return super().page_actions()
        return [PageAction("报送", reporting(report.unit_id, report.reported_on), "pencil", is_primary=True)]

    def sections(self):
        report = self.object
        facts = [("报送情况", report.state_lamp.text), *facts_of(report, "unit", "reported_on", "due_at")]
        if report.is_missing:
            return [Section("报送情况", facts)]
        facts += [*facts_of(report, "reported_at"), ("报送人", report.created_by), ("警情合计", f"{report.total} 起")]
        grid = {"lines": lines_of(report), "is_zero": report.is_zero}
        said = Section("警情数", template="prevention/_alarm_counts.html", context=grid)
        before = [(str(each), each.before) for each in report.corrections.select_related("corrected_by")]
        return [Section("报送情况", facts), said, *([Section("更正前", before)] if before else [])]


class Grid:
    """A form of cells: filled by hand, or by a block of cells that is read and shown before anything is saved."""

    template_name = "prevention/alarm_form.html"
    read = None

    def grid_facts(self, unit: Unit, day: dt.date) -> dict:
        categories = AlarmCategory.objects.in_force(day)
        facts = {"unit": unit, "beats": beats_of(unit, day), "categories": categories}
        return facts | {"way": self.request.POST.get("way", "")}

    def form_valid(self, form):
        return self.show_read(form) if form.way == READ else super().form_valid(form)

    def show_read(self, form):
        """The cells as they were understood; nothing is saved."""
        facts = {
            name: value for name, value in self.get_form_kwargs().items() if name not in {"data", "files", "known"}
        }
        facts["initial"] = facts["initial"] | {"reason": form.data.get("reason", "")} | form.initial_as_read()
        return self.render_to_response(self.get_context_data(form=type(form)(**facts), read=form.read))


class AlarmAdd(Grid, AddPage):
    """`?unit=` and `&on=` say whose and which day: else one's own station, of the branch the first, and the latest day
    that is over. A foreign unit and a made-up day do not exist (404).
    """

    submit_label = "上报"

    @cached_property
    def unit(self) -> Unit:
        user = self.request.user
        mine = user.units(rights.REPORT_ALARMS)
        asked = self.request.GET.get("unit") or (user.home_unit and user.home_unit.pk)
        found = [unit for unit in subtree(mine, asked) if unit.kind == UnitKind.STATION]
        if not found:
            raise Http404
        return found[0]

    @cached_property
    def day(self) -> dt.date:
        try:
            return dt.date.fromisoformat(self.request.GET.get("on") or str(last_day()))
        except ValueError as error:
            raise Http404 from error

    def get(self, request, *args, **kwargs):
        """What was reported is put right on its own page."""
        rows = AlarmReport.objects.reported().filter(unit=self.unit, reported_on=self.day)
        known = None if self.sent_before else rows.first()
        return HttpResponseRedirect(known.get_absolute_url()) if known else super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"{self.unit.short_name} {self.day.month}月{self.day.day}日警情"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self.grid_facts(self.unit, self.day)

    def perform(self, form):
        return services.report_alarms(by=self.request.user, unit=self.unit, on=self.day, **form.facts())

    def refuse(self, form, refusal):
        self.extra_context = {"first": getattr(refusal, "first", None)}
        return super().refuse(form, refusal)


class AlarmCorrect(Grid, MovePage):
    submit_label = "更正"

    def get_form_kwargs(self):
        report = self.record
        facts = self.grid_facts(report.unit, report.reported_on)
        return super().get_form_kwargs() | facts | {"known": counts_of(report)}


REPORTS = RecordViews(
    model=AlarmReport,
    name="alarm_report",
    title="警情日报",
    right=rights.VIEW_ALARMS,
    table=AlarmReportTable,
    filterset=AlarmReportFilter,
    list_page=AlarmReportList,
    detail_page=AlarmReportPage,
    related=("unit", "created_by"),
    add=Act(
        verb=services.report_alarms,
        right=rights.REPORT_ALARMS,
        label="报送警情",
        form=GridForm,
        page=AlarmAdd,
        done="已上报",
    ),
    acts={
        "correct": Act(
            verb=services.correct_alarms,
            right=rights.REPORT_ALARMS,
            label="更正",
            form=CorrectForm,
            page=AlarmCorrect,
            done="已更正，原数留存",
            offered=lambda report: not report.is_missing,
        )
    },
)


class AlarmCountList(FigureListMixin, ListPage):
    """What figures of alarms count: a row for each beat and category of a report."""

    policy = Needs(rights.VIEW_ALARMS)
    model = AlarmCount
    related = ("report__unit", "beat", "category")
    table_class = AlarmCountTable
    filterset_class = AlarmCountFilter
    title = "警情数"
    breadcrumbs = (("警情报送", "prevention:alarms"),)
    empty_text = "没有符合条件的警情"

    def chosen(self):
        return super().chosen().counting()

    def get_queryset(self):
        return super().get_queryset().order_by("-report__reported_on", "report__unit__position", "category", "pk")
