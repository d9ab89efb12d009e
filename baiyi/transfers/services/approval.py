"""流转审批: switched on and off by the office, with a day."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from baiyi.transfers import rights
from baiyi.transfers.models import ApprovalRule


@transaction.atomic
def switch_approval(*, by, unit: Unit, is_required: bool, effective_on: dt.date) -> ApprovalRule:
    """For the units of a branch, from a day on that has not passed; what was proposed or sent before stays as it is.

    Raises PermissionDenied, MoveRefused.
    """
    if not by.holds_at(rights.SWITCH, unit.pk):
        raise PermissionDenied(rights.SWITCH)
    if effective_on < clock.today():
        raise MoveRefused("生效日不能早于今天")
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)  # one who switches at a time
    known = ApprovalRule.objects.filter(unit=unit, effective_on=effective_on).first()
    rule = known or ApprovalRule(unit=unit, effective_on=effective_on)
    rule.is_required = is_required
    rule.save(verb=f"设置流转审批：{rule}")
    return rule
