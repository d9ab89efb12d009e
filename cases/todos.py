"""What cases ask of people: to finish and to report in time, to approve, to re-check, and to rule."""

import datetime as dt
from collections.abc import Iterator

from baiyi.notifications.todos import Todo, todo_sources
from baiyi.records import lamps
from cases.at_hand import cases_at_hand
from cases.models import Case


@todo_sources.register
def own_cases(user, on: dt.date) -> Iterator[Todo]:
    """What the officer owes within a week. One statement, which the first page shares."""
    for case in cases_at_hand(user).owed:
        note = f"{case.unit} · {case.get_state_display()}"
        due = {"due_on": case.grave_due_on, "lamp": case.due_lamp}
        yield Todo(case.name, case.get_absolute_url(), note=note, label="案件", **due)


@todo_sources.register
def cases_to_decide(user, on: dt.date) -> Iterator[Todo]:
    """延期 to approve, 解除督办 to re-check, 战果争议 to rule, at the branch. No statement of its own."""
    for case in cases_at_hand(user).to_decide:
        yield Todo(case.name, case.get_absolute_url(), note=str(case.unit), lamp=lamps.near("待办"), label=_asked(case))


def _asked(case: Case) -> str:
    if case.extension_asked_on:
        return "延期待批准"
    return "解除待复核" if case.release_asked_on else "战果待裁定"
