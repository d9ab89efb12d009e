"""战果: recorded by count, verified by somebody else, and counted once when two units claim the same."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, Sum

from baiyi.accounts.models import Unit, User
from baiyi.exchange.photos import attach_form
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from baiyi.records.signals import moved
from cases import rights
from cases.kinds import DISPUTED
from cases.models import Case, Outcome
from cases.models.outcome import MOST_PERSONS, SAME_WITHIN


@transaction.atomic
def record_outcome(
    case: Case,
    *,
    by,
    unit: Unit,
    measure: str,
    persons: int,
    happened_on: dt.date | None = None,
    share: str = Outcome.Share.MAIN,
    evidence: str = "",
    client_uuid: UUID | None = None,
) -> Outcome:
    """A result of `persons` 人. What another unit claimed already (same case or evidence, same measure, at most
    SAME_WITHIN days apart) is kept as disputed and does not count until it is ruled; both sides see it.

    Raises PermissionDenied; MoveRefused for a day before 受案 or to come, or a number that cannot be.
    """
    locked = lock(case)  # two who report the same at once stand in line here
    if unit.pk not in by.unit_ids(rights.RECORD) or not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    outcome = Outcome(
        case=locked,
        unit=unit,
        created_by=by,
        created_at=clock.now(),
        measure=measure,
        persons=persons,
        happened_on=happened_on or clock.today(),
        share=share,
        evidence=evidence,
        client_uuid=client_uuid,
    )
    refuse_outcome(outcome)
    outcome.save(verb="登记战果")
    _note_progress(locked, outcome)
    return _contested(outcome)


def reported_by_unit(case: Case, measure: str) -> int:
    """人 of that kind that the unit of the case reported, disputed or not."""
    known = case.outcomes.current().filter(unit=case.unit_id, measure=measure)
    return known.aggregate(n=Sum("persons", default=0))["n"]


def bring_to(case: Case, total: int, *, by, measure: str, **facts) -> None:
    """What its unit has not reported yet of `total` 人: people who were entered with the case are not counted again.

    Raises as `record_outcome` does; MoveRefused when more are reported already.
    """
    reported = reported_by_unit(case, measure)
    if total < reported:
        raise MoveRefused(f"本案已登记{Outcome.Measure(measure).label} {reported} 人，人数不能少于它")
    if total > reported:
        record_outcome(case, by=by, unit=case.unit, measure=measure, persons=total - reported, **facts)


@transaction.atomic
def record_outcome_of(case: Case, *, by, version: int, client_uuid: UUID, **facts) -> Outcome:
    """From the page of the case, as it was read there, with the photos of its form; the same form twice is one outcome.

    Raises StaleRecord, and as `record_outcome` does; MoveRefused when the unit has recorded exactly this already.
    """
    if (known := Outcome.objects.filter(created_by=by, client_uuid=client_uuid).first()) is not None:
        return known
    locked = lock(case, version=version)
    if locked.outcomes.current().filter(**facts).exists():
        raise MoveRefused("本单位已登记同样的战果；确是另一批人的，请用证据文号区分")
    outcome = record_outcome(locked, by=by, client_uuid=client_uuid, **facts)
    attach_form(outcome, client_uuid, by=by)
    return outcome


@transaction.atomic
def verify_outcome(outcome: Outcome, *, by, version: int | None = None) -> Outcome:
    """审核. A double that two reports at once could hide from each other is found here at the latest.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    if outcome.created_by_id == by.pk:
        raise MoveRefused("不能审核自己登记的战果，请由他人审核")
    verified = move(outcome, "verify", by=by, version=version)
    return _contested(verified)


@transaction.atomic
def contest_outcome(outcome: Outcome, *, by, rival: Outcome, reason: str = "", version: int | None = None) -> Outcome:
    """标为重复, by hand. Raises PermissionDenied, MoveRefused, StaleRecord."""
    if rival.pk == outcome.pk or rival.measure != outcome.measure or not rival.is_counted:
        raise MoveRefused("请选择另一条同一种类、计入统计的战果")
    contested = move(outcome, "contest", by=by, version=version, reason=reason, rival=rival)
    _tell(contested)
    return contested


