"""Patrols (巡逻勤务): begun on the phone, points ticked on the way, handed over or stood down."""

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.html import format_html

from baiyi.figures.lists import FigureListMixin
from baiyi.records.forms import MAX_DIGITS
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import AddPage, ChangePage, ListPage, Section
from baiyi.records.written import Key, written
from prevention import rights
from prevention.forms.patrols.filters import PatrolFilter
from prevention.forms.patrols.shifts import (
    COUNTS,
    PatrolChangeForm,
    PatrolEndForm,
    PatrolHandOverForm,
    PointsForm,
    StartForm,
)
from prevention.models import PatrolBeat, PatrolShift, PlannedPatrol, ShiftPoint, Turn
from prevention.reading.opening import opening
from prevention.services import patrols
from prevention.services.patrols.presets import patrol_preset
from prevention.tables.patrols import PatrolTable
from prevention.views.patrols.beats import by
from prevention.views.turns import TurnPage, filled, said_of_end

State = Turn.State


class PatrolList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的巡逻勤务"
    TABS = {"all": "全部", "on": "在岗", "handed": "已交班", "closed": "已撤岗", "gap": "断档", "late": "补录"}
    LAMPS = {"gap": "red", "late": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_follower().order_by("-starts_at", "-pk")


@written
def _due(points, shift: Key):
    return points.filter(shift=shift).select_related("point", "passed_by").order_by("point__position", "pk")


class PatrolPage(TurnPage):
    def opening(self) -> str:
        return opening(beat=self.object.beat_id)

    def sections(self):
        shift = self.object
        points = {"due": _due(ShiftPoint.objects.all(), Key(shift.pk)), "shift": shift}
        found = [*facts_of(shift, *COUNTS), *filled(facts_of(shift, "weather", "findings"))]
        return [
            Section("勤务情况", self._facts() + self.voided()),
            Section(f"必巡点 {shift.points}", template="prevention/_due_points.html", context=points),
            Section("盘查和处置", found),
            self.handed_on(),
        ]

    def _facts(self) -> list:
        shift = self.object
        beat = format_html('<a href="{}">{}</a>', shift.beat.get_absolute_url(), shift.beat)
        known = [("巡逻巡区", beat), *facts_of(shift, "kind"), ("勤务时段", shift.hours), *self.ended()]
        known += [*facts_of(shift, "reported_on", "leader", "team"), ("出勤", shift.force)]
        known += [("补录", "报告日结束以后登记")] if shift.entered_late else []
        return filled(known) + self.belongs()


class PatrolAdd(AddPage):
    """`?beat=` or `?planned=` names where; a foreign or made-up one does not exist (404)."""

    submit_label = "上岗"

    @cached_property
    def beat(self) -> PatrolBeat | None:
        return self._asked("beat", PatrolBeat.objects.visible_to(self.request.user).current())

    @cached_property
    def planned(self) -> PlannedPatrol | None:
        return self._asked("planned", PlannedPatrol.objects.visible_to(self.request.user).current())

    def _asked(self, name: str, rows):
        asked = self.request.GET.get(name)
        if asked is None:
            return None
        is_number = asked.isascii() and asked.isdecimal() and len(asked) < MAX_DIGITS
        found = rows.filter(pk=int(asked)).first() if is_number else None
        if found is None:
            raise Http404
        return found

    def get_initial(self):
        return super().get_initial() | patrol_preset(self.request.user, self.beat, self.planned)


PATROLS = RecordViews(
    model=PatrolShift,
    name="patrol",
    title="巡逻勤务",
    right=rights.VIEW,
    table=PatrolTable,
    filterset=PatrolFilter,
    list_page=PatrolList,
    detail_page=PatrolPage,
    related=("unit", "beat", "operation", "leader", "successor", "previous", "created_by"),
    add=Act(
        verb=patrols.start_patrol,
        right=rights.RECORD,
        label="巡逻勤务",
        form=StartForm,
        page=PatrolAdd,
        done="已上岗",
    ),
    change=Act(verb=patrols.change_patrol, right=rights.RECORD, label="修改巡逻勤务", form=PatrolChangeForm),
    moves={
        "hand_over": Act(
            verb=patrols.hand_over, form=PatrolHandOverForm, page=ChangePage, done=said_of_end("已交班，等待接班")
        ),
        "stand_down": Act(verb=patrols.stand_down, form=PatrolEndForm, page=ChangePage, done=said_of_end("已撤岗")),
        "void": Act(),
    },
    acts={
        "pass_points": Act(
            verb=patrols.pass_points,
            right=rights.RECORD,
            label="必巡打点",
            form=PointsForm,
            page=ChangePage,
            done=lambda shift: f"已打点：必巡点 {shift.points}",
            icon="check2-square",
            offered=lambda shift: shift.state == State.ON and shift.points_due > 0,
        )
    },
    form_facts=by,
)
