"""整改延期: asked for in time, decided by somebody else, kept whatever was decided (公安部令第93号第九条)."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.dispatch import receiver
from django.utils.timezone import localtime

from baiyi.deadlines import services as deadlines
from baiyi.deadlines.models import Deadline, Extension
from baiyi.journal.services import log_bulk
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move
from baiyi.records.services import unless_taken
from baiyi.records.signals import moved
from inspections import rights
from inspections.kinds import EXTENSION, EXTENSION_FELL
from inspections.models import ExtensionRequest, RectificationNotice
from inspections.services.terms import rectify_deadline, restart_recheck, round_of

STATES = ExtensionRequest.State
ENDED_BY = {"close": "通知书已销号", "void": "通知书已作废"}
ALREADY_ASKED = "已有一份延期申请等待批准"


@dataclass(frozen=True)
class Days:
    """What an extension would make of a term: its present due day, the one wanted, and the latest the law allows
    (None: without a maximum).
    """

    due_on: dt.date
    wanted_on: dt.date
    latest_on: dt.date | None


def days_of(term: Deadline, length: int) -> Days:
    """Raises DeadlineRefused and LengthRefused for what could not be granted: too late, too often, too far."""
    most, rule = deadlines.most_extension(term), term.rule
    if most is not None and length > most:
        unit = rule.get_measure_display()
        limit = f"按“{rule.label}”，期限不得超过 {rule.max_length} 个{unit}"
        left = f"最多还可申请 {most} 个{unit}" if most else "不能再延"
        raise deadlines.LengthRefused(f"{limit}，{left}")
    total = deadlines.check_extension(term, length=length)
    wanted = deadlines.compute_due(term.rule, term.starts_on, total + term.excluded)
    return Days(term.effective_due_on, wanted.due_on, latest_due(term))


def latest_due(term: Deadline) -> dt.date | None:
    """最晚可延至: the day the legal maximum of its rule ends."""
    if term.rule.max_length is None:
        return None
    return deadlines.compute_due(term.rule, term.starts_on, term.rule.max_length).due_on


@transaction.atomic
def ask_notice_extension(
    notice: RectificationNotice, *, by, length: int, reason: str, applicant: str, version: int | None = None
) -> ExtensionRequest:
    """申请延期 by `length` days of the rule's measure. Raises PermissionDenied, StaleRecord; MoveRefused when one
    waits already, and for what could not be granted.
    """
    locked = _locked(notice, by, rights.RECORD, version)
    if locked.state not in RectificationNotice.OPEN:
        raise MoveRefused(f"当前状态为“{locked.get_state_display()}”，不能申请延期")
    days = days_of(rectify_deadline(locked), length)
    asked = ExtensionRequest(unit=locked.unit, created_by=by, created_at=clock.now(), notice=locked)
    asked.length, asked.reason, asked.applicant = length, reason, applicant
    asked.due_on, asked.wanted_on, asked.latest_on = days.due_on, days.wanted_on, days.latest_on
    with unless_taken(lambda: _waiting(locked), lambda known: MoveRefused(ALREADY_ASKED)):
        asked.save(verb="申请延期")
    locked.save()  # its version: a page opened before this is stale
    return asked


@transaction.atomic
def approve_notice_extension(
    notice: RectificationNotice, *, by, opinion: str = "", version: int | None = None
) -> ExtensionRequest:
    """同意延期, by somebody else than who asked. Raises PermissionDenied, MoveRefused, StaleRecord."""
    asked = _to_decide(notice, by, version)
    done = move(asked, "approve", by=by, reason=opinion, decided_by=by, opinion=opinion)
    extend_notice(notice, length=done.length, reason=done.reason, by=by, asked_on=localtime(done.created_at).date())
    _tell(done, did="同意", words=f"延至{done.wanted_on.month}月{done.wanted_on.day}日")
    return done


@transaction.atomic
def refuse_notice_extension(
    notice: RectificationNotice, *, by, reason: str, version: int | None = None
) -> ExtensionRequest:
    """不同意延期: who, when and why stay on record. Raises PermissionDenied, MoveRefused, StaleRecord."""
    asked = _to_decide(notice, by, version)
    done = move(asked, "refuse", by=by, reason=reason, decided_by=by)
    lock(notice).save()
    _tell(done, did="不同意", words=reason)
    return done


@transaction.atomic
def withdraw_notice_extension(notice: RectificationNotice, *, by, version: int | None = None) -> ExtensionRequest:
    """撤回 by who asked, before it is decided. Raises PermissionDenied, MoveRefused, StaleRecord."""
    locked = _locked(notice, by, rights.RECORD, version)
    asked = _waiting_or_refuse(locked)
    if asked.created_by_id != by.pk:
        raise MoveRefused("只有申请人可以撤回")
    locked.save()
    return move(asked, "withdraw", by=by)


@transaction.atomic
def extend_notice(
    notice: RectificationNotice, *, length: int, reason: str, by, asked_on: dt.date | None = None
) -> Extension:
    """The term grows: before expiry, as often and as far as its rule allows. The printed day stays."""
    locked = lock(notice)
    if locked.state not in RectificationNotice.OPEN:
        raise MoveRefused(f"当前状态为“{locked.get_state_display()}”，不能延期")
    extension = deadlines.extend_deadline(
        rectify_deadline(locked), length=length, reason=reason, by=by, requested_on=asked_on
    )
    if locked.state != RectificationNotice.State.AWAITING:
        restart_recheck(locked, starts_on=extension.new_due_on, period=round_of(locked), by=by)
    locked.save()  # its version: a page opened before this is stale
    said = f"同意延期至{extension.new_due_on.month}月{extension.new_due_on.day}日"
    log_bulk([locked], verb=said, by=by, reason=reason)  # no field of the notice changed, so that save() writes no line
    return extension


@receiver(moved, sender=RectificationNotice, dispatch_uid="inspections.extensions")
def end_with_notice(sender, *, record: RectificationNotice, name: str, **kwargs) -> None:
    """What waits for a decision when the notice ends is decided by nobody any more."""
    if name in ENDED_BY and (asked := _waiting(record)):
        move(asked, "withdraw", by=None, reason=ENDED_BY[name])
    if name in {"reopen", "await_again"}:
        for ended in record.extension_requests.filter(state=STATES.WITHDRAWN, opinion=ENDED_BY["close"]):
            move(ended, "wait_again", by=None)
    if name == "void":
        _tell_who_agreed(record, kwargs["by"], kwargs["reason"])


def _tell_who_agreed(notice: RectificationNotice, by, reason: str) -> None:
    """What somebody agreed to fell with the notice; who voided it himself knows."""
    agreed = notice.extension_requests.filter(state=ExtensionRequest.State.APPROVED).select_related("decided_by")
    for each in agreed:
        if by is None or each.decided_by_id != by.pk:
            until = f"{each.wanted_on.month}月{each.wanted_on.day}日"
            facts = {"notice": str(notice), "venue": str(notice.venue), "until": until, "reason": reason}
            send([each.decided_by], kind=EXTENSION_FELL, subject=notice, period=f"fell-{each.pk}", facts=facts)


def _locked(notice: RectificationNotice, by, right: str, version: int | None) -> RectificationNotice:
    locked = lock(notice, version=version)
    if not by.has_perm(right, locked):
        raise PermissionDenied(right)
    return locked


def _to_decide(notice: RectificationNotice, by, version: int | None) -> ExtensionRequest:
    asked = _waiting_or_refuse(_locked(notice, by, rights.DECIDE, version))
    if asked.created_by_id == by.pk:
        raise MoveRefused("申请人不能审批自己的延期申请，请由其他负责人审批")
    return asked


def _waiting(notice: RectificationNotice) -> ExtensionRequest | None:
    return ExtensionRequest.objects.waiting().filter(notice=notice).first()


def _waiting_or_refuse(notice: RectificationNotice) -> ExtensionRequest:
    asked = _waiting(notice)
    if asked is None:
        raise MoveRefused("没有待批准的延期申请")
    return asked


def _tell(done: ExtensionRequest, *, did: str, words: str) -> None:
    facts = {"by": done.decided_by.name, "did": did, "notice": str(done.notice), "words": words}
    send([done.created_by], kind=EXTENSION, subject=done.notice, period=f"extension-{done.pk}", facts=facts)
