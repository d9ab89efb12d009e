"""Checkpoints (卡点): the register, and on each page the chain of its shifts."""

from baiyi.figures.lists import FigureListMixin
from baiyi.records.recordviews import Act, RecordViews, own_units
from baiyi.records.views import DetailPage, ListPage, PageAction, Section
from baiyi.records.written import Key, written
from prevention import rights, services
from prevention.forms.filters import CheckpointFilter
from prevention.forms.register import CheckpointChangeForm, CheckpointForm
from prevention.models import Checkpoint, CheckpointShift
from prevention.models.turn import just_now
from prevention.tables import CheckpointTable
from prevention.views.shifts import opening

SHOWN = 30  # shifts of a chain


class CheckpointList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的卡点"
    TABS = {"used": "在用", "manned": "在岗", "gap": "断档", "ended": "停用"}
    LAMPS = {"gap": "red"}

    def get_queryset(self):
        return super().get_queryset().with_duty(just_now()).order_by("number", "pk")


@written
def _chain(shifts, checkpoint: Key):
    rows = shifts.filter(checkpoint=checkpoint).with_follower().select_related("leader")
    return rows.order_by("-starts_at", "-pk")[:SHOWN]


class CheckpointPage(DetailPage):
    def get_queryset(self):
        return super().get_queryset().with_duty(just_now())

    def page_actions(self):
        checkpoint, user = self.object, self.request.user
        may_open = not self.is_voided and user.has_perm(rights.RECORD, checkpoint)
        found = [PageAction("上岗", opening(checkpoint.pk), "shield-check", is_primary=True)] if may_open else []
        return found + super().page_actions()

    def sections(self):
        shifts = _chain(CheckpointShift.objects.current(), Key(self.object.pk))
        chain = {"shifts": shifts, "most": SHOWN}
        return [Section("勤务链", template="prevention/_chain.html", context=chain), *super().sections()]


CHECKPOINTS = RecordViews(
    model=Checkpoint,
    name="checkpoint",
    title="卡点",
    right=rights.VIEW,
    table=CheckpointTable,
    filterset=CheckpointFilter,
    list_page=CheckpointList,
    detail_page=CheckpointPage,
    related=("unit", "created_by"),
    fields=(
        "number",
        "kind",
        "unit",
        "place",
        "area",
        "is_near_restaurants",
        "is_black_spot",
        "in_use_until",
        "created_by",
    ),
    add=Act(verb=services.add_checkpoint, right=rights.MANAGE, label="新增卡点", form=CheckpointForm),
    change=Act(verb=services.change_checkpoint, right=rights.MANAGE, label="修改卡点", form=CheckpointChangeForm),
    acts={"void": Act(verb=services.void_checkpoint, right=rights.MANAGE, label="作废", icon="trash")},
    form_facts=own_units(rights.MANAGE),
)
