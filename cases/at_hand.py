"""The cases a person has to look at today: for 待办, the first page and the exceptions, in one statement a request."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from baiyi.records import clock
from baiyi.records.memo import once_a_request
from baiyi.records.written import Key, among, written
from baiyi.transfers.models import Transfer
from cases import rights
from cases.models import Case, Outcome
from cases.models.stages import OPEN

NEAR = dt.timedelta(days=7)  # what an officer owes within these natural days stands among his todos


@dataclass(frozen=True)
class AtHand:
    """Open cases: those he handles and owes something soon, leads or decides about, and what stands badly in his units;
    and ended ones with a dispute he has to rule.

    Rows of `with_due`, with is_disputed: an outcome waits for a ruling; is_sent_up: a unit above has it.
    """

    user: object
    on: dt.date
    rows: list[Case]

    @cached_property
    def owed(self) -> list[Case]:
        """Due soon or late, for who handles them; what was sent up lies on the desk above."""
        handled = [
            case
            for case in self.rows
            if self.user.pk in {case.officer_id, case.second_officer_id} and not case.is_sent_up
        ]
        return [case for case in handled if case.grave_due_on and case.grave_due_on <= self.on + NEAR]

    @cached_property
    def to_decide(self) -> list[Case]:
        units = set(self.user.unit_ids(rights.APPROVE))
        return [
            case for case in self.rows if case.authority_id in units and (case.waits_for_decision or case.is_disputed)
        ]

    @cached_property
    def led(self) -> list[Case]:
        """The silent ones first, then the late ones."""
        mine = [case for case in self.rows if case.leader_id == self.user.pk and case.is_open]
        return sorted(mine, key=lambda case: (not case.is_silent, not case.is_late, case.progressed_on))

    def in_units(self, unit_ids: set[int]) -> list[Case]:
        return [case for case in self.rows if case.unit_id in unit_ids]


def cases_at_hand(user) -> AtHand:
    """Once a request: the person is read once in it too."""
    return once_a_request(user, "cases.at_hand", lambda: AtHand(user, clock.today(), _rows(user, clock.today())))


def _rows(user, on: dt.date) -> list[Case]:
    if not user.has_perm(rights.VIEW):
        return []
    decided = Case.objects.filter(authority__in=user.unit_ids(rights.APPROVE))
    watched = Case.objects.filter(unit__in=user.unit_ids(rights.OVERSEE)) if user.has_perm(rights.OVERSEE) else None
    return _at_hand(Case.objects.current(), Key(user.pk), on, decided, watched)


@written
def _at_hand(cases: QuerySet, person: Key, on: dt.date, decided: QuerySet, watched: QuerySet | None) -> QuerySet:
    """`decided` are those he decides about, `watched` those of the units he is responsible for."""
    disputed = Exists(Outcome.objects.filter(case=OuterRef("pk"), state=Outcome.State.DISPUTED))
    up = ExpressionWrapper(Q(pk__in=Transfer.objects.sent_up(Case)), output_field=BooleanField())
    known = cases.annotate(is_disputed=disputed, is_sent_up=up).filter(Q(state__in=OPEN) | Q(is_disputed=True))
    wanted = _of_person(person, on, decided)
    if watched is not None:
        wanted |= _standing_badly(on) & among(watched)
    return known.filter(wanted).with_due().select_related("unit", "officer").order_by("progressed_on", "pk")


def _of_person(person: Key, on: dt.date, decided: QuerySet) -> Q:
    handled = Q(officer=person) | Q(second_officer=person)
    waiting = Q(extension_asked_on__isnull=False) | Q(release_asked_on__isnull=False) | Q(is_disputed=True)
    owed = Q(pk__in=Case.objects.due_by(on + NEAR).order_by().values("pk"))
    return (handled & owed) | Q(leader=person) | (waiting & among(decided))


def _standing_badly(on: dt.date) -> Q:
    """Late, near or silent."""
    chosen = Q()
    for rows in (Case.objects.overdue(on), Case.objects.near_due(on), Case.objects.silent(on)):
        chosen |= Q(pk__in=rows.order_by().values("pk"))
    return chosen
