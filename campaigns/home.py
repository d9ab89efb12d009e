"""The first page by role: what must be done, what stands badly, and the ways in.

Leaders have 驾驶舱 instead (views.pages.Home). The office and the supervisors read the same values: one reading a request.
"""

from django.urls import reverse

from baiyi.accounts.roles import SEPARATED, Role
from baiyi.figures import Period, all_figures, get
from baiyi.figures.cards import cards
from baiyi.figures.evaluation import Ask, evaluate
from baiyi.figures.links import list_link
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock, lamps
from baiyi.records.home import Card, Row, Tile, Way
from baiyi.records.hooks import Panel, home_panels, navigation
from campaigns import rights
from campaigns.models import Campaign, Hotspot
from campaigns.plan import items_of, waits_for_report
from campaigns.views.cockpit import cockpit_facts
from campaigns.weekstrip import OPEN

DESK = {Role.OFFICE, Role.SUPERVISOR}
STATION = {Role.CHIEF, Role.CLERK}
WAIT_HERE = DESK | STATION  # the officers' 今日任务 says it in its own way
SHOWN = 5
MISSED = "supervisions_missed"
NOW = ("inspections_made", "今日检查")
BAD = "hazards_overdue"
WAYS_IN = {
    Role.OFFICE: (
        "campaigns:cockpit", "campaigns:plan", "campaigns:hotspot-list", "campaigns:supervision-matrix", "inspections:hazard-list",
        "notifications:ledger",
    ),
    Role.SUPERVISOR: (
        "campaigns:cockpit", "campaigns:plan", "campaigns:hotspot-list", "inspections:hazard-list", "inspections:notice-list",
    ),
    Role.CHIEF: ("inspections:inspection-entry", "inspections:hazard-list", "inspections:notice-list", "campaigns:plan"),
    Role.CLERK: (
        "inspections:inspection-entry", "inspections:venue-list", "inspections:inspection-list", "inspections:hazard-list",
        "inspections:notice-list", "campaigns:plan",
    ),
}  # fmt: skip


def facts_of_desk(request) -> dict | None:
    """What 驾驶舱 shows, for the office and the supervisors of the campaign at hand; read once a request."""
    user = request.user
    if not DESK & user.roles:
        return None
    if not hasattr(request, "facts_of_desk"):
        campaign = Campaign.objects.at_hand_lately(clock.today())
        may = campaign is not None and user.has_perm(rights.COCKPIT, campaign)
        request.facts_of_desk = {"campaign": campaign, **cockpit_facts(user, campaign)} if may else None
    return request.facts_of_desk


@home_panels.append
def this_week(request) -> Panel | None:
    """本周督导: who is not done, and the gaps. One statement besides those of 驾驶舱."""
    user = request.user
    if not DESK & user.roles:
        return None
    facts = facts_of_desk(request)
    if facts is None:
        empty = "现在没有专项行动。行动建立后，这里显示本周督导和六项行动"
        return Card("周督导", empty=empty, way=Way("看挂牌整治区域", reverse("campaigns:hotspot-list"))).panel(order=10)
    cockpit = facts["cockpit"]
    wrong = [place for place in cockpit.places if _is_wrong(place)]
    wrong.sort(key=lambda place: (-place.row.missed_in_a_row, place.now.kind != OPEN, -place.row.missed))
    may_chase = cockpit.places_open and user.has_perm(rights.CHASE)
    return Card(
        "周督导",
        note=f"本周 {cockpit.week}",
        more=Way("周督导", reverse("campaigns:supervision-matrix")),
        action=Way("催办", reverse("campaigns:supervision-chase")) if may_chase else None,
        tiles=_tiles_of_week(user, cockpit),
        rows=[_row_of_place(place) for place in wrong[:SHOWN]],
        empty="都已督导，没有缺口",
        foot=f"另有 {len(wrong) - SHOWN} 处，见周督导" if len(wrong) > SHOWN else "",
    ).panel(order=10)


