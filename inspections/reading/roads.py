"""Names of roads, as the addresses of the ledger write them."""

import re
from collections import Counter

from inspections.models import Venue

BEFORE_NUMBER = re.compile(r"[^\d０-９]+")
MOST = 20


def roads_of(units) -> list[str]:
    """The commonest first. One statement."""
    addresses = Venue.objects.current().filter(unit__in=units).order_by().values_list("address", flat=True)
    found = (BEFORE_NUMBER.match(each) for each in addresses)
    return [road for road, _ in Counter(each.group().strip() for each in found if each).most_common(MOST)]
