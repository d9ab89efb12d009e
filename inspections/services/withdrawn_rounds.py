"""撤回复查: within ten minutes whoever recorded a round takes it back, and all stands where it stood before."""

import datetime as dt

from django.db import transaction

from baiyi.deadlines import services as deadlines
from baiyi.exchange.models import Photo
from baiyi.exchange.photos import attach
from baiyi.journal.acts import value_before
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import ExtensionRequest, RectificationNotice, Reinspection
from inspections.services.recording import WITHDRAW_WITHIN

TOO_LATE = "只有登记人在 10 分钟内可以撤回复查"
REASON = "登记人撤回复查"
DONE_WITH_IT = {
    Reinspection.FollowUp.REFER: "隐患已随这次复查移送，不能撤回复查；请先由接收单位退回",
    Reinspection.FollowUp.LIST: "已随这次复查提请挂牌督办，不能撤回复查；请向专班说明",
}


def round_withdrawable_until(round_: Reinspection, *, by) -> dt.datetime | None:
    """Until when this person may withdraw it; None when it is too late, withdrawn, or not his own. No statement."""
    until = round_.created_at + WITHDRAW_WITHIN
    is_open = round_.voided_at is None and round_.created_by_id == by.pk and clock.now() <= until
    return until if is_open else None


@transaction.atomic
def withdraw_reinspection(round_: Reinspection, *, by) -> Reinspection:
    """The round is voided and keeps its photos; its hazards are open again, the notice stands where it stood, and the
    deadlines it closed run on. Raises MoveRefused, also when something was built on the round.
    """
    notice = lock(round_.notice)
    locked = Reinspection.objects.select_for_update().get(pk=round_.pk)
    refuse_withdrawal(locked, notice, by=by)
    for result in locked.results.filter(is_rectified=True).select_related("hazard"):
        move(result.hazard, "reopen", by=by, reason=REASON)
    _restore_deadlines(locked, notice, by)
    _restore_notice(notice, by)
    attach([(photo, locked) for photo in Photo.objects.filter(client_uuid=locked.client_uuid, uploaded_by=by)])
    locked.voided_at, locked.void_reason = clock.now(), REASON
    locked.save(verb="撤回", reason=REASON)
    return locked


def refuse_withdrawal(round_: Reinspection, notice: RectificationNotice, *, by) -> None:
    """Raises MoveRefused with the sentence for the user. Two statements."""
    if round_.voided_at is not None:
        raise MoveRefused("这次复查已经撤回")
    if round_withdrawable_until(round_, by=by) is None:
        raise MoveRefused(TOO_LATE)
    if round_.follow_up in DONE_WITH_IT:
        raise MoveRefused(DONE_WITH_IT[round_.follow_up])
    agreed = ExtensionRequest.objects.filter(notice=notice, state=ExtensionRequest.State.APPROVED)
    is_last = not notice.reinspections.current().filter(pk__gt=round_.pk).exists()
    is_as_left = notice.state in {notice.State.CLOSED, notice.State.SERVED}
    if not is_last or not is_as_left or agreed.filter(decided_at__gte=round_.created_at).exists():
        raise MoveRefused("复查之后通知书又有办理，不能撤回复查")


def _restore_deadlines(round_: Reinspection, notice: RectificationNotice, by) -> None:
    """The reinspection that came after binds nobody; what the round closed is open again."""
    for after in notice.deadlines.open().filter(kind=RECHECK):
        deadlines.void_deadline(after, by=by, reason=REASON)
    closed = notice.deadlines.filter(voided_at=None, closed_on__isnull=False).order_by("-pk")
    wanted = [closed.filter(kind=RECHECK).first()]
    if notice.state == notice.State.CLOSED:
        wanted.append(closed.filter(kind=RECTIFY).first())
    for deadline in wanted:
        if deadline is not None and _is_of(round_, deadline):
            deadlines.reopen_deadline(deadline, by=by, reason=REASON)


def _is_of(round_: Reinspection, deadline) -> bool:
    """Whether the round closed it: a notice from before the system may have had no reinspection to close."""
    return deadline.kind == RECTIFY or deadline.closed_on == max(round_.reinspected_on, deadline.starts_on)


def _restore_notice(notice: RectificationNotice, by) -> None:
    requested_on = _requested_on(notice)
    if requested_on:
        move_locked(notice, "await_again", by=by, reason=REASON, requested_on=requested_on)
    elif notice.state == notice.State.CLOSED:
        move_locked(notice, "reopen", by=by, reason=REASON)
    else:
        notice.save()  # its version: a page opened before this is stale
        log_bulk([notice], verb="撤回复查", by=by, reason=REASON)


def _requested_on(notice: RectificationNotice) -> dt.date | None:
    """The venue's request before the round; of one that a failed round ended only the journal still has the day."""
    if notice.state == notice.State.CLOSED:
        return notice.requested_on
    before = value_before(notice, "requested_on", verb="复查未通过")
    return dt.date.fromisoformat(before) if before else None
