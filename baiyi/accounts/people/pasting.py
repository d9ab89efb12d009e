"""A block of people, a line each, as it is copied from a spreadsheet or typed: what each line means, and why one is
wrong. Nothing is guessed but the name of the account, which is the person's name in pinyin.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.utils import ErrorDict
from pypinyin import lazy_pinyin

from baiyi.accounts.forms import AccountForm
from baiyi.accounts.models import Posting, UnitName, User
from baiyi.accounts.roles import Role
from baiyi.accounts.services import open_account, valid_units
from baiyi.records import clock
from baiyi.records.text import clean, key

COLUMNS = ("name", "police_number", "unit", "role", "police_status", "username")
HEADS = ("姓名", "警号", "任职单位", "岗位", "人员身份", "账号")
LEAST, MOST_LINES, MOST_LETTERS = 4, 200, 20_000  # cells of a line; lines and letters of a block
BETWEEN = re.compile(r"[\t，,]")
LINE_ENDS = re.compile(r"\r\n|\r|\n")
NOT_OF_NAMES = re.compile(r"[^a-z0-9]")
SEVERAL = object()  # stands for units of one name


@dataclass
class Line:
    """A line of the block with what it means, or why not."""

    number: int
    text: str
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def role_label(self) -> str:
        return Role(self.facts["role"]).label

    @property
    def status_label(self) -> str:
        return User.PoliceStatus(self.facts["police_status"]).label

    @property
    def is_wrong(self) -> bool:
        return bool(self.problems)


def read_block(text: str) -> list[Line]:
    """Empty lines and a line of heads are left out. Raises ValidationError when it is far too long."""
    rows = [(number, row) for number, row in enumerate(LINE_ENDS.split(text), 1) if row.strip(" \t，,\u3000")]
    rows = [(number, row) for number, row in rows if key(BETWEEN.split(row)[0]) not in {"姓名", "人员姓名"}]
    if len(rows) > MOST_LINES:
        raise ValidationError(f"一次最多 {MOST_LINES} 行，现有 {len(rows)} 行")
    reader = Reader()
    return [reader.read(number, row) for number, row in rows]


class Reader:
    """Reads the lines of one block: each knows those before it. The form of a new account judges a line."""

    def __init__(self) -> None:
        self.form = AccountForm(units=valid_units())
        self.units = _units_by_name()
        self.roles = {key(role.label): role.value for role in Role}
        self.states = {key(status.label): status.value for status in User.PoliceStatus}
        self.names = set(User.objects.values_list("username", flat=True))
        posted = Posting.objects.in_force(clock.today()).filter(user__is_active=True)
        self.people = set(posted.values_list("user__name", "unit"))
        self.numbers = dict(User.objects.exclude(police_number="").values_list("police_number", "name"))

    def read(self, number: int, text: str) -> Line:
        line, cells = Line(number, text), [clean(cell, lines=False) for cell in BETWEEN.split(text)]
        if len(cells) < LEAST or any(cells[len(COLUMNS) :]):
            line.problems.append(
                f"有 {len(cells)} 项，应依次是{'、'.join(HEADS[:LEAST])}，可再加{'、'.join(HEADS[LEAST:])}"
            )
            return line
        said = dict(zip(COLUMNS, cells + [""] * len(COLUMNS), strict=False))
        self._look_up(line, said)
        if not line.is_wrong:
            self._judge(line, said)
        if not line.is_wrong:
            self.names.add(line.facts["username"])
            self.people.add((line.facts["name"], line.facts["unit"].pk))
            if line.facts["police_number"]:
                self.numbers[line.facts["police_number"]] = line.facts["name"]
        return line

    def _look_up(self, line: Line, said: dict[str, str]) -> None:
        """Words that stand for something."""
        unit = self.units.get(key(said["unit"]))
        if unit is None or unit is SEVERAL:
            why = "不止一个，请写全称" if unit is SEVERAL else "不是现有单位的名称或简称"
            line.problems.append(f"单位“{said['unit'][:20]}”{why}")
        role = self.roles.get(key(said["role"]))
        if role is None:
            line.problems.append(f"岗位“{said['role'][:20]}”不在{'、'.join(each.label for each in Role)}之中")
        if (held := self.numbers.get(said["police_number"])) is not None:
            line.problems.append(f"警号 {said['police_number']} 已是{held}的")
        if not said["police_number"] and (said["name"], getattr(unit, "pk", None)) in self.people:
            line.problems.append(f"{unit}已有{said['name'][:20]}，确是另一人的请写警号")
        said |= {"unit": str(getattr(unit, "pk", "")), "role": role or ""}
        said["police_status"] = self._status(line, said)
        said["username"] = said["username"] or self._account_of(said["name"])

    def _status(self, line: Line, said: dict[str, str]) -> str:
        """As it is said; else of a partner body 其他人员, and with a number 民警."""
        if said["police_status"]:
            if (found := self.states.get(key(said["police_status"]))) is None:
                words = "、".join(label for _, label in User.PoliceStatus.choices)
                line.problems.append(f"人员身份“{said['police_status'][:20]}”不在{words}之中")
            return found or ""
        if said["role"] == Role.PARTNER:
            return User.PoliceStatus.OTHER
        if said["police_number"]:
            return User.PoliceStatus.POLICE
        line.problems.append("没有警号的，请在岗位后面写明人员身份")
        return ""

    def _account_of(self, name: str) -> str:
        """zhangsan, or zhangsan2 when there is one."""
        plain = NOT_OF_NAMES.sub("", "".join(lazy_pinyin(name)).lower())[:26]
        return next((each for each in _numbered(plain) if each not in self.names), "") if plain else ""

    def _judge(self, line: Line, said: dict[str, str]) -> None:
        """By the form of a new account, whose fields are asked once for all lines."""
        form = self.form
        form.data, form.is_bound, form._errors = said, True, None
        form.errors  # noqa: B018 - cleans
        errors: ErrorDict = form.errors
        if said["username"] in self.names and "username" not in errors:
            line.problems.append(f"账号 {said['username']} 与前面的一行相同")
        line.problems += [message for messages in errors.values() for message in messages]
        line.facts = dict(form.cleaned_data)


def _numbered(plain: str) -> Iterator[str]:
    yield plain
    yield from (f"{plain}{number}" for number in range(2, MOST_LINES + 1000))


def _units_by_name() -> dict[str, Any]:
    """Those of today by full and short name; a name of before leads to the unit too, where no other has it."""
    found: dict[str, Any] = {}
    units = {unit.pk: unit for unit in valid_units()}
    for unit in units.values():
        for name in {key(unit.name), key(unit.short_name)}:
            found[name] = unit if found.get(name, unit) == unit else SEVERAL
    for former in UnitName.objects.filter(unit__in=units):
        for name in (key(former.name), key(former.short_name)):
            found.setdefault(name, units[former.unit_id])
    return found


@transaction.atomic
def add_people(lines: Iterable[Line], *, by: User) -> list[User]:
    """An account a line, with which nobody can sign in until its password is set. Raises ValidationError."""
    return [open_account(password=None, **line.facts) for line in lines]
