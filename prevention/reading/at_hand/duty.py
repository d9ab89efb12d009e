"""Turns that nobody relieved, planned patrols that nobody walks yet, and those of the night that are walked now."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from prevention import rights
from prevention.models import CheckpointShift, PatrolKind, PatrolShift, PlannedPatrol, Turn
from prevention.models.turn import gap_lamp, hours_of, just_now
from prevention.reading.at_hand.rows import Waiting, columns, text
from prevention.reading.opening import opening

SOON = dt.timedelta(hours=12)  # before a planned patrol begins
CHECKPOINT, PATROL, PLANNED, RUNNING = "checkpoint", "patrol", "planned", "running"
PAGES = {
    CHECKPOINT: "prevention:shift-detail",
    PATROL: "prevention:patrol-detail",
    RUNNING: "prevention:patrol-detail",
}
WORDS = {CHECKPOINT: "卡点", PATROL: "巡逻"}
PARTS = {CHECKPOINT, PATROL, PLANNED, RUNNING}
NAMES = ("part", "key", "title", "starts", "ends", "day", "words", "which", "of", "led_by", "named")  # as Duty has them


@dataclass(frozen=True)
class Duty:
    """A turn that nobody relieved, a planned patrol that nobody walks yet, or one of the night that runs (`part`)."""

    part: str
    pk: int
    place: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    reported_on: dt.date
    state: str
    kind: str
    unit_id: int
    leader_id: int | None
    leader: str | None

    @property
    def is_planned(self) -> bool:
        return self.part == PLANNED

    @property
    def is_running(self) -> bool:
        return self.part == RUNNING

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= just_now()

    @property
    def url(self) -> str:
        """One tap from the form, or the page, where it is done."""
        return opening(planned=self.pk) if self.is_planned else address_of(PAGES[self.part], self.pk)

    @property
    def label(self) -> str:
        if self.is_planned:
            return "巡逻上岗"
        return WORDS[self.part] + ("接班" if self.state == Turn.State.HANDED else "交接")

    @property
    def note(self) -> str:
        kind = f" · {PatrolKind(self.kind).label}" if self.kind else ""
        leader = f" · 带班{self.leader}" if self.leader else ""
        return hours_of(self.starts_at, self.ends_at) + kind + leader

    @property
    def lamp(self) -> Lamp:
        if self.is_running:
            return lamps.good("在岗")
        if not self.is_planned:
            return gap_lamp(self.ends_at, just_now()) or lamps.near("待接班")
        return lamps.overdue("应巡未到") if self.has_begun else lamps.no_data("待巡")


def parts(user, on: dt.date) -> list[QuerySet]:
    """Turns for the successor, who leads them, and the desk of the unit; planned patrols for their leader and for all
    who record at the unit.
    """
    if not user.has_perm(rights.RECORD):
        return []
    return [
        _columns(_to_relieve(CheckpointShift, user), CHECKPOINT, title="checkpoint__name", words="state"),
        _columns(_to_relieve(PatrolShift, user), PATROL, title="beat__name", which="kind", words="state"),
        _columns(_awaited(user), PLANNED, title="beat__name", which="kind"),
        _columns(_running(user), RUNNING, title="beat__name", which="kind", words="state"),
    ]


def _to_relieve(model: type[Turn], user) -> QuerySet:
    mine = Q(successor=user) | Q(leader=user, state=Turn.State.ON) | Q(unit__in=user.unit_ids(rights.MANAGE))
    return model._default_manager.visible_to(user).to_relieve(just_now()).filter(mine)


def _awaited(user) -> QuerySet:
    mine = Q(leader=user) | Q(unit__in=user.unit_ids(rights.RECORD))
    rows = PlannedPatrol.objects.visible_to(user).unheld().filter(mine)
    return rows.filter(starts_at__lte=just_now() + SOON, ends_at__gt=clock.now())


def _running(user) -> QuerySet:
    """Of the night, and within its hours: over them it waits to be relieved."""
    mine = Q(leader=user) | Q(unit__in=user.unit_ids(rights.RECORD))
    rows = PatrolShift.objects.visible_to(user).current().filter(mine, state=Turn.State.ON, is_night=True)
    return rows.filter(ends_at__gte=just_now())


def _columns(rows: QuerySet, part: str, **given) -> QuerySet:
    hours = {"starts": "starts_at", "ends": "ends_at", "day": "reported_on"}
    who = {"of": "unit_id", "led_by": "leader_id", "named": "leader__name"}
    return columns(rows, part=text(part), key="pk", **hours, **who, **given)


def chosen(rows: list[Waiting]) -> list[Duty]:
    """By their beginning."""
    found = sorted(rows, key=lambda row: (row.starts, row.key))
    return [Duty(*(getattr(row, name) for name in NAMES)) for row in found]
