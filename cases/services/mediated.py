"""What the mediation of a dispute means for the case behind it. Records are known by label: no room is imported.

治安调解 that fails or is not kept: the term of the case counts anew (程序规定第一百八十五条). One that is kept: who
handles the case is told that it can end without a penalty.
"""

import datetime as dt

from baiyi.notifications.services import send
from baiyi.records import clock
from baiyi.records.moves import lock, move_locked
from baiyi.records.signals import moved
from cases.kinds import MEDIATED, RESTARTED
from cases.models import Case
from cases.services.cases import rule_for

REASONS = {
    "fail": "治安调解未达成协议，办案期限重新计算",
    "breach": "治安调解协议未履行，办案期限重新计算",
}  # by move of the mediation
ON_REQUEST = "（须当事人书面申请并经公安机关认可）"  # 治安管理处罚法第九条: what others than the police mediated


def follow(label: str) -> None:
    """Listen to the moves of records of that label, which tell `behind`, `is_by_police` and their kind."""

    def heard(sender, *, record, name: str, facts: dict, **kwargs) -> None:
        if sender._meta.label_lower == label and name in {*REASONS, "perform"}:
            _heard(record, name, facts)

    moved.connect(heard, weak=False, dispatch_uid=f"cases.{label}")


def _heard(record, name: str, facts: dict) -> None:
    case = record.behind
    if not isinstance(case, Case) or case.is_criminal:
        return
    locked = lock(case)
    if locked.voided_at or not locked.is_open:
        return
    if name == "perform":
        _tell(locked, record)
    elif record.is_by_police:
        restart_clock(locked, on=facts.get("on") or clock.today(), reason=REASONS[name])


def restart_clock(locked: Case, *, on: dt.date, reason: str) -> Case:
    """From `on`, never before it was accepted or counted anew last. The program's own step: no right is asked."""
    since = max(filter(None, (on, locked.accepted_on, locked.clock_from)))
    facts = {"on": since, "rule": rule_for(locked.nature, since)}
    restarted = move_locked(locked, "restart_clock", by=None, reason=reason, **facts)
    told = {"case": str(restarted), "reason": reason, "since": f"{since}"}
    send(_people(restarted), kind=RESTARTED, subject=restarted, period=f"restarted-{restarted.version}", facts=told)
    return restarted


def _tell(case: Case, record) -> None:
    words = {"case": str(case), "mediation": record.get_kind_display()}
    words["condition"] = "" if record.is_by_police else ON_REQUEST
    send(_people(case), kind=MEDIATED, subject=case, period=f"mediated-{record.pk}", facts=words)


def _people(case: Case) -> list:
    return [each for each in (case.officer, case.second_officer) if each]
