"""What of the hotspots is handed over with a person, and what a unit has open. Naming who answers for a hotspot takes a
right: where whoever made the handover has none, it stays and says so.
"""

from collections.abc import Iterator

from baiyi.accounts import holdings
from baiyi.accounts.models import Unit, User
from baiyi.records import clock
from hotspots.models import Hotspot, HotspotAssignment
from hotspots.services.hotspots import assign, refusal_of


def held(user: User):
    rows = HotspotAssignment.objects.current().filter(person=user, hotspot__in=Hotspot.objects.listed())
    return rows.select_related("hotspot").order_by("pk")


def give(held: HotspotAssignment, *, giver: User, taker: User, by: User, reason: str) -> None:
    assign(held.hotspot, post=held.post, person=taker, reason=reason, by=by)


def refusal(held: HotspotAssignment, taker: User) -> str:
    return refusal_of(taker, held.post, on=clock.today())


holdings.register("hotspots", label="挂牌整治责任", rows=held, give=give, refusal=refusal)


@holdings.work_of_units.append
def open_hotspots(unit: Unit) -> Iterator[holdings.Work]:
    yield "挂牌整治区域", Hotspot.objects.listed().filter(unit=unit).count()
