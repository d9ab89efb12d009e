"""Alerts (水域预警), each judged; and dissuasions (水域劝阻), entered in a few taps."""

from django.utils.html import format_html

from baiyi.figures.lists import FigureListMixin
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import AddPage, DetailPage, ListPage, Section, StateMark
from prevention import rights
from prevention.forms.waters.alerts import (
    AlertForm,
    ConfirmForm,
    DismissForm,
    DissuasionChangeForm,
    DissuasionForm,
)
from prevention.forms.waters.filters import AlertFilter, DissuasionFilter
from prevention.models import Dissuasion, WaterAlert
from prevention.services import waters as services
from prevention.services.waters.presets import water_of_last
from prevention.tables.waters import AlertTable, DissuasionTable
from prevention.views.waters.patrols import asked_water

State = WaterAlert.State


class AlertList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的预警"
    TABS = {"all": "全部", "pending": "待核实", "valid": "有效", "false": "误报"}
    LAMPS = {"pending": "yellow"}

    def get_queryset(self):
        return super().get_queryset().order_by("-happened_at", "-pk")


class AlertPage(DetailPage):
    def states(self):
        if self.object.state == State.PENDING:
            return [StateMark("待核实", status="current"), StateMark("已研判")]
        return [StateMark("待核实", status="done"), StateMark(self.object.get_state_display(), status="done")]

    def sections(self):
        alert = self.object
        voided = facts_of(alert, "voided_at", "void_reason") if self.is_voided else []
        known = facts_of(alert, "water", "device", "point", "happened_at", "reported_on", "source", "unit")
        if alert.source == alert.Source.PERSON:
            known += facts_of(alert, "created_by")
        return [Section("预警情况", known + voided), Section("处置情况", self._handled())]

    def _handled(self) -> list:
        alert = self.object
        if alert.state == State.PENDING:
            return [("研判", "待核实，请判为有效或误报")]
        found = facts_of(alert, "state", "handled_by", "note")
        if alert.state == State.VALID:
            row = alert.dissuasions.current().first()
            persons, minors = (row.persons, row.minors) if row else (0, 0)
            found += [("劝阻", f"{persons} 人次（其中未成年人 {minors} 人次）"), *facts_of(alert, "way", "rescued")]
        return found


class AlertAdd(AddPage):
    submit_label = "提交"


ALERTS = RecordViews(
    model=WaterAlert,
    name="water_alert",
    title="水域预警",
    right=rights.WATER_DUTY,
    table=AlertTable,
    filterset=AlertFilter,
    list_page=AlertList,
    detail_page=AlertPage,
    related=("unit", "water", "device", "handled_by", "created_by"),
    add=Act(verb=services.add_alert, right=rights.TEND_WATERS, label="登记预警", form=AlertForm, page=AlertAdd),
    moves={
        "confirm": Act(verb=services.confirm_alert, form=ConfirmForm, done="已判为有效"),
        "dismiss": Act(verb=services.dismiss_alert, form=DismissForm, done="已判为误报"),
        "reopen": Act(verb=services.reopen_alert, done="已退回，重新研判"),
        "void": Act(verb=services.void_alert),
    },
    form_facts=lambda user: {"by": user},
)


class DissuasionList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的劝阻"
    TABS = {"all": "全部", "patrol": "巡查", "alert": "预警", "alone": "单独登记", "minors": "有未成年人"}

    def get_queryset(self):
        return super().get_queryset().order_by("-reported_on", "-pk")


class DissuasionPage(DetailPage):
    @property
    def is_changeable(self) -> bool:
        return super().is_changeable and is_alone(self.object)

    def sections(self):
        row = self.object
        voided = facts_of(row, "voided_at", "void_reason") if self.is_voided else []
        source = row.patrol or row.alert
        came = [("来源", row.source_words)]
        if source is not None:
            came = [("来源", format_html('<a href="{}">{}</a>', source.get_absolute_url(), source))]
        at = facts_of(row, "happened_at") if row.happened_at else []
        known = facts_of(row, "water", "way", "persons", "minors")
        more = facts_of(row, "reported_on", "note", "unit", "created_by")
        return [Section("劝阻情况", known + came + at + more + voided)]


def is_alone(row: Dissuasion) -> bool:
    return row.patrol_id is None and row.alert_id is None


class DissuasionAdd(AddPage):
    template_name = "prevention/waters/counted_form.html"
    submit_label = "提交"

    def get_initial(self):
        water = asked_water(self.request, rights.TEND_WATERS)
        chosen = water.pk if water else water_of_last(self.request.user, Dissuasion)
        return super().get_initial() | {"water": chosen, "persons": 1}


DISSUASIONS = RecordViews(
    model=Dissuasion,
    name="dissuasion",
    title="水域劝阻",
    right=rights.WATER_DUTY,
    table=DissuasionTable,
    filterset=DissuasionFilter,
    list_page=DissuasionList,
    detail_page=DissuasionPage,
    related=("unit", "water", "patrol__water", "alert__water", "created_by"),
    add=Act(
        verb=services.dissuade,
        right=rights.TEND_WATERS,
        label="劝阻登记",
        form=DissuasionForm,
        page=DissuasionAdd,
    ),
    change=Act(verb=services.change_dissuasion, right=rights.TEND_WATERS, label="修改劝阻", form=DissuasionChangeForm),
    acts={
        "void": Act(
            verb=services.void_dissuasion, right=rights.KEEP_WATERS, label="作废", icon="trash", offered=is_alone
        )
    },
    form_facts=lambda user: {"by": user},
)
