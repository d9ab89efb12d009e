"""How often somebody came in time, by ring and unit, in two statements. Sums of counts; never a mean of rates."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Sum

from baiyi.figures.changes import SMALL
from baiyi.figures.evaluation import percentage
from baiyi.figures.periods import Period
from baiyi.records.addresses import address_of
from prevention import rights
from prevention.models import ResponseCount, ResponseRing

Numbers = tuple[int, int]  # arrivals, and those in time


@dataclass(frozen=True)
class Rate:
    label: str
    arrivals: int
    in_time: int
    url: str

    @property
    def percent(self):
        return percentage(self.in_time, self.arrivals)

    @property
    def is_small(self) -> bool:
        """A rate of so few says little."""
        return 0 < self.arrivals < SMALL


@dataclass(frozen=True)
class Line:
    name: str
    rates: list[Rate]
    whole: Rate


@dataclass(frozen=True)
class Rates:
    rings: list[ResponseRing]
    lines: list[Line]
    whole: Line
    units: list[int]


def read_rates(user, period: Period) -> Rates:
    units = {unit.pk: unit.short_name for unit in user.units(rights.VIEW)}
    counted = ResponseCount.objects.visible_to(user).current().filter(reported_on__range=(period.since, period.until))
    sums: dict[tuple[int, int], Numbers] = defaultdict(lambda: (0, 0))
    for unit, ring, arrivals, in_time in (
        counted.order_by()
        .values_list("unit", "ring")
        .annotate(called=Sum("arrivals"), came=Sum("in_time"))
        .values_list("unit", "ring", "called", "came")
    ):
        sums[unit, ring] = (arrivals, in_time)
    known = {ring for _, ring in sums}
    rings = ResponseRing.objects.current().order_by("minutes", "pk")
    rings = [ring for ring in rings if ring.pk in known or ring.in_use_until is None]
    named = [(pk, name) for pk, name in units.items() if any((pk, ring.pk) in sums for ring in rings)]
    lines = [_line(name, [pk], rings, sums, period, unit=pk) for pk, name in named]
    return Rates(rings, lines, _line("合计", list(units), rings, sums, period), list(units))


def _line(name: str, units: list[int], rings: list[ResponseRing], sums: dict, period: Period, **within) -> Line:
    def rate(label: str, chosen: list[ResponseRing], **more) -> Rate:
        found = [sums.get((unit, ring.pk), (0, 0)) for unit in units for ring in chosen]
        arrivals, in_time = (sum(numbers) for numbers in zip(*found, strict=True)) if found else (0, 0)
        return Rate(label, arrivals, in_time, _url(period, **within, **more))

    return Line(name, [rate(ring.name, [ring], minutes=ring.minutes) for ring in rings], rate("全部", rings))


def _url(period: Period, **within: int) -> str:
    asked = {"reported_on_after": period.since, "reported_on_before": period.until} | within
    return f"{address_of('prevention:response-list')}?{urlencode(asked)}"
