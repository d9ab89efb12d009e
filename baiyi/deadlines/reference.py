"""Legal bases and rules as the office keeps them. A rule is never changed: a new version takes over from a day on, and
every deadline goes on under the version it was frozen with.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.deadlines import rights
from baiyi.deadlines.models import Deadline, LegalBasis, Rule
from baiyi.deadlines.models.reference import VERSION, first_code
from baiyi.deadlines.services import compute_due, late_after, load_calendar
from baiyi.deadlines.uses import uses_of
from baiyi.records import clock
from baiyi.records.moves import MoveRefused

ONE_DAY = timedelta(days=1)
SAMPLES = 7  # start days that are compared: a week
COUNTED = ("measure", "length", "max_length", "max_extensions", "grace", "rolls")


@dataclass(frozen=True)
class Sample:
    """What a term that starts on a day would be, and would have been: due, and late after."""

    starts_on: date
    before: tuple[date, date]
    after: tuple[date, date]

    @property
    def is_other(self) -> bool:
        return self.before != self.after


class RuleComparison:
    """A version that is to take over, beside the one that ends. Raises LengthRefused for what cannot be counted."""

    def __init__(self, rule: Rule, effective_from: date, **facts):
        self.rule, self.effective_from = rule, effective_from
        self.new = Rule(kind=rule.kind, starts_with=rule.starts_with, **facts)
        self.samples = list(self._samples())

    @cached_property
    def open(self) -> int:
        """Deadlines (项) that run under any version of the rule. None of them is changed."""
        return open_under(self.rule).count()

    def _samples(self) -> Iterator[Sample]:
        calendar = load_calendar()
        for number in range(SAMPLES):
            day = self.effective_from + number * ONE_DAY
            dues = [compute_due(rule, day, calendar=calendar).due_on for rule in (self.rule, self.new)]
            before, after = (
                (due, late_after(rule, due, calendar=calendar))
                for rule, due in zip((self.rule, self.new), dues, strict=True)
            )
            yield Sample(day, before, after)


def open_under(rule: Rule):
    return Deadline.objects.open().filter(rule__in=Rule.objects.versions_of(rule.code))


def lasting_version(rule: Rule) -> Rule | None:
    """The last version, in force or planned; None when the rule has ended."""
    return Rule.objects.versions_of(rule.code).filter(effective_to=None).order_by("-pk").first()


@transaction.atomic
def add_rule(*, by, effective_from: date, **facts) -> Rule:
    """A rule of its own. It counts nothing until something that chooses its rule chooses it. Raises PermissionDenied,
    MoveRefused.
    """
    may_manage(by)
    _refuse_facts(facts)
    if Rule.objects.filter(label=facts["label"], effective_to=None).exists():
        raise MoveRefused(f"已有规则“{facts['label']}”，要改的请制定新版本")
    rule = Rule(code=f"own_{uuid4().hex[:16]}", effective_from=effective_from, **facts)
    rule.save(verb="新增期限规则")
    return rule


@transaction.atomic
def add_version(rule: Rule, *, by, effective_from: date, reason: str, **facts) -> Rule:
    """From tomorrow at the earliest; the last version ends the day before. Raises PermissionDenied, MoveRefused."""
    may_manage(by)
    _refuse_facts(facts)
    versions = list(Rule.objects.versions_of(rule.code).select_for_update().order_by("pk"))
    last = next((each for each in reversed(versions) if each.effective_to is None), None)
    if last is None:
        raise MoveRefused("这条规则已经停用，不能再制定新版本")
    earliest = max(clock.today(), last.effective_from or clock.today()) + ONE_DAY
    if effective_from < earliest:
        raise MoveRefused(f"新版本最早从 {earliest} 起：以前起算的期限按原规则")
    code = f"{first_code(rule.code)}{VERSION}{len(versions) + 1}"
    facts |= {"kind": last.kind, "starts_with": last.starts_with, "pause_grounds": last.pause_grounds}
    last.effective_to = effective_from - ONE_DAY
    last.save(verb="由新版本接替", reason=reason)
    new = Rule(code=code, effective_from=effective_from, **facts)
    new.save(verb="制定新版本", reason=reason)
    return new


@transaction.atomic
def end_rule(rule: Rule, *, by, on: date, reason: str) -> Rule:
    """`on` is the last day on which a term may start under it. A version that has not begun by then is withdrawn, and
    the one before goes on. Returns the version that is the last now. Raises PermissionDenied, MoveRefused.
    """
    may_manage(by)
    if on < clock.today():
        raise MoveRefused("停用日期不能早于今天")
    versions = list(Rule.objects.versions_of(rule.code).select_for_update().order_by("pk"))
    last = next((each for each in reversed(versions) if each.effective_to is None), None)
    if last is None:
        raise MoveRefused("这条规则已经停用")
    if last.effective_from and last.effective_from > on:
        return _withdraw(last, versions, reason)
    if used := uses_of(rule):
        raise MoveRefused(f"{'、'.join(used[:5])}还在用这条规则，请先改用别的规则；只改天数的请制定新版本")
    last.effective_to = on
    last.save(verb="停用期限规则", reason=reason)
    return last


@transaction.atomic
def add_basis(*, by, **facts) -> LegalBasis:
    """Raises PermissionDenied, MoveRefused."""
    may_manage(by)
    _refuse_days(facts["effective_from"], facts["effective_to"])
    if LegalBasis.objects.filter(title=facts["title"], article=facts["article"], effective_to=None).exists():
        raise MoveRefused(f"已有《{facts['title']}》{facts['article']}；新文本代替旧文本的，先填写旧条款的失效日期")
    basis = LegalBasis(code=f"own_{uuid4().hex[:16]}", **facts)
    basis.save(verb="新增法律依据")
    return basis


@transaction.atomic
def end_basis(basis: LegalBasis, *, by, effective_to: date | None, reason: str) -> LegalBasis:
    """The last day it is in force; None when it is after all. What rests on it already goes on naming it. Raises
    PermissionDenied, MoveRefused.
    """
    may_manage(by)
    locked = LegalBasis.objects.select_for_update().get(pk=basis.pk)
    _refuse_days(locked.effective_from, effective_to)
    locked.effective_to = effective_to
    locked.save(verb="填写失效日期", reason=reason)
    return locked


def may_manage(by) -> None:
    if not by.has_perm(rights.MANAGE_RULES):
        raise PermissionDenied(rights.MANAGE_RULES)


def _withdraw(planned: Rule, versions: list[Rule], reason: str) -> Rule:
    if planned.deadlines.exists():
        raise MoveRefused("已有期限按这个版本起算，不能撤销")
    before = [each for each in versions if each.effective_to == planned.effective_from - ONE_DAY]
    if not before:
        raise MoveRefused(f"这条规则 {planned.effective_from} 才启用，停用日期须在这天以后")
    planned.delete()
    before[-1].effective_to = None
    before[-1].save(verb="撤销新版本，继续使用", reason=reason)
    return before[-1]


def _refuse_facts(facts: dict) -> None:
    most = facts.get("max_length")
    if most is not None and most < facts["length"]:
        raise MoveRefused("上限天数不能小于默认天数")


def _refuse_days(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise MoveRefused("失效日期不能早于施行日期")
