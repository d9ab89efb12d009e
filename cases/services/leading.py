"""领导包案, its reports and chases. What stands on the case moves with the history beside it, in one transaction."""

import datetime as dt

from django.db import transaction

from baiyi.accounts.answering import Part, who
from baiyi.accounts.models import User
from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from baiyi.records.signals import moved
from cases import rights
from cases.kinds import CHASED, LED, REPORT
from cases.models import Case, CaseLead, ProgressReport
from cases.models.case import ENDS


def leaders_for(case: Case):
    """People who may lead the case: those who supervise at its branch."""
    return User.objects.holding(rights.SUPERVISE, clock.today(), units=[case.authority_id])


@transaction.atomic
def lead_case(case: Case, *, by, version: int, leader: User, every: int, on: dt.date | None = None, **fixed) -> Case:
    """包案 with the 五定 (`people`, `due_on`, `task`, `duty`); the first report is due after `every` natural days.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    on = on or clock.today()
    led = move(case, "lead", by=by, version=version, leader=leader, on=on, every=every)
    _begin(led, leader, on, fixed)
    return led


@transaction.atomic
def change_leader(
    case: Case, *, by, version: int, leader: User, reason: str, on: dt.date | None = None, **fixed
) -> Case:
    """Raises PermissionDenied, MoveRefused, StaleRecord."""
    on = on or clock.today()
    led = move(case, "change_leader", by=by, version=version, leader=leader, on=on, reason=reason)
    _end(led, on, reason)
    _begin(led, leader, on, fixed)
    return led


@transaction.atomic
def end_lead(case: Case, *, by, version: int, reason: str, on: dt.date | None = None) -> Case:
    """Raises PermissionDenied, MoveRefused, StaleRecord."""
    on = on or clock.today()
    ended = move(case, "end_lead", by=by, version=version, on=on, reason=reason)
    _end(ended, on, reason)
    return ended


@transaction.atomic
def report_progress(case: Case, *, by, version: int, content: str, next_steps: str = "") -> Case:
    """进展报告 of today: the period that runs is closed, and how late it was is kept. The schedule opens the next.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    locked, today = lock(case, version=version), clock.today()
    owed, chases = locked.open_deadline(REPORT), locked.chases
    reported = move_locked(locked, "report", by=by, on=today, content=content, next_steps=next_steps)
    late = (today - owed.late_after).days if owed and owed.late_after else 0
    ProgressReport(
        case=reported,
        unit_id=reported.unit_id,
        reported_on=today,
        content=content,
        next_steps=next_steps,
        due_on=owed and owed.effective_due_on,
        days_late=max(0, late),
        chases=chases,
        created_by=by,
        created_at=clock.now(),
    ).save()
    return reported


@transaction.atomic
def chase_case(case: Case, *, by, version: int) -> Case:
    """催办: who answers for the case is told, and how often stands on it.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    chased = move(case, "chase", by=by, version=version)
    facts = {"by": by.name, "case": str(chased), "times": chased.chases}
    people, period = responsible_for(chased), f"chased-{chased.chased_on}"  # once a day
    send(people, kind=CHASED, subject=chased, period=period, facts=facts)
    return chased


def end_with_case(sender, *, record, name: str, facts: dict, **kwargs) -> None:
    """Whoever led a case led it until it ended."""
    if name in ENDS and record.leader_id:
        _end(record, facts["on"], record.get_state_display())


def responsible_for(case: Case) -> list[User]:
    return who([case], Part.RESPONSIBLE, clock.today())[case.pk]


def _begin(case: Case, leader: User, on: dt.date, fixed: dict) -> None:
    if fixed.get("due_on") and fixed["due_on"] <= on:
        raise MoveRefused("定时间须在包案日之后")
    CaseLead(case=case, leader=leader, post=leader.role_label, starts_on=on, **fixed).save()
    facts = {"case": str(case), "leader": leader.name}
    send({leader, *responsible_for(case)}, kind=LED, subject=case, period=f"led-{on}-{leader.pk}", facts=facts)


def _end(case: Case, on: dt.date, reason: str) -> None:
    held = case.leads.filter(ends_on=None).get()
    held.ends_on, held.end_reason = on, reason
    held.save(verb="结束包案", reason=reason)


moved.connect(end_with_case, sender=Case, dispatch_uid="cases.leading")
