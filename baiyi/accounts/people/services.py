"""Verbs on a person: who he is, where he works from when. Each locks the person, so that of two at once one is told."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from baiyi.accounts.fitting import hold_unit, refuse_misfit
from baiyi.accounts.models import Posting, Unit, User, with_posting
from baiyi.accounts.services import post
from baiyi.records import clock
from baiyi.records.moves import lock

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def edit_person(user: User, *, by: User, version: int, **facts) -> User:
    """Name, number, status. Raises StaleRecord, ValidationError."""
    locked = lock(user, version=version)
    for name, value in facts.items():
        setattr(locked, name, value)
    return _changed(locked, verb="修改人员信息")


@transaction.atomic
def add_posting(user: User, *, by: User, version: int, unit: Unit, role: str, on: dt.date, reason: str) -> Posting:
    """派岗: a posting from that day on, beside those he has. Raises StaleRecord, ValidationError."""
    locked = lock(user, version=version)
    _refuse_unit(unit, role, on)
    if locked.postings.in_force_between(on, None).filter(unit=unit, role=role, stands_in_for=None).exists():
        raise ValidationError("此人已有这个单位的这个岗位")
    made = post(user=locked, unit=unit, role=role, starts_on=on, verb=told("派岗", on), reason=reason)
    _changed(locked)
    return made


@transaction.atomic
def move_person(
    posting: Posting, *, by: User, version: int, unit: Unit, role: str, on: dt.date, reason: str
) -> Posting:
    """调动: this posting ends the day before, the new one begins. Raises StaleRecord, ValidationError."""
    user, held = _held(posting, version)
    _refuse_unit(unit, role, on)
    _end(held, on - ONE_DAY, verb=told("调动", on), reason=reason)
    made = post(user=user, unit=unit, role=role, starts_on=on, verb=told("调动", on), reason=reason)
    _changed(user)
    return made


@transaction.atomic
def end_posting(posting: Posting, *, by: User, version: int, on: dt.date, reason: str) -> Posting:
    """免去岗位: the posting's last day. Raises StaleRecord, ValidationError."""
    user, held = _held(posting, version)
    _end(held, on, verb=told("结束任职", on), reason=reason)
    _changed(user)
    return held


@transaction.atomic
def stand_in(
    posting: Posting, *, by: User, version: int, deputy: User, on: dt.date, until: dt.date, reason: str
) -> Posting:
    """代理: the deputy holds the role of the posting from day to day. Raises StaleRecord, ValidationError."""
    _, deputy = _lock_together(posting.user, deputy)
    user, held = _held(posting, version)
    if held.stands_in_for_id is not None:
        raise ValidationError("代理的岗位不能再由别人代理")
    if on < held.starts_on or held.is_over(until):
        raise ValidationError("代理期间须在被代理人的任职期间之内")
    if deputy.postings.in_force_between(on, until).filter(unit=held.unit, role=held.role).exists():
        raise ValidationError(f"{deputy}在这段时间已有这个岗位")
    facts = {"unit": held.unit, "role": held.role, "starts_on": on, "ends_on": until, "stands_in_for": held}
    made = post(user=deputy, verb=told("代理", on), reason=reason, **facts)
    _changed(user)
    _changed(deputy)
    return made


def may_stand_in(posting: Posting, on: dt.date):
    """Active people of the unit, of the one above and of those below, with the words of their posting."""
    unit = posting.unit
    near = Unit.objects.filter(Q(pk=unit.pk) | Q(pk=unit.parent_id) | Q(parent=unit.pk))
    return with_posting(User.objects.posted_at(near.values("pk"), on).exclude(pk=posting.user_id), on)


def _lock_together(*users: User) -> list[User]:
    """As they are now. They are locked in one order, whoever asks."""
    rows = User.objects.select_for_update().filter(pk__in=[user.pk for user in users]).order_by("pk")
    locked = {row.pk: row for row in rows}
    return [locked[user.pk] for user in users]


def told(verb: str, on: dt.date) -> str:
    """What was entered later says so."""
    return f"{verb}（补登）" if on < clock.today() else verb


def _held(posting: Posting, version: int) -> tuple[User, Posting]:
    """The person, locked, and the posting as it is now."""
    user = lock(posting.user, version=version)
    held = Posting.objects.select_related("unit").get(pk=posting.pk)
    if held.is_over(clock.today()):
        raise ValidationError(f"这段任职已于 {held.ends_on} 结束")
    return user, held


def _end(posting: Posting, on: dt.date, *, verb: str, reason: str) -> None:
    if on < posting.starts_on:
        raise ValidationError(f"这段任职 {posting.starts_on} 才开始")
    if posting.ends_on is not None and posting.ends_on < on:
        raise ValidationError(f"这段任职到 {posting.ends_on} 为止")
    posting.ends_on = on
    posting.save(verb=verb, reason=reason)


def _refuse_unit(unit: Unit, role: str, on: dt.date) -> None:
    refuse_misfit(role, unit)
    hold_unit(unit, on)


def _changed(locked: User, *, verb: str = "") -> User:
    locked.version += 1
    locked.full_clean(exclude=["password"])
    locked.save(verb=verb)
    return locked
