"""Verbs on the venues of a sweep: assigning them to a group, and handing them out in turns."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from baiyi.accounts.models import Unit, UnitKind
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from inspections import rights
from inspections.models import SweepGroup, SweepVenue
from inspections.models.sweeps import CLAIM_FOR

BATCH = 500
TRIES = 50  # venues looked at for one that nobody else takes in the same moment


@dataclass(frozen=True)
class Assigned:
    """家 of each: new on the list of the group, on a list already, outside the group's own units."""

    made: int
    already: int
    outside: int

    def __str__(self) -> str:
        words = [f"已派 {self.made} 家"]
        if self.already:
            words.append(f"{self.already} 家此前已派，没有变动")
        if self.outside:
            words.append(f"{self.outside} 家不在本组辖区，没有派")
        return "；".join(words)


@transaction.atomic
def assign_venues(group: SweepGroup, venues: QuerySet, *, by) -> Assigned:
    """Put the venues at the end of the group's list, by name. Those on any list of the operation stay where they are.

    Who assigns in the same operation meanwhile waits, so that nobody's venue is moved. A station's group gets venues of
    its own units alone: its people could not record an inspection elsewhere.
    Raises PermissionDenied, MoveRefused.
    """
    lock(group.operation)
    group = lock(group)
    if not by.has_perm(rights.DEPLOY, group):
        raise PermissionDenied(rights.DEPLOY)
    if group.voided_at or group.operation.voided_at:
        raise MoveRefused("清查组或集中行动已作废，不能再派点位")
    wanted = dict(venues.order_by("name", "pk").values_list("pk", "unit_id"))
    taken = set(
        SweepVenue.objects.current()
        .filter(operation=group.operation_id, venue__in=venues.order_by().values("pk"))
        .values_list("venue_id", flat=True)
    )
    own = _own_units(group)
    free = [pk for pk, unit in wanted.items() if pk not in taken and (own is None or unit in own)]
    _put(group, free, by)
    return Assigned(len(free), len(taken), len(wanted) - len(taken) - len(free))


def _own_units(group: SweepGroup) -> set[int] | None:
    """None: a squad goes everywhere."""
    if group.unit.kind != UnitKind.STATION:
        return None
    return set(Unit.objects.descendants(group.unit_id, include_self=True).values_list("pk", flat=True))


def _put(group: SweepGroup, venues: list[int], by) -> None:
    last = group.venues.aggregate(last=Max("position"))["last"] or 0
    facts = {"unit_id": group.unit_id, "created_by": by, "created_at": clock.now()}
    facts |= {"group": group, "operation_id": group.operation_id}
    new = [SweepVenue(venue_id=venue, position=place, **facts) for place, venue in enumerate(venues, last + 1)]
    log_bulk(SweepVenue.objects.bulk_create(new, batch_size=BATCH), verb="派给清查组", by=by, reason=str(group))


@transaction.atomic
def take_off(place: SweepVenue, *, by, version: int, reason: str) -> SweepVenue:
    """Off the list: another group may have it. Raises StaleRecord, PermissionDenied, MoveRefused."""
    return rows.void(place, by=by, right=rights.DEPLOY, version=version, verb="移出清查", reason=reason)


def next_venue(group: SweepGroup, *, by) -> SweepVenue | None:
    """The next venue of the group that is in use, that this person may record at and nobody else was sent to in the
    last half hour; his own first, until it is visited or found shut. None when there is no more.

    The conditional update decides: of two who ask at once each gets another one. Raises MoveRefused when the operation
    does not run.
    """
    at = clock.now()
    if group.voided_at or group.operation.voided_at or not group.operation.is_running(at):
        raise MoveRefused("集中行动不在进行中")
    at_hand = {"venue__voided_at": None, "venue__unit__in": by.unit_ids(rights.RECORD)}
    left = SweepVenue.objects.left().filter(group=group, **at_hand)
    left = left.select_related("venue").order_by("position", "pk")
    since = at - CLAIM_FOR
    if mine := left.filter(claimed_by=by, claimed_at__gt=since).first():
        return mine
    free = Q(claimed_at=None) | Q(claimed_at__lte=since)
    for place in left.filter(free)[:TRIES]:
        if SweepVenue.objects.filter(free, pk=place.pk).update(claimed_by=by, claimed_at=at):
            return place
    return None
