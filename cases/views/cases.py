"""Cases: list, page, registering, and everything that is done to one."""

from django.db.models import Q
from django.utils.functional import cached_property

from baiyi.accounts.models import Unit
from baiyi.exchange.form_photos import TakesPhotos
from baiyi.exchange.imports.sources import with_source
from baiyi.exchange.models import Photo
from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.forms import DayForm, DayReasonForm, EmptyMoveForm
from baiyi.records.origins import AddFrom
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import DetailPage, ListPage, MovePage, PageAction, Section
from campaigns.models import Operation
from cases import origins, rights, services
from cases.case_page import (
    facts_of_oversight,
    law_of,
    lines_of,
    marks_of,
    origin_of,
    outcomes_of,
    served_of,
    threads_of,
)
from cases.forms import moves as forms
from cases.forms.cases import CaseAddForm, CaseChangeForm, JoinForm, people_of
from cases.forms.filters import CaseFilter
from cases.models import Case
from cases.tables import CaseTable


class CaseList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的案件"
    TABS = {
        "open": "在办",
        "overdue": "超期",
        "near": "临期",
        "silent": "停滞",
        "led": "领导包案",
        "listed": "挂牌督办",
        "ended": "已办结",
        "all": "全部",
    }
    LAMPS = {"overdue": "red", "near": "yellow", "silent": "red"}

    def get_queryset(self):
        return with_source(super().get_queryset().with_gravest()).order_by("-accepted_on", "-pk")


class CasesILead(CaseList):
    """我包的案件: one page for a leader, no search: what is due, who is silent, and whom to ask."""

    title = "我包的案件"
    empty_text = "没有由你包案的案件"

    @cached_property
    def visible(self):
        return Case.objects.visible_to(self.request.user).filter(leader=self.request.user)

    def page_actions(self):
        return []


class CasePage(DetailPage):
    def get_queryset(self):
        return super().get_queryset().with_gravest()

    def get_object(self, queryset=None):
        case = super().get_object(queryset)
        case.note_seen_by(self.request.user)
        return case

    def get_context_data(self, **kwargs):
        case = self.object
        subtitle = f"{case.get_nature_display()} · {case.category} · {case.unit}"
        return super().get_context_data(subtitle=subtitle, **kwargs)

    def states(self):
        return marks_of(self.object)

    def sections(self):
        case = self.object
        shown = {"outcomes": outcomes_of(case.outcomes.current()), "add_url": self._url_of("outcome")}
        found = [Section("战果", template="cases/_outcomes.html", context=shown)]
        lines = lines_of(case.custody_lines.current())
        if case.is_criminal or lines:
            shown = {"lines": lines, "add_url": self._url_of("measure") if case.may_take_measures else ""}
            found.append(Section("强制措施", template="cases/_custody.html", context=shown))
        threads = threads_of(case)
        history = {"history": threads.history, "case": case}
        return [
            Section("案件情况", self._facts(threads.related)),
            *found,
            Section("包案、督办与进展", template="cases/_oversight.html", context=history),
            Section("包案和督办", facts_of_oversight(case), is_aside=True),
        ]

    def page_actions(self):
        """登记战果 is what is done next while no move is: asking for more time is none."""
        found = super().page_actions()
        does_more = any(not each["is_plain"] and not each["step"].is_danger for each in self.moves())
        url = "" if does_more or not self.object.is_open else self._url_of("outcome")
        return [PageAction("登记战果", url, "plus-lg", is_primary=True), *found] if url else found

    def _url_of(self, act: str) -> str:
        """Where the act is done, for whoever may; empty when the case takes no more."""
        case, user = self.object, self.request.user
        may = case.unit_id in user.unit_ids(rights.RECORD) if act == "measure" else user.has_perm(rights.RECORD, case)
        return self.views.url(act, case.pk) if may and case.voided_at is None else ""

    def _facts(self, related: list) -> list:
        case = self.object
        known = ("pattern", "place", "beat", "happened_at", "external_number", "officer", "second_officer", "summary")
        filled = [(label, value) for label, value in facts_of(case, *known) if value not in (None, "")]
        voided = facts_of(case, "voided_at", "void_reason") if case.voided_at else []
        law = [("法律版本", law_of(case)), ("受案日", case.accepted_on)]
        law += facts_of(case, "clock_from") if case.clock_from else []
        law += served_of(case)
        return [*law, *filled, *related, *origin_of(case), *voided]


