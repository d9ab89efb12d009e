"""What the form of a patrol is filled with: what is planned for tonight, else the last one's beat and strength."""

import datetime as dt
from typing import Any

from baiyi.records import clock
from prevention import rights
from prevention.models import PatrolBeat, PatrolShift, PlannedPatrol
from prevention.services.presets import duty_preset, this_minute

SOON = dt.timedelta(hours=2)  # before a planned patrol begins it is the one that is meant
PAIR = 2  # officers of a patrol of which nothing is known yet
STRENGTH = ("armed", "volunteers", "cadres", "team")


def planned_now(user, beat: PatrolBeat | None = None) -> PlannedPatrol | None:
    """The planned patrol of the person's units (or of a beat) that he means most likely: his own first, then the one
    that begins first and nobody walks.
    """
    now = clock.now()
    open_now = PlannedPatrol.objects.unheld().filter(starts_at__lte=now + SOON, ends_at__gt=now)
    mine = {"beat": beat} if beat else {"unit__in": user.unit_ids(rights.RECORD)}
    found = open_now.filter(**mine).order_by("starts_at", "beat__number", "pk")
    return next((each for each in found if each.leader_id == user.pk), None) or next(iter(found), None)


def patrol_preset(user, beat: PatrolBeat | None, planned: PlannedPatrol | None) -> dict[str, Any]:
    planned = planned or planned_now(user, beat)
    shifts = PatrolShift.objects.current().order_by("-starts_at", "-pk")
    if planned:
        shifts = shifts.filter(beat=planned.beat_id, kind=planned.kind)
    else:
        shifts = shifts.filter(**({"beat": beat} if beat else {"unit__in": user.unit_ids(rights.RECORD)}))
    last, begins = shifts.first(), this_minute()
    known = {name: getattr(last, name) for name in STRENGTH} if last else {"police": PAIR}
    where = planned or last
    place = {"beat": where.beat_id, "kind": where.kind} if where else {"beat": beat and beat.pk}
    known |= place | duty_preset(user, last, begins)
    if planned and planned.ends_at > begins:
        known |= {"ends_at": planned.ends_at} | ({"team": planned.team} if planned.team else {})
    return known
