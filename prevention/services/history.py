"""Old books of shifts at checkpoints and of night sheets (历史台账): what came in is over, nobody relieves it."""

from django.db import transaction
from django.utils.timezone import localtime

from baiyi.exchange.imports.past import VERB, check_past
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from campaigns.reporting import reporting_day
from prevention.models import Checkpoint, CheckpointShift, NightSheet, OnDuty


@transaction.atomic
def add_past_shift(*, by, checkpoint: Checkpoint, **facts) -> CheckpointShift:
    """已撤岗: nobody followed. Raises PermissionDenied, MoveRefused."""
    state = CheckpointShift.State.CLOSED
    shift = CheckpointShift(checkpoint=checkpoint, unit=checkpoint.unit, state=state, **facts)
    _refuse_duty(shift, by)
    if checkpoint.in_use_until and shift.reported_on > checkpoint.in_use_until:
        raise MoveRefused(f"{checkpoint}已于 {checkpoint.in_use_until} 停用")
    shift.save(verb=VERB)
    return shift


@transaction.atomic
def add_past_sheet(*, by, **facts) -> NightSheet:
    """Raises PermissionDenied; MoveRefused also for what the law refuses."""
    sheet = NightSheet(**facts)
    _refuse_duty(sheet, by)
    sheet.refuse_what_the_law_refuses()
    sheet.save(verb=VERB)
    return sheet


def _refuse_duty(duty: OnDuty, by) -> None:
    """Fills in who brings it in, and under which day it counts."""
    days = ("勤务开始", localtime(duty.starts_at).date()), ("勤务结束", localtime(duty.ends_at).date())
    check_past(*days, unit=duty.unit, by=by)
    if not duty.starts_at < duty.ends_at <= clock.now():
        raise MoveRefused("勤务结束须在勤务开始之后，且不能晚于现在")
    duty.created_by, duty.created_at = by, clock.now()
    duty.reported_on = reporting_day(duty.starts_at)
