"""The hotspots of some units with their weeks, as first pages and 驾驶舱 show them: read once a request."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from baiyi.accounts.models import Unit
from baiyi.records import clock
from baiyi.records.memo import once_a_request
from baiyi.records.written import written
from campaigns.models import Campaign
from campaigns.weeks import Week
from hotspots.models import Hotspot
from hotspots.week_cells import NONE, OPEN, Cell, WeekRow, strips_of


@dataclass(frozen=True)
class Place:
    """A hotspot of `for_list` with its weeks."""

    row: WeekRow

    @property
    def pk(self) -> int:
        return self.row.hotspot.pk

    @property
    def name(self) -> str:
        return self.row.hotspot.name

    @property
    def unit(self) -> str:
        return self.row.hotspot.unit.short_name

    @property
    def owner(self) -> str:
        return self.row.hotspot.owner_name if self.is_owned else "未指定"

    @property
    def is_owned(self) -> bool:
        return self.row.hotspot.is_owned

    @cached_property
    def now(self) -> Cell:
        return next((cell for cell in self.row.cells if cell.is_now), Cell(None, NONE))

    @property
    def is_wrong(self) -> bool:
        return self.now.kind == OPEN or self.row.missed > 0 or not self.is_owned


@dataclass(frozen=True)
class Places:
    """Hotspots (处) and how many of them are done in the week of today."""

    week: Week
    all: list[Place]

    def __iter__(self):
        return iter(self.all)

    @property
    def done(self) -> int:
        return sum(place.now.is_done for place in self.all)

    @property
    def due(self) -> int:
        return sum(place.now.is_asked for place in self.all)

    @property
    def open(self) -> int:
        return self.due - self.done

    @property
    def unowned(self) -> int:
        return sum(not place.is_owned for place in self.all)


def places_for(request, campaign: Campaign, units: Iterable[Unit]) -> Places:
    """The listed hotspots of the units; those that no campaign governs follow `campaign`. Two statements, once a
    request.
    """
    units = list(units)
    key = ("hotspots.places", campaign.pk, tuple(unit.pk for unit in units))
    return once_a_request(request, key, lambda: _read(campaign, units))


def _read(campaign: Campaign, units: list[Unit]) -> Places:
    today = clock.today()
    rows = Hotspot.objects.filter(unit__in=units)
    hotspots = _listed(rows, today, rows.hangs_on(today))
    strips = strips_of(hotspots, on=today, otherwise=campaign)
    return Places(campaign.week_of(min(today, campaign.ends_on)), [Place(row) for row in strips])


@written
def _listed(rows: QuerySet, on: dt.date, hangs_on) -> QuerySet:
    return rows.listed().for_list(on).select_related("unit").order_by("unit__position", "listed_on", "pk")