class CaseAdd(AddFrom):
    """`?origin=…&of=…` names the record it was found in, whose facts are filled in."""

    origins = origins.ORIGINS

    submit_label = "登记"

    def get_initial(self):
        user = self.request.user
        known = {"unit": user.home_unit and user.home_unit.pk, "accepted_on": clock.today()}
        return super().get_initial() | known | origins.facts_of(self.origin)


class WithLeaders(MovePage):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"leaders": services.leaders_for(self.record)}


class Join(MovePage):
    def get_form_kwargs(self):
        rows = Operation.objects.current().filter(ends_at__gte=clock.now() - services.JOIN_WITHIN)
        own = rows.filter(Q(unit__in=self.request.user.unit_ids()) | Q(unit=self.record.authority_id))
        return super().get_form_kwargs() | {"operations": own.order_by("-starts_at")}


class RecordOutcome(TakesPhotos, MovePage):
    """战果 of a case, by its own unit, which is chosen at first, or one that assists."""

    template_name = "cases/outcome_form.html"
    photo_slot = photo_kind = Photo.Kind.EVIDENCE

    def get_initial(self):
        return super().get_initial() | {"unit": self.record.unit_id}

    def get_form_kwargs(self):
        units = Unit.objects.filter(pk__in=self.request.user.unit_ids(rights.RECORD))
        return super().get_form_kwargs() | {"units": units}


MOVES = {  # the first of those that are possible now are the buttons of the page
    "report": Act(verb=services.report_progress, form=forms.ReportForm),
    "file": Act(form=DayForm),
    "solve": Act(form=DayForm),
    "penalise": Act(verb=services.penalise_case, form=forms.PenaliseForm),
    "serve_decision": Act(form=forms.ServeDecisionForm),
    "settle": Act(form=DayReasonForm),
    "prosecute": Act(form=DayForm),
    "approve_extension": Act(verb=services.approve_extension, form=forms.ApproveExtensionForm),
    "release": Act(verb=services.release_case, form=forms.ResultForm),
    "lead": Act(verb=services.lead_case, form=forms.LeadForm, page=WithLeaders),
    "list_up": Act(verb=services.list_case, form=forms.ListForm),
    "chase": Act(verb=services.chase_case, form=EmptyMoveForm),
    "ask_extension": Act(
        verb=services.ask_extension, form=forms.AskExtensionForm, done="已申请，等待批准", is_plain=True
    ),
    "ask_release": Act(form=forms.ResultForm, done="已申请，等待复核"),
    "change_leader": Act(verb=services.change_leader, form=forms.ChangeLeaderForm, page=WithLeaders),
    "suspend": Act(form=forms.SuspendForm),
    "resume": Act(form=DayReasonForm),
    "refuse_extension": Act(),
    "keep_listed": Act(verb=services.keep_listed),
    "end_lead": Act(verb=services.end_lead),
    "decline": Act(form=DayReasonForm),
    "refer": Act(form=DayReasonForm),
    "withdraw": Act(form=DayReasonForm),
    "void": Act(),
}
CASES = RecordViews(
    model=Case,
    name="case",
    title="案件台账",
    right=rights.VIEW,
    table=CaseTable,
    filterset=CaseFilter,
    list_page=CaseList,
    detail_page=CasePage,
    related=("unit", "category", "officer", "second_officer", "leader", "rule__basis", "beat", "authority"),
    form_facts=people_of,
    add=Act(verb=services.register_case, right=rights.RECORD, label="登记案件", form=CaseAddForm, page=CaseAdd),
    change=Act(verb=services.change_case, right=rights.RECORD, label="修改案件", form=CaseChangeForm),
    moves=MOVES,
    acts={
        "outcome": Act(
            verb=services.record_outcome_of,
            right=rights.RECORD,
            label="登记战果",
            form=forms.OutcomeForm,
            page=RecordOutcome,
            offered=lambda case: False,  # beside the outcomes
        ),
        "measure": Act(
            verb=services.take_measure,
            right=rights.RECORD,
            label="采取强制措施",
            form=forms.TakeMeasureForm,
            offered=lambda case: case.may_take_measures and not case.is_criminal,  # else beside the lines
        ),
        "join": Act(
            verb=services.join_operation,
            right=rights.RECORD,
            label="纳入集中收网",
            form=JoinForm,
            page=Join,
            offered=lambda case: case.is_open,
        ),
        "trip": Act(
            verb=services.ask_trip,
            right=rights.RECORD,
            label="申请赴外省抓捕",
            form=forms.TripForm,
            offered=lambda case: case.is_open and case.is_criminal,
        ),
    },
)
