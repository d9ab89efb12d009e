"""The demonstration's ground: a fictional district with its units, people, campaign and joint operations.

Nobody and nothing in it is real. What happens in it is planted by the other apps (`<app>/demo.py`, `plant(world)`).
"""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from pypinyin import lazy_pinyin

from baiyi.accounts.models import Posting, Unit, UnitKind, User
from baiyi.accounts.roles import Role
from baiyi.accounts.services import add_unit
from baiyi.records import clock
from campaigns.models import Campaign, Operation, SubAction

SEED = 20220704
DAY = 18  # the demonstration shows this day of the campaign
LENGTH = 100  # days of the campaign
ONE_DAY = dt.timedelta(days=1)
BRANCH = "云溪分局"

# short name, name, document code
STATIONS = [
    ("东街所", "东街派出所", "云公（东）"),
    ("西街所", "西街派出所", "云公（西）"),
    ("南桥所", "南桥派出所", "云公（南）"),
    ("北塘所", "北塘派出所", "云公（北）"),
    ("江湾所", "江湾派出所", "云公（江）"),
    ("青石所", "青石派出所", "云公（青）"),
    ("柳浦所", "柳浦派出所", "云公（柳）"),
    ("松岭所", "松岭派出所", "云公（松）"),
]
POSTS = [("夜市警务室", "东街夜市警务室", "东街所"), ("车站警务室", "西街车站警务室", "西街所")]
SQUADS = [
    ("治安大队", "治安大队", "云公（治）"),
    ("刑侦大队", "刑侦大队", "云公（刑）"),
    ("交警大队", "交警大队", "云公（交）"),
    ("巡特警大队", "巡特警大队", "云公（巡）"),
    ("禁毒大队", "禁毒大队", "云公（禁）"),
]
PARTNERS = [
    "区消防救援大队",
    "区应急管理局",
    "区综合行政执法局",
    "区教育局",
    "区司法局文庙司法所",
    "区矛盾调解中心",
    "区人力资源和社会保障局",
    "区卫生健康局",
    "区综治中心",
    "区人民法院",
    "区妇女联合会",
]
FIRST_PARTNERS = 4  # the later ones have names of their own, so that everything else is drawn as before

# account, name of the unit, role
ACCOUNTS = [
    ("leader", BRANCH, Role.LEADER),
    ("office", BRANCH, Role.OFFICE),
    ("chief", "东街所", Role.CHIEF),
    ("officer", "东街所", Role.OFFICER),
    ("officer2", "西街所", Role.OFFICER),
    ("clerk", "东街所", Role.CLERK),
    ("supervisor", BRANCH, Role.SUPERVISOR),
    ("partner", PARTNERS[0], Role.PARTNER),
    ("sysadmin", BRANCH, Role.SYSADMIN),
    ("secadmin", BRANCH, Role.SECADMIN),
    ("auditadmin", BRANCH, Role.AUDITADMIN),
]
DEPUTIES = 3  # deputy heads of the branch besides `leader`
STATION_STAFF = {Role.CHIEF: 1, Role.CLERK: 1, Role.OFFICER: 5}
AUXILIARIES = 1  # of the officers of a station

# sub-action, which of the deputy heads, lead unit, what carries it
SUB_ACTIONS = [
    ("QINGHUAN", 0, "治安大队", "集中清查行动、场所隐患台账、限期整改销号、责令整改通知书"),
    ("BADING", 1, "刑侦大队", "积案攻坚专班、领导包案、挂牌督办、逃犯缉捕"),
    ("RONGBING", 2, "治安大队", "矛盾纠纷排查台账、派出所工作平台流转、联合调解、回访"),
    ("TIEQUAN", 1, "刑侦大队", "打击电诈、黄赌、盗窃专案、集中收网、酒驾醉驾夜查"),
    ("CHUXIAN", 3, "治安大队", "涉危企业一企一档、易制爆剧毒品流向核查、消防联合检查"),
    ("CHUANGWEN", 3, "巡特警大队", "乱点挂牌整治、夜间巡防、防溺水值守、每周督导"),
]

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN_NAMES = (
    "志远 文博 建军 立新 海涛 晓峰 国平 春生 永康 俊杰 思远 雨晴 雪梅 丽华 明亮 振宇 学文 家豪 启航 成林 "
    "向阳 晨曦 佳琪 玉兰 少华 庆丰 长青 瑞雪 景行 宏图 光耀 沐阳 若水 清源 守正 怀瑾 云帆 子衿 一鸣 安然"
)


