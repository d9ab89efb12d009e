"""Verbs on the organisation: units, people, postings."""

import datetime as dt
from dataclasses import dataclass

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.utils import reset as unlock_sign_in
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from baiyi.accounts.fitting import hold_unit, refuse_misfit
from baiyi.accounts.models import Posting, Unit, UnitKind, User
from baiyi.accounts.roles import SEPARATED, Role
from baiyi.records import clock, drafts
from baiyi.records.hooks import DraftKind, draft_kinds
from baiyi.records.models import Draft
from baiyi.records.signals import account_changed

KEEP = 30  # seconds a process remembers the name of the branch
UNLOCK, DISABLE, ENABLE, RESET = "unlock", "disable", "enable", "reset"  # acts on an account; they stand in addresses
CONDITIONS = (("locked", "已锁定"), ("disabled", "停用"), ("unposted", "未派岗"))


@dataclass(frozen=True)
class OpenDraft:
    kind: DraftKind
    draft: Draft

    @property
    def url(self) -> str:
        return self.kind.resume_url(self.draft)


@transaction.atomic
def add_unit(*, name: str, short_name: str, kind: str, parent: Unit | None = None, **facts) -> Unit:
    """The only way a unit comes to be: checks the tree. `facts` may say what the journal says (`verb`, `reason`).
    Raises ValidationError.
    """
    note = {name: facts.pop(name) for name in ("verb", "reason") if name in facts}
    unit = Unit(name=name, short_name=short_name, kind=kind, parent=parent, **facts)
    unit.full_clean()
    unit.save(**note)
    return unit


@transaction.atomic
def add_user(*, username: str, name: str, password: str | None, must_change_password: bool = True, **facts) -> User:
    """A new account. The first password is changed at first sign-in unless said otherwise; without one nobody can sign
    in until it is set.
    """
    user = User(username=username, name=name, must_change_password=must_change_password, **facts)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


@transaction.atomic
def open_account(*, unit: Unit, role: str, **facts) -> User:
    """An account together with its first posting. Raises ValidationError."""
    refuse_misfit(role, unit)
    hold_unit(unit, clock.today())
    user = add_user(**facts)
    post(user=user, unit=unit, role=role, starts_on=clock.today())
    return user


@transaction.atomic
def post(*, user: User, unit: Unit, role: str, starts_on: dt.date, ends_on: dt.date | None = None, **more) -> Posting:
    """Give a person a role at a unit. One person holds at most one of the three administrator roles, and no other
    beside it. `more` may say whom he stands in for (`stands_in_for`), and what the journal says (`verb`, `reason`).
    """
    note = {name: more.pop(name) for name in ("verb", "reason") if name in more}
    held = set(user.postings.in_force_between(starts_on, ends_on).values_list("role", flat=True))
    if (role in SEPARATED and held - {role}) or (held & SEPARATED and role not in held):
        raise ValidationError("系统、安全、审计管理员必须由不同的人担任，且不兼其他岗位")
    posting = Posting(user=user, unit=unit, role=Role(role), starts_on=starts_on, ends_on=ends_on, **more)
    posting.full_clean()
    posting.save(**note)
    return posting


def set_active(user: User, *, is_active: bool, by: User, reason: str = "") -> None:
    """Disable or enable an account; a disabled one loses its sessions with its next request."""
    act = ENABLE if is_active else DISABLE
    _act_on(user, act, verb="启用账号" if is_active else "停用账号", by=by, reason=reason, is_active=is_active)


def reset_password(user: User, *, password: str, by: User, reason: str = "") -> None:
    """Give a one-time password that must be changed at the next sign-in."""
    changes = {"password": make_password(password), "must_change_password": True}
    _act_on(user, RESET, verb="重置口令", by=by, reason=reason, **changes)


def change_password(user: User, *, password: str, by: User) -> None:
    _change_account(user, verb="修改口令", by=by, password=make_password(password), must_change_password=False)


@transaction.atomic
def unlock(user: User, *, by: User, reason: str = "") -> None:
    """Forget the failed sign-ins of the account, from every address."""
    _act_on(user, UNLOCK, verb="解锁账号", by=by, reason=reason)
    unlock_sign_in(username=user.username)


def why_not(user: User, act: str, *, by: User, is_locked: bool | None = None) -> str:
    """Why that cannot be done to the account now, in words; empty when it can. `is_locked` when it is known."""
    if act in {DISABLE, RESET} and user.pk == by.pk:
        return "不能停用自己的账号" if act == DISABLE else "自己的口令请在“我的—修改口令”里改"
    if act == ENABLE:
        return "这个账号没有停用" if user.is_active else ""
    if not user.is_active:
        return "这个账号已经停用"
    if act == UNLOCK and not (user.username in locked_names() if is_locked is None else is_locked):
        return "这个账号没有锁定"
    return ""


@transaction.atomic
def _act_on(user: User, act: str, *, verb: str, by: User, reason: str, **values) -> None:
    """Raises ValidationError when it does not apply: two administrators may press at once."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if refusal := why_not(locked, act, by=by):
        raise ValidationError(refusal)
    _change_account(user, verb=verb, by=by, reason=reason, **values)


@transaction.atomic
def _change_account(user: User, *, verb: str, by: User, reason: str = "", **values) -> None:
    """Write the values, and one journal line with the verb:
    `save()` would leave none of a password, or a second one.
    """
    if values:
        User.objects.filter(pk=user.pk).update(**values)
    for name, value in values.items():
        setattr(user, name, value)
    account_changed.send(User, record=user, verb=verb, by=by, reason=reason)


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
        raise ValidationError("本单位没有可用的机关代字或执法主体，请联系系统管理员设置")
    return coded, standing


def valid_units():
    return Unit.objects.valid(clock.today())


def in_condition(rows, condition: str):
    """Accounts that are locked (已锁定), disabled (停用), or active without a posting in force today (未派岗)."""
    if condition == "locked":
        return rows.filter(username__in=_locking_tries().values("username"))
    if condition == "disabled":
        return rows.filter(is_active=False)
    return rows.filter(is_active=True).exclude(pk__in=Posting.objects.in_force(clock.today()).values("user"))


def count_conditions() -> dict[str, int]:
    """How many accounts are in each condition, and how many there are in all. One statement."""
    chosen = {name: Q(pk__in=in_condition(User.objects.order_by(), name).values("pk")) for name, _ in CONDITIONS}
    return User.objects.aggregate(all=Count("pk"), **{name: Count("pk", filter=rows) for name, rows in chosen.items()})


def locked_names() -> set[str]:
    """Names of the accounts that are locked now; one statement."""
    return set(_locking_tries().values_list("username", flat=True))


def _locking_tries():
    since = timezone.now() - get_cool_off()
    return AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gte=since)


def organ_name() -> str:
    """The branch at the top of the tree, for the sign-in page; empty before there is one.
    Remembered by each process.
    """
    return cache.get_or_set("organ-name", _name_of_branch, KEEP)


def _name_of_branch() -> str:
    branches = Unit.objects.valid(clock.today()).filter(kind=UnitKind.BRANCH).order_by("parent_id", "position", "pk")
    return branches.values_list("name", flat=True).first() or ""


def open_drafts(user: User) -> list[OpenDraft]:
    """What the person typed and did not submit, newest first, of every kind a room declares. One statement."""
    return [OpenDraft(draft_kinds[draft.kind], draft) for draft in drafts.open_drafts(user)]
