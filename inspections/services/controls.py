"""临时管控 of hazards: approved with proof until a day; who answers hears when it is over."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from baiyi.accounts.answering import Part, who
from baiyi.exchange.photos import attach, photos_of_form
from baiyi.journal.services import log_bulk
from baiyi.notifications.services import Message, send_many
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from inspections.kinds import CONTROL_LAPSED
from inspections.models import Hazard, HazardControl

LONGEST = 30  # natural days; an assumption of this product
TOLD_WITHIN = dt.timedelta(days=30)  # a machine that was off for longer tells nobody


@transaction.atomic
def control_hazard(
    hazard: Hazard, *, by, version: int, until: dt.date, measure: str, proof: str = "", client_uuid: UUID | None = None
) -> HazardControl:
    """批准临时管控 until a day, with a photo or the number of the plan. Raises MoveRefused, StaleRecord."""
    locked, on = lock(hazard, version=version), clock.today()
    photos = photos_of_form(client_uuid, by=by) if client_uuid else []
    _refuse_control(locked, by, until, on)
    if not photos and not proof:
        raise MoveRefused("临时管控须有凭证：请拍管控现场照片，或填写管控方案文号")
    control = HazardControl(hazard=locked, unit_id=locked.unit_id, created_by=by, created_at=clock.now())
    control.starts_on, control.until, control.measure, control.proof = on, until, measure, proof
    control.save()
    attach([(photo, control) for photo in photos])
    locked.save()  # its version: a page opened before this is stale
    log_bulk([locked], verb=f"批准{control}", by=by, reason=measure)
    return control


def _refuse_control(hazard: Hazard, by, until: dt.date, on: dt.date) -> None:
    if hazard.state != Hazard.State.PENDING:
        raise MoveRefused(f"当前状态为“{hazard.get_state_display()}”，不需要临时管控")
    if by.pk in {hazard.created_by_id, *hazard.inspection.inspectors.values_list("pk", flat=True)}:
        raise MoveRefused("检查人不能批准自己查出的隐患临时管控")
    if not on < until <= on + dt.timedelta(days=LONGEST):
        raise MoveRefused(f"管控期限须在明天以后、{LONGEST} 天以内")
    running = HazardControl.objects.in_force(on).filter(hazard=hazard).first()
    if running is not None:
        raise MoveRefused(f"已经{running}，到期后才能再次批准")


@transaction.atomic
def tell_of_lapsed_controls() -> int:
    """Who answers for a hazard whose control is over is told once; returns the messages newly written. Safe to
    repeat.
    """
    on = clock.today()
    lapsed = HazardControl.objects.lapsed(on, since=on - TOLD_WITHIN).select_related("hazard__venue", "hazard__unit")
    controls = list(lapsed)
    hazards = {each.hazard_id: each.hazard for each in controls}
    people = who(hazards.values(), Part.RESPONSIBLE, on) if hazards else {}
    messages = [
        Message(person, each.hazard, f"control-{each.pk}", facts={"title": str(each.hazard.venue), "control": each})
        for each in controls
        for person in people[each.hazard_id]
    ]
    return send_many(messages, kind=CONTROL_LAPSED)
