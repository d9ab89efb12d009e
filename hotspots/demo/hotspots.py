"""Nine hotspots of the demonstration, their people, their weeks so far, and what was sent about them.

On day 18 eight of nine have this week's visit; one is missing, `chief` owns it. One earlier week was missed.
"""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from baiyi.accounts.models import User
from baiyi.exchange.models import Photo
from baiyi.journal.services import PastEvent, log_past
from campaigns.demo.pictures import draw, write_photo
from campaigns.demo.world import BRANCH, World
from campaigns.weeks import Week
from hotspots.demo import messages
from hotspots.models import Hotspot, HotspotAssignment, Supervision, SupervisionWeeks, Timetable, WeeklyDuty
from hotspots.services import SLOT
from hotspots.services.instants import closing, opening

Post, Reason, Method = HotspotAssignment.Post, Hotspot.Reason, Supervision.Method
HANDED_OVER_AFTER = 15  # days of the campaign
TERM = 89  # days

# name, station, reason, area, what is wrong
PLACES = [
    ("东街夜市周边", "东街所", Reason.COMPLEX, "文庙路至东街口一带夜市", "占道经营，酒后纠纷多，夜间人员密集"),
    ("西街KTV集聚区", "西街所", Reason.ALARMS, "西街中段歌舞娱乐场所集中路段", "打架斗殴警情集中在周末夜间"),
    ("西街车站周边", "西街所", Reason.COMPLEX, "西街汽车站前广场及出站口", "拉客揽客，流动人员多，扒窃时有发生"),
    ("南桥货运市场", "南桥所", Reason.HAZARDS, "南桥货运市场内外停车场", "货车乱停，仓储消防通道堵塞"),
    ("北塘出租房集中片", "北塘所", Reason.HAZARDS, "北塘新村一至四巷", "群租隐患突出，电动车上楼充电"),
    ("江湾码头一带", "江湾所", Reason.COMPLEX, "江湾老码头至沿江步道", "夜间野泳、垂钓，溺水风险高"),
    ("青石小商品城", "青石所", Reason.ALARMS, "青石小商品城及周边道路", "消费纠纷、盗窃警情占比大"),
    ("柳浦老旧小区片", "柳浦所", Reason.HAZARDS, "柳浦一村、二村", "技防缺失，入室盗窃时有发生"),
    ("松岭足浴棋牌街", "松岭所", Reason.ALARMS, "松岭路南段", "涉黄涉赌举报较多"),
]
UNDONE, OFFICERS_OWN, HANDED_OVER, MISSING = 0, 1, 3, 8  # places in the list above
LED_ANEW = 4  # its 分管领导 changed on the same day: `leader` has not signed yet
MISSED_WEEK = 1  # of the weeks so far, 0 being the first
# (place, week): (处, what was found)
FOUND = {
    (0, 0): (2, "夜间 22 时后占道经营反弹；两处消防栓被遮挡"),
    (1, 0): (1, "一家歌厅门口安检岗无人值守"),
    (1, 1): (3, "两家歌厅从业人员登记不全；一处监控离线"),
    (2, 2): (1, "出站口拉客人员聚集，固定岗 21 时后空岗"),
    (4, 0): (2, "两栋出租房楼道停放电动车充电"),
    (4, 1): (1, "三巷一处楼道仍有电动车充电"),
    (6, 1): (2, "两处卷帘门技防未安装"),
}
WITH_PHOTOS = [(0, 0), (1, 1), (2, 2), (4, 1)]
NEXT_STEP = "责成责任单位限期整改，下周督导复核"


@dataclass
class Place:
    """One hotspot with what happened to it."""

    row: Hotspot
    people: dict[str, User]
    before: dict[str, User] = field(default_factory=dict)  # by post: who held it until it was handed over
    assignments: list[HotspotAssignment] = field(default_factory=list)
    duties: list[WeeklyDuty] = field(default_factory=list)
    visits: dict[int, Supervision] = field(default_factory=dict)  # by the number of the week

    def owner_on(self, day: dt.date, handed_over_on: dt.date) -> User:
        return self.before.get(Post.OWNER, self.people[Post.OWNER]) if day < handed_over_on else self.people[Post.OWNER]


def plant(world: World) -> None:
    hours = Timetable.objects.weeks_of(world.campaign)
    weeks = [week for week in hours.with_duty() if hours.opening_day(week) <= world.as_of]
    places = _list(world, weeks[0].starts_on)
    _assign(world, places)
    _open(world, places, hours, weeks)
    _visit(world, places, weeks)
    log_past(_events(places))
    messages.tell(world, places, hours, weeks)


def _list(world: World, supervised_from: dt.date) -> list[Place]:
    leaders = world.staff[BRANCH, "leader"]
    office, listed_at = world.people["office"], world.at(world.start, (9, 10))
    places = []
    for number, (name, station, reason, area, description) in enumerate(PLACES):
        unit = world.units[station]
        row = Hotspot(
            name=name,
            unit=unit,
            reason=reason,
            area=area,
            description=description,
            listed_on=world.start,
            published_as=f"云公（治）通告〔{world.start.year}〕3号",
            rectify_by=world.day(TERM),
            supervised_from=supervised_from,
            created_by=office,
            created_at=listed_at,
        )
        owner = world.people["officer2"] if number == OFFICERS_OWN else world.chief(unit)
        before = {HANDED_OVER: {Post.OWNER: world.officers(unit)[0]}, LED_ANEW: {Post.LEADER: leaders[1]}}.get(
            number, {}
        )
        places.append(Place(row, {Post.LEADER: leaders[number % len(leaders)], Post.OWNER: owner}, before))
    Hotspot.objects.bulk_create([place.row for place in places])
    return places


