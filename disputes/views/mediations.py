"""Mediation: the ledger, the page of one, and what is done to it. It is begun on the page of its dispute."""

from functools import partial

from baiyi.figures.lists import FigureListMixin
from baiyi.records.forms import DayForm, DayReasonForm
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import ListPage, MovePage, Section
from baiyi.records.written import Key
from disputes import rights
from disputes.forms import mediation as forms
from disputes.forms.mediation_filters import MediationFilter
from disputes.models import Kind, Mediation, MediationState
from disputes.reading.mediation_page import marks_of, next_steps, parts_of, sessions_of, what_follows
from disputes.services import agreements, instalments, mediations
from disputes.tables.mediation import MediationTable
from disputes.views.of_dispute import OfDispute

AGREED = ("number", "form", "place", "host", "recorder", "happened", "content", "manner", "perform_by")
COURT = ("confirmation", "confirmation_on", "court", "court_number")


class MediationList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的调解"
    TABS = {
        "all": "全部",
        "open": "调解中",
        "overdue": "超期",
        "near": "临期",
        "agreed": "履行中",
        "in_court": "司法确认中",
        "performed": "已履行",
        "failed": "未达成",
        "breached": "未履行",
    }
    LAMPS = {"overdue": "red", "near": "yellow", "breached": "red"}

    def get_queryset(self):
        return super().get_queryset().with_gravest().order_by("-accepted_on", "-pk")


class MediationPage(OfDispute):
    def states(self):
        return marks_of(self.object)

    def page_actions(self):
        return [*next_steps(self.object, self.request.user), *super().page_actions()]

    def sections(self):
        mediation = self.object
        found = [Section("调解情况", self._facts())]
        if words := what_follows(mediation):
            found.append(Section("下一步", [("依法办理", each) for each in words]))
        if agreement := getattr(mediation, "agreement", None):
            filled = [pair for pair in facts_of(agreement, *AGREED) if pair[1] not in (None, "")]
            found.append(Section("调解协议", filled))
        if mediation.agreed_on and not mediation.is_performed_at_once:
            parts = parts_of(Key(mediation.pk))
            found.append(Section("履行台账", template="disputes/_instalments.html", context={"parts": parts}))
        held = {"sessions": sessions_of(Key(mediation.pk))}
        found.append(Section("调解记录", template="disputes/_sessions.html", context=held))
        if mediation.kind == Kind.PEOPLE and mediation.agreed_on:
            filled = [pair for pair in facts_of(mediation, *COURT) if pair[1] not in (None, "")]
            found.append(Section("司法确认", filled, is_aside=True))
        return found

    def _facts(self):
        mediation = self.object
        known = ("kind", "accepted_on", "expertise_on", "organ", "mediators", "ended_on", "end_reason")
        filled = [pair for pair in facts_of(mediation, *known) if pair[1] not in (None, "")]
        grounds = "；".join(map(str, mediation.grounds.all())) if mediation.is_by_police else ""
        filled += [("可以调解情形", grounds)] if grounds else []
        filled += [("监护人", "已通知")] if mediation.guardians_told else []
        return filled + (facts_of(mediation, "voided_at", "void_reason") if mediation.voided_at else [])


class Held(MovePage):
    """A session, filled with who mediated so far."""

    def get_initial(self):
        return super().get_initial() | {"mediators": self.record.mediators, "place": self.record.organ}


def held(name: str) -> Act:
    return Act(verb=partial(mediations.hold_session, name=name), form=forms.SessionForm, page=Held)


MEDIATIONS = RecordViews(
    model=Mediation,
    name="mediation",
    title="调解台账",
    right=rights.VIEW,
    table=MediationTable,
    filterset=MediationFilter,
    list_page=MediationList,
    detail_page=MediationPage,
    related=("unit", "dispute", "agreement"),
    moves={
        "agree": Act(verb=agreements.agree, form=forms.AgreeForm, page=Held),
        "hold_first": held("hold_first"),
        "hold_again": held("hold_again"),
        "hold": held("hold"),
        "get_expertise": Act(verb=mediations.get_expertise, form=DayForm),
        "perform": Act(verb=instalments.perform_mediation, form=DayForm),
        "apply_to_court": Act(form=forms.ApplyForm),
        "waive_court": Act(form=DayForm),
        "court_accepts": Act(form=forms.CourtForm),
        "court_confirms": Act(form=forms.CourtForm),
        "court_declines": Act(form=forms.CourtForm),
        "court_dismisses": Act(form=forms.CourtForm),
        "fail": Act(verb=mediations.fail_mediation, form=DayReasonForm, done="已终止"),
        "breach": Act(verb=instalments.breach_mediation, form=DayReasonForm),
        "void": Act(),
    },
    acts={
        "extend": Act(
            verb=mediations.extend_term,
            right=rights.RECORD,
            label="延长期限",
            form=forms.ExtendForm,
            offered=mediations.may_extend,
        ),
        "add_part": Act(
            verb=instalments.add_instalment,
            right=rights.RECORD,
            label="增加一期",
            form=forms.PartForm,
            offered=lambda mediation: mediation.state == MediationState.AGREED,
        ),
    },
)
ACTS_OF_DISPUTE = {
    "mediate": Act(
        verb=mediations.start_mediation,
        right=rights.RECORD,
        label="受理调解",
        form=forms.StartForm,
        offered=mediations.may_mediate,
    ),
    "mediate_on_scene": Act(
        verb=agreements.mediate_on_scene,
        right=rights.RECORD,
        label="现场调解",
        form=forms.OnSceneForm,
        offered=mediations.may_mediate,
    ),
}
