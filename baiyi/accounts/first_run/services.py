"""The first run: an installation without a unit is opened, once, by whoever holds the link that is printed at start."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from baiyi.accounts.models import Unit, UnitKind, User
from baiyi.accounts.roles import Role
from baiyi.accounts.services import add_unit, open_account
from baiyi.records.moves import MoveRefused
from baiyi.records.private_folders import local_secret

NAME = "first_run_token"  # in the folder of the installation's data, for its owner alone
TOO_LATE = "初始设置已经完成，请登录"


def is_waiting() -> bool:
    """Nothing is here yet: no unit, no account."""
    return not Unit.objects.exists() and not User.objects.exists()


def link() -> str:
    """The address of the assistant; the same at every start until it was used. Empty when nothing waits for it."""
    if not is_waiting():
        _file().unlink(missing_ok=True)
        return ""
    return reverse("accounts:first-run", args=[local_secret(_file(), lambda: secrets.token_urlsafe(24))])


def is_open_to(token: str) -> bool:
    try:
        known = _file().read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return bool(known) and secrets.compare_digest(known.encode(), token.encode()) and is_waiting()


def open_branch(*, unit: dict, account: dict) -> User:
    """The branch and its first administrator (系统管理员), who makes everything else. Raises MoveRefused when somebody
    was first, ValidationError.
    """
    with _one_at_a_time(), transaction.atomic():
        if not is_waiting():
            raise MoveRefused(TOO_LATE)
        branch = add_unit(kind=UnitKind.BRANCH, has_standing=True, **unit)
        made = open_account(
            unit=branch,
            role=Role.SYSADMIN,
            police_status=User.PoliceStatus.OTHER,
            must_change_password=False,
            **account,
        )
    _file().unlink(missing_ok=True)
    return made


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The kernel gives the lock back however this process ends."""
    try:
        file = os.open(_file(), os.O_RDWR)
    except FileNotFoundError:
        raise MoveRefused(TOO_LATE) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _file() -> Path:
    return settings.VAR_DIR / NAME
