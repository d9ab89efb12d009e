"""What disputes put on first pages: the gravest of a station, and what stands badly as exceptions."""

from django.urls import reverse

from baiyi.records import lamps
from baiyi.records.home import Card, Problem, Problems, Row, Tile, Way, more_words, worst_of
from baiyi.records.hooks import Panel, exceptions, home_panels
from disputes.models import Dispute
from disputes.reading.at_hand import OVERSEERS, disputes_at_hand

SHOWN = 5


@home_panels.append
def disputes_of_units(request) -> Panel | None:
    """红橙, 未签收超时, 停滞 and 超期 of the units, for chief, clerk and office. No statement of its own."""
    user = request.user
    if not OVERSEERS & user.roles:
        return None
    found, ledger = disputes_at_hand(user).in_units(set(user.unit_ids())), reverse("disputes:dispute-list")
    return Card(
        "矛盾纠纷",
        more=Way("纠纷台账", ledger),
        tiles=_tiles(found, ledger),
        rows=[_row(each) for each in _by_gravity(found)[:SHOWN]],
        empty="没有红橙、超期、停滞和未签收超时的纠纷",
        foot=more_words(len(found), SHOWN, "起"),
    ).panel(order=17)


@home_panels.append
def disputes_i_lead(request) -> Panel | None:
    """我包的纠纷; nothing for who leads none. No statement of its own."""
    found = disputes_at_hand(request.user).led
    if not found:
        return None
    rows = [_row(each) for each in _by_gravity(found)[:SHOWN]]
    more, foot = Way("纠纷台账", reverse("disputes:dispute-list")), more_words(len(found), SHOWN, "起")
    return Card("我包的纠纷", more=more, rows=rows, foot=foot).panel(order=15)


@exceptions.append
def unsigned_disputes(request, period, units) -> Problems | None:
    """未签收超时 of the units, the gravest first. No statement of its own."""
    found = [each for each in _known(request, units) if each.is_unsigned]
    return _problems("纠纷流转未签收", found, "unsigned", order=16)


@exceptions.append
def silent_disputes(request, period, units) -> Problems | None:
    """停滞 of the units, the gravest first. No statement of its own."""
    found = [each for each in _known(request, units) if each.is_silent]
    return _problems("纠纷停滞", found, "silent", order=17)


def _known(request, units) -> list[Dispute]:
    return disputes_at_hand(request.user).in_units({unit.pk for unit in units})


def _problems(title: str, found: list[Dispute], tab: str, *, order: int) -> Problems:
    url, worst = f"{reverse('disputes:dispute-list')}?tab={tab}", worst_of(_by_gravity(found), _problem, by=_gravity)
    return Problems(title=title, total=len(found), measure="起", url=url, order=order, **worst)


def _problem(dispute: Dispute) -> Problem:
    note = f"{dispute.unit} · {dispute.officer.name}"
    return Problem(_worst_lamp(dispute), dispute.title, note, dispute.get_absolute_url())


def _by_gravity(found: list[Dispute]) -> list[Dispute]:
    return sorted(found, key=lambda dispute: (*_gravity(dispute), dispute.pk))


def _gravity(dispute: Dispute) -> tuple:
    return (not dispute.is_unsigned, not dispute.is_late, not dispute.risk.is_high, dispute.progressed_on)


def _worst_lamp(dispute: Dispute):
    if dispute.is_unsigned:
        return lamps.overdue("未签收超时")
    return dispute.silence_lamp or dispute.due_lamp or dispute.risk_lamp


def _tiles(found: list[Dispute], ledger: str) -> list[Tile]:
    counts = (
        ("high", lamps.overdue("红橙"), sum(each.risk.is_high and each.is_open for each in found)),
        ("unsigned", lamps.overdue("未签收超时"), sum(each.is_unsigned for each in found)),
        ("overdue", lamps.overdue("超期"), sum(each.is_late for each in found)),
        ("silent", lamps.overdue("停滞"), sum(each.is_silent for each in found)),
    )
    return [
        Tile(lamp.text, count, f"{ledger}?tab={tab}", measure="起", lamp=lamp if count else None)
        for tab, lamp, count in counts
    ]


def _row(dispute: Dispute) -> Row:
    note = f"{dispute.unit} · {dispute.risk.name} · {dispute.officer.name}"
    return Row(dispute.title, dispute.get_absolute_url(), note, lamp=_worst_lamp(dispute))
