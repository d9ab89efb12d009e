"""Mediation: begun, held, given up; and its terms extended. The dispute is locked first, so that two stand in line."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.deadlines.services import extend_deadline
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, StaleRecord, lock, move_locked
from disputes import rights
from disputes.kinds import COURT_DECIDE, MEDIATE
from disputes.models import Dispute, Kind, Mediation, MediationGround, Outcome, Session
from disputes.models.mediation import BY_POLICE

LAST = "再次调解仍未达成协议"
EXTENDED = {MEDIATE: "人民调解", COURT_DECIDE: "法院裁定"}  # terms that may be extended, as its rule allows


@transaction.atomic
def start_mediation(
    dispute: Dispute,
    *,
    by,
    version: int,
    kind: str,
    conditions: Iterable[MediationGround] = (),
    exclusions: Iterable[MediationGround] = (),
    **facts,
) -> Mediation:
    """Accepted on a day; from then on, or from the expertise on, its term runs. At most one is live a dispute.

    Raises StaleRecord, PermissionDenied; MoveRefused when the dispute or the law has no room for it.
    """
    locked = lock_dispute(dispute, by=by, version=version)
    _refuse_unless_open(locked)
    conditions = list(conditions)
    if kind in BY_POLICE:
        _refuse_by_checklist(conditions, list(exclusions))
    mediation = Mediation(dispute=locked, unit=locked.unit, kind=kind, **facts)
    _refuse_facts(mediation)
    mediation.created_by, mediation.created_at = by, clock.now()
    mediation.save()
    mediation.grounds.set(conditions)
    progress(locked, mediation.accepted_on, f"受理{mediation.get_kind_display()}")
    return mediation


@transaction.atomic
def hold_session(
    mediation: Mediation, *, by, version: int, name: str, on: dt.date, place: str, mediators: str, words: str = ""
) -> Mediation:
    """One session (次) without an agreement: `name` is the step. The second one of 治安调解 is the last: it has failed.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    locked = lock_pair(mediation, version=version)
    held = move_locked(locked, name, by=by, on=on)
    note_session(held, Outcome.FAILED, place=place, mediators=mediators, words=words)
    progress(held.dispute, on, f"{held.get_kind_display()}：第{held.sessions_held}次未达成")
    return move_locked(held, "fail", by=by, reason=LAST, on=on) if name == "hold_again" else held


@transaction.atomic
def fail_mediation(mediation: Mediation, *, by, version: int, on: dt.date, reason: str) -> Mediation:
    """终止调解. Raises PermissionDenied, MoveRefused, StaleRecord."""
    failed = move_locked(lock_pair(mediation, version=version), "fail", by=by, reason=reason, on=on)
    progress(failed.dispute, on, f"{failed.get_kind_display()}终止")
    return failed


@transaction.atomic
def get_expertise(mediation: Mediation, *, by, version: int, on: dt.date) -> Mediation:
    """伤情鉴定出具. Raises PermissionDenied, MoveRefused, StaleRecord."""
    known = move_locked(lock_pair(mediation, version=version), "get_expertise", by=by, on=on)
    progress(known.dispute, on, "伤情鉴定出具")
    return known


@transaction.atomic
def extend_term(mediation: Mediation, *, by, version: int, length: int, reason: str) -> Mediation:
    """延长 of 人民调解, or of the court's term. Raises PermissionDenied, StaleRecord; MoveRefused beyond its rule."""
    locked = lock(mediation, version=version)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    term = locked.deadlines.open().filter(kind__in=EXTENDED).order_by("-pk").first()
    if term is None or locked.voided_at:
        raise MoveRefused("没有可以延长的期限")
    extend_deadline(term, length=length, reason=reason, by=by)
    locked.save(verb=f"延长{EXTENDED[term.kind]}期限", reason=reason)
    return locked


def may_extend(mediation: Mediation) -> bool:
    """人民调解 while it goes on, and the court's term while the court decides."""
    is_going_on = mediation.kind == Kind.PEOPLE and mediation.state == "open"
    return is_going_on or mediation.confirmation == Mediation.Confirmation.ACCEPTED


def may_mediate(dispute: Dispute) -> bool:
    """Whether its page offers it; what is live already, the verb says."""
    return dispute.is_open and dispute.main_id is None and dispute.voided_at is None


def lock_dispute(dispute: Dispute, *, by, version: int | None) -> Dispute:
    """Raises StaleRecord, PermissionDenied: who may record, also of a unit it was sent to."""
    locked = lock(dispute, version=version)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.voided_at:
        raise MoveRefused(f"{locked}已作废，不能再办理")
    return locked


def lock_pair(mediation: Mediation, *, version: int | None) -> Mediation:
    """The dispute first, then the mediation, which carries it. Raises StaleRecord."""
    dispute = lock(Dispute(pk=mediation.dispute_id))
    locked = lock(mediation)
    locked.dispute = dispute
    if version is not None and locked.version != version:
        raise StaleRecord(locked)
    return locked


def note_session(mediation: Mediation, outcome: str, *, place: str, mediators: str, words: str = "") -> Session:
    """The session that a step of the mediation has just counted."""
    facts = {"number": mediation.sessions_held, "held_on": mediation.held_on, "outcome": outcome}
    session = Session(mediation=mediation, place=place, mediators=mediators, words=words, **facts)
    session.save()
    return session


def progress(dispute: Dispute, on: dt.date, verb: str) -> None:
    """Something happened to the locked dispute. Raises MoveRefused for a day before it was found, or to come."""
    dispute.progress(on)
    dispute.save(update_fields=["progressed_on"], verb=verb)


def _refuse_unless_open(dispute: Dispute) -> None:
    if dispute.main_id is not None:
        raise MoveRefused("这起纠纷已关联到主记录，请在主记录上调解")
    if not dispute.is_open:
        raise MoveRefused(f"纠纷状态为“{dispute.get_state_display()}”，不能再调解")
    if dispute.mediations.live().exists():
        raise MoveRefused("这起纠纷已有一次调解正在进行或者协议正在履行")


def _refuse_by_checklist(conditions: list[MediationGround], exclusions: list[MediationGround]) -> None:
    if exclusions:
        raise MoveRefused("不适用调解：" + "；".join(map(str, exclusions)))
    if not conditions:
        raise MoveRefused("可以调解情形至少有一项（程序规定第一百七十八条），请勾选")


def _refuse_facts(mediation: Mediation) -> None:
    """Days in their order, and guardians told where children are party to it."""
    mediation.dated(mediation.accepted_on)
    if mediation.dispute.minors and not mediation.guardians_told:
        raise MoveRefused("当事人有未成年人，须先通知其监护人到场（程序规定第一百八十一条）")
    if mediation.kind != Kind.PUBLIC_ORDER and (mediation.awaits_expertise or mediation.expertise_on):
        raise MoveRefused("只有治安调解等待伤情鉴定")
    if mediation.expertise_on and mediation.awaits_expertise:
        raise MoveRefused("伤情鉴定已经出具，请不要再选“等待伤情鉴定”")
    if mediation.expertise_on:
        mediation.dated(mediation.expertise_on)