def _tiles_of_week(user, cockpit) -> list[Tile]:
    hotspots, missed = reverse("campaigns:hotspot-list"), Ask(MISSED, cockpit.period, tuple(user.unit_ids()))
    count, waiting, unowned = evaluate([missed])[missed], cockpit.places_open, cockpit.places_unowned
    return [
        Tile("本周已督导", f"{cockpit.places_done}/{cockpit.places_due}", reverse("campaigns:supervision-matrix")),
        Tile("本周未督导", waiting, f"{hotspots}?tab=todo", "处", lamps.near("未督导") if waiting else None),
        Tile("漏督", count, list_link(get(MISSED), cockpit.period), "次", lamps.overdue("漏督") if count else None, MISSED),
        Tile("无责任人", unowned, f"{hotspots}?tab=unowned", "处", lamps.overdue("无责任人") if unowned else None),
    ]


def _is_wrong(place) -> bool:
    return place.now.kind == OPEN or place.row.missed > 0 or place.owner == "未指定"


def _row_of_place(place) -> Row:
    missed, in_a_row = place.row.missed, place.row.missed_in_a_row
    if in_a_row:
        lamp = lamps.overdue(f"漏督 {in_a_row} 周" if in_a_row == 1 else f"连续漏督 {in_a_row} 周")
    else:
        lamp = lamps.near("本周未督导") if place.now.kind == OPEN else lamps.tag(f"曾漏督 {missed} 周") if missed else None
    also = " · 本周未督导" if in_a_row and place.now.kind == OPEN else ""
    return Row(place.name, reverse("campaigns:hotspot-detail", args=[place.pk]), f"{place.unit} · 责任人 {place.owner}{also}", lamp=lamp)


@home_panels.append
def six_actions(request) -> Panel | None:
    """六项行动 with their lamps, for the office; the supervisors see the hotspots of the week in short."""
    facts = facts_of_desk(request)
    if facts is None:
        return None
    part = "actions" if Role.OFFICE in request.user.roles else "places"
    return Panel(f"campaigns/_cockpit_{part}.html", facts, order=20)


@home_panels.append
def exceptions(request) -> Panel | None:
    """异常 beside the week, for the supervisors: the two gravest kinds, overdue hazards by station first."""
    facts = facts_of_desk(request)
    if facts is None or Role.SUPERVISOR not in request.user.roles:
        return None
    return Panel("campaigns/_cockpit_problems.html", facts | {"problems": facts["problems"][:2]}, order=20, is_aside=True)


@home_panels.append
def to_report(request) -> Panel | None:
    """待填报: items of the list reported by hand whose value is older than the last week. At most one statement."""
    user, campaign = request.user, Campaign.objects.at_hand_lately(clock.today())
    if campaign is None or not {Role.OFFICE, Role.CLERK} & user.roles:
        return None
    on, is_office = min(clock.today(), campaign.ends_on), Role.OFFICE in user.roles
    by_hand = _items_by_hand(request, campaign, on)
    if not by_hand and not is_office:
        return None
    waiting = [item for item in by_hand if waits_for_report(item, campaign, on)]
    plan = reverse("campaigns:plan")
    within = "" if is_office else f"&unit={user.home_unit.pk}"
    return Card(
        "待填报",
        note=f"{len(waiting)}/{len(by_hand)} 项",
        more=Way(f"看 {len(waiting)} 项", f"{plan}?way=due{within}") if waiting else None,
        rows=[_row_of_item(item) for item in waiting[:SHOWN]],
        empty="手工填报的条目都已填到上周末" if by_hand else "没有手工填报的条目，全部由系统取数",
        way=Way("看手工填报", f"{plan}?way=hand{within}") if by_hand else Way("责任清单", plan),
        foot="手工填报的条目中，没有填到上周末的" if waiting else "",
    ).panel(order=25, is_aside=True)


def _items_by_hand(request, campaign: Campaign, on) -> list:
    """For the office all that 驾驶舱 read already, for a clerk those his unit leads."""
    facts = facts_of_desk(request)
    if facts is not None:
        return [state.item for state in facts["cockpit"].plan.states if state.item.is_reported]
    return list(items_of(campaign, on).filter(figure="", unit=request.user.home_unit))


def _row_of_item(item) -> Row:
    last = item.reported_as_of
    said = f"填到 {last.month}月{last.day}日" if last else "还没有填报"
    lamp = lamps.near(said) if last else lamps.no_data(said)
    return Row(str(item), item.get_absolute_url(), f"{item.unit} · {item.responsible or '未指定责任人'}", lamp=lamp)


