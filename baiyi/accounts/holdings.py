"""What hangs on a person, and what a unit has open: rooms above declare both. A person's things are handed over kind by
kind; a unit that has any open work is not ended.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from baiyi.accounts.models import Unit, User
from baiyi.records import clock
from baiyi.records.models import Draft, Journaled
from baiyi.records.moves import MoveRefused, lock

Give = Callable[..., Any]  # (row, giver=…, taker=…, by=…, reason=…); raises what a verb raises when it cannot
Work = tuple[str, int]  # what it is called, with how many there are

NOT_THERE = "{taker}不在{unit}任职"


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A kind of things. `rows(user)` are those that hang on the person now. One that nobody else can take has no
    `give`, and says in `stays` what becomes of it. `refusal(row, taker)` says why somebody cannot have a row.
    """

    label: str
    rows: Callable[[User], QuerySet]
    give: Give | None = None
    stays: str = ""
    refusal: Callable[[Any, User], str] = lambda row, taker: ""


holdings: dict[str, Holding] = {}  # by kind, a slug that stands in rows; in the order they are shown
work_of_units: list[Callable[[Unit], Iterable[Work]]] = []


def register(kind: str, **facts) -> None:
    """Raises ValueError for a second one of the kind."""
    if kind in holdings:
        raise ValueError(f"{kind} is declared twice")
    holdings[kind] = Holding(**facts)


def register_field(kind: str, *, label: str, rows: Callable[[], QuerySet], field: str, refusal=None) -> None:
    """Rows that name the person in a field: handing them over names the other one."""

    def give(row: Model, *, giver: User, taker: User, by: User, reason: str) -> None:
        locked = lock(row)
        if getattr(locked, f"{field}_id") != giver.pk:
            raise MoveRefused(f"已不在{giver}名下")
        setattr(locked, field, taker)
        locked.save(**({"verb": "交接", "reason": reason} if isinstance(locked, Journaled) else {}))

    def held(user: User) -> QuerySet:
        return rows().filter(**{field: user}).order_by("pk")

    register(kind, label=label, rows=held, give=give, refusal=refusal or why_not_there)


def why_not_there(row, taker: User) -> str:
    """Of a row that has a unit: who takes it works there, or above."""
    works_there = row.unit_id in taker.unit_ids()
    return "" if works_there else NOT_THERE.format(taker=taker, unit=row.unit)


def why_no(role: str, label: str) -> Callable[[Any, User], str]:
    """Who takes it must hold the role today."""

    def refusal(row, taker: User) -> str:
        held = taker.postings.in_force(clock.today()).filter(role=role)
        return "" if held.exists() else f"{taker}不是{label}"

    return refusal


def held_by(user: User) -> dict[str, list]:
    """What hangs on the person by kind; kinds without any are left out. A statement a kind."""
    found = {kind: list(each.rows(user)) for kind, each in holdings.items()}
    return {kind: rows for kind, rows in found.items() if rows}


def open_work(unit: Unit) -> list[Work]:
    """What the unit has open, kind by kind; kinds without any are left out."""
    return [(label, count) for function in work_of_units for label, count in function(unit) if count]


register(
    "drafts",
    label="未提交的草稿",
    rows=lambda user: Draft.objects.open().filter(user=user).order_by("pk"),
    stays="只有本人能继续，请本人提交或放弃",
)
