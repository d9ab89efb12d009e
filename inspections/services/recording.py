"""Recording an inspection with its hazards and notice: all of it, or nothing; the same form twice is one inspection."""

import datetime as dt
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.exchange import photos as photo_store
from baiyi.journal.services import written_together
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, begin, move
from inspections import rights
from inspections.models import Answer, Hazard, Inspection, Reinspection, Venue
from inspections.models.delivery import is_signed_for
from inspections.services.delivery import SLOTS, without_signatures
from inspections.services.merged import refuse_merged
from inspections.services.notices import NoticeFacts, draft_notice, issue_new_notice, release
from inspections.services.reporting import report_major

MIN_POLICE = 2  # 民警 on every inspection; 辅警 come on top
WITHDRAW_WITHIN = dt.timedelta(minutes=10)
BACKFILL_AFTER = dt.timedelta(hours=24)
EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # nothing of this system is older


class InspectionRefused(MoveRefused):
    """The inspection cannot be recorded like this; the text is shown to the user, at the field it is about."""

    def __init__(self, text: str, field: str = ""):
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class HazardFacts:
    """One hazard as the officer saw it. `slot` names its photos within the form."""

    description: str
    disposal: str
    item: object = None
    measure: str = ""
    grade: str = Hazard.Grade.ORDINARY
    referred_to: object = None
    slot: str = ""


@dataclass(frozen=True, kw_only=True)
class InspectionFacts:
    """One visit as the officer reports it; `answers` is checklist item → result."""

    venue: Venue
    inspected_at: dt.datetime
    inspectors: list
    answers: dict = field(default_factory=dict)
    hazards: list[HazardFacts] = field(default_factory=list)
    notice: NoticeFacts | None = None
    operation: object = None
    note: str = ""
    backfill_reason: str = ""


def record_inspection(facts: InspectionFacts, *, by, client_uuid: UUID) -> Inspection:
    """Record one visit (次) with its hazards (处) and, when told so, its notice (份).

    The unique form number decides: repeated or simultaneous submissions return the first inspection.
    Raises PermissionDenied, InspectionRefused, LengthRefused, MoveRefused.
    """
    try:
        with transaction.atomic():
            return record_locked(facts, by=by, client_uuid=client_uuid)
    except IntegrityError:
        known = submitted_with(by, client_uuid)
        if known is None:
            raise
        return known


def record_locked(facts: InspectionFacts, *, by, client_uuid: UUID) -> Inspection:
    """The same inside the transaction of somebody who holds the row of the form."""
    if not by.has_perm(rights.RECORD, facts.venue):
        raise PermissionDenied(rights.RECORD)
    check_inspection(facts)
    refuse_merged(facts.venue)
    with written_together(by):
        return _record(facts, by, client_uuid)


def check_inspection(facts: InspectionFacts) -> None:
    """What no field can know alone. Raises InspectionRefused."""
    for problem in find_problems(facts):
        raise problem
    if _needs_notice(facts) and facts.notice is None:
        raise InspectionRefused("有限期整改的隐患，须开具责令整改通知书或存为草拟")


def find_problems(facts: InspectionFacts) -> list[InspectionRefused]:
    """Everything that is wrong with time and people, so that a form can show all of it at once."""
    found, now = [], clock.now()
    if facts.inspected_at > now:
        found.append(InspectionRefused("检查时间不能晚于现在", "inspected_at"))
    if facts.inspected_at < EARLIEST:
        found.append(InspectionRefused("检查时间过早，请核对年份", "inspected_at"))
    if now - facts.inspected_at > BACKFILL_AFTER and not facts.backfill_reason:
        found.append(InspectionRefused("检查时间在 24 小时以前，请填写补录原因", "backfill_reason"))
    if len(police_among(facts.inspectors)) < MIN_POLICE:
        found.append(InspectionRefused("检查人须有两名以上民警，辅警只能协助", "inspectors"))
    return found


def police_among(people) -> list:
    """民警 alone; 辅警 and others assist."""
    return [person for person in people if person.police_status == person.PoliceStatus.POLICE]


def names_on_paper(inspectors) -> str:
    """Who inspected, as a notice says it: 民警 alone sign for the organ."""
    return "、".join(person.name for person in police_among(inspectors))


def withdrawable_until(inspection: Inspection, *, by) -> dt.datetime | None:
    """Until when this person may withdraw it; None when it is too late, withdrawn, or not his own."""
    until = inspection.created_at + WITHDRAW_WITHIN
    is_open = inspection.voided_at is None and inspection.created_by_id == by.pk and clock.now() <= until
    return until if is_open else None


@dataclass(frozen=True)
class Undone:
    """What a withdrawal voids: the hazards (处), the notice with its number, which may be in somebody's hands."""

    hazards: int
    notice: object = None
    extension: object = None  # asked for or agreed to

    @property
    def is_handed_over(self) -> bool:
        return self.notice is not None and self.notice.served_on is not None


