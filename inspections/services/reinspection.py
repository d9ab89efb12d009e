"""Reinspection: each hazard rectified or not; when none is left the notice is closed (销号)."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from baiyi.deadlines import services as deadlines
from baiyi.exchange import photos as photo_store
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from inspections.kinds import RECHECK
from inspections.models import RectificationNotice, Reinspection, ReinspectionResult
from inspections.services.notices import rectify_deadline, restart_recheck
from inspections.services.recording import MIN_POLICE, police_among


@transaction.atomic
def record_reinspection(
    notice: RectificationNotice,
    *,
    results: dict,
    inspectors: list,
    by,
    client_uuid: UUID,
    on: dt.date,
    rectified_on: dt.date | None = None,
    opinion: str = "",
    follow_up: str = Reinspection.FollowUp.NONE,
) -> Reinspection:
    """One round. `results` is hazard → rectified or not; `rectified_on` is the day the work was done (default: `on`).

    Closes the rectified hazards and, with the last of them, notice and deadline. The same form twice is one round.
    Raises MoveRefused.
    """
    locked = lock(notice)
    known = Reinspection.objects.filter(created_by=by, client_uuid=client_uuid).first()
    if known is not None:
        return known
    done_on = rectified_on or on
    _refuse_reinspection(locked, results, inspectors, on, done_on)
    reinspection = _save_round(locked, results, inspectors, by, client_uuid, on, opinion, follow_up)
    for hazard, is_rectified in results.items():
        if is_rectified:
            move(hazard, "rectify", by=by, on=done_on)
    _conclude(locked, by, on, done_on)
    photo_store.attach([(photo, reinspection) for photo in photo_store.photos_of_form(client_uuid, by=by)])
    return reinspection


def _refuse_reinspection(notice, results: dict, inspectors: list, on: dt.date, done_on: dt.date) -> None:
    if not notice.is_reinspectable:
        raise MoveRefused(f"当前状态为“{notice.get_state_display()}”，不能复查")
    if on > clock.today():
        raise MoveRefused("复查日不能晚于今天")
    if on < notice.issued_on or not notice.issued_on <= done_on <= on:
        raise MoveRefused("整改完成日须在签发日与复查日之间")
    if len(police_among(inspectors)) < MIN_POLICE:
        raise MoveRefused("复查人须有两名以上民警，辅警只能协助")
    if {hazard.pk for hazard in results} != set(notice.hazards.open().values_list("pk", flat=True)):
        raise MoveRefused("隐患情况已变化，请刷新后逐处填写复查结果")


def _save_round(notice, results, inspectors, by, client_uuid, on, opinion, follow_up) -> Reinspection:
    reinspection = Reinspection(
        unit_id=notice.unit_id,
        created_by=by,
        created_at=clock.now(),
        client_uuid=client_uuid,
        notice=notice,
        round=notice.reinspections.count() + 1,
        reinspected_on=on,
        conclusion=_conclusion(list(results.values())),
        opinion=opinion,
        follow_up=follow_up,
    )
    reinspection.save()
    reinspection.inspectors.set(inspectors)
    ReinspectionResult.objects.bulk_create(
        [
            ReinspectionResult(reinspection=reinspection, hazard=hazard, is_rectified=found)
            for hazard, found in results.items()
        ]
    )
    return reinspection


def _conclusion(found: list[bool]) -> str:
    if all(found):
        return Reinspection.Conclusion.PASSED
    return Reinspection.Conclusion.PARTIAL if any(found) else Reinspection.Conclusion.FAILED


def _conclude(notice, by, on: dt.date, done_on: dt.date) -> None:
    """Close the round, and the notice with its term when no hazard is left; otherwise the notice goes on."""
    recheck = notice.open_deadline(RECHECK)
    if recheck is not None:
        deadlines.close_deadline(recheck, on=max(on, recheck.starts_on), by=by)
    if notice.hazards.open().exists():
        before = notice.state
        move_locked(notice, "fail_reinspection", by=by)
        if notice.state == before:  # no field changed, so that save() wrote no line
            log_bulk([notice], verb="复查未通过", by=by)
        starts_on = max(on, rectify_deadline(notice).effective_due_on)
        restart_recheck(notice, starts_on=starts_on, period=str(notice.reinspections.count() + 1), by=by)
        return
    move_locked(notice, "close", by=by, on=done_on)
