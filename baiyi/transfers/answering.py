"""Who signs for a transfer and works on it: the people of the receiving body, or the head of the receiving unit."""

import datetime as dt
from collections import defaultdict

from baiyi.accounts.answering import answers_for
from baiyi.accounts.models import Posting, User
from baiyi.accounts.roles import Role
from baiyi.transfers.models import Transfer

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
