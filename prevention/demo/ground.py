"""14 zones with their 27 beats and what must be passed on each, of an invented district."""

from baiyi.journal.services import PastEvent, log_past
from campaigns.demo import World
from prevention.models import MustPass, PatrolBeat, PatrolZone

SWAT = "巡特警大队"
# unit, zone, colour, force, its beats: name, extent, around a school, grade, points; 线： begins a line
GROUND = (
    ("东街所", "文庙防区", "#2f6fde", 18, (
        ("夜市巡区", "东街夜市一带", False, 1, "夜市南口 夜市北口 夜市警务室 线：文庙步行街"),
        ("文庙巡区", "文庙广场至东门桥", True, 2, "文庙广场 实验小学正门 东门桥"),
    )),
    ("东街所", "东关防区", "#7a4fc2", 14, (
        ("东关巡区", "东关大街以南", False, 2, "东关菜场 人民医院急诊 线：东关大街"),
        ("老城巡区", "老城墙内", False, 3, "老城鼓楼 古井巷口 银行街"),
    )),
    ("西街所", "车站防区", "#c0392b", 20, (
        ("汽车站巡区", "汽车站、站前路", False, 1, "汽车站出口 站前广场 出租车候客区"),
        ("站南巡区", "站南路至货场", False, 2, "货场西门 站南旅馆群 线：站南路"),
    )),
    ("西街所", "酒吧街防区", "#b8478f", 16, (
        ("酒吧街巡区", "西街酒吧街", False, 1, "酒吧街东口 酒吧街西口 停车场"),
        ("河滨巡区", "西河滨路", False, 3, "河滨公园 水上码头 线：西河滨路"),
    )),
    ("南桥所", "南桥防区", "#0f8a8a", 15, (
        ("桥头巡区", "南桥两端", False, 2, "南桥北端 南桥南端 桥下便道"),
        ("货运巡区", "货运市场", False, 2, "货运市场路口 物流园东门 加油站"),
    )),
    ("南桥所", "南郊防区", "#6b4f3a", 13, (
        ("南郊巡区", "南郊新村", False, 3, "新村超市 南郊卫生院"),
        ("城南校园巡区", "城南中学一带", True, 2, "城南中学正门 城南中学后门 文具街"),
    )),
    ("北塘所", "北塘防区", "#2e8b57", 15, (
        ("环岛巡区", "北塘环岛周边", False, 2, "北塘环岛 农贸市场 公交首末站"),
        ("出租房巡区", "北塘出租房集中片", False, 1, "三号院 七号院 线：北塘后街"),
    )),
    ("北塘所", "北园防区", "#8a9a1b", 13, (
        ("北园巡区", "北园小区群", False, 3, "北园一期 北园二期"),
        ("体育馆巡区", "体育馆、公园", False, 2, "体育馆南门 公园东门 线：环湖步道"),
    )),
    ("江湾所", "江湾防区", "#c98a00", 16, (
        ("大排档巡区", "滨江大排档", False, 1, "滨江大排档 江堤台阶 线：江堤步道"),
        ("渡口巡区", "江湾渡口路", False, 2, "渡口 水文站 江湾卫生院"),
    )),
    ("青石所", "青石防区", "#d2691e", 15, (
        ("工业园巡区", "青石工业园", False, 2, "工业园东门 职工宿舍 园区食堂"),
        ("商品城巡区", "小商品城", False, 2, "商品城西口 商品城北口 银行网点"),
    )),
    ("柳浦所", "柳浦防区", "#5b6b7b", 14, (
        ("公园巡区", "柳浦公园", False, 2, "公园北门 湖心亭 线：柳堤"),
        ("集镇巡区", "柳浦集镇", False, 2, "集镇老街 柳浦卫生院 客运站"),
    )),
    ("松岭所", "松岭防区", "#2e8b57", 14, (
        ("农家乐巡区", "农家乐一条街", False, 2, "农家乐街口 停车场 线：松岭大道"),
        ("隧道口巡区", "松岭隧道口至岭脚", False, 3, "隧道口 岭脚村口"),
    )),
    (SWAT, "火车站防区", "#c0392b", 24, (
        ("火车站巡区", "火车站广场", False, 1, "进站口 出站口 地下停车场 售票厅"),
        ("商业中心巡区", "商业中心", False, 1, "中心广场 地铁口 线：商业步行街"),
    )),
    (SWAT, "进城防区", "#2f6fde", 20, (
        ("进城大道巡区", "进城大道全线", False, 1, "收费站 体育中心 线：进城大道"),
    )),
)  # fmt: skip


def plant_ground(world: World) -> list[PatrolBeat]:
    made = {"created_by": world.people["office"], "created_at": world.at(world.day(-4), (9, 17))}
    made |= {"starts_on": world.day(-3)}
    zones, beats, points = [], [], []
    for unit, name, colour, force, parts in GROUND:
        facts = {"unit": world.units[unit], "head": head_of(world, unit), "colour": colour, "force": force}
        zones.append(PatrolZone(number=f"F{len(zones) + 1:02d}", name=name, **facts, **made))
        for part in parts:
            beats.append(_beat(world, zones[-1], part, len(beats) + 1, made))
            points += [_point(beats[-1], place, word) for place, word in enumerate(part[4].split(), 1)]
    PatrolZone.objects.bulk_create(zones)
    PatrolBeat.objects.bulk_create(beats)
    MustPass.objects.bulk_create(points)
    by, at = made["created_by"], made["created_at"]
    log_past(PastEvent(each, "登记防区", by=by, at=at, is_first=True) for each in zones)
    log_past(PastEvent(each, "登记巡区", by=by, at=at, is_first=True) for each in beats)
    return beats


def head_of(world: World, unit: str):
    """The chief of a station, the first officer of a squad."""
    return world.officers(world.units[unit])[0] if unit == SWAT else world.chief(world.units[unit])


def _beat(world: World, zone: PatrolZone, part: tuple, number: int, made: dict) -> PatrolBeat:
    name, extent, is_campus, grade, _ = part
    officer = world.rng.choice(world.officers(zone.unit))
    facts = {"zone": zone, "unit": zone.unit, "extent": extent, "is_campus": is_campus, "grade": grade}
    return PatrolBeat(number=f"X{number:02d}", name=name, officer=officer, force=5 - grade, **facts, **made)


def _point(beat: PatrolBeat, position: int, word: str) -> MustPass:
    name = word.removeprefix("线：")
    return MustPass(beat=beat, position=position, name=name, kind="point" if name == word else "line")