@dataclass
class World:
    """What every `plant` gets. `as_of` is day 18; units by short name, people by account; nothing is dated later than
    `as_of`.
    """

    start: dt.date
    as_of: dt.date
    rng: random.Random
    campaign: Campaign | None = None
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    staff: dict[tuple[str, str], list[User]] = field(default_factory=dict)  # by the unit's short name and role
    operations: list[Operation] = field(default_factory=list)

    @property
    def stations(self) -> list[Unit]:
        return [self.units[short_name] for short_name, _, _ in STATIONS]

    def day(self, offset: int) -> dt.date:
        """Day `offset` of the campaign, 0 being the first; negative ones lie before it."""
        return self.start + dt.timedelta(days=offset)

    def officers(self, unit: Unit) -> list[User]:
        """民警 who go out, without the head of the unit and its clerk."""
        return [
            person
            for person in self.staff[unit.short_name, Role.OFFICER]
            if person.police_status == User.PoliceStatus.POLICE
        ]

    def auxiliaries(self, unit: Unit) -> list[User]:
        return [
            person
            for person in self.staff[unit.short_name, Role.OFFICER]
            if person.police_status == User.PoliceStatus.AUXILIARY
        ]

    def chief(self, unit: Unit) -> User:
        return self.staff[unit.short_name, Role.CHIEF][0]

    def clerk(self, unit: Unit) -> User:
        return self.staff[unit.short_name, Role.CLERK][0]

    def at(self, day: dt.date, hours: tuple[int, int]) -> dt.datetime:
        """Some instant of the day within the hours; on a day that is not over, within what has passed of it."""
        begin, end = (dt.datetime.combine(day, dt.time(hour), clock.now().tzinfo) for hour in hours)
        latest = self.latest()
        if end > latest:
            midnight = dt.datetime.combine(day, dt.time(), latest.tzinfo)
            begin, end = max(midnight, min(begin, latest - dt.timedelta(hours=3))), latest
        return begin + dt.timedelta(seconds=self.rng.randrange(max(int((end - begin).total_seconds()) // 60, 1)) * 60)

    def latest(self) -> dt.datetime:
        """The last instant anything may have happened: now, or the end of day 18 when that has passed."""
        end = dt.datetime.combine(self.as_of, dt.time(23, 50), clock.now().tzinfo)
        return min(end, clock.now())


def lay_ground(start: dt.date, password: str) -> World:
    """Units, people, campaign and operations. `password` opens the accounts of `ACCOUNTS`; nobody else can sign in."""
    world = World(start, start + dt.timedelta(days=DAY - 1), random.Random(SEED))  # noqa: S311 - a demonstration repeats itself
    _plant_units(world)
    _plant_people(world, make_password(password))
    _plant_campaign(world)
    return world


def _plant_units(world: World) -> None:
    branch = add_unit(
        name="云溪区公安分局", short_name=BRANCH, kind=UnitKind.BRANCH, document_code="云公", has_standing=True
    )
    world.units[BRANCH] = branch
    for kind, rows in ((UnitKind.STATION, STATIONS), (UnitKind.SQUAD, SQUADS)):
        for short_name, name, code in rows:
            world.units[short_name] = add_unit(
                name=name,
                short_name=short_name,
                kind=kind,
                parent=branch,
                document_code=code,
                position=len(world.units),
            )
    for short_name, name, station in POSTS:
        world.units[short_name] = add_unit(
            name=name, short_name=short_name, kind=UnitKind.POST, parent=world.units[station], position=len(world.units)
        )
    for name in PARTNERS:
        world.units[name] = add_unit(name=name, short_name=name, kind=UnitKind.PARTNER, position=len(world.units))


def _plant_people(world: World, password: str) -> None:
    names = _names(world.rng)
    for account, unit, role in ACCOUNTS:
        _plant_person(world, next(names), unit, role, account=account, password=password)
    for _ in range(DEPUTIES):
        _plant_person(world, next(names), BRANCH, Role.LEADER)
    for short_name, _, _ in STATIONS:
        for role, wanted in STATION_STAFF.items():
            _staff(world, names, short_name, role, wanted)
    for short_name, _, _ in SQUADS:
        _staff(world, names, short_name, Role.OFFICER, 2)
    for name in PARTNERS[:FIRST_PARTNERS]:
        _staff(world, names, name, Role.PARTNER, 1)
    others = _names(random.Random(SEED + 1), set(world.people))  # noqa: S311 - as above
    for name in PARTNERS[FIRST_PARTNERS:]:
        _staff(world, others, name, Role.PARTNER, 1)


def _staff(world: World, names, unit: str, role: str, wanted: int) -> None:
    """Fill the posts of one role at a unit that the accounts have not filled yet; the last officers of a station are
    辅警.
    """
    present = [account for account, place, held in ACCOUNTS if (place, held) == (unit, role)]
    for place in range(len(present), wanted):
        is_auxiliary = (
            role == Role.OFFICER and world.units[unit].kind == UnitKind.STATION and place >= wanted - AUXILIARIES
        )
        _plant_person(world, next(names), unit, role, is_auxiliary=is_auxiliary)


def _plant_person(
    world: World, name: str, unit: str, role: str, *, account: str = "", password: str = "", is_auxiliary: bool = False
) -> None:
    person = User(
        username=account or "".join(lazy_pinyin(name)),
        name=name,
        password=password or make_password(None),
        police_number=f"9{world.rng.randrange(10**5):05d}" if role != Role.PARTNER else "",
        police_status=_status(role, is_auxiliary),
        must_change_password=False,
    )
    person.save()
    Posting.objects.create(user=person, unit=world.units[unit], role=role, starts_on=world.day(-400))
    world.people[person.username] = person
    world.staff.setdefault((unit, role), []).append(person)


def _status(role: str, is_auxiliary: bool) -> str:
    if role == Role.PARTNER:
        return User.PoliceStatus.OTHER
    return User.PoliceStatus.AUXILIARY if is_auxiliary else User.PoliceStatus.POLICE


def _names(rng: random.Random, known: Iterable[str] = ()):
    """Invented names, each account name once, and none that is known."""
    given_names, taken = GIVEN_NAMES.split(), set(known)
    while True:
        name = rng.choice(SURNAMES) + rng.choice(given_names)
        account = "".join(lazy_pinyin(name))
        if account not in taken:
            taken.add(account)
            yield name


def _plant_campaign(world: World) -> None:
    branch = world.units[BRANCH]
    world.campaign = Campaign.objects.create(
        name="夏季治安打击整治百日行动", unit=branch, starts_on=world.start, ends_on=world.day(LENGTH - 1)
    )
    leaders = world.staff[BRANCH, Role.LEADER]
    for place, (code, leader, lead_unit, carriers) in enumerate(SUB_ACTIONS, 1):
        SubAction.objects.create(
            campaign=world.campaign,
            code=code,
            position=place,
            leader=leaders[leader],
            lead_unit=world.units[lead_unit],
            carriers=carriers,
        )
    for place, offset in enumerate(_nights(world), 1):
        world.operations.append(_plant_operation(world, place, world.day(offset)))


def _nights(world: World) -> list[int]:
    """The first two Fridays with a day of preparation before them, and the night before last."""
    friday = next(offset for offset in range(1, 8) if world.day(offset).weekday() == 4)
    return sorted({friday, friday + 7, DAY - 3})


def _plant_operation(world: World, wave: int, day: dt.date) -> Operation:
    starts_at = dt.datetime.combine(day, dt.time(20), clock.now().tzinfo)
    name = f"第{'一二三'[wave - 1]}次集中统一行动"
    return Operation.objects.create(
        name=name,
        wave=wave,
        commander=world.people["leader"],
        plan_number=f"云公〔{day.year}〕{40 + wave}号",
        plan_title=f"{name}工作方案",
        unit=world.units[BRANCH],
        created_by=world.people["office"],
        created_at=starts_at - dt.timedelta(hours=30),
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=6),
        reports_due_at=starts_at + dt.timedelta(hours=12),
    )
