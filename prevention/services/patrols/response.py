"""Mechanisms (勤务机制) and rings (快反圈) of the branch, and how often somebody came in time (快反到场统计).

All raise PermissionDenied; changing and voiding also StaleRecord, and MoveRefused when it was voided.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock
from prevention import rights
from prevention.models import PatrolBeat, PatrolMechanism, ResponseCount, ResponseRing

Counts = Mapping[ResponseRing, tuple[int, int]]  # arrivals and those in time of a ring


class CountsTaken(MoveRefused):
    """They were reported already; `first` is one of those rows."""

    def __init__(self, first: ResponseCount):
        super().__init__(f"{first}已由{first.created_by.name}填报，没有重复登记；有出入的，请修改那一条")
        self.first = first


@transaction.atomic
def add_mechanism(*, by, **facts) -> PatrolMechanism:
    return rows.add(PatrolMechanism(**facts), by=by, right=rights.ARRANGE)


@transaction.atomic
def change_mechanism(mechanism: PatrolMechanism, *, by, version: int, **facts) -> PatrolMechanism:
    return rows.change(mechanism, by=by, right=rights.ARRANGE, version=version, verb="修改勤务机制", **facts)


@transaction.atomic
def void_mechanism(mechanism: PatrolMechanism, *, by, reason: str, version: int) -> PatrolMechanism:
    return rows.void(mechanism, by=by, right=rights.ARRANGE, version=version, verb="作废勤务机制", reason=reason)


@transaction.atomic
def add_ring(*, by, **facts) -> ResponseRing:
    """Raises MoveRefused while one of the same minutes is in use."""
    with _ring_once(facts["minutes"]):
        return rows.add(ResponseRing(**facts), by=by, right=rights.ARRANGE)


@transaction.atomic
def change_ring(ring: ResponseRing, *, by, version: int, **facts) -> ResponseRing:
    """The minutes stay: counts were made by them."""
    with _ring_once(ring.minutes):
        return rows.change(ring, by=by, right=rights.ARRANGE, version=version, verb="修改快反圈", **facts)


@transaction.atomic
def void_ring(ring: ResponseRing, *, by, reason: str, version: int) -> ResponseRing:
    locked = lock(ring, version=version)
    if locked.counts.current().exists():
        raise MoveRefused("这个快反圈已有到场统计，不能作废；不再使用的，请填写停用日")
    return rows.void(locked, by=by, right=rights.ARRANGE, version=version, verb="作废快反圈", reason=reason)


def _ring_once(minutes: int):
    known = ResponseRing.objects.current().filter(minutes=minutes, in_use_until=None)
    refusal = MoveRefused(f"{minutes} 分钟的快反圈正在使用，请先停用那一个")
    return rows.unless_taken(known.first, lambda first: refusal)


@transaction.atomic
def add_counts(
    *, by, unit, counts: Counts, reported_on: dt.date, beat: PatrolBeat | None = None
) -> list[ResponseCount]:
    """One row a ring of a day: of the whole unit, or of its beats, never of both.

    Raises MoveRefused for more in time than arrivals, and for both; CountsTaken when they are there, also when somebody
    else came first at this moment.
    """
    _lock_rings(counts)
    day = ResponseCount.objects.current().filter(unit=unit, reported_on=reported_on).select_related("created_by")
    other = day.filter(beat__isnull=beat is not None).first()
    if other is not None:
        raise MoveRefused(f"{reported_on} 已按{'全单位' if beat else '巡区'}填报（{other}），两种口径不能混报")
    first = day.filter(beat=beat, ring__in=counts).select_related("unit", "beat", "ring").first()
    if first is not None:
        raise CountsTaken(first)
    return [_add_count(by, ring, numbers, unit, beat, reported_on) for ring, numbers in counts.items()]


def _lock_rings(counts: Counts) -> None:
    """In one order, so that two grids of a day come one after the other."""
    for ring in sorted(counts, key=lambda ring: ring.pk):
        lock(ring)


def _add_count(by, ring, numbers: tuple[int, int], unit, beat, reported_on) -> ResponseCount:
    arrivals, in_time = numbers
    _refuse_more(arrivals, in_time)
    row = ResponseCount(unit=unit, beat=beat, reported_on=reported_on, ring=ring, arrivals=arrivals, in_time=in_time)
    return rows.add(row, by=by, right=rights.RECORD)


@transaction.atomic
def change_count(count: ResponseCount, *, by, version: int, arrivals: int, in_time: int) -> ResponseCount:
    _refuse_more(arrivals, in_time)
    facts = {"arrivals": arrivals, "in_time": in_time}
    return rows.change(count, by=by, right=rights.RECORD, version=version, verb="更正到场统计", **facts)


@transaction.atomic
def void_count(count: ResponseCount, *, by, reason: str, version: int) -> ResponseCount:
    return rows.void(count, by=by, right=rights.DECIDE, version=version, verb="作废到场统计", reason=reason)


def _refuse_more(arrivals: int, in_time: int) -> None:
    if in_time > arrivals:
        raise MoveRefused(f"按时到场 {in_time} 次多于应到场 {arrivals} 次，请核对")
