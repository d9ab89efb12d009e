"""What a form of duty is filled with before anything is typed: the last one's post and strength, now, oneself."""

import datetime as dt
from typing import Any

from baiyi.records import clock
from campaigns.services.operations import operations_at_hand
from prevention import rights
from prevention.models import Checkpoint, CheckpointShift, NightSheet, OnDuty, Turn
from prevention.models.turn import LONGEST

USUAL = dt.timedelta(hours=6)
MINUTE = dt.timedelta(minutes=1)
RELIEVED_WITHIN = dt.timedelta(minutes=30)  # then the next shift begins when the one before it ended
STRENGTH = ("police", "auxiliaries", "cars")


def shift_preset(user, checkpoint: Checkpoint | None) -> dict[str, Any]:
    """Of the next shift at a checkpoint: the one asked for, else that of the last shift of the person's units."""
    shifts = CheckpointShift.objects.current().select_related("checkpoint").order_by("-starts_at", "-pk")
    mine = {"checkpoint": checkpoint} if checkpoint else {"unit__in": user.unit_ids(rights.RECORD)}
    last = shifts.filter(**mine).first()
    checkpoint = checkpoint or (last and last.checkpoint)
    begins = this_minute()
    if last and last.state == last.State.HANDED and abs(begins - last.ends_at) <= RELIEVED_WITHIN:
        begins = last.ends_at
    return {"checkpoint": checkpoint and checkpoint.pk} | duty_preset(user, last, begins)


def sheet_preset(user) -> dict[str, Any]:
    """Of tonight's sheet: place, instrument and scope of the last one of the person's units, until now."""
    sheets = NightSheet.objects.current().filter(unit__in=user.unit_ids(rights.RECORD))
    last = sheets.order_by("-starts_at", "-pk").first()
    usual = ("checkpoint_id", "place", "is_road", "has_warning", "breathalyser_id", "scope")
    known = {name.removesuffix("_id"): getattr(last, name) for name in usual} if last else {}
    hours = {"starts_at": this_minute() - _length(last), "ends_at": this_minute()}
    own = user.home_unit
    return known | {"unit": own and own.pk} | duty_preset(user, last, this_minute()) | hours


def this_minute() -> dt.datetime:
    return clock.now().replace(second=0, microsecond=0)


def end_preset(turn: Turn) -> dt.datetime:
    """When a turn ended: now; as it says when that is about now, when it was handed over before, or when nobody stands
    so long.
    """
    now = this_minute()
    is_known = turn.state != Turn.State.ON or abs(now - turn.ends_at) <= RELIEVED_WITHIN
    return turn.ends_at if is_known or now - turn.starts_at > LONGEST else max(now, turn.starts_at + MINUTE)


def duty_preset(user, last: OnDuty | None, begins: dt.datetime) -> dict[str, Any]:
    strength = {name: getattr(last, name) for name in STRENGTH} if last else {}
    running = [each for each in operations_at_hand(user, begins) if each.is_running(begins)]
    hours = {"starts_at": begins, "ends_at": begins + _length(last)}
    return strength | hours | {"leader": user.pk, "operation": running[0].pk if len(running) == 1 else None}


def _length(last: OnDuty | None) -> dt.timedelta:
    return last.ends_at - last.starts_at if last else USUAL
