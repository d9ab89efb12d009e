"""Dissuasions (水域劝阻, 人次) that come of a patrol or an alert follow it: they are changed where they came from."""

from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused
from prevention import rights
from prevention.models import Dissuasion, WaterAlert, WaterPatrol
from prevention.models.waters.alert import Way


def follow_patrol(patrol: WaterPatrol, *, persons: int, minors: int, by) -> None:
    """The caller holds the lock of the patrol's water or of the patrol."""
    facts = {"water_id": patrol.water_id, "unit_id": patrol.unit_id, "reported_on": patrol.patrolled_on}
    _follow(patrol, facts | {"patrol": patrol, "way": Way.SCENE}, persons, minors, by)


def follow_alert(alert: WaterAlert, *, persons: int, minors: int, by) -> None:
    """The caller holds the lock of the alert."""
    facts = {"water_id": alert.water_id, "unit_id": alert.unit_id, "reported_on": alert.reported_on}
    facts |= {"alert": alert, "way": alert.way or Way.SCENE, "happened_at": alert.happened_at}
    _follow(alert, facts, persons, minors, by)


def refuse_minors(persons: int, minors: int) -> None:
    if minors > persons:
        raise MoveRefused(f"其中未成年人不能大于劝阻人次：{minors} > {persons}")


def _follow(source: WaterPatrol | WaterAlert, facts: dict, persons: int, minors: int, by) -> None:
    """One row a source with what it says now; none when nobody was dissuaded."""
    refuse_minors(persons, minors)
    known = source.dissuasions.current().first()
    if known is None and persons:
        rows.add(Dissuasion(**facts, persons=persons, minors=minors), by=by, right=rights.TEND_WATERS)
    elif known is not None and not persons:
        known.voided_at, known.void_reason = clock.now(), "来源记录已作废或更正"
        known.save(verb="作废劝阻", reason=known.void_reason)
    elif known is not None and (known.persons, known.minors) != (persons, minors):
        known.persons, known.minors = persons, minors
        known.save(verb="修改劝阻")