@home_panels.append
def own_hotspots(request) -> Panel | None:
    """The hotspots of the station and this week, for its chief. One statement."""
    user = request.user
    if Role.CHIEF not in user.roles:
        return None
    rows = Hotspot.objects.visible_to(user).listed().with_standing(clock.today()).select_related("unit")
    return Card(
        "挂牌整治区域",
        note="本周督导",
        more=Way("周督导", reverse("campaigns:supervision-matrix")),
        rows=[_row_of_hotspot(each) for each in rows.order_by("is_done", "pk")[:SHOWN]],
        empty="本所没有挂牌整治区域",
    ).panel(order=22, is_aside=True)


def _row_of_hotspot(hotspot: Hotspot) -> Row:
    note = f"责任人 {hotspot.owner_words} · 上次：{hotspot.last_visit_words}"
    lamp = lamps.near("本周未督导") if hotspot.open_week else hotspot.week_lamp
    return Row(hotspot.name, hotspot.get_absolute_url(), note, lamp=lamp)


@home_panels.append
def figures_of_station(request) -> Panel | None:
    """Today and the campaign so far, of the person's units. One statement for all values."""
    user, today = request.user, clock.today()
    campaign = Campaign.objects.at_hand_lately(today)
    if not STATION & user.roles or campaign is None:
        return None
    ids, so_far = tuple(user.unit_ids()), campaign.period(today)
    now = Ask(NOW[0], Period(today, today), ids)
    keys = [BAD, *(figure.key for figure in all_figures() if figure.headline)]
    asks = [now, *(Ask(key, so_far, ids) for key in keys if get(key) and user.has_perm(get(key).right))]
    found = evaluate(asks)
    return Card(
        "本所数据",
        note=str(so_far),
        more=Way("口径", reverse("figures:board")),
        tiles=[_tile_of(ask, found[ask], NOW[1] if ask is now else "") for ask in asks],
    ).panel(order=40)


def _tile_of(ask: Ask, value, label: str) -> Tile:
    figure = get(ask.key)
    lamp = lamps.overdue("超期") if ask.key == BAD and value else None
    return Tile(label or figure.label, "—" if value is None else value, list_link(figure, ask.period), figure.measure, lamp, ask.key)


@home_panels.append
def headline_figures(request) -> Panel | None:
    """Two statements: the campaign, and all values. The others have their figures in a strip."""
    user = request.user
    if not user.has_perm(rights.VIEW) or (WAIT_HERE & user.roles and Role.OFFICER not in user.roles):
        return None
    keys = [figure.key for figure in all_figures() if figure.headline]
    board = cards(user, on=clock.today(), keys=keys)
    return Panel("figures/_cards.html", {"board": board, "is_part": True}, order=40)


@home_panels.append
def headlines_of_desk(request) -> Panel | None:
    """The same numbers as on 驾驶舱, which were read with it."""
    facts = facts_of_desk(request)
    return Panel("campaigns/_cockpit_headlines.html", facts, order=40) if facts else None


@home_panels.append
def waiting(request) -> Panel | None:
    """待办: the first few of what waits, for those who work from a desk."""
    if not WAIT_HERE & request.user.roles:
        return None
    rows = todo_sources.of(request.user, clock.today())
    is_aside = bool(DESK & request.user.roles)
    return Panel("campaigns/_home_waiting.html", {"rows": rows[:SHOWN], "total": len(rows)}, order=15, is_aside=is_aside)


@home_panels.append
def ways_in(request) -> Panel | None:
    """What the role works with, one press away; for the three administrators everything they may open. No statements."""
    user = request.user
    wanted = {name for role in user.roles for name in WAYS_IN.get(role, ())}
    mine = [each for each in navigation if each.right is not None and user.has_perm(each.right)]
    if not SEPARATED & user.roles:
        mine = [each for each in mine if each.url_name in wanted]
    mine = sorted(mine, key=lambda each: each.order)
    return Panel("campaigns/_home_ways.html", {"ways": mine}, order=90) if mine else None
