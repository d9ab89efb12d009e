"""What of the records of a kind waits for a person today: for 待办, first pages and exceptions, read once a request."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from baiyi.records import clock
from baiyi.records.memo import once_a_request


@dataclass(frozen=True)
class AtHand:
    """Rows of `with_gravest`, with is_sent_up: a unit above has it. A room says which rows, and who handles one."""

    NEAR: ClassVar[dt.timedelta]  # what is due within these natural days stands among the todos

    user: Any
    on: dt.date
    rows: list

    @classmethod
    def of(cls, user) -> Self:
        """Once a request: the person is read once in it too. One statement."""
        on = clock.today()
        return once_a_request(user, cls, lambda: cls(user, on, cls.read(user, on)))

    @staticmethod
    def read(user, on: dt.date) -> list:
        raise NotImplementedError

    def is_handled(self, row) -> bool:
        """By the person himself."""
        return row.officer_id == self.user.pk

    @cached_property
    def owed(self) -> list:
        """Due soon or late, for who handles them; what was sent up lies on the desk above."""
        mine = [each for each in self.rows if self.is_handled(each) and not each.is_sent_up]
        return [each for each in mine if each.grave_due_on and each.grave_due_on <= self.on + self.NEAR]

    @cached_property
    def led(self) -> list:
        return [each for each in self.rows if each.leader_id == self.user.pk and each.is_open]

    def in_units(self, unit_ids: set[int]) -> list:
        return [each for each in self.rows if each.unit_id in unit_ids]


def whether(condition: Q) -> ExpressionWrapper:
    """A condition as a column of the rows."""
    return ExpressionWrapper(condition, BooleanField())


def is_among(*some: QuerySet) -> Q:
    """That a row is one of any of these of its model."""
    found = Q()
    for rows in some:
        found |= Q(pk__in=rows.order_by().values("pk"))
    return found
