"""Who answers for a dispute, and what belongs to it: the officer of its unit who is responsible for it. What of it
is handed over."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial

from django.db.models import prefetch_related_objects

from baiyi.accounts import holdings
from baiyi.accounts.answering import answers_by_field, answers_for
from baiyi.accounts.models import Unit, User
from disputes.models import Dispute

answers_by_field("disputes.dispute", "officer")


def officers_of_disputes(records: list, on: dt.date, *, road: str) -> dict[int, Iterable[User]]:
    """Two or three statements; `road` leads from the record to its dispute."""
    prefetch_related_objects(records, f"{road}__officer")
    return {each.pk: [_dispute_of(each, road).officer] for each in records}


def _dispute_of(record, road: str):
    for name in road.split("__"):
        record = getattr(record, name)
    return record


for label, road in {
    "disputes.mediation": "dispute",
    "disputes.familywarning": "dispute",
    "disputes.instalment": "mediation__dispute",
}.items():
    answers_for(label)(partial(officers_of_disputes, road=road))


holdings.register_field("disputes", label="责任纠纷", rows=Dispute.objects.open, field="officer")


@holdings.work_of_units.append
def open_disputes(unit: Unit) -> Iterator[holdings.Work]:
    yield "未办结纠纷", Dispute.objects.open().filter(unit=unit).count()
