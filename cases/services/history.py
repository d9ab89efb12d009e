"""Old books of cases and outcomes (历史台账): what came in is over. Nothing is sent, and no term is owed."""

import datetime as dt
from functools import partial

from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.exchange.imports.past import VERB, check_past
from baiyi.journal.services import log_made
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from baiyi.records.services import unless_taken
from cases.models import Case, Nature, Outcome
from cases.models.stages import ENDED, State
from cases.services.cases import authority_of, other_of_number, rule_for
from cases.services.outcomes import refuse_outcome, same_results

OF_NATURE = {
    Nature.CRIMINAL: {State.PROSECUTED, State.NOT_FILED},
    Nature.ADMINISTRATIVE: {State.PENALISED, State.MEDIATED},
}


def why_not_ended(nature: str, state: str) -> str:
    """Whether a case of that nature ends so; empty when it does."""
    if state not in ENDED:
        return "只导入已经办结的案件"
    others = {each for other, ends in OF_NATURE.items() if other != nature for each in ends}
    return f"{Nature(nature).label}案件没有“{State(state).label}”" if nature and state in others else ""


@transaction.atomic
def add_past_case(
    *, by, unit: Unit, accepted_on: dt.date, nature: str, state: str, ended_on: dt.date, name: str, **facts
) -> Case:
    """Written beside `save`, which would open the term of a new case: when it was filed, and so whether in time, the
    book does not say. Raises PermissionDenied; MoveRefused also for a number that is registered already.
    """
    check_past(("受案日", accepted_on), ("办结日", ended_on), unit=unit, by=by)
    if refusal := why_not_ended(nature, state):
        raise MoveRefused(refusal)
    case = Case(unit=unit, accepted_on=accepted_on, nature=nature, **_ended(state, ended_on), **facts)
    case.created_by, case.created_at = by, clock.now()
    case.authority, case.rule = authority_of(unit), rule_for(nature, accepted_on)
    case.name = name or case.usual_name
    refusal = f"执法系统案号 {case.external_number} 已登记"
    with unless_taken(partial(other_of_number, case), lambda other: MoveRefused(f"{refusal}：{other}（{other.unit}）")):
        Case.objects.bulk_create([case])
    log_made([case], verb=VERB, by=by)
    return case


def _ended(state: str, on: dt.date) -> dict:
    solved_on = on if state == State.PROSECUTED else None
    return {"state": state, "ended_on": on, "solved_on": solved_on, "progressed_on": on, "end_words": VERB}


@transaction.atomic
def add_past_outcome(
    *, by, case: Case, measure: str, persons: int, happened_on: dt.date, unit: Unit, evidence: str
) -> Outcome:
    """已核: the office answers for its book. What another unit has reported already is refused, where a page would have
    it ruled. Raises PermissionDenied, MoveRefused.
    """
    check_past(("受案日", case.accepted_on), ("发生日", happened_on), unit=unit, by=by)
    outcome = Outcome(
        case=case,
        unit=unit,
        created_by=by,
        created_at=clock.now(),
        measure=measure,
        persons=persons,
        happened_on=happened_on,
        evidence=evidence,
        state=Outcome.State.VERIFIED,
    )
    refuse_outcome(outcome)
    outcome.save(verb=VERB)
    if (rival := same_results(outcome).first()) is not None:
        raise MoveRefused(f"{rival.unit}已有疑似同一战果（{rival}，{rival.happened_on}），只导入一家的")
    return outcome
