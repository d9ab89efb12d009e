"""Registering cases, changing what is known of them, and taking them into a joint operation."""

import datetime as dt
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from baiyi.accounts.models import Unit, UnitKind
from baiyi.deadlines.models import Rule
from baiyi.records import clock
from baiyi.records import services as rows
from baiyi.records.moves import MoveRefused, lock, move
from campaigns.models import Operation
from cases import rights
from cases.kinds import CASE, FILING
from cases.models import Case, Nature, Outcome
from cases.services.outcomes import bring_to, record_outcome

FIRST_ACCEPTED = dt.date(2000, 1, 1)
JOIN_WITHIN = dt.timedelta(days=14)  # after an operation ended it may still be given cases


def register_case(*, by, client_uuid: UUID | None = None, **facts) -> Case:
    """Register a case (起), and at once what it yielded when people are counted (`measure`, `persons`); its first
    deadline is opened with it. The same form twice, also at once, is one case.

    Raises PermissionDenied; MoveRefused for days that cannot be, a number that is registered already, or a day for
    which no rule says how long the case may take.
    """
    if (known := _of_form(by, client_uuid)) is not None:
        return known
    try:
        with transaction.atomic():
            return _register(by=by, client_uuid=client_uuid, **facts)
    except IntegrityError:
        if (known := _of_form(by, client_uuid)) is None:
            raise
        return known


def _of_form(by, client_uuid: UUID | None) -> Case | None:
    return client_uuid and Case.objects.filter(created_by=by, client_uuid=client_uuid).first()


def _register(*, by, unit: Unit, assisting=(), measure: str = "", persons: int | None = None, **facts) -> Case:
    case = Case(unit=unit, authority=authority_of(unit), **facts)
    _refuse_days(case)
    case.rule = rule_for(case.nature, case.accepted_on)
    with _number_once(case):
        rows.add(case, by=by, right=rights.RECORD)
    case.assisting.set(assisting)
    if measure and persons is not None:
        record_outcome(case, by=by, unit=unit, measure=measure, persons=persons, happened_on=case.accepted_on)
    return case


@transaction.atomic
def change_case(case: Case, *, by, version: int, assisting=None, **facts) -> Case:
    """Raises StaleRecord, PermissionDenied, MoveRefused. Unit, nature and 受案日 stay: its term hangs on them."""
    with _number_once(Case(pk=case.pk, external_number=facts.get("external_number", ""))):
        changed = rows.change(case, by=by, right=rights.RECORD, version=version, verb="修改案件", **facts)
    if assisting is not None:
        changed.assisting.set(assisting)
    return changed


@transaction.atomic
def join_operation(case: Case, *, by, version: int, operation: Operation) -> Case:
    """集中收网: the operation takes the case. Raises StaleRecord, PermissionDenied, MoveRefused."""
    locked = lock(case, version=version)
    if not by.has_perm(rights.RECORD, locked):
        raise PermissionDenied(rights.RECORD)
    if locked.voided_at or not locked.is_open:
        raise MoveRefused("案件已经办结，不能再纳入集中收网")
    if locked.operations.filter(pk=operation.pk).exists():
        raise MoveRefused(f"案件已经在“{operation}”中")
    locked.operations.add(operation)
    locked.save(verb=f"纳入集中收网“{operation}”")
    return locked


@transaction.atomic
def penalise_case(
    case: Case, *, by, version: int, on: dt.date, persons: int, evidence: str = "", is_announced: bool = False
) -> Case:
    """处罚: the case ends, and so many people (人) are penalised in all, those entered with the case among them. Unless
    the decision was handed over as it was announced, its service is due within two days.

    Raises PermissionDenied, MoveRefused, StaleRecord.
    """
    penalised = move(case, "penalise", by=by, version=version, on=on, is_announced=is_announced)
    facts = {"measure": Outcome.Measure.PENALISED, "happened_on": on, "evidence": evidence}
    bring_to(penalised, persons, by=by, **facts)
    return penalised


def authority_of(unit: Unit) -> Unit:
    """The branch (所属公安机关) that the unit is or belongs to. One statement."""
    above = unit.ancestors(include_self=True).filter(kind=UnitKind.BRANCH)
    found = list(above)
    if not found:
        raise MoveRefused(f"{unit}不属于任何分局，不能登记案件")
    return found[-1]


def rule_for(nature: str, on: dt.date) -> Rule:
    """How long a case accepted on that day may take: the rule in force then. Raises MoveRefused without one."""
    kind = FILING if nature == Nature.CRIMINAL else CASE
    rule = Rule.objects.filter(kind=kind).in_force(on).select_related("basis").order_by("pk").eldest()
    if rule is None:
        raise MoveRefused(f"{on} 没有适用的{Nature(nature).label}案件期限规则，请联系专班")
    return rule


def _refuse_days(case: Case) -> None:
    if not FIRST_ACCEPTED <= case.accepted_on <= clock.today():
        raise MoveRefused("受案日须在 2000 年以后，且不能晚于今天")


def _number_once(case: Case):
    """One law-enforcement number is one case. Refuses by naming the other; the same form again is none."""
    return rows.unless_taken(
        partial(other_of_number, case),
        lambda other: MoveRefused(f"执法系统案号 {case.external_number} 已登记：{other}（{other.unit}）"),
    )


def other_of_number(case: Case) -> Case | None:
    """Another one registered under its law-enforcement number; none for the same form again."""
    if not case.external_number:
        return None
    other = Case.objects.current().filter(external_number=case.external_number).exclude(pk=case.pk).first()
    is_of_form = other and case.client_uuid and other.client_uuid == case.client_uuid
    return None if is_of_form else other
