"""Who answers: of a case its officer, of a custody line the officer of its case."""

import datetime as dt

from django.db.models import prefetch_related_objects

from baiyi.accounts.answering import answers_by_field, answers_for
from baiyi.accounts.models import User
from cases.models import CustodyLine

answers_by_field("cases.case", "officer", "second_officer")
answers_by_field("cases.arresttrip", "created_by")
answers_by_field("cases.studyduty", "officer")


@answers_for("cases.custodyline")
def officers_of_cases(lines: list[CustodyLine], on: dt.date) -> dict[int, list[User]]:
    """Two statements."""
    prefetch_related_objects(lines, "case__officer")
    return {line.pk: [line.case.officer] for line in lines}
