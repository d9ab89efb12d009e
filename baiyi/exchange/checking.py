"""Making and ending check rules (表内校验). What was entered before a rule began is never looked at again."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.exchange import rights
from baiyi.records import clock
from baiyi.records.check_rules import subjects
from baiyi.records.models import CheckRule
from baiyi.records.moves import MoveRefused


@transaction.atomic
def add_rule(*, by, subject: str, left: str, others: list[str], **facts) -> CheckRule:
    """In force from `effective_from`, today at the earliest. Raises PermissionDenied, MoveRefused."""
    _may(by)
    known = subjects[subject].fields()
    if not {left, *others} <= known.keys() or left in others or not others:
        raise MoveRefused("校验项须是该表单的项目，且不能与自己比较")
    if facts["effective_from"] < clock.today():
        raise MoveRefused("启用日不能早于今天：已登记的不重新校验")
    rule = CheckRule(subject=subject, left=left, right=",".join(others), **facts)
    if _same(rule).exists():
        raise MoveRefused("已有同样的规则在用")
    rule.save(verb="新增表内校验")
    return rule


@transaction.atomic
def end_rule(rule: CheckRule, *, by, on: dt.date, reason: str) -> None:
    """`on` is the last day it holds; one that has not begun by then is withdrawn.

    Raises PermissionDenied, MoveRefused.
    """
    _may(by)
    locked = CheckRule.objects.select_for_update().get(pk=rule.pk)
    if on < clock.today():
        raise MoveRefused("停用日不能早于今天")
    if locked.effective_to and locked.effective_to <= on:
        raise MoveRefused(f"这条规则到 {locked.effective_to} 已经停用")
    if locked.effective_from and locked.effective_from > on:
        locked.delete()
        return
    locked.effective_to = on
    locked.save(verb="停用表内校验", reason=reason)


def _same(rule: CheckRule):
    lasting = CheckRule.objects.in_force(rule.subject, rule.effective_from)
    return lasting.filter(kind=rule.kind, left=rule.left, right=rule.right)


def _may(by) -> None:
    if not by.has_perm(rights.MANAGE_CHECKS):
        raise PermissionDenied(rights.MANAGE_CHECKS)
