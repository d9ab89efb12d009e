"""Who answers: of a case its officer, of a custody line the officer of its case. What of it is handed over."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import prefetch_related_objects

from baiyi.accounts import holdings
from baiyi.accounts.answering import answers_by_field, answers_for
from baiyi.accounts.models import Unit, User
from baiyi.accounts.roles import Role
from cases.models import Case, CustodyLine, StudyDuty
from cases.services import change_leader

FIXED = ("people", "due_on", "task", "duty")

answers_by_field("cases.case", "officer", "second_officer")
answers_by_field("cases.arresttrip", "created_by")
answers_by_field("cases.studyduty", "officer")


@answers_for("cases.custodyline")
def officers_of_cases(lines: list[CustodyLine], on: dt.date) -> dict[int, list[User]]:
    """Two statements."""
    prefetch_related_objects(lines, "case__officer")
    return {line.pk: [line.case.officer] for line in lines}


holdings.register_field("cases", label="主办案件", rows=Case.objects.open, field="officer")
holdings.register_field("cases-second", label="协办案件", rows=Case.objects.open, field="second_officer")
holdings.register_field(
    "study-duties",
    label="调研整改事项",
    rows=lambda: StudyDuty.objects.current().filter(state=StudyDuty.State.OPEN),
    field="officer",
)


def lead_instead(case: Case, *, giver: User, taker: User, by: User, reason: str) -> None:
    """By whoever made the handover: it takes the right to name leaders. The 五定 stay as they are."""
    held = case.leads.filter(ends_on=None).values(*FIXED).first() or {}
    change_leader(case, leader=taker, reason=reason, by=by, version=case.version, **held)


holdings.register(
    "cases-led",
    label="包案",
    rows=lambda user: Case.objects.open().filter(leader=user).order_by("pk"),
    give=lead_instead,
    refusal=holdings.why_no(Role.LEADER, "分局领导"),
)


@holdings.work_of_units.append
def open_cases(unit: Unit) -> Iterator[holdings.Work]:
    yield "未办结案件", Case.objects.open().filter(unit=unit).count()
