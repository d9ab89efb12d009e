"""Alerts that nobody judged yet; and for the education bureau its waters and what is broken there."""

from baiyi.accounts.roles import Role
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.home import Card, Row, Tile, Way, more_words
from baiyi.records.hooks import Panel, home_panels
from prevention.models import Water
from prevention.reading.at_hand import at_hand
from prevention.reading.at_hand.waters import ALERT

SHOWN = 8
MOST_ALERTS = 3
NEAR_THE_WATER = frozenset({Role.CHIEF, Role.OFFICER, Role.CLERK})


@home_panels.append
def alerts_to_judge(request) -> Panel | None:
    """Above the day's tasks: somebody may be in the water now. No statement of its own."""
    if not NEAR_THE_WATER & request.user.roles:
        return None
    found = [each for each in at_hand(request.user, clock.today()).waters if each.part == ALERT]
    if not found:
        return None
    page, lamp = "prevention:water_alert-detail", lamps.overdue("待核实")
    rows = [Row(each.title, address_of(page, each.key), each.words, lamp=lamp) for each in found[:MOST_ALERTS]]
    more = Way("全部", f"{address_of('prevention:water_alert-list')}?tab=pending")
    return Card("水域预警", more=more, rows=rows, foot=more_words(len(found), MOST_ALERTS, "起")).panel(order=5)


@home_panels.append
def shared_waters(request) -> Panel | None:
    """Waters shared with the partner body; nothing where none is. One or two statements."""
    if Role.PARTNER not in request.user.roles:
        return None
    waters, on = Water.objects.visible_to(request.user), clock.today()
    counts = waters.tab_counts(["used", "defect"], on)
    if not counts["used"]:
        return None
    lists = address_of("prevention:water-list")
    broken = waters.in_tab("defect", on).with_defects().order_by("risk", "number", "pk")[:SHOWN]
    lamp = lamps.near("设施缺损") if counts["defect"] else None
    return Card(
        "共享给本单位的重点水域",
        more=Way("设施缺损", address_of("prevention:defect-list")),
        tiles=[
            Tile("重点水域", counts["used"], lists, measure="处"),
            Tile("设施缺损", counts["defect"], f"{lists}?tab=defect", measure="处", lamp=lamp),
        ],
        rows=[Row(each.name, each.get_absolute_url(), each.near_schools, lamp=each.defect_lamp) for each in broken],
        empty="这些水域的救生设施都完好",
        foot="你在这里能看：周边有学校的水域、救生设施和缺损、预警和劝阻的次数；可以在缺损页上反馈。",
    ).panel(order=20)
