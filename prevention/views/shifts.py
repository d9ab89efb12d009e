"""Shifts (设卡勤务): opened on the phone, handed over or stood down, and where the chain broke."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.html import format_html

from baiyi.figures.lists import FigureListMixin
from baiyi.records.addresses import address_of
from baiyi.records.forms import MAX_DIGITS
from baiyi.records.lamps import drawn_lamp
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import AddPage, ChangePage, DetailPage, ListPage, PageAction, Section, StateMark
from prevention import rights, services
from prevention.forms.filters import ShiftFilter
from prevention.forms.shifts import FOUND, HandOverForm, ShiftChangeForm, ShiftForm, StandDownForm
from prevention.models import Checkpoint, CheckpointShift, Turn
from prevention.services.presets import shift_preset
from prevention.tables import ShiftTable

State = Turn.State


def opening(checkpoint: int) -> str:
    """Where a shift at that checkpoint is opened."""
    return f"{address_of('prevention:shift-add')}?checkpoint={checkpoint}"


class ShiftList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的设卡勤务"
    TABS = {"all": "全部", "on": "在岗", "handed": "已交班", "closed": "已撤岗", "gap": "断档"}
    LAMPS = {"gap": "red"}

    def get_queryset(self):
        return super().get_queryset().with_follower().order_by("-starts_at", "-pk")


class ShiftPage(DetailPage):
    def get_queryset(self):
        return super().get_queryset().with_follower()

    def states(self):
        shift = self.object
        on = "current" if shift.state == State.ON else "done"
        if shift.state == State.CLOSED:
            return [StateMark("在岗", status=on), StateMark("已撤岗", status="done")]
        handed = "todo" if shift.state == State.ON else "done" if shift.is_signed else "current"
        signed = StateMark("已接班", shift.followed_by or "", "done" if shift.is_signed else "todo")
        return [StateMark("在岗", status=on), StateMark("已交班", status=handed), signed]

    def page_actions(self):
        shift = self.object
        waits = shift.state == State.HANDED and not shift.is_signed and not self.is_voided
        if not (waits and self.request.user.has_perm(rights.RECORD, shift)):
            return super().page_actions()
        relief = PageAction("接班", opening(shift.checkpoint_id), "check2-square", is_primary=True)
        return [relief, *super().page_actions()]

    def sections(self):
        shift = self.object
        voided = facts_of(shift, "voided_at", "void_reason") if self.is_voided else []
        return [
            Section("勤务情况", self._facts() + voided),
            Section("盘查和查获", facts_of(shift, *FOUND)),
            Section("交接班", self._handed_on()),
        ]

    def _facts(self) -> list:
        shift = self.object
        post = format_html('<a href="{}">{}</a>', shift.checkpoint.get_absolute_url(), shift.checkpoint)
        hours = [("设卡卡点", post), ("勤务时段", shift.hours)]
        return [*hours, *facts_of(shift, "reported_on", "leader"), ("警力", shift.force), *self._others()]

    def _others(self) -> list:
        shift = self.object
        joint = [("所属集中行动", shift.operation)] if shift.operation_id else []
        return [*joint, *facts_of(shift, "unit", "created_by")]

    def _handed_on(self) -> list:
        shift = self.object
        known = [each for each in facts_of(shift, "unfinished", "equipment", "successor") if each[1]]
        if shift.gap_lamp:
            known.append(("断档", drawn_lamp(shift.gap_lamp)))
        if shift.previous_id:
            before = format_html('<a href="{}">{}</a>', shift.previous.get_absolute_url(), shift.previous.hours)
            known.append(("上一班", before))
        return known or [("交接情况", "没有要交接的")]


class ShiftAdd(AddPage):
    """`?checkpoint=` names where; a foreign or made-up one does not exist (404)."""

    submit_label = "上岗"

    @cached_property
    def checkpoint(self) -> Checkpoint | None:
        if "checkpoint" not in self.request.GET:
            return None
        asked = self.request.GET["checkpoint"]
        mine = Checkpoint.objects.visible_to(self.request.user).current()
        is_number = asked.isdecimal() and len(asked) < MAX_DIGITS
        found = mine.filter(pk=int(asked)).first() if is_number else None
        if found is None:
            raise Http404
        return found

    def get_initial(self):
        return super().get_initial() | shift_preset(self.request.user, self.checkpoint)


SHIFTS = RecordViews(
    model=CheckpointShift,
    name="shift",
    title="设卡勤务",
    right=rights.VIEW,
    table=ShiftTable,
    filterset=ShiftFilter,
    list_page=ShiftList,
    detail_page=ShiftPage,
    related=("unit", "checkpoint", "operation", "leader", "successor", "previous", "created_by"),
    add=Act(
        verb=services.open_shift, right=rights.RECORD, label="卡点勤务", form=ShiftForm, page=ShiftAdd, done="已上岗"
    ),
    change=Act(verb=services.change_shift, right=rights.RECORD, label="修改设卡勤务", form=ShiftChangeForm),
    moves={
        "hand_over": Act(form=HandOverForm, page=ChangePage, done="已交班，等待接班"),
        "stand_down": Act(form=StandDownForm, page=ChangePage, done="已撤岗"),
        "void": Act(),
    },
    form_facts=lambda user: {"by": user},
)
