"""30 waters of the demonstration with their 四个一; those near schools are shared with the education bureau."""

from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import World
from prevention.models import Facility, Water

Kind, Risk = Water.Kind, Water.Risk
# station, name, kind, risk, place, schools nearby
PLACES = (
    ("东街所", "东门河段", Kind.RIVER, Risk.HIGH, "东门桥至文庙码头", "东街小学、第三中学"),
    ("东街所", "文庙荷塘", Kind.POND, Risk.LOW, "文庙公园内", ""),
    ("东街所", "东街内河", Kind.CANAL, Risk.MIDDLE, "夜市后街一线", "东街幼儿园"),
    ("西街所", "西溪河段", Kind.RIVER, Risk.HIGH, "汽车站桥至西溪闸", "西街小学"),
    ("西街所", "西溪闸坝下", Kind.RIVER, Risk.HIGH, "西溪闸下游 300 米", ""),
    ("西街所", "老砖厂坑塘", Kind.PIT, Risk.MIDDLE, "老砖厂北侧", ""),
    ("南桥所", "南桥河段", Kind.RIVER, Risk.HIGH, "南桥至货运码头", "南桥中学、南桥小学"),
    ("南桥所", "货运港池", Kind.RIVER, Risk.MIDDLE, "货运码头东侧", ""),
    ("南桥所", "南桥灌渠", Kind.CANAL, Risk.MIDDLE, "南桥村至泵站", "南桥幼儿园"),
    ("南桥所", "鱼种场塘", Kind.POND, Risk.LOW, "南桥鱼种场", ""),
    ("北塘所", "北塘湖东岸", Kind.LAKE, Risk.HIGH, "北塘湖东岸亲水平台", "北塘小学"),
    ("北塘所", "北塘湖西岸", Kind.LAKE, Risk.MIDDLE, "北塘湖西岸步道", "北塘中学"),
    ("北塘所", "北塘渠", Kind.CANAL, Risk.LOW, "北塘环岛至泵站", ""),
    ("北塘所", "取土坑", Kind.PIT, Risk.HIGH, "北塘新村北 200 米", ""),
    ("江湾所", "江湾浅滩", Kind.RIVER, Risk.HIGH, "江湾渡口下游浅滩", "江湾小学、江湾中学"),
    ("江湾所", "江湾渡口", Kind.RIVER, Risk.MIDDLE, "渡口上下游各 200 米", ""),
    ("江湾所", "滨江亲水台", Kind.RIVER, Risk.MIDDLE, "滨江大排档对面", ""),
    ("江湾所", "江湾鱼塘", Kind.POND, Risk.LOW, "江湾村三组", ""),
    ("青石所", "青石水库", Kind.RESERVOIR, Risk.HIGH, "大坝至泄洪道", "青石中心小学"),
    ("青石所", "青石水库库尾", Kind.RESERVOIR, Risk.MIDDLE, "库尾野炊点", ""),
    ("青石所", "石料厂积水坑", Kind.PIT, Risk.HIGH, "青石石料厂旧坑", ""),
    ("青石所", "青石渠", Kind.CANAL, Risk.LOW, "工业园南侧", ""),
    ("柳浦所", "柳浦公园湖", Kind.LAKE, Risk.MIDDLE, "公园北门至九曲桥", "柳浦小学"),
    ("柳浦所", "柳浦河段", Kind.RIVER, Risk.HIGH, "柳浦桥下游 500 米", "柳浦中学"),
    ("柳浦所", "柳浦泵站渠", Kind.CANAL, Risk.MIDDLE, "泵站进水口", ""),
    ("柳浦所", "柳浦塘", Kind.POND, Risk.LOW, "柳浦村委会东", ""),
    ("松岭所", "松岭水库", Kind.RESERVOIR, Risk.HIGH, "松岭水库大坝", "松岭学校"),
    ("松岭所", "松岭溪潭", Kind.RIVER, Risk.HIGH, "农家乐一条街上游深潭", ""),
    ("松岭所", "松岭溪漫水桥", Kind.RIVER, Risk.MIDDLE, "漫水桥上下游", ""),
    ("松岭所", "松岭山塘", Kind.POND, Risk.LOW, "隧道口东侧山塘", ""),
)
BUREAU = "区教育局"
SHARED = 12
PIECES = {Facility.Kind.SIGN: 2, Facility.Kind.RING: 2, Facility.Kind.ROPE: 2, Facility.Kind.POLE: 1}
MORE_AT = {Risk.HIGH: 2, Risk.MIDDLE: 1, Risk.LOW: 0}
PLANS = {
    Risk.HIGH: "放学、午间、傍晚三个时段专人值守；喊话设备每半小时播报；下水通道加装围栏",
    Risk.MIDDLE: "上午、下午各巡一次；周末加巡；四个一每周清点",
    Risk.LOW: "设警示牌和救生圈，随日常巡逻查看",
}
BEFORE = -40  # day of the campaign since which they are looked after


def plant_waters(world: World) -> list[Water]:
    office, bureau = world.people["office"], world.units[BUREAU]
    at, shared = world.at(world.day(-3), (9, 17)), [place for place in PLACES if place[5]][:SHARED]
    waters = [
        Water(
            number=f"SY-{place:03d}",
            name=name,
            kind=kind,
            risk=risk,
            unit=world.units[station],
            place=where,
            near_schools=schools,
            point_officer=world.rng.choice(world.officers(world.units[station])),
            town_post=f"{station.removesuffix('所')}街道水利专员",
            town_phone=f"0000-100{place:04d}",
            education_unit=bureau if (station, name, kind, risk, where, schools) in shared else None,
            school_post="区教育局安全科值班员" if schools else "",
            plan=PLANS[risk],
            starts_on=world.day(BEFORE),
            created_by=office,
            created_at=at,
        )
        for place, (station, name, kind, risk, where, schools) in enumerate(PLACES, 1)
    ]
    Water.objects.bulk_create(waters)
    facilities = [
        Facility(water=water, kind=kind, pieces=pieces + MORE_AT[water.risk])
        for water in waters
        for kind, pieces in PIECES.items()
    ]
    Facility.objects.bulk_create(facilities)
    log_past(PastEvent(each, "登记水域", by=office, at=at, is_first=True) for each in waters)
    return waters