@transaction.atomic
def rule_outcome(outcome: Outcome, *, by, ruling: str, reason: str, version: int | None = None) -> Outcome:
    """裁定, once for both sides. Raises PermissionDenied, MoveRefused, StaleRecord."""
    ruled = move(outcome, "rule", by=by, version=version, ruling=ruling, reason=reason)
    if ruling == Outcome.Ruling.THIS:
        move(ruled.rival, "give_up", by=None, reason=f"裁定归{ruled.unit}：{reason}"[:200])
        _set_against(ruled, ruled.rival.rivals.filter(state=Outcome.State.DISPUTED), reason)
    return ruled


def _set_against(winner: Outcome, waiting, reason: str) -> None:
    """Who still disputes with the loser disputes with the winner: it counts now."""
    for each in waiting.order_by("pk"):
        each.rival = winner
        each.save(verb=f"争议对方改为{winner.unit}", reason=reason)


def stand_again(sender, *, record: Outcome, name: str, **kwargs) -> None:
    """What was ruled to be a result that is voided now stands for itself again: somebody counts it."""
    if name == "void":
        lost = record.rivals.current().filter(state=Outcome.State.RULED, ruling=Outcome.Ruling.FIRST)
        for each in lost.order_by("pk"):
            move(each, "stand_again", by=None, reason=f"{record.unit}登记的那一条已作废")


def same_results(outcome: Outcome):
    """Counted outcomes of other units that look the same, the earliest first; what was set against this one already
    is decided with it.
    """
    days = dt.timedelta(days=SAME_WITHIN)
    same = Q(case=outcome.case_id) | (Q(evidence=outcome.evidence) if outcome.evidence else Q(pk=None))
    rows = Outcome.objects.counted().filter(same, measure=outcome.measure)
    near = rows.filter(happened_on__range=(outcome.happened_on - days, outcome.happened_on + days))
    return near.exclude(unit=outcome.unit_id).exclude(pk=outcome.pk).exclude(rival=outcome.pk).order_by("pk")


def refuse_outcome(outcome: Outcome) -> None:
    """Raises MoveRefused for what cannot be."""
    if not 1 <= outcome.persons <= MOST_PERSONS:
        raise MoveRefused(f"人数须在 1 至 {MOST_PERSONS} 之间")
    if outcome.case.voided_at:
        raise MoveRefused("案件已作废，不能再登记战果")
    if outcome.happened_on < outcome.case.accepted_on:
        raise MoveRefused(f"战果发生日不能早于受案日（{outcome.case.accepted_on}）")
    if outcome.happened_on > clock.today():
        raise MoveRefused("战果发生日不能晚于今天")


def _note_progress(case: Case, outcome: Outcome) -> None:
    case.progress(outcome.happened_on)
    case.save(update_fields=["progressed_on"], verb=f"登记战果：{outcome}")


def _contested(outcome: Outcome) -> Outcome:
    """Disputed at once, by the program itself, when it looks like another one that counts."""
    rival = same_results(outcome).first() if outcome.is_counted else None
    if rival is None or outcome.rival_id:
        return outcome
    contested = move_locked(outcome, "contest", by=None, reason="系统发现疑似重复", rival=rival)
    _tell(contested)
    return contested


def _tell(outcome: Outcome) -> None:
    """Both sides, and who may rule."""
    rulers = User.objects.holding(rights.RULE, clock.today(), units=[outcome.case.authority_id])
    facts = {
        "case": str(outcome.case),
        "outcome": str(outcome),
        "first": str(outcome.rival.unit),
        "second": str(outcome.unit),
    }
    people = {person.pk: person for person in (*rulers, outcome.created_by, outcome.rival.created_by)}
    send(people.values(), kind=DISPUTED, subject=outcome, period="disputed", facts=facts)


moved.connect(stand_again, sender=Outcome, dispatch_uid="cases.outcomes")
