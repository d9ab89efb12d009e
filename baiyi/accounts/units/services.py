"""Verbs on the organisation tree. A name or a place in the tree holds from now on; days have the beginning and the end
of a unit. Records keep the unit they count for.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from baiyi.accounts.fitting import hold_unit, why_not_under
from baiyi.accounts.holdings import open_work
from baiyi.accounts.models import Posting, Unit, UnitName
from baiyi.accounts.people.services import ONE_DAY, told
from baiyi.accounts.services import add_unit
from baiyi.records import clock
from baiyi.records.moves import lock

MOST_NAMED = 5  # in a refusal


@transaction.atomic
def open_unit(*, by, kind: str, parent: Unit | None, short_name: str, on: dt.date, reason: str, **facts) -> Unit:
    """新设. Raises ValidationError."""
    _refuse_place(kind, parent, on)
    _refuse_taken(short_name, on)
    more = {"starts_on": on, "verb": told("新设", on), "reason": reason, "position": Unit.objects.count()}
    return add_unit(kind=kind, parent=parent, short_name=short_name, **facts, **more)


@transaction.atomic
def edit_unit(unit: Unit, *, by, version: int, reason: str, **facts) -> Unit:
    """更名, and what is printed on its papers. A name of before is kept. Raises StaleRecord, ValidationError."""
    locked = lock(unit, version=version)
    before = {"name": locked.name, "short_name": locked.short_name}
    is_renamed = any(facts[name] != value for name, value in before.items())
    if facts["short_name"] != locked.short_name:
        _refuse_taken(facts["short_name"], clock.today(), but=locked)
    if is_renamed:
        UnitName.objects.create(unit=locked, until=clock.today() - ONE_DAY, **before)
    for name, value in facts.items():
        setattr(locked, name, value)
    return _changed(locked, verb="更名" if is_renamed else "修改单位", reason=reason)


@transaction.atomic
def move_unit(unit: Unit, *, by, version: int, parent: Unit, reason: str) -> Unit:
    """改变隶属. Raises StaleRecord, ValidationError."""
    locked = lock(unit, version=version)
    if locked.parent_id == parent.pk:
        raise ValidationError(f"{locked}现在就在{parent}之下")
    _refuse_over(locked)
    _refuse_place(locked.kind, parent, clock.today())
    before, locked.parent = locked.parent, parent
    return _changed(locked, verb=f"改变隶属：{before or '无上级'} → {parent}", reason=reason)


@transaction.atomic
def end_unit(unit: Unit, *, by, version: int, on: dt.date, reason: str) -> Unit:
    """撤销: its last day. Raises StaleRecord, ValidationError that says what still hangs on it."""
    locked = lock(unit, version=version)
    _refuse_over(locked)
    if locked.starts_on is not None and on < locked.starts_on:
        raise ValidationError(f"撤销日不能早于启用日（{locked.starts_on}）")
    if left := what_is_left(locked, on):
        raise ValidationError(f"{locked}还不能撤销：" + "；".join(left))
    locked.ends_on = on
    return _changed(locked, verb=told("撤销", on), reason=reason)


def what_is_left(unit: Unit, on: dt.date) -> list[str]:
    """What hangs on a unit after that day, in words, a kind a line: units below, people, work that is open."""
    after = on + ONE_DAY
    below = [
        str(each) for each in unit.children.order_by("position", "pk") if each.ends_on is None or each.ends_on > on
    ]
    held = Posting.objects.in_force_between(after, None).filter(unit=unit).select_related("user").order_by("pk")
    people = list(dict.fromkeys(each.user.name for each in held))
    found = [f"下级单位 {_named(below)}"] if below else []
    found += [f"在任人员 {_named(people)}"] if people else []
    return found + [f"{label} {count}" for label, count in open_work(unit)]


def _named(names: list[str]) -> str:
    rest = f"等 {len(names)} 个" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + rest


def _refuse_over(unit: Unit) -> None:
    if unit.ends_on is not None:
        raise ValidationError(f"{unit}已定于 {unit.ends_on} 撤销")


def _refuse_place(kind: str, parent: Unit | None, on: dt.date) -> None:
    if refusal := why_not_under(kind, parent):
        raise ValidationError(refusal)
    if parent is not None:
        hold_unit(parent, on)


def _refuse_taken(short_name: str, on: dt.date, *, but: Unit | None = None) -> None:
    """Lists and workbooks name a unit by it."""
    others = Unit.objects.valid(on).filter(short_name=short_name).exclude(pk=but.pk if but else None)
    if others.exists():
        raise ValidationError(f"单位简称“{short_name}”已有单位使用")


def _changed(locked: Unit, *, verb: str, reason: str) -> Unit:
    locked.version += 1
    locked.full_clean()
    locked.save(verb=verb, reason=reason)
    return locked
