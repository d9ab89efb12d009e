"""强制措施 on numbered persons of a case. The case's stage and the count of people follow: entered once."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.deadlines.services import extend_deadline
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock, move, move_locked
from baiyi.records.signals import moved
from cases import rights
from cases.kinds import CUSTODY
from cases.models import Case, CustodyLine, Outcome
from cases.models.case import ENDS
from cases.models.stages import UNDER_INVESTIGATION
from cases.services.outcomes import bring_to, reported_by_unit

MOST_AT_ONCE = 50  # 人
Measure = CustodyLine.Measure
STAGES = {Measure.DETENTION: "detain", Measure.ARREST: "arrest"}
IN_DAYS = {Measure.DETENTION, Measure.ADMINISTRATIVE}  # measures whose length a decision may set; others count months


@transaction.atomic
def take_measure(
    case: Case, *, by, version: int, measure: str, persons: int, on: dt.date | None = None, days: int | None = None
) -> Case:
    """`persons` people (人) under a measure from that day: a line each, the stage of the case, and a 战果.

    Raises PermissionDenied, StaleRecord; MoveRefused when the case is not there yet, or a period is none.
    """
    locked, on = lock(case, version=version), on or clock.today()
    if not 1 <= persons <= MOST_AT_ONCE:
        raise MoveRefused(f"一次登记 1 至 {MOST_AT_ONCE} 人")
    _refuse(locked, measure, on)
    first = (locked.custody_lines.order_by("-person").values_list("person", flat=True).first() or 0) + 1
    for person in range(first, first + persons):
        _add_line(locked, by=by, person=person, measure=measure, on=on, days=days)
    locked = _stage(locked, measure, by=by, on=on)
    if measure != Measure.ADMINISTRATIVE:
        held = locked.custody_lines.current().exclude(measure=Measure.ADMINISTRATIVE)
        coerced = held.order_by().values("person").distinct().count()
        total = max(coerced, reported_by_unit(locked, Outcome.Measure.COERCED))
        bring_to(locked, total, by=by, measure=Outcome.Measure.COERCED, happened_on=on)
    return locked


@transaction.atomic
def change_measure(
    line: CustodyLine, *, by, version: int, measure: str, on: dt.date | None = None, days: int | None = None
) -> CustodyLine:
    """变更: the line ends, and the same person has the next one. Nobody is counted twice.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    on = on or clock.today()
    if measure == line.measure:
        raise MoveRefused(f"措施已是{line.get_measure_display()}；延长期限请另行办理")
    case = lock(line.case)
    _refuse(case, measure, on)
    ended = move(line, "replace", by=by, version=version, on=on)
    case = _stage(case, measure, by=by, on=on)
    return _add_line(case, by=by, person=ended.person, measure=measure, on=on, days=days)


@transaction.atomic
def extend_custody(line: CustodyLine, *, by, version: int, length: int, reason: str) -> CustodyLine:
    """延长: by `length` of the rule's own measure (days, or months after 逮捕), approved at the branch.

    Raises PermissionDenied, StaleRecord; MoveRefused beyond what the rule allows.
    """
    locked = lock(line, version=version)
    if not by.holds_at(rights.APPROVE, locked.case.authority_id):
        raise PermissionDenied(rights.APPROVE)
    term = locked.open_deadline(CUSTODY)
    if term is None:
        raise MoveRefused("这项措施已经终止，不能延长")
    extend_deadline(term, length=length, reason=reason, by=by)
    locked.save(verb="延长期限", reason=reason)
    return locked


def stop_with_case(sender, *, record, name: str, **kwargs) -> None:
    """Measures of a case that should not be there bind nobody, and those of one that left this office nobody here:
    their periods stop. 行政拘留 is served after the penalty.
    """
    if name in ENDS and name != "penalise":
        for line in record.custody_lines.current().filter(state=CustodyLine.State.ACTIVE).order_by("pk"):
            on, words = max(record.ended_on, line.starts_on), f"案件{record.get_state_display()}"
            move(line, "end", by=None, on=on, reason=words)
    if name == "void":
        for line in record.custody_lines.current():
            move(line, "void", by=None, reason=f"案件作废：{record.void_reason}"[:200])


def _refuse(case: Case, measure: str, on: dt.date) -> None:
    if case.voided_at:
        raise MoveRefused("案件已作废，不能再登记强制措施")
    if measure == Measure.ADMINISTRATIVE:
        if case.is_criminal:
            raise MoveRefused("刑事案件不登记行政拘留")
        if not case.may_take_measures:
            raise MoveRefused(f"案件阶段为“{case.get_state_display()}”，不能登记行政拘留")
    elif case.state not in UNDER_INVESTIGATION:
        raise MoveRefused(f"案件阶段为“{case.get_state_display()}”，立案侦查的刑事案件才能采取刑事强制措施")
    case.progress(on)


def _add_line(case: Case, *, by, person: int, measure: str, on: dt.date, days: int | None) -> CustodyLine:
    if days and measure not in IN_DAYS:
        raise MoveRefused("这种措施的期限按月计算，天数请留空")
    line = CustodyLine(case=case, unit=case.unit, person=person, measure=measure, starts_on=on, days=days)
    return rows.add(line, by=by, right=rights.RECORD)


def _stage(case: Case, measure: str, *, by, on: dt.date) -> Case:
    """The move that belongs to the measure: whoever may record the measure makes it. One without a move is progress."""
    if name := STAGES.get(measure):
        return move_locked(case, name, by=None, on=on)
    case.progress(on)
    case.save(update_fields=["progressed_on"], verb=f"登记{Measure(measure).label}")
    return case


moved.connect(stop_with_case, sender=Case, dispatch_uid="cases.custody")
