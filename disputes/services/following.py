"""Progress, 回访, relapse and closing: a dispute is followed until it is kept."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from disputes import rights
from disputes.kinds import REVISIT
from disputes.models import Dispute, FollowUp, Party, Progress
from disputes.services.closing import missing_papers, unkept
from disputes.services.disputes import add

CARRIED = ("category", "source", "visibility", "risk", "size", "amount", "season", "place", "people", "minors")
CARRIED += ("summary", "unit", "officer", "first_found_on", "behind_type", "behind_id", "source_number")


@transaction.atomic
def work_on_dispute(dispute: Dispute, *, by: User, version: int, on: dt.date, words: str) -> Dispute:
    """登记进展. Raises PermissionDenied, StaleRecord, MoveRefused."""
    worked = move(dispute, "work_on", by=by, version=version, on=on)
    unit_id = _acting_unit(by, worked)
    progress = Progress(dispute=worked, unit_id=unit_id, done_on=on, words=words, created_by=by, created_at=clock.now())
    progress.save(verb="登记进展")
    return worked


@transaction.atomic
def revisit_dispute(
    dispute: Dispute,
    *,
    by: User,
    version: int,
    on: dt.date,
    visit: str,
    mood: str,
    satisfaction: str = "",
    words: str = "",
) -> Dispute:
    """回访: the period that runs is closed; the schedule opens the next one until the dispute is closed.

    Raises PermissionDenied, StaleRecord, MoveRefused.
    """
    locked = lock(dispute, version=version)
    term = locked.open_deadline(REVISIT)
    called = move_locked(locked, "revisit", by=by, on=on)
    FollowUp(
        dispute=called,
        unit_id=_acting_unit(by, called),
        visited_on=on,
        visit=visit,
        mood=mood,
        satisfaction=satisfaction,
        words=words,
        due_on=term and term.effective_due_on,
        created_by=by,
        created_at=clock.now(),
    ).save(verb="回访")
    return called


def _acting_unit(by: User, dispute: Dispute) -> int:
    """The unit of the caller where the dispute was sent to it, else the dispute's own."""
    return dispute.unit_id if dispute.unit_id in by.unit_ids() else by.home_unit.pk


@transaction.atomic
def close_dispute(dispute: Dispute, *, by: User, version: int, on: dt.date) -> Dispute:
    """办结. Raises PermissionDenied, StaleRecord; MoveRefused while a required paper is missing, which it names, or
    something promised is not kept.
    """
    locked = lock(dispute, version=version)
    if missing := missing_papers(locked):
        raise MoveRefused(f"卷宗还缺：{'、'.join(each.name for each in missing)}，请归卷后再办结")
    if left := unkept(locked):
        raise MoveRefused(f"协议还没有履行完：{'；'.join(left)}，请登记履行后再办结")
    return move_locked(locked, "close", by=by, on=on)


@transaction.atomic
def relapse_dispute(dispute: Dispute, *, by: User, version: int, on: dt.date, reason: str) -> Dispute:
    """反弹: what was settled stays as it was; the matter goes on as a new row under the same number with -1, -2 …

    Returns the new row. Raises PermissionDenied, StaleRecord, MoveRefused.
    """
    old = move(dispute, "relapse", by=by, version=version, on=on, reason=reason)
    new = Dispute(relapse_of=old, found_on=on, number=_next_number(old.number), **_carried(old))
    new.was_sent_before = old.was_sent_before or old.transferred_on is not None
    add(new, by=by)
    new.signs.set(old.signs.all())
    for party in old.parties.all():
        _carry(party, new, by)
    return new


def _carried(old: Dispute) -> dict:
    return {name: getattr(old, name) for name in CARRIED}


def _carry(party: Party, dispute: Dispute, by: User) -> None:
    facts = {"side": party.side, "name": party.name, "phone": party.phone}
    Party(dispute=dispute, created_by=by, created_at=clock.now(), **facts).save(verb="登记当事人")


def _next_number(number: str) -> str:
    """…第012号 → …第012号-1 → …第012号-2."""
    base, dash, times = number.rpartition("-")
    return f"{base}-{int(times) + 1}" if dash and times.isdecimal() else f"{number}-1"


def refuse_void(dispute: Dispute) -> None:
    """Raises MoveRefused for a row that others hang on, or that speaks for the one that broke out again."""
    if dispute.relapse_of_id is not None:
        raise MoveRefused("这是反弹后的记录，不能作废；没有反弹的，请登记化解并写明情况")
    if Dispute.objects.current().filter(relapse_of=dispute).exists():
        raise MoveRefused("这起纠纷已经反弹，请在反弹后的记录上办理")
    if dispute.shadows.current().exists():
        raise MoveRefused("有别的记录并入或关联到这起纠纷，请先取消")


@transaction.atomic
def withdraw_dispute(dispute: Dispute, *, by: User, reason: str) -> Dispute:
    """What somebody has just registered by mistake, many at once, he may end himself, as long as nobody has worked on
    it. Raises PermissionDenied, MoveRefused.
    """
    locked = lock(dispute, version=dispute.version)
    if locked.created_by_id != by.pk or not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    refuse_void(locked)
    return move_locked(locked, "void", by=None, reason=reason)


@transaction.atomic
def void_dispute(dispute: Dispute, *, by: User, version: int, reason: str) -> Dispute:
    """作废. Raises PermissionDenied, StaleRecord, MoveRefused."""
    locked = lock(dispute, version=version)  # first: nobody links to it, or lets it relapse, meanwhile
    refuse_void(locked)
    return move_locked(locked, "void", by=by, reason=reason)
