"""Shifts (设卡勤务): opened on the phone, handed over or stood down, and where the chain broke."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.html import format_html

from baiyi.exchange.imports.sources import with_source
from baiyi.figures.lists import FigureListMixin
from baiyi.records.addresses import address_of
from baiyi.records.forms import MAX_DIGITS
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import AddPage, ChangePage, ListPage, Section
from prevention import rights, services
from prevention.forms.filters import ShiftFilter
from prevention.forms.shifts import FOUND, HandOverForm, ShiftChangeForm, ShiftForm, StandDownForm
from prevention.models import Checkpoint, CheckpointShift, Turn
from prevention.services.presets import shift_preset
from prevention.tables import ShiftTable
from prevention.views.turns import TurnPage, said_of_end

State = Turn.State


def opening(checkpoint: int) -> str:
    """Where a shift at that checkpoint is opened."""
    return f"{address_of('prevention:shift-add')}?checkpoint={checkpoint}"


class ShiftList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的设卡勤务"
    TABS = {"all": "全部", "on": "在岗", "handed": "已交班", "closed": "已撤岗", "gap": "断档"}
    LAMPS = {"gap": "red"}

    def get_queryset(self):
        return with_source(super().get_queryset().with_follower()).order_by("-starts_at", "-pk")


class ShiftPage(TurnPage):
    def opening(self) -> str:
        return opening(self.object.checkpoint_id)

    def sections(self):
        found = Section("盘查和查获", facts_of(self.object, *FOUND))
        return [Section("勤务情况", self._facts() + self.voided()), found, self.handed_on()]

    def _facts(self) -> list:
        shift = self.object
        post = format_html('<a href="{}">{}</a>', shift.checkpoint.get_absolute_url(), shift.checkpoint)
        hours = [("设卡卡点", post), ("勤务时段", shift.hours), *self.ended()]
        return [*hours, *facts_of(shift, "reported_on", "leader"), ("警力", shift.force), *self.belongs()]


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
        "hand_over": Act(form=HandOverForm, page=ChangePage, done=said_of_end("已交班，等待接班")),
        "stand_down": Act(form=StandDownForm, page=ChangePage, done=said_of_end("已撤岗")),
        "void": Act(),
    },
    form_facts=lambda user: {"by": user},
)
