"""Who answers: of a defect and of a device's repair the officer of the water; else the head of the unit.
What is handed over, and what a unit has open."""

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.db.models import Q, QuerySet, prefetch_related_objects

from baiyi.accounts import holdings
from baiyi.accounts.answering import answers_for
from baiyi.accounts.models import Unit, User
from baiyi.records import clock
from prevention.models import CheckpointShift, PatrolBeat, PatrolPlan, PatrolShift, PatrolZone, PlannedPatrol, Water


def officers_of_waters(records: list, on: dt.date, *, road: str) -> dict[int, list[User]]:
    """Two or three statements; `road` leads from the record to its water."""
    prefetch_related_objects(records, f"{road}__point_officer")
    found = {}
    for record in records:
        water = record
        for name in road.split("__"):
            water = getattr(water, name)
        found[record.pk] = [water.point_officer] if water.point_officer_id else []
    return found


for label, road in {"prevention.facilitydefect": "water", "prevention.devicerepair": "device__water"}.items():
    answers_for(label)(partial(officers_of_waters, road=road))


def in_use(model) -> QuerySet:
    """What is valid today or will be."""
    return model.objects.current().filter(Q(in_use_until=None) | Q(in_use_until__gte=clock.today()))


holdings.register_field("zones", label="任防区长的防区", rows=lambda: in_use(PatrolZone), field="head")
holdings.register_field("beats", label="责任巡区", rows=lambda: in_use(PatrolBeat), field="officer")
holdings.register_field("plans", label="排定带班的固定排班", rows=lambda: in_use(PatrolPlan), field="leader")
holdings.register_field(
    "planned",
    label="排定带班的应巡班次",
    rows=lambda: PlannedPatrol.objects.current().filter(starts_at__gt=clock.now()),
    field="leader",
)
holdings.register_field("waters", label="责任水域", rows=lambda: in_use(Water), field="point_officer")
for kind, label, turns in (("shifts", "带班的卡点勤务", CheckpointShift), ("patrols", "带班的巡逻", PatrolShift)):
    holdings.register(
        kind,
        label=label,
        rows=partial(lambda turns, user: turns.objects.current().filter(state="on", leader=user).order_by("pk"), turns),
        stays="在勤务页交接班或撤岗",
    )


@holdings.work_of_units.append
def work_of_prevention(unit: Unit) -> Iterator[holdings.Work]:
    for label, model in (("防区", PatrolZone), ("巡区", PatrolBeat), ("固定排班", PatrolPlan), ("水域", Water)):
        yield f"在用{label}", in_use(model).filter(unit=unit).count()
    for label, model in (("卡点勤务", CheckpointShift), ("巡逻", PatrolShift)):
        yield f"未撤岗的{label}", model.objects.current().filter(unit=unit, state="on").count()
