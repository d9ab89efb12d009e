"""Mechanisms, rings and counts of arrivals. None of the words is published anywhere: all are marked 示例."""

import datetime as dt

from campaigns.demo import World
from prevention.models import PatrolMechanism, ResponseCount, ResponseRing

DAYS = 17  # with counts; those of the last day are reported the morning after
ON_TIME = 0.95
MECHANISMS = (
    ("公安武警联勤机制", "重点时段、重点部位由公安、武警混合编组，定线巡逻、定点值守。"),
    ("机关警力下沉机制", "周末和重大活动期间，机关民警按编组到巡区叠加巡逻。"),
    ("群防群治联动机制", "组织平安志愿者、保安、商户联防，与派出所同时段、同路段巡防。"),
    ("快速响应处置机制", "按 1、3、5 分钟圈布置屯兵点，就近调度，同步增援。"),
)
RINGS = (
    (1, "1 分钟圈", "学校、医院、车站等重点部位", (2, 6)),
    (3, "3 分钟圈", "商圈、夜市、主要路口", (4, 10)),
    (5, "5 分钟圈", "城区其他区域", (3, 9)),
)
STANDARD = "自接到处警指令起，至第一名处警力量到达现场止"


def plant_response(world: World) -> None:
    made = {"unit": world.units["云溪分局"], "created_by": world.people["office"], "is_sample": True}
    made |= {"created_at": world.at(world.day(-3), (9, 17)), "starts_on": world.day(-2)}
    PatrolMechanism.objects.bulk_create(
        [PatrolMechanism(name=name, text=text, source="示例", **made) for name, text in MECHANISMS]
    )
    rings = [
        ResponseRing(minutes=minutes, name=name, covers=covers, standard=STANDARD, **made)
        for minutes, name, covers, _ in RINGS
    ]
    ResponseRing.objects.bulk_create(rings)
    ResponseCount.objects.bulk_create(
        [_count(world, unit, ring, world.day(day)) for day in range(DAYS) for unit in world.stations for ring in rings]
    )


def _count(world: World, unit, ring: ResponseRing, day: dt.date) -> ResponseCount:
    least, most = next(usual for minutes, *_, usual in RINGS if minutes == ring.minutes)
    arrivals = world.rng.randint(least, most)
    in_time = sum(world.rng.random() < ON_TIME for _ in range(arrivals))
    made = {"created_by": world.clerk(unit), "created_at": world.at(day + dt.timedelta(days=1), (8, 9))}
    return ResponseCount(ring=ring, unit=unit, reported_on=day, arrivals=arrivals, in_time=in_time, **made)
