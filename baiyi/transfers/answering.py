"""Who signs for a transfer and works on it: the people of the receiving body, or the head of the receiving unit. Who
approves one: the nearest head.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q

from baiyi.accounts import holdings
from baiyi.accounts.answering import answers_for
from baiyi.accounts.models import Posting, Unit, User
from baiyi.accounts.roles import Role
from baiyi.records import clock
from baiyi.transfers import rights
from baiyi.transfers.models import Transfer
from baiyi.transfers.models.rows import OPEN

ANSWER = (Role.CHIEF, Role.PARTNER, Role.OFFICE)


@answers_for("transfers.transfer")
def people_of_receivers(transfers: list[Transfer], on: dt.date) -> dict[int, list[User]]:
    """One statement."""
    units = {each.acting_unit_id for each in transfers}
    postings = Posting.objects.in_force(on).filter(unit__in=units, role__in=ANSWER, user__is_active=True)
    people = defaultdict(list)
    for posting in postings.select_related("user").order_by("pk"):
        people[posting.unit_id].append(posting.user)
    return {each.pk: people[each.acting_unit_id] for each in transfers}


def approvers_of(transfer: Transfer) -> list[User]:
    """Those of the unit, else of the nearest one above it. One statement."""
    rows = list(Posting.objects.near(transfer.unit, rights.APPROVE, clock.today()))
    return [row.user for row in rows if row.unit_id == rows[0].unit_id]


@holdings.work_of_units.append
def open_transfers(unit: Unit) -> Iterator[holdings.Work]:
    """Both sides: what it sent, and what was sent to it."""
    sides = Q(unit=unit) | Q(to_unit=unit)
    yield "未办结流转", Transfer.objects.current().filter(sides, state__in=OPEN).count()
