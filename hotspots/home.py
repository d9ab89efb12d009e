"""What hotspots put on first pages: 本周督导 and its gaps for the desks, the station's own for its chief, and the
exceptions.
"""

from baiyi.accounts.roles import Role
from baiyi.figures import get
from baiyi.figures.evaluation import Ask, FiguresUnread, base_of, evaluate_once
from baiyi.figures.links import list_link
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.home import Card, Problem, Problems, Row, Tile, Way, more_words, worst_of
from baiyi.records.hooks import Panel, exceptions, home_panels
from campaigns.models import Campaign
from campaigns.plan import territory_of
from hotspots import rights
from hotspots.models import Hotspot
from hotspots.places import Place, Places, places_for
from hotspots.week_cells import OPEN

DESK = {Role.OFFICE, Role.SUPERVISOR}
SHOWN = 5
MISSED = "supervisions_missed"


def campaign_of_desk(user) -> Campaign | None:
    """The campaign at hand, when it is the person's to look after."""
    campaign = Campaign.objects.at_hand_lately(clock.today())
    return campaign if campaign and user.has_perm(rights.CHASE, campaign) else None


@home_panels.append
def this_week(request) -> Panel | None:
    """本周督导: who is not done, and the gaps. Three statements, two of which 驾驶舱 shares."""
    user = request.user
    if not DESK & user.roles:
        return None
    campaign = campaign_of_desk(user)
    if campaign is None:
        empty = "现在没有专项行动。行动建立后，这里显示本周督导和六项行动"
        return Card("周督导", empty=empty, way=Way("看挂牌整治区域", address_of("hotspots:hotspot-list"))).panel(
            order=10
        )
    places = places_for(request, campaign, territory_of(campaign, user))
    wrong = [place for place in places if place.is_wrong]
    wrong.sort(key=lambda place: (-place.row.missed_in_a_row, place.now.kind != OPEN, -place.row.missed))
    may_chase = places.open and user.has_perm(rights.CHASE)
    return Card(
        "周督导",
        note=f"本周 {places.week}",
        more=Way("周督导", address_of("hotspots:supervision-matrix")),
        action=Way("催办", address_of("hotspots:supervision-chase")) if may_chase else None,
        tiles=_tiles_of_week(request, campaign, places),
        rows=[_row_of_place(place) for place in wrong[:SHOWN]],
        empty="都已督导，没有缺口",
        foot=more_words(len(wrong), SHOWN, "处，见周督导"),
    ).panel(order=10)


def _missed(request, ask: Ask) -> tuple[int | None, str]:
    """With what is told beside it. None when it could not be read in time: the other numbers of the week are no
    figures.
    """
    try:
        found = evaluate_once(request, [ask])
    except FiguresUnread:
        return None, ""
    aside = base_of(ask, found)
    return found[ask], f"次（{aside}）" if aside else "次"


def _tiles_of_week(request, campaign: Campaign, places: Places) -> list[Tile]:
    hotspots, period = address_of("hotspots:hotspot-list"), campaign.period(clock.today())
    missed = Ask(MISSED, period, tuple(request.user.unit_ids()))
    (count, measure), waiting, unowned = _missed(request, missed), places.open, places.unowned
    return [
        Tile("本周已督导", f"{places.done}/{places.due}", address_of("hotspots:supervision-matrix")),
        Tile(
            "本周未督导", waiting, f"{hotspots}?tab=todo", measure="处", lamp=lamps.near("未督导") if waiting else None
        ),
        Tile(
            "漏督",
            "未读出" if count is None else count,
            list_link(get(MISSED), period),
            measure=measure,
            lamp=lamps.overdue("漏督") if count else None,
            key=MISSED,
        ),
        Tile(
            "无责任人",
            unowned,
            f"{hotspots}?tab=unowned",
            measure="处",
            lamp=lamps.overdue("无责任人") if unowned else None,
        ),
    ]


def _row_of_place(place: Place) -> Row:
    missed, in_a_row = place.row.missed, place.row.missed_in_a_row
    if in_a_row:
        lamp = lamps.overdue(place.row.missed_words if in_a_row == 1 else f"连续漏督 {in_a_row} 周")
    else:
        lamp = (
            lamps.near("本周未督导") if place.now.kind == OPEN else lamps.tag(f"曾漏督 {missed} 周") if missed else None
        )
    also = " · 本周未督导" if in_a_row and place.now.kind == OPEN else ""
    return Row(
        place.name,
        address_of("hotspots:hotspot-detail", place.pk),
        f"{place.unit} · 责任人 {place.owner}{also}",
        lamp=lamp,
    )


@home_panels.append
def places_in_short(request) -> Panel | None:
    """The hotspots of the week in short, for the supervisors; the office has 六项行动 in that place."""
    user = request.user
    campaign = campaign_of_desk(user) if Role.SUPERVISOR in user.roles and Role.OFFICE not in user.roles else None
    if campaign is None:
        return None
    return Panel(
        "hotspots/_places.html", {"places": places_for(request, campaign, territory_of(campaign, user))}, order=20
    )


@home_panels.append
def own_hotspots(request) -> Panel | None:
    """The hotspots of the station and this week, for its chief. One statement."""
    user = request.user
    if Role.CHIEF not in user.roles:
        return None
    rows = Hotspot.objects.visible_to(user).listed().for_list(clock.today()).select_related("unit")
    return Card(
        "挂牌整治区域",
        note="本周督导",
        more=Way("周督导", address_of("hotspots:supervision-matrix")),
        rows=[_row_of_hotspot(each) for each in rows.order_by("is_done", "pk")[:SHOWN]],
        empty="本所没有挂牌整治区域",
    ).panel(order=22, is_aside=True)


def _row_of_hotspot(hotspot: Hotspot) -> Row:
    note = f"责任人 {hotspot.owner_words} · 上次：{hotspot.last_visit_words}"
    lamp = lamps.near("本周未督导") if hotspot.open_week else hotspot.week_lamp
    return Row(hotspot.name, hotspot.get_absolute_url(), note, lamp=lamp)


@exceptions.append
def missed(request, period, units) -> Problems | None:
    """Hotspots whose latest weeks were missed. Two statements, which the page shares."""
    campaign = Campaign.objects.at_hand_lately(clock.today())
    if campaign is None:
        return None
    found = [place for place in places_for(request, campaign, units) if place.row.missed_in_a_row]
    found.sort(key=_in_a_row, reverse=True)
    url, worst = address_of("hotspots:supervision-matrix"), worst_of(found, _problem, by=_in_a_row)
    return Problems(title="挂牌点漏督", total=len(found), measure="处", url=url, order=20, **worst)


def _in_a_row(place: Place) -> int:
    return place.row.missed_in_a_row


def _problem(place: Place) -> Problem:
    note = f"连续漏督 {_in_a_row(place)} 周{_made_up(place)} · 责任人 {place.owner}"
    return Problem(lamps.overdue("漏督"), place.name, note, address_of("hotspots:hotspot-detail", place.pk))


def _made_up(place: Place) -> str:
    return f"（已补 {place.row.made_up}）" if place.row.made_up else ""
