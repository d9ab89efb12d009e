"""The disputes a person has to look at today: for 待办, first page and exceptions, in one statement a request."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from baiyi.accounts.roles import Role
from baiyi.records import clock
from baiyi.records.memo import once_a_request
from baiyi.records.written import written
from baiyi.transfers.models import Transfer
from disputes import rights
from disputes.models import Dispute, State
from disputes.models.dispute import unsigned
from disputes.models.handled import OPEN

OVERSEERS = {Role.CHIEF, Role.CLERK, Role.OFFICE}  # who has the disputes of his units on his first page
NEAR = dt.timedelta(days=3)  # what an officer owes within these natural days stands among his todos


@dataclass(frozen=True)
class AtHand:
    """Rows of `with_due`, with is_unsigned: sent, and nobody signed for it in time; is_sent_up: a unit above has it."""

    user: object
    on: dt.date
    rows: list[Dispute]

    @cached_property
    def owed(self) -> list[Dispute]:
        """Due soon or late, for who is responsible; what was sent up lies on the desk above."""
        mine = [each for each in self.rows if each.officer_id == self.user.pk and not each.is_sent_up]
        return [each for each in mine if each.grave_due_on and each.grave_due_on <= self.on + NEAR]

    @cached_property
    def to_grade(self) -> list[Dispute]:
        units = set(self.user.unit_ids(rights.DECIDE))
        return [each for each in self.rows if each.state == State.REGISTERED and each.unit_id in units]

    @cached_property
    def led(self) -> list[Dispute]:
        return [each for each in self.rows if each.leader_id == self.user.pk and each.is_open]

    def in_units(self, unit_ids: set[int]) -> list[Dispute]:
        return [each for each in self.rows if each.unit_id in unit_ids]


def disputes_at_hand(user) -> AtHand:
    """Once a request: the person is read once in it too."""
    return once_a_request(user, "disputes.at_hand", lambda: AtHand(user, clock.today(), _rows(user, clock.today())))


def _rows(user, on: dt.date) -> list[Dispute]:
    if not user.has_perm(rights.OVERSEE) and not user.has_perm(rights.RECORD):
        return []
    return _with_terms(
        Dispute.objects.current().filter(main=None).filter(_of_person(user, on) | _of_units(user, on)), on
    )


@written
def _with_terms(disputes: QuerySet, on: dt.date) -> QuerySet:
    up = Q(pk__in=Transfer.objects.sent_up(Dispute))
    asked = {"is_unsigned": unsigned(on), "is_sent_up": up}
    known = disputes.annotate(**{name: ExpressionWrapper(each, BooleanField()) for name, each in asked.items()})
    return known.with_due().select_related("unit", "officer", "risk").order_by("progressed_on", "pk")


def _of_person(user, on: dt.date) -> Q:
    owed = Q(pk__in=Dispute.objects.due_by(on + NEAR).order_by().values("pk"))
    ungraded = Q(state=State.REGISTERED, unit__in=user.unit_ids(rights.DECIDE))
    return (Q(officer=user) & owed) | Q(leader=user, state__in=OPEN) | ungraded


def _of_units(user, on: dt.date) -> Q:
    """Silent or unsigned at the units he is responsible for; high and late ones too for who has them on his first
    page.
    """
    if not user.has_perm(rights.OVERSEE):
        return Q(pk__in=[])
    chosen = unsigned(on) | _is_among(Dispute.objects.silent(on))
    if OVERSEERS & user.roles:
        chosen |= Q(risk__is_high=True, state__in=OPEN) | _is_among(Dispute.objects.overdue(on))
    return chosen & Q(unit__in=user.unit_ids(rights.OVERSEE))


def _is_among(rows: QuerySet) -> Q:
    return Q(pk__in=rows.order_by().values("pk"))
