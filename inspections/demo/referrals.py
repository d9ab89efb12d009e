"""Where the referred hazards are: signed for, answered, sent back, or not even signed for."""

import datetime as dt

from baiyi.deadlines.models import Deadline, Rule
from baiyi.deadlines.services import NewDeadline, is_within_limit, open_deadlines
from baiyi.journal.services import PastEvent, log_past
from baiyi.transfers.kinds import HANDLE, SIGN
from baiyi.transfers.models import HANDLE_RULE, SIGN_RULE, Transfer
from campaigns.demo import ONE_DAY, World
from inspections.demo import times
from inspections.models import Hazard
from inspections.services.referrals import TASK

State = Transfer.State
ANSWERS = ("已责令改正，现场复核通过", "已立案查处，责令停用", "已组织清除，并上门宣传", "已约谈负责人，整改完毕")
RETURNED = "请移送辖区街道"
BACK = -1
STORIES = (  # natural days until it was signed for, and from then until the answer (None: still waited for)
    (1, 3),
    (4, 6),  # signed late, answered in time
    (1, BACK),
    (1, None),  # signed for, and the answer is late
    (1, 9),
    (1, 12),  # answered late
)


def write_transfers(world: World) -> None:
    """One a referred hazard; what happened since depends on how long ago it was sent."""
    hazards = Hazard.objects.filter(state=Hazard.State.REFERRED).select_related("unit", "referred_to", "created_by")
    rows = [_transfer(world, hazard, place) for place, hazard in enumerate(hazards.order_by("referred_on", "pk"))]
    Transfer.objects.bulk_create(rows, batch_size=500)
    _write_deadlines(rows)
    log_past(sorted((event for row in rows for event in _events(world, row)), key=lambda event: event.at))


def _transfer(world: World, hazard: Hazard, place: int) -> Transfer:
    sent_on, today = hazard.referred_on, world.latest().date()
    return Transfer(
        subject=hazard,
        unit=hazard.unit,
        created_by=hazard.created_by,
        created_at=hazard.created_at,
        title=f"{hazard} {hazard.description}",
        task=hazard.measure or TASK,
        to_unit=hazard.referred_to,
        sent_on=sent_on,
        **_fate(place, sent_on, today),
    )


def _fate(place: int, sent_on: dt.date, today: dt.date) -> dict:
    """As far as the story has come by today."""
    signed_after, answered_after = STORIES[place % len(STORIES)]
    signed_on = sent_on + ONE_DAY * signed_after
    if signed_on > today:
        return {}
    if answered_after == BACK:
        back = {"return_kind": Transfer.ReturnKind.NOT_OURS, "end_reason": RETURNED}
        return {"state": State.RETURNED, "ended_on": signed_on, **back}
    answered_on = None if answered_after is None else signed_on + ONE_DAY * answered_after
    signed = {"accepted_on": signed_on}
    if answered_on is None or answered_on > today:
        return signed | {"state": State.ACCEPTED}
    return signed | {"state": State.SETTLED, "settled_on": answered_on, "result": ANSWERS[place % len(ANSWERS)]}


def _write_deadlines(rows: list[Transfer]) -> None:
    rules = {rule.code: rule for rule in Rule.objects.filter(code__in=[SIGN_RULE, HANDLE_RULE])}
    wanted, closed = [], []
    for row in rows:
        wanted.append(NewDeadline(row, SIGN, unit=row.unit, rule=rules[SIGN_RULE], starts_on=row.sent_on))
        closed.append(row.accepted_on or row.ended_on)
        if row.accepted_on:
            wanted.append(NewDeadline(row, HANDLE, unit=row.unit, rule=rules[HANDLE_RULE], starts_on=row.accepted_on))
            closed.append(row.settled_on)
    opened = open_deadlines(wanted, by=None)
    for deadline, on in zip(opened, closed, strict=True):
        deadline.closed_on, deadline.is_within_limit = on, is_within_limit(deadline, on) if on else None
    Deadline.objects.bulk_update(opened, ["closed_on", "is_within_limit"], batch_size=500)


def _events(world: World, row: Transfer) -> list[PastEvent]:
    events = [PastEvent(row, f"流转给{row.receiver}", by=row.created_by, at=row.created_at, is_first=True)]
    happened = (("签收", row.accepted_on), ("反馈结果", row.settled_on), ("退回", row.ended_on))
    return events + [
        PastEvent(row, verb, by=None, at=times.at(world, on), reason=row.end_words) for verb, on in happened if on
    ]
