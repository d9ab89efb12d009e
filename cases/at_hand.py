"""The cases a person has to look at today: for 待办, the first page and the exceptions, in one statement a request."""

import datetime as dt
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from baiyi.deadlines.at_hand import AtHand, is_among, whether
from baiyi.deadlines.serving import SERVE
from baiyi.records.written import Key, Such, among, written
from baiyi.transfers.models import Transfer
from cases import rights
from cases.models import Case, Outcome
from cases.models.stages import OPEN


class CasesAtHand(AtHand):
    """Open cases: those he handles and owes something soon, leads or decides about, and what stands badly in his units;
    and ended ones whose decision lies unserved, or with a dispute he has to rule. With is_disputed: an outcome waits
    for a ruling.
    """

    NEAR = dt.timedelta(days=7)

    @staticmethod
    def read(user, on: dt.date) -> list[Case]:
        if not user.has_perm(rights.VIEW):
            return []
        decided = Such.by(Case, "authority", user.unit_ids(rights.APPROVE))
        watched = Such.by(Case, "unit", user.unit_ids(rights.OVERSEE)) if user.has_perm(rights.OVERSEE) else None
        return _at_hand(Case.objects.current(), Key(user.pk), on, decided, watched)

    def is_handled(self, case: Case) -> bool:
        return self.user.pk in {case.officer_id, case.second_officer_id}

    @cached_property
    def to_decide(self) -> list[Case]:
        units = set(self.user.unit_ids(rights.APPROVE))
        return [
            case for case in self.rows if case.authority_id in units and (case.waits_for_decision or case.is_disputed)
        ]


cases_at_hand = CasesAtHand.of


@written
def _at_hand(cases: QuerySet, person: Key, on: dt.date, decided: QuerySet, watched: QuerySet | None) -> QuerySet:
    """`decided` are those he decides about, `watched` those of the units he is responsible for."""
    disputed = Exists(Outcome.objects.filter(case=OuterRef("pk"), state=Outcome.State.DISPUTED))
    up = whether(Q(pk__in=Transfer.objects.sent_up(Case)))
    unserved = is_among(Case.objects.due_by(on + CasesAtHand.NEAR, kind=SERVE))
    still = Q(state__in=OPEN) | Q(is_disputed=True) | unserved
    known = cases.annotate(is_disputed=disputed, is_sent_up=up).filter(still)
    wanted = _of_person(person, on, decided)
    if watched is not None:
        wanted |= _standing_badly(on) & among(watched)
    return known.filter(wanted).with_gravest().select_related("unit", "officer").order_by("progressed_on", "pk")


def _of_person(person: Key, on: dt.date, decided: QuerySet) -> Q:
    handled = Q(officer=person) | Q(second_officer=person)
    waiting = Q(extension_asked_on__isnull=False) | Q(release_asked_on__isnull=False) | Q(is_disputed=True)
    owed = is_among(Case.objects.due_by(on + CasesAtHand.NEAR))
    return (handled & owed) | Q(leader=person) | (waiting & among(decided))


def _standing_badly(on: dt.date) -> Q:
    """Late, near or silent."""
    return is_among(Case.objects.overdue(on), Case.objects.near_due(on), Case.objects.silent(on))