def withdrawal_of(inspection: Inspection) -> Undone:
    """Three statements at most."""
    notice = inspection.notices.current().select_related("number").first()
    extension = notice.extension_requests.standing().last() if notice else None
    return Undone(inspection.hazards.current().count(), notice, extension)


def local_day(instant: dt.datetime) -> dt.date:
    """The day of an instant as the papers count it."""
    return instant.astimezone(clock.now().tzinfo).date()


@transaction.atomic
def withdraw_inspection(inspection: Inspection, *, by) -> None:
    """撤回修改 within 10 minutes by whoever recorded it: everything is voided, the notice's number too.

    Raises MoveRefused afterwards, and when the notice was reinspected already.
    """
    locked = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if locked.voided_at:
        raise MoveRefused("这次检查已经撤回")
    if withdrawable_until(locked, by=by) is None:
        raise MoveRefused("只有登记人在 10 分钟内可以撤回；之后请由所领导作废")
    if Reinspection.objects.current().filter(notice__inspection=locked).exists():
        raise MoveRefused("通知书已经登记复查，不能撤回检查")
    reason, now = "登记人撤回修改", clock.now()
    for hazard in locked.hazards.current():
        move(hazard, "void", by=None, reason=reason, at=now)
    for notice in locked.notices.current():
        release(move(notice, "void", by=None, reason=reason, at=now), reason=reason)
    locked.voided_at, locked.void_reason = now, reason
    locked.save(verb="撤回", reason=reason)


def submitted_with(by, client_uuid: UUID | None) -> Inspection | None:
    """What this form of this person became, if it was submitted."""
    return Inspection.objects.filter(created_by=by, client_uuid=client_uuid).first()


def _needs_notice(facts: InspectionFacts) -> bool:
    return any(hazard.disposal == Hazard.Disposal.BY_DATE for hazard in facts.hazards)


def _record(facts: InspectionFacts, by, client_uuid: UUID) -> Inspection:
    inspection = _save_inspection(facts, by, client_uuid)
    notice = _save_notice(inspection, facts, by) if facts.notice and _needs_notice(facts) else None
    saved = [_save_hazard(inspection, notice, hazard, by) for hazard in facts.hazards]
    report_major(saved, by=by)
    by_slot = {hazard.slot: row for hazard, row in zip(facts.hazards, saved, strict=True)}
    taken = photo_store.photos_of_form(client_uuid, by=by)
    if notice is None or not is_signed_for(notice.delivery):
        taken = without_signatures(taken)
    photo_store.attach([(photo, _owner(photo, by_slot, notice, inspection)) for photo in taken])
    return inspection


def _owner(photo, hazards: dict, notice, inspection: Inspection):
    """A photo belongs to the hazard of its slot; what proves the service to the notice; the rest to the inspection."""
    if photo.kind in SLOTS.values() and notice is not None:
        return notice
    return hazards.get(photo.slot, inspection)


def _save_inspection(facts: InspectionFacts, by, client_uuid: UUID) -> Inspection:
    inspection = Inspection(
        unit_id=facts.venue.unit_id,
        created_by=by,
        created_at=clock.now(),
        client_uuid=client_uuid,
        venue=facts.venue,
        inspected_at=facts.inspected_at,
        inspected_on=local_day(facts.inspected_at),
        operation=facts.operation,
        outcome=Inspection.Outcome.HAZARD if facts.hazards else Inspection.Outcome.NORMAL,
        note=facts.note,
        backfill_reason=facts.backfill_reason,
    )
    inspection.save()
    through = Inspection.inspectors.through
    through.objects.bulk_create([through(inspection=inspection, user=person) for person in facts.inspectors])
    Answer.objects.bulk_create(
        [Answer(inspection=inspection, item=item, result=result) for item, result in facts.answers.items()]
    )
    return inspection


def _save_notice(inspection: Inspection, facts: InspectionFacts, by):
    wanted = replace(facts.notice, inspector_names=names_on_paper(facts.inspectors))
    today = clock.today()
    if not wanted.issue_now:
        return draft_notice(inspection, wanted, by=by, on=today)
    return issue_new_notice(inspection, wanted, by=by, on=today, reserved_for=inspection.client_uuid)


def _save_hazard(inspection: Inspection, notice, facts: HazardFacts, by) -> Hazard:
    hazard = Hazard(
        unit_id=inspection.unit_id,
        created_by=by,
        created_at=inspection.created_at,
        inspection=inspection,
        venue=inspection.venue,
        item=facts.item,
        description=facts.description,
        measure=facts.measure,
        grade=facts.grade,
        disposal=facts.disposal,
        found_on=inspection.inspected_on,
        notice=notice if facts.disposal == Hazard.Disposal.BY_DATE else None,
    )
    if facts.disposal == Hazard.Disposal.ON_SITE:
        return begin(hazard, ("rectify", {"on": inspection.inspected_on}), by=by)
    if facts.disposal == Hazard.Disposal.REFERRAL:
        return begin(hazard, ("refer", {"to": facts.referred_to, "on": inspection.inspected_on}), by=by)
    hazard.save()
    return hazard
