"""Ledgers of the rooms below: 单位与人员."""

import secrets

from django.db import transaction

from baiyi.accounts import rights
from baiyi.accounts.forms import AccountForm
from baiyi.accounts.models import User
from baiyi.accounts.services import open_account, valid_units
from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register


class PersonForm(AccountForm):
    """Of a row: whether the account is there already is found by its name."""

    def clean_username(self) -> str:
        return self.cleaned_data["username"]


@transaction.atomic
def add_person(*, by, **facts) -> User:
    """An account nobody can sign in with until its password is set (重置口令)."""
    return open_account(password=secrets.token_urlsafe(24), **facts)


def _posting(user: User):
    """As today: who was moved is compared with where he works now."""
    return next(iter(user.current_postings), None)


def _unit(user: User):
    held = _posting(user)
    return held.unit if held else None


def _role(user: User) -> str:
    held = _posting(user)
    return held.role if held else ""


PEOPLE = register(
    Ledger(
        name="people",
        title="单位与人员",
        model=User,
        right=rights.MANAGE,
        columns=(
            LedgerColumn("username", also=("用户名", "登录名"), examples=("zhangsan", "lisi")),
            LedgerColumn("name", also=("人员姓名",), examples=("张某", "李某")),
            LedgerColumn("police_number", also=("警员编号",), examples=("012345", "")),
            LedgerColumn("police_status", also=("身份", "人员类别"), examples=("民警", "辅警")),
            LedgerColumn("unit", also=("单位", "派出所"), examples=("示例派出所", "示例派出所"), said=_unit),
            LedgerColumn("role", also=("岗位角色", "角色"), examples=("民警", "内勤"), said=_role),
        ),
        key=("username",),
        form=lambda user: PersonForm(units=valid_units()),
        add=add_person,
        own_rows=("postings",),
        notes=("新账号没有口令：导入后在“人员”页重置口令，本人首次登录时修改。已有的账号在页面上修改。",),
    )
)
