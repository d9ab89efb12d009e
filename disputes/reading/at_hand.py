"""The disputes a person has to look at today: for 待办, first page and exceptions, in one statement a request."""

import datetime as dt
from functools import cached_property

from django.db.models import Q, QuerySet

from baiyi.accounts.roles import Role
from baiyi.deadlines.at_hand import AtHand, is_among, whether
from baiyi.records.written import Key, Such, among, written
from baiyi.transfers.models import Transfer
from disputes import rights
from disputes.models import Dispute, State
from disputes.models.dispute import unsigned
from disputes.models.handled import OPEN

OVERSEERS = {Role.CHIEF, Role.CLERK, Role.OFFICE}  # who has the disputes of his units on his first page


class DisputesAtHand(AtHand):
    """With is_unsigned: sent, and nobody signed for it in time."""

    NEAR = dt.timedelta(days=3)

    @staticmethod
    def read(user, on: dt.date) -> list[Dispute]:
        """Silent or unsigned at the units he is responsible for; high and late ones too for who has them on his first
        page.
        """
        oversees = user.has_perm(rights.OVERSEE)
        if not oversees and not user.has_perm(rights.RECORD):
            return []
        graded = Such.by(Dispute, "unit", user.unit_ids(rights.DECIDE))
        watched = Such.by(Dispute, "unit", user.unit_ids(rights.OVERSEE)) if oversees else None
        return _at_hand(Dispute.objects.counted(), Key(user.pk), on, graded, watched, bool(OVERSEERS & user.roles))

    @cached_property
    def to_grade(self) -> list[Dispute]:
        units = set(self.user.unit_ids(rights.DECIDE))
        return [each for each in self.rows if each.state == State.REGISTERED and each.unit_id in units]


disputes_at_hand = DisputesAtHand.of


@written
def _at_hand(
    disputes: QuerySet, person: Key, on: dt.date, graded: QuerySet, watched: QuerySet | None, has_all: bool
) -> QuerySet:
    """`graded` are those of the units where he grades, `watched` those of the units he is responsible for."""
    up = Q(pk__in=Transfer.objects.sent_up(Dispute))
    wanted = _of_person(person, on) | (Q(state=State.REGISTERED) & among(graded))
    if watched is not None:
        wanted |= _standing_badly(on, has_all=has_all) & among(watched)
    known = disputes.filter(wanted).annotate(is_unsigned=whether(unsigned(on)), is_sent_up=whether(up))
    return known.with_gravest().select_related("unit", "officer", "risk").order_by("progressed_on", "pk")


def _of_person(person: Key, on: dt.date) -> Q:
    owed = is_among(Dispute.objects.due_by(on + DisputesAtHand.NEAR))
    return (Q(officer=person) & owed) | Q(leader=person, state__in=OPEN)


def _standing_badly(on: dt.date, *, has_all: bool) -> Q:
    chosen = unsigned(on) | is_among(Dispute.objects.silent(on))
    if has_all:
        chosen |= Q(risk__is_high=True, state__in=OPEN) | is_among(Dispute.objects.overdue(on))
    return chosen
