"""28 checkpoints of three kinds, and the shifts that stood at them in the joint operations. One was not relieved."""

import datetime as dt

from baiyi.accounts.models import Unit, User
from baiyi.accounts.roles import Role
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import World
from campaigns.models import Operation
from prevention.models import Checkpoint, CheckpointShift

Kind, State = Checkpoint.Kind, CheckpointShift.State
# unit, name, kind, near restaurants, accident black spot
PLACES = (
    ("东街所", "夜市南口", Kind.PATROL, True, False),
    ("东街所", "文庙路口", Kind.SEARCH, False, False),
    ("西街所", "汽车站出口", Kind.SEARCH, False, False),
    ("西街所", "酒吧街东口", Kind.PATROL, True, False),
    ("南桥所", "货运市场路口", Kind.SEARCH, False, True),
    ("南桥所", "南桥桥头", Kind.PATROL, False, False),
    ("北塘所", "北塘环岛", Kind.PATROL, False, True),
    ("北塘所", "出租房集中片", Kind.PATROL, False, False),
    ("江湾所", "滨江大排档", Kind.PATROL, True, False),
    ("江湾所", "江湾渡口路", Kind.SEARCH, False, False),
    ("青石所", "工业园东门", Kind.SEARCH, False, False),
    ("青石所", "小商品城西口", Kind.PATROL, True, False),
    ("柳浦所", "柳浦公园北门", Kind.PATROL, False, False),
    ("柳浦所", "省道柳浦段", Kind.SEARCH, False, True),
    ("松岭所", "松岭隧道口", Kind.SEARCH, False, True),
    ("松岭所", "农家乐一条街", Kind.PATROL, True, False),
    ("交警大队", "国道北段", Kind.TRAFFIC, False, True),
    ("交警大队", "国道南段", Kind.TRAFFIC, False, True),
    ("交警大队", "高速出口", Kind.TRAFFIC, False, False),
    ("交警大队", "餐饮广场", Kind.TRAFFIC, True, False),
    ("交警大队", "滨江大道", Kind.TRAFFIC, True, True),
    ("交警大队", "火锅城路口", Kind.TRAFFIC, True, False),
    ("巡特警大队", "市界东", Kind.SEARCH, False, False),
    ("巡特警大队", "市界西", Kind.SEARCH, False, False),
    ("巡特警大队", "进城大道", Kind.SEARCH, False, False),
    ("巡特警大队", "火车站广场", Kind.PATROL, False, False),
    ("巡特警大队", "体育中心", Kind.PATROL, False, False),
    ("巡特警大队", "商业中心", Kind.PATROL, True, False),
)
STOOD_IN = (18, 23, len(PLACES))  # of them in each joint operation
NOT_RELIEVED = 0  # of the last operation: handed over, and nobody signed
HALF = dt.timedelta(hours=3)
UNFINISHED = "一辆货车车主未到场，已暂存车辆信息，接班后继续核对"
EQUIPMENT = "破胎器 1 套、手持终端 2 台"
FOUND = ("管制刀具 1 把，已移交", "查获盗窃嫌疑人，已移交辖区所")


def plant_checkpoints(world: World) -> list[Checkpoint]:
    made = {"created_by": world.people["office"], "created_at": world.at(world.day(-3), (9, 17))}
    rows = [
        Checkpoint(
            number=f"YX-{place:02d}",
            name=f"{name}卡点",
            kind=kind,
            unit=world.units[unit],
            place=f"{name}，双向",
            area=f"{unit.removesuffix('所').removesuffix('大队')}辖区",
            is_near_restaurants=near_restaurants,
            is_black_spot=black_spot,
            **made,
        )
        for place, (unit, name, kind, near_restaurants, black_spot) in enumerate(PLACES, 1)
    ]
    Checkpoint.objects.bulk_create(rows)
    log_past(PastEvent(each, "登记卡点", by=each.created_by, at=each.created_at, is_first=True) for each in rows)
    return rows


def plant_shifts(world: World, checkpoints: list[Checkpoint]) -> None:
    """Two a checkpoint and operation: the first is handed over, the second signs and stands down."""
    for operation, count in zip(world.operations, STOOD_IN, strict=True):
        is_last = operation is world.operations[-1]
        posts = checkpoints[:count] if is_last else world.rng.sample(checkpoints, count)
        handed = {"state": State.HANDED, "equipment": EQUIPMENT}
        first = [_shift(world, post, operation, operation.starts_at, **handed) for post in posts]
        first[NOT_RELIEVED].unfinished = UNFINISHED
        CheckpointShift.objects.bulk_create(first)
        relieved = [each for place, each in enumerate(first) if not (is_last and place == NOT_RELIEVED)]
        second = [
            _shift(world, each.checkpoint, operation, each.ends_at, state=State.CLOSED, previous=each)
            for each in relieved
        ]
        CheckpointShift.objects.bulk_create(second)
        log_past(sorted(_events(first, second), key=lambda event: event.at))


def officers_of(world: World, unit: Unit) -> list[User]:
    return world.officers(unit) if unit.kind == "station" else world.staff[unit.short_name, Role.OFFICER]


def _shift(world: World, post: Checkpoint, operation: Operation, begins: dt.datetime, **facts) -> CheckpointShift:
    leader = world.rng.choice(officers_of(world, post.unit))
    captured = int(world.rng.random() < 0.08)
    return CheckpointShift(
        unit=post.unit,
        checkpoint=post,
        operation=operation,
        leader=leader,
        starts_at=begins,
        ends_at=begins + HALF,
        reported_on=world.campaign.reporting_day(begins),
        police=world.rng.randint(2, 4),
        auxiliaries=world.rng.randint(2, 6),
        cars=world.rng.randint(1, 2),
        vehicles_checked=world.rng.randint(60, 180),
        people_checked=world.rng.randint(80, 240),
        suspicious_items=captured,
        captured=captured,
        findings=world.rng.choice(FOUND) if captured else "",
        created_by=leader,
        created_at=begins,
        **facts,
    )


def _events(first: list[CheckpointShift], second: list[CheckpointShift]):
    for each in (*first, *second):
        yield PastEvent(each, "上岗", by=each.created_by, at=each.starts_at, is_first=True)
        verb = "交接" if each.state == State.HANDED else "撤岗"
        yield PastEvent(each, verb, by=each.leader, at=each.ends_at)
