"""The tree of zones and beats, in three statements."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.html import format_html

from baiyi.records import clock, lamps
from prevention import rights
from prevention.models import PatrolBeat, PatrolMechanism, PatrolShift, PatrolZone, Turn
from prevention.models.turn import just_now

SWATCH = '<svg width="14" height="14" aria-hidden="true"><rect width="14" height="14" rx="2" fill="{}"/></svg> {}'
WALKED, NOT_WALKED = lamps.good("在巡"), lamps.no_data("无人在巡")


@dataclass(frozen=True)
class Branch:
    """A zone with the beats the reader may see; `is_open` when the zone is one of his units' own."""

    zone: PatrolZone
    beats: list[PatrolBeat]
    is_open: bool

    @property
    def swatch(self) -> str:
        return swatch(self.zone)


def read_tree(user) -> dict[str, Any]:
    """Zones of the person's units, and those of others in which his units have beats; mechanisms are everybody's."""
    today, units = clock.today(), set(user.unit_ids(rights.VIEW))
    beats = list(_beats(user, today))
    mine = PatrolZone.objects.visible_to(user).in_force(today).select_related("head", "unit")
    zones = {zone.pk: zone for zone in (*mine, *(beat.zone for beat in beats))}
    order = sorted(zones.values(), key=lambda zone: (zone.number, zone.pk))
    tree = [Branch(zone, [each for each in beats if each.zone_id == zone.pk], zone.unit_id in units) for zone in order]
    mechanisms = PatrolMechanism.objects.in_force(today).order_by("pk")
    return {"tree": tree, "mechanisms": list(mechanisms), "walked": WALKED, "not_walked": NOT_WALKED, "units": units}


def _beats(user, today: dt.date):
    at = just_now()
    walking = PatrolShift.objects.current().filter(state=Turn.State.ON, starts_at__lte=at, ends_at__gte=at)
    beats = (
        PatrolBeat.objects.visible_to(user)
        .in_force(today)
        .annotate(
            is_walked=Exists(walking.filter(beat=OuterRef("pk"))),
            points=Count("must_pass", filter=Q(must_pass__ended_on=None)),
        )
    )
    return beats.select_related("zone__head", "zone__unit", "unit", "officer").order_by("number", "pk")


def swatch(zone: PatrolZone) -> str:
    """The colour, and its word."""
    return format_html(SWATCH, zone.colour, zone.colour_word)
