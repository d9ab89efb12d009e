"""场所类别 and how often its venues are inspected, as the office arranges them. Nothing that exists is changed by it: a
notice keeps its document type, its rule and its days.
"""

import datetime as dt
from collections.abc import Iterable
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.deadlines.models import LegalBasis
from baiyi.journal.services import log_bulk
from baiyi.records import clock
from baiyi.records.moves import MoveRefused, lock
from inspections import rights
from inspections.models import Hazard, IntervalRule, Venue, VenueCategory
from inspections.models.venue import CategoryBasis


@transaction.atomic
def add_category(*, by, bases: Iterable[LegalBasis], **facts) -> VenueCategory:
    """`bases` with the usual one first. Raises PermissionDenied, MoveRefused."""
    may_arrange(by)
    category = VenueCategory(code=f"own-{uuid4().hex[:12]}", **facts)
    _refuse_taken(category)
    category.save(verb="新增场所类别")
    _rest_on(category, list(bases))
    return category


@transaction.atomic
def change_category(
    category: VenueCategory, *, by, version: int, reason: str, bases: Iterable[LegalBasis], **facts
) -> VenueCategory:
    """From now on. Raises PermissionDenied, StaleRecord, MoveRefused."""
    may_arrange(by)
    locked = lock(category, version=version)
    if facts["group"] != locked.group and Venue.objects.filter(category=locked).exists():
        raise MoveRefused("已有场所属于这一类，不能改统计大类：以前的数会跟着变；请新增类别，再逐家改场所类别")
    for name, value in facts.items():
        setattr(locked, name, value)
    _refuse_taken(locked)
    locked.version += 1
    locked.save(verb="修改场所类别", reason=reason)
    if _rest_on(locked, list(bases)):
        log_bulk([locked], verb="更换可用依据", by=by, reason=reason)
    return locked


@transaction.atomic
def end_category(
    category: VenueCategory, *, by, version: int, effective_to: dt.date | None, reason: str
) -> VenueCategory:
    """The last day on which venues are put into it; None goes on with it. Raises as `change_category` does."""
    may_arrange(by)
    locked = lock(category, version=version)
    if effective_to is not None:
        _refuse_end(locked, effective_to)
    locked.effective_to = effective_to
    locked.version += 1
    locked.save(verb="停用场所类别" if effective_to else "恢复场所类别", reason=reason)
    return locked


@transaction.atomic
def set_interval(*, by, about: dict, effective_from: dt.date, inspect_every: int, note: str) -> IntervalRule:
    """`about` is a ground or a category. From a day on; one of the same day is put right, an earlier one stays for the
    days before. Raises PermissionDenied, MoveRefused.
    """
    may_arrange(by)
    if effective_from < clock.today():
        raise MoveRefused("检查间隔不能从今天以前起改")
    former = IntervalRule.objects.filter(**about).order_by("-effective_from").first()
    known = IntervalRule.objects.filter(**about, effective_from=effective_from).first()
    place = former.position if former else 0
    rule = known or IntervalRule(**about, effective_from=effective_from, position=place)
    rule.inspect_every, rule.note, rule.is_example = inspect_every, note, False
    rule.save(verb="设定检查间隔")
    return rule


def may_arrange(by) -> None:
    if not by.has_perm(rights.ARRANGE):
        raise PermissionDenied(rights.ARRANGE)


def _refuse_taken(category: VenueCategory) -> None:
    if VenueCategory.objects.exclude(pk=category.pk).filter(name=category.name).exists():
        raise MoveRefused(f"已有场所类别“{category.name}”")


def _refuse_end(category: VenueCategory, on: dt.date) -> None:
    if on < max(clock.today(), category.effective_from or clock.today()):
        raise MoveRefused("停用日期不能早于今天，也不能早于启用日期")
    if venues := Venue.objects.current().filter(category=category).count():
        raise MoveRefused(f"还有 {venues} 家在册场所属于这一类，请先改为别的类别或停用场所")
    if hazards := Hazard.objects.open().filter(venue__category=category).count():
        raise MoveRefused(f"这一类还有 {hazards} 处隐患没有销号，不能停用")


def _rest_on(category: VenueCategory, bases: list[LegalBasis]) -> bool:
    """In this order; whether that is another one than before."""
    former = CategoryBasis.objects.filter(category=category)
    if list(former.values_list("basis", flat=True)) == [basis.pk for basis in bases]:
        return False
    former.delete()
    CategoryBasis.objects.bulk_create(
        [CategoryBasis(category=category, basis=basis, position=place) for place, basis in enumerate(bases, 1)]
    )
    return True
