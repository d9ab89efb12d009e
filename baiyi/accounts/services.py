"""Verbs on the organisation: units, people, postings."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from baiyi.accounts.models import Posting, Unit, User
from baiyi.accounts.roles import SEPARATED, Role
from baiyi.records import clock


@transaction.atomic
def add_unit(*, name: str, short_name: str, kind: str, parent: Unit | None = None, **facts) -> Unit:
    """The only way a unit comes to be: checks the tree. Raises ValidationError."""
    unit = Unit(name=name, short_name=short_name, kind=kind, parent=parent, **facts)
    unit.full_clean()
    unit.save()
    return unit


@transaction.atomic
def add_user(*, username: str, name: str, password: str, must_change_password: bool = True, **facts) -> User:
    """A new account. The first password is changed at first sign-in unless said otherwise."""
    user = User(username=username, name=name, must_change_password=must_change_password, **facts)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


@transaction.atomic
def open_account(*, unit: Unit, role: str, **facts) -> User:
    """An account together with its first posting."""
    user = add_user(**facts)
    post(user=user, unit=unit, role=role, starts_on=clock.today())
    return user


@transaction.atomic
def post(*, user: User, unit: Unit, role: str, starts_on: dt.date, ends_on: dt.date | None = None) -> Posting:
    """Give a person a role at a unit. One person holds at most one of the three administrator roles, and no other beside it."""
    held = set(user.postings.in_force_between(starts_on, ends_on).values_list("role", flat=True))
    if (role in SEPARATED and held - {role}) or (held & SEPARATED and role not in held):
        raise ValidationError("系统、安全、审计管理员必须由不同的人担任，且不兼其他岗位")
    posting = Posting(user=user, unit=unit, role=Role(role), starts_on=starts_on, ends_on=ends_on)
    posting.full_clean()
    posting.save()
    return posting


@transaction.atomic
def set_active(user: User, *, is_active: bool, by: User) -> None:
    """Disable or enable an account; a disabled one loses its sessions with its next request."""
    if user.pk == by.pk:
        raise ValidationError("不能停用自己的账号")
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.is_active = is_active
    locked.save(update_fields=["is_active"])


@transaction.atomic
def reset_password(user: User, *, password: str, by: User) -> None:
    """Give a one-time password that must be changed at the next sign-in."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.set_password(password)
    locked.must_change_password = True
    locked.save(update_fields=["password", "must_change_password"])


@transaction.atomic
def change_password(user: User, *, password: str) -> None:
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])


def issuing_organ(unit: Unit) -> tuple[Unit, Unit]:
    """(unit whose document code numbers the document, unit with standing in whose name it is issued).

    Inner bodies without standing issue in the name of the organ they belong to. No statement for a unit that came with
    its parents (select_related("parent__parent")), one a level otherwise.
    Raises ValidationError when the tree names none.
    """
    line = [unit]
    while line[-1].parent_id is not None:
        line.append(line[-1].parent)
    coded = next((each for each in line if each.document_code), None)
    standing = next((each for each in line if each.has_standing), None)
    if coded is None or standing is None:
        raise ValidationError("本单位没有可用的机关代字或执法主体，请先在机构管理里设置")
    return coded, standing


def valid_units():
    return Unit.objects.valid(clock.today())
