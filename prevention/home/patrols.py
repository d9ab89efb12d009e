"""Tonight's patrols: those that run, and those that nobody walks yet, each one tap from its page or form."""

from baiyi.accounts.roles import Role
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.home import Card, Row, Way
from baiyi.records.hooks import Panel, home_panels
from prevention.reading.at_hand import at_hand

WALKERS = frozenset({Role.CHIEF, Role.OFFICER, Role.CLERK})
SHOWN = 4


@home_panels.append
def patrols_tonight(request) -> Panel | None:
    """Of a station, from twelve hours before; None while nothing is planned or runs. No statement of its own."""
    if not WALKERS & request.user.roles:
        return None
    found = [each for each in at_hand(request.user, clock.today()).duty if each.is_planned or each.is_running]
    if not found:
        return None
    rows = [Row(each.place, each.url, each.note, lamp=each.lamp) for each in found[:SHOWN]]
    foot = f"另有 {len(found) - SHOWN} 班" if len(found) > SHOWN else ""
    more = Way("应巡未巡", address_of("prevention:gaps"))
    return Card("今晚巡逻", more=more, rows=rows, foot=foot).panel(order=18)
