"""延长办案期限: asked for, approved by the branch, or refused."""

from django.db import transaction

from baiyi.accounts.models import User
from baiyi.deadlines.models.reference import first_code
from baiyi.deadlines.services import extend_deadline
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from cases import rights
from cases.kinds import EXTENSION
from cases.models import Case

MOST_DAYS = 30  # natural days of one extension
UPPER_BODY_APPROVES = {"case_30d_2012"}  # rules whose extension the next higher body approves (2012年文本第九十九条)


@transaction.atomic
def ask_extension(case: Case, *, by, version: int, days: int, reason: str) -> Case:
    """Who may approve is told. Raises PermissionDenied, MoveRefused, StaleRecord."""
    if not 1 <= days <= MOST_DAYS:
        raise MoveRefused(f"一次延长 1 至 {MOST_DAYS} 天")
    asked = move(case, "ask_extension", by=by, version=version, days=days, reason=reason)
    people = User.objects.holding(rights.APPROVE, clock.today(), units=[asked.authority_id])
    facts = {"by": by.name, "case": str(asked), "days": days, "reason": reason}
    send(people, kind=EXTENSION, subject=asked, period=f"asked-{asked.version}", facts=facts)
    return asked


@transaction.atomic
def approve_extension(case: Case, *, by, version: int, number: str = "") -> Case:
    """The term grows by the days asked for, at most as often and as far as its rule allows.

    Raises PermissionDenied, StaleRecord; MoveRefused when nothing was asked for, the term has passed, or the paper of
    the upper body is missing.
    """
    locked = lock(case, version=version)
    days, reason = locked.extension_days, locked.extension_reason
    if first_code(locked.rule.code) in UPPER_BODY_APPROVES and locked.extension_asked_on and not number:
        raise MoveRefused(f"按{locked.law_version}，延长须经上一级公安机关批准，请填写批准文号")
    approved = move_locked(locked, "approve_extension", by=by, reason=number, number=number)
    term = approved.open_deadline(approved.rule.kind)
    if term is None:
        raise MoveRefused("案件没有在办的办案期限")
    words = f"{reason}（批准文号 {number}）" if number else reason
    extend_deadline(term, length=days, reason=words[:200], by=by)
    return approved
