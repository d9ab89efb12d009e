"""Figures of anti-drowning. Alerts are 次, patrols 次, people 人次: they are never added to each other."""

from django.db.models import F, Q

from baiyi.figures import Definition, Flow, Matching, Stock, Sum, register
from prevention import rights
from prevention.figures.common import DAY, PATROLS, in_force_at_end
from prevention.models import (
    Device,
    Dissuasion,
    FacilityDefect,
    MissedWaterPatrol,
    Water,
    WaterAlert,
    WaterPatrol,
)


def _dissuasions():
    return Dissuasion.objects.current()


def _alerts():
    return WaterAlert.objects.current()


def figure(kind, key: str, label: str, measure: str, text: str, *, list_url: str, order: int = 52, **more) -> None:
    facts = {"right": rights.WATER_DUTY, "list_url": f"prevention:{list_url}", "order": order}
    register(kind(key=key, label=label, measure=measure, definition=Definition(text), **facts, **more))


figure(
    Matching,
    "waters_kept",
    "管护重点水域",
    "处",
    "期末在管护期内的重点水域；作废的不计",
    list_url="water-list",
    rows=lambda: Water.objects.current(),
    happened=in_force_at_end,
)
figure(
    Matching,
    "drowning_devices",
    "防溺水预警设备在用",
    "套",
    "期末在用的预警设备，按启用日和停用日计，与是否在线无关；作废的不计",
    list_url="device-list",
    rows=lambda: Device.objects.current(),
    happened=in_force_at_end,
    awaited_as=PATROLS,
)
figure(
    Flow,
    "water_patrols",
    "水域巡查",
    "次",
    "水域巡查，一处一个时段计一次，加巡、补录也计；水域巡查日在行动期间的计入，作废的不计",
    list_url="waterpatrol-list",
    rows=lambda: WaterPatrol.objects.current(),
    when="patrolled_on",
)
figure(
    Flow,
    "water_patrols_missed",
    "水域漏巡",
    "次",
    "应巡的时段到当日 24 时没有登记巡查，一处一个时段计一次；事后补录的仍计漏巡",
    list_url="watermiss-list",
    rows=lambda: MissedWaterPatrol.objects.all(),
    when="missed_on",
)
figure(
    Stock,
    "facility_defects_open",
    "救生设施缺损未销",
    "处",
    "期末没有复核通过的救生设施缺损，一处设施一种情形计一处；作废的不计",
    list_url="defect-list",
    rows=lambda: FacilityDefect.objects.current(),
    since="found_on",
    until="closed_on",
)
figure(
    Flow,
    "water_alerts",
    "水域预警",
    "次",
    "水域预警，含有效、误报和待核实" + DAY,
    list_url="water_alert-list",
    rows=_alerts,
    when="reported_on",
)
figure(
    Flow,
    "false_alerts",
    "其中误报",
    "次",
    "水域预警中判为误报的；水域预警 = 有效 + 误报 + 待核实" + DAY,
    list_url="water_alert-list",
    rows=_alerts,
    when="reported_on",
    only=Q(state=WaterAlert.State.FALSE),
    part_of="water_alerts",
)
figure(
    Sum,
    "dissuaded_persons",
    "水域劝阻",
    "人次",
    "巡查、预警处置和单独登记的劝阻人次之和，每笔劝阻只计一次；是人次，不是起数" + DAY,
    list_url="dissuasion-list",
    rows=_dissuasions,
    when="reported_on",
    column=F("persons"),
    awaited_as=PATROLS,
)
figure(
    Sum,
    "dissuaded_minors",
    "其中劝阻未成年人",
    "人次",
    "水域劝阻人次中的未成年人，已含在水域劝阻之内，不与它相加" + DAY,
    list_url="dissuasion-list",
    rows=_dissuasions,
    when="reported_on",
    column=F("minors"),
    part_of="dissuaded_persons",
)