def _assign(world: World, places: list[Place]) -> None:
    """From the first day;
    one owner and one 分管领导 were replaced two days ago and the new ones have not signed yet.
    """
    handed_over_on = world.day(HANDED_OVER_AFTER)
    for place in places:
        first = place.people | place.before
        place.assignments = [
            _assignment(world, place, post, person, world.start, "挂牌时指定") for post, person in first.items()
        ]
        for held in [each for each in place.assignments if each.post in place.before]:
            held.ends_on = handed_over_on
            place.assignments.append(
                _assignment(world, place, held.post, place.people[held.post], handed_over_on, "工作调整", signs=False)
            )
    HotspotAssignment.objects.bulk_create([each for place in places for each in place.assignments])


def _assignment(
    world: World, place: Place, post: str, person: User, on: dt.date, reason: str, *, signs: bool = True
) -> HotspotAssignment:
    assigned_at = world.at(on, (10, 11))
    signed_at = min(assigned_at + dt.timedelta(minutes=world.rng.randint(20, 240)), world.latest()) if signs else None
    return HotspotAssignment(
        hotspot=place.row,
        post=post,
        person=person,
        starts_on=on,
        assigned_by=world.people["office"],
        assigned_at=assigned_at,
        reason=reason,
        signed_at=signed_at,
    )


def _open(world: World, places: list[Place], hours: SupervisionWeeks, weeks: list[Week]) -> None:
    for place in places:
        for number, week in enumerate(weeks):
            opened_at = min(opening(hours, week), world.latest())
            duty = WeeklyDuty(
                hotspot=place.row,
                unit=place.row.unit,
                starts_on=week.starts_on,
                ends_on=week.ends_on,
                opened_at=opened_at,
            )
            if places.index(place) == MISSING and number == MISSED_WEEK and week.ends_on < world.as_of:
                duty.missed_at = closing(hours, week) + dt.timedelta(seconds=8)
            place.duties.append(duty)
    WeeklyDuty.objects.bulk_create([duty for place in places for duty in place.duties])


def _visit(world: World, places: list[Place], weeks: list[Week]) -> None:
    """Every week of every place but one of the past and one of now."""
    handed_over_on = world.day(HANDED_OVER_AFTER)
    for number, place in enumerate(places):
        for place_in_time, week in enumerate(weeks):
            is_now = week is weeks[-1]
            if (number == UNDONE and is_now) or place.duties[place_in_time].missed_at:
                continue
            place.visits[place_in_time] = _supervision(world, places, number, place_in_time, week, handed_over_on)
    Supervision.objects.bulk_create([visit for place in places for visit in place.visits.values()])
    for number, week in WITH_PHOTOS:
        if week in places[number].visits:
            _photograph(world, places[number].visits[week])


def _supervision(
    world: World, places: list[Place], number: int, place_in_time: int, week: Week, handed_over_on: dt.date
) -> Supervision:
    place = places[number]
    first, last = max(week.starts_on, world.start), min(week.ends_on, world.as_of)
    day = first + dt.timedelta(days=world.rng.randint(0, (last - first).days))
    at = world.at(day, (15, 22))
    count, findings = FOUND.get((number, place_in_time), (0, ""))
    return Supervision(
        unit=place.row.unit,
        created_by=place.owner_on(day, handed_over_on),
        created_at=at,
        client_uuid=UUID(int=world.rng.getrandbits(128), version=4),
        hotspot=place.row,
        duty=place.duties[place_in_time],
        supervised_on=day,
        method=world.rng.choice([Method.UNANNOUNCED, Method.UNANNOUNCED, Method.ON_SITE, Method.JOINT]),
        outcome=Supervision.Outcome.PROBLEM if count else Supervision.Outcome.NORMAL,
        problem_count=count,
        findings=findings,
        next_step=NEXT_STEP if count else "",
        rectify_by=day + dt.timedelta(days=7) if count else None,
    )


def _photograph(world: World, visit: Supervision) -> None:
    write_photo(world, draw(world.rng), form=visit, subject=visit, slot=SLOT, kind=Photo.Kind.SCENE)


def _events(places: list[Place]):
    for place in places:
        yield PastEvent(place.row, "挂牌", by=place.row.created_by, at=place.row.created_at, is_first=True)
        for each in place.assignments:
            label = each.get_post_display()
            yield PastEvent(
                each, f"指定{label}", by=each.assigned_by, at=each.assigned_at, reason=each.reason, is_first=True
            )
            if each.signed_at:
                yield PastEvent(each, "签收", by=each.person, at=each.signed_at)
            if each.ends_on:
                handed_over_at = next(
                    other.assigned_at for other in place.assignments if other.starts_on == each.ends_on
                )
                yield PastEvent(each, f"移交{label}", by=each.assigned_by, at=handed_over_at, reason="工作调整")
        for visit in place.visits.values():
            yield PastEvent(visit, "登记督导", by=visit.created_by, at=visit.created_at, is_first=True)
