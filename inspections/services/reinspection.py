"""Reinspection: each hazard rectified or not; when none is left the notice is closed (销号)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.deadlines import services as deadlines
from baiyi.exchange.photos import attach, photos_of_form
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from inspections.kinds import RECHECK
from inspections.models import Hazard, RectificationNotice, Reinspection, ReinspectionResult
from inspections.services.evidence import find_gaps, owners_of
from inspections.services.follow_up import follow
from inspections.services.recording import MIN_POLICE, police_among
from inspections.services.terms import rectify_deadline, restart_recheck


@dataclass(frozen=True, kw_only=True)
class RoundFacts:
    """One round as the officer reports it. `results` is hazard → rectified or not; `rectified_on` the day the work was
    done, that of the round when nobody says; the rest is about what was not rectified.
    """

    results: dict[Hazard, bool]
    inspectors: list
    on: dt.date
    rectified_on: dt.date | None = None
    opinion: str = ""
    follow_up: str = Reinspection.FollowUp.NONE
    referred_to: Unit | None = None
    follow_up_on: dt.date | None = None

    @property
    def done_on(self) -> dt.date:
        return self.rectified_on or self.on


@transaction.atomic
def record_reinspection(notice: RectificationNotice, *, by, client_uuid: UUID, **facts) -> Reinspection:
    """One round of `facts`, as RoundFacts names them. Closes the rectified hazards, each with its photo, and with the
    last of them notice and deadline. The same form twice is one round. Raises MoveRefused.
    """
    locked = lock(notice)
    known = Reinspection.objects.filter(created_by=by, client_uuid=client_uuid).first()
    if known is not None:
        return known
    facts, photos = RoundFacts(**facts), photos_of_form(client_uuid, by=by)
    _refuse_reinspection(locked, facts)
    for _, words in find_gaps(locked, facts.results, photos):
        raise MoveRefused(words)
    round_ = _save_round(locked, facts, by, client_uuid)
    for hazard, is_rectified in facts.results.items():
        if is_rectified:
            move(hazard, "rectify", by=by, on=facts.done_on)
    attach(owners_of(photos, facts.results, round_))
    follow(round_, [hazard for hazard, found in facts.results.items() if not found], by=by, to=facts.referred_to)
    _conclude(locked, facts, by)
    return round_


def _refuse_reinspection(notice, facts: RoundFacts) -> None:
    if not notice.is_reinspectable:
        raise MoveRefused(f"当前状态为“{notice.get_state_display()}”，不能复查")
    if facts.on > clock.today():
        raise MoveRefused("复查日不能晚于今天")
    if facts.on < notice.issued_on or not notice.issued_on <= facts.done_on <= facts.on:
        raise MoveRefused("整改完成日须在签发日与复查日之间")
    if len(police_among(facts.inspectors)) < MIN_POLICE:
        raise MoveRefused("复查人须有两名以上民警，辅警只能协助")
    if {hazard.pk for hazard in facts.results} != set(notice.hazards.open().values_list("pk", flat=True)):
        raise MoveRefused("隐患情况已变化，请刷新后逐处填写复查结果")


def _save_round(notice, facts: RoundFacts, by, client_uuid: UUID) -> Reinspection:
    found = list(facts.results.values())
    round_ = Reinspection(
        unit_id=notice.unit_id,
        created_by=by,
        created_at=clock.now(),
        client_uuid=client_uuid,
        notice=notice,
        round=notice.reinspections.count() + 1,
        reinspected_on=facts.on,
        conclusion=_conclusion(found),
        opinion=facts.opinion,
        follow_up=Reinspection.FollowUp.NONE if all(found) else facts.follow_up,
        follow_up_on=None if all(found) else facts.follow_up_on,
    )
    round_.save()
    round_.inspectors.set(facts.inspectors)
    rows = [
        ReinspectionResult(reinspection=round_, hazard=each, is_rectified=is_rectified)
        for each, is_rectified in facts.results.items()
    ]
    ReinspectionResult.objects.bulk_create(rows)
    return round_


def _conclusion(found: list[bool]) -> str:
    if all(found):
        return Reinspection.Conclusion.PASSED
    return Reinspection.Conclusion.PARTIAL if any(found) else Reinspection.Conclusion.FAILED


def _conclude(notice, facts: RoundFacts, by) -> None:
    """Close the round, and the notice with its term when no hazard is left; otherwise the notice goes on."""
    recheck = notice.open_deadline(RECHECK)
    if recheck is not None:
        deadlines.close_deadline(recheck, on=max(facts.on, recheck.starts_on), by=by)
    if notice.hazards.open().exists():
        before = notice.state
        move_locked(notice, "fail_reinspection", by=by)
        if notice.state == before:  # no field changed, so that save() wrote no line
            log_bulk([notice], verb="复查未通过", by=by)
        starts_on = max(facts.on, rectify_deadline(notice).effective_due_on)
        restart_recheck(notice, starts_on=starts_on, period=str(notice.reinspections.count() + 1), by=by)
        return
    move_locked(notice, "close", by=by, on=facts.done_on)
