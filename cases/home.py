"""What cases put on first pages: a leader's own cases, the worst of a station, and 停滞 as an exception."""

from baiyi.accounts.roles import Role
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.home import Card, Problem, Problems, Row, Tile, Way, more_words, worst_of
from baiyi.records.hooks import Panel, exceptions, home_panels
from baiyi.records.lamps import Lamp
from cases.at_hand import cases_at_hand
from cases.models import Case

SHOWN = 5


@home_panels.append
def cases_i_lead(request) -> Panel | None:
    """我包的案件, the silent and the late ones first; nothing for who leads none. No statement of its own."""
    found, mine = sorted(cases_at_hand(request.user).led, key=_gravity), address_of("cases:led-list")
    if not found:
        return None
    tiles = [Tile("在办", len(found), mine, measure="起"), *_tiles(found, mine)]
    rows = [_row(each) for each in found[:SHOWN]]
    foot = more_words(len(found), SHOWN, "起")
    return Card("我包的案件", more=Way("全部", mine), tiles=tiles, rows=rows, foot=foot).panel(order=15)


@home_panels.append
def cases_of_station(request) -> Panel | None:
    """What is late, near or silent at the station, for its chief and clerk. No statement of its own."""
    user = request.user
    if not {Role.CHIEF, Role.CLERK} & user.roles:
        return None
    found, ledger = cases_at_hand(user).in_units(set(user.unit_ids())), address_of("cases:case-list")
    worst = sorted((each for each in found if each.is_late or each.is_silent), key=lambda each: not each.is_late)
    return Card(
        "案件",
        more=Way("案件台账", ledger),
        tiles=_tiles(found, ledger),
        rows=[_row(each) for each in worst[:SHOWN]],
        foot=more_words(len(worst), SHOWN, "起"),
        empty="没有超期和停滞的案件",
    ).panel(order=16)


@exceptions.append
def silent_cases(request, period, units) -> Problems | None:
    """停滞 of the units, the longest silence first. No statement of its own."""
    found = [each for each in cases_at_hand(request.user).in_units({unit.pk for unit in units}) if each.is_silent]
    url, worst = (
        f"{address_of('cases:case-list')}?tab=silent",
        worst_of(found, _silent, by=lambda case: case.progressed_on),
    )
    return Problems(title="案件停滞", total=len(found), measure="起", url=url, order=15, **worst)


def _silent(case: Case) -> Problem:
    return Problem(case.silence_lamp, case.name, f"{case.unit} · 主办 {case.officer.name}", case.get_absolute_url())


def _tiles(found: list[Case], ledger: str) -> list[Tile]:
    counts = (
        ("overdue", lamps.overdue("超期"), sum(each.is_late for each in found)),
        ("near", lamps.near("临期"), sum(_is_near(each.due_lamp) for each in found)),
        ("silent", lamps.overdue("停滞"), sum(each.is_silent for each in found)),
    )
    return [
        Tile(lamp.text, count, f"{ledger}?tab={tab}", measure="起", lamp=lamp if count else None)
        for tab, lamp, count in counts
    ]


def _gravity(case: Case) -> tuple:
    return (not case.is_silent, not case.is_late, case.progressed_on)


def _is_near(lamp: Lamp | None) -> bool:
    return lamp is not None and lamp.tone == lamps.near("").tone


def _row(case: Case) -> Row:
    lamp = case.silence_lamp or case.due_lamp
    return Row(case.name, case.get_absolute_url(), f"{case.unit} · 主办 {case.officer.name}", lamp=lamp)
